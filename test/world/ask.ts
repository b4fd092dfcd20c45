export type Asked = {
  readonly status: number
  readonly evidence: string
  readonly body: unknown
  readonly headers: Headers
}

/** One chat completion over plain HTTP, with what a client keeps of it. */
export async function ask(
  gateway: string,
  key: string,
  content: string,
  more: { readonly model?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Asked> {
  const response = await fetch(`${gateway}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more.headers },
    body: JSON.stringify({ model: more.model ?? 'chat', messages: [{ role: 'user', content }] }),
  })
  return {
    status: response.status,
    evidence: response.headers.get('x-sealwright-evidence') ?? '',
    body: await response.json().catch(() => null),
    headers: response.headers,
  }
}
