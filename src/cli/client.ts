import { CliError, exit, exitForStatus } from './exit.ts'

export type ApiClient = {
  readonly server: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  del<T>(path: string): Promise<T>
  /** Raw bytes of a path outside or inside /api/v1; undefined when it answers 404. */
  bytes(path: string): Promise<Uint8Array | undefined>
  stream(path: string): Promise<ReadableStream<Uint8Array>>
}

const DEADLINE_MS = 120_000

export function apiClient(server: string, token: string | undefined, idempotencyKey?: string): ApiClient {
  const base = server.replace(/\/+$/, '')
  if (!/^https?:$/.test(URL.canParse(base) ? new URL(base).protocol : ''))
    throw new CliError(exit.usage, 'bad_server', `\`${base}\` is no address of a server`, {
      fix: 'give it as http://host:port or https://host',
    })
  // Only what a header can carry; a secret is not shown.
  if (token !== undefined && !/^[\x21-\x7e]*$/.test(token))
    throw new CliError(
      exit.usage,
      'bad_token',
      'the API token holds a blank, a line end or a character that no token has',
      {
        fix: 'give it as it was shown, in --token or SEALWRIGHT_TOKEN',
      },
    )
  if (idempotencyKey !== undefined && !/^[\x20-\x7e]{1,250}$/.test(idempotencyKey))
    throw new CliError(
      exit.usage,
      'bad_idempotency_key',
      'an idempotency key has 1 to 250 printable ASCII characters',
      { fix: 'give a UUID, and the same one again with a repetition' },
    )
  let changes = 0
  /** The first change of a command has the key as it is, the second `key:2`: repeated, each of them meets its own first answer. */
  const keyOfChange = (key: string): string => (++changes === 1 ? key : `${key}:${changes}`)
  const send = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`
    if (method !== 'GET') headers['content-type'] = 'application/json'
    if (method !== 'GET' && idempotencyKey !== undefined)
      headers['idempotency-key'] = keyOfChange(idempotencyKey)
    try {
      return await fetch(base + path, {
        method,
        headers,
        signal: AbortSignal.timeout(DEADLINE_MS),
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      })
    } catch (cause) {
      const timedOut = cause instanceof Error && cause.name === 'TimeoutError'
      throw new CliError(
        exit.unreachable,
        timedOut ? 'time_out' : 'unreachable',
        `no answer from \`${base}\`${timedOut ? ` within ${DEADLINE_MS / 1000} s` : ''}`,
        {
          fix: 'start it with `sealwright up`, or name it with --server or SEALWRIGHT_SERVER',
        },
      )
    }
  }
  const json = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await send(method, `/api/v1${path}`, body)
    const text = await response.text()
    if (!response.ok) throw asError(response.status, text)
    if (text === '') return undefined as T
    try {
      return JSON.parse(text) as T
    } catch {
      throw new CliError(
        exit.unreachable,
        'not_sealwright',
        `\`${base}\` answers, but not as Sealwright’s API`,
        {
          fix: 'give the address that `sealwright status` shows, without a path',
        },
      )
    }
  }
  return {
    server: base,
    get: (path) => json('GET', path),
    post: (path, body) => json('POST', path, body),
    patch: (path, body) => json('PATCH', path, body),
    put: (path, body) => json('PUT', path, body),
    del: (path) => json('DELETE', path),
    async bytes(path) {
      const response = await send('GET', path)
      if (response.status === 404) return undefined
      if (!response.ok) throw asError(response.status, await response.text())
      return new Uint8Array(await response.arrayBuffer())
    },
    async stream(path) {
      const response = await send('GET', path)
      if (!response.ok || response.body === null) throw asError(response.status, await response.text())
      return response.body
    },
  }
}

function asError(status: number, text: string): CliError {
  const fallback: ParsedProblem = {
    code: `http_${status}`,
    detail: text.slice(0, 300) || `the server answered ${status}`,
  }
  const problem = parseProblem(text) ?? fallback
  return new CliError(exitForStatus(status), problem.code, problem.detail, problem)
}

type ParsedProblem = { code: string; detail: string; where?: string; fix?: string }

function parseProblem(text: string): ParsedProblem | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('code' in value) || !('detail' in value)) return null
    const { code, detail } = value
    if (typeof code !== 'string' || typeof detail !== 'string') return null
    return {
      code,
      detail,
      ...('where' in value && typeof value.where === 'string' ? { where: value.where } : {}),
      ...('fix' in value && typeof value.fix === 'string' ? { fix: value.fix } : {}),
    }
  } catch {
    return null
  }
}
