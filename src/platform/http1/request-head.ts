/**
 * The head of a request of the plain shape: HTTP/1.1, GET without a body or POST with a length, each header once and printable. Everything that
 * a server and a proxy before it could read in two ways (RFC 9112, 6.3, 11.2) is not of this shape.
 */
export type RequestHead = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes of the head. */
  readonly size: number
  /** Bytes of the body. */
  readonly length: number
}

const SIZE_MAX = 16_384
const END = Buffer.from('\r\n\r\n')
/** Clients send a dozen. node:http reads the first 1,000 and forgets the others. */
const HEADERS_MAX = 100
const LINE = /^(GET|POST) (\/[\x21-\x7e]*) HTTP\/1\.1$/
const NAME = /^[A-Za-z0-9-]+$/
/** Spaces inside, none at the ends, no other control character. */
const VALUE = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/
const LENGTH = /^\d{1,10}$/
/** With one of these a connection is more than requests and answers in turn; of the last, node:http makes a list. */
const BEYOND = [
  'transfer-encoding',
  'expect',
  'upgrade',
  'trailer',
  'te',
  'proxy-connection',
  'set-cookie',
] as const

/** Null: not whole, or not of the plain shape. */
export function requestHead(bytes: Buffer): RequestHead | null {
  const end = bytes.indexOf(END)
  if (end < 0 || end + END.length > SIZE_MAX) return null
  // with the end of its last line, as the others have theirs
  const text = bytes.toString('latin1', 0, end + 2)
  let at = text.indexOf('\r\n')
  const line = LINE.exec(text.slice(0, at))
  if (line === null) return null
  const headers: Record<string, string> = {}
  let count = 0
  while (at < end) {
    if ((count += 1) > HEADERS_MAX) return null
    const from = at + 2
    at = text.indexOf('\r\n', from)
    const colon = text.indexOf(':', from)
    if (colon < 0 || colon >= at) return null
    const given = text.slice(from, colon)
    const value = text.slice(text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1, at)
    if (!NAME.test(given) || !VALUE.test(value)) return null
    const name = given.toLowerCase()
    if (Object.hasOwn(headers, name)) return null
    headers[name] = value
  }
  for (const name of BEYOND) if (headers[name] !== undefined) return null
  const { connection, host } = headers
  if (host === undefined || (connection !== undefined && connection.toLowerCase() !== 'keep-alive'))
    return null
  const length = lengthOf(headers['content-length'], line[1] === 'POST')
  if (length === null) return null
  return { method: line[1] as 'GET' | 'POST', url: line[2] ?? '/', headers, size: end + END.length, length }
}

function lengthOf(given: string | undefined, post: boolean): number | null {
  if (given === undefined) return post ? null : 0
  return post && LENGTH.test(given) ? Number(given) : null
}
