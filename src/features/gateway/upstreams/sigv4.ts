import { createHash, createHmac } from 'node:crypto'

export type AwsKey = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | null
}

export type SigV4Request = {
  readonly method: string
  readonly host: string
  /** As it goes on the wire: each segment percent-encoded once. */
  readonly path: string
  /** Without `?`, names and values percent-encoded. */
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

/**
 * AWS Signature Version 4 (IAM user guide, "Create a signed AWS API request"), for every service but S3: the path is encoded once more.
 * Returns the headers to add: `x-amz-date`, `authorization` and, with temporary credentials, `x-amz-security-token`.
 */
export function signV4(
  request: SigV4Request,
  key: AwsKey,
  scope: { readonly region: string; readonly service: string; readonly atMs: number },
): Record<string, string> {
  const stamp = new Date(scope.atMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const added: Record<string, string> = {
    'x-amz-date': stamp,
    ...(key.sessionToken === null ? {} : { 'x-amz-security-token': key.sessionToken }),
  }
  const headers = Object.entries({ ...request.headers, host: request.host, ...added })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  const signed = headers.map(([name]) => name).join(';')
  const canonical = [
    request.method,
    request.path
      .split('/')
      .map((segment) => encode(segment))
      .join('/'),
    request.query.split('&').toSorted().join('&'),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signed,
    hex(request.body),
  ].join('\n')
  const credential = `${day}/${scope.region}/${scope.service}/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${credential}\n${hex(canonical)}`
  const signature = hmac(signingKey(key.secretAccessKey, day, scope.region, scope.service), toSign).toString(
    'hex',
  )
  added['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${credential}, SignedHeaders=${signed}, Signature=${signature}`
  return added
}

/** The day's key of one region and service. Four HMACs: some 10 us, against a call to a model. */
export function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  return hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
const hex = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
export const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

/** `id:secret` or `id:secret:token`, or the JSON that AWS's own tools print; null when it is neither. */
export function awsKey(text: string): AwsKey | null {
  if (text.trimStart().startsWith('{')) return fromJson(text)
  const [accessKeyId, secretAccessKey, ...token] = text.split(':')
  if (accessKeyId === undefined || secretAccessKey === undefined) return null
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId) || secretAccessKey === '') return null
  return { accessKeyId, secretAccessKey, sessionToken: token.length === 0 ? null : token.join(':') }
}

function fromJson(text: string): AwsKey | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  if (typeof value !== 'object' || value === null) return null
  const at = (name: string): string | null => {
    const found: unknown = Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1]
    return typeof found === 'string' && found !== '' ? found : null
  }
  const accessKeyId = at('accesskeyid')
  const secretAccessKey = at('secretaccesskey')
  return accessKeyId === null || secretAccessKey === null
    ? null
    : { accessKeyId, secretAccessKey, sessionToken: at('sessiontoken') }
}
