import { request, type Agent } from 'node:http'
import type { Client } from './client-view.ts'

/** What one client saw of one call, and nothing that it did not see. */
export type Witnessed = {
  /** The id that it was given; null when no head came, or the answer says that there is no record of its own. */
  readonly evidence: string | null
  readonly status: number | null
  readonly body: string
  /** Nobody listened: this call never began. */
  readonly refusedConnection: boolean
  /** The whole answer came, as HTTP counts. */
  readonly complete: boolean
}

export type Sent = {
  readonly port: number
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Hangs up: so many ms after sending, or with the first byte of the body. */
  readonly hangUp: number | 'first-byte' | null
}

/** Sends one call and remembers. Never rejects. */
export function witness(agent: Agent, sent: Sent): Promise<Witnessed> {
  return new Promise((resolve) => {
    let evidence: string | null = null
    let status: number | null = null
    let body = ''
    let refusedConnection = false
    /** Who left did not read the rest, though it may have come. */
    let left = false
    let timer: NodeJS.Timeout | undefined
    const done = (complete: boolean): void => {
      clearTimeout(timer)
      resolve({ evidence, status, body, refusedConnection, complete })
    }
    const req = request(
      {
        agent,
        host: '127.0.0.1',
        port: sent.port,
        path: sent.path,
        method: 'POST',
        headers: { ...sent.headers, 'content-length': Buffer.byteLength(sent.body) },
      },
      (res) => {
        status = res.statusCode ?? 0
        const id = res.headers['x-sealwright-evidence']
        if (typeof id === 'string' && id !== 'none') evidence = id
        res.setEncoding('utf8')
        res.on('data', (chunk: string) => {
          body += chunk
          if (sent.hangUp === 'first-byte') {
            left = true
            req.destroy()
          }
        })
        res.once('error', () => done(false))
        res.once('close', () => done(res.complete && !left))
      },
    )
    req.once('error', (error: NodeJS.ErrnoException) => {
      refusedConnection = error.code === 'ECONNREFUSED'
      done(false)
    })
    if (typeof sent.hangUp === 'number') timer = setTimeout(() => req.destroy(), sent.hangUp)
    req.end(sent.body)
  })
}

/** What the client may conclude: a whole answer, an error by its code (as the answer, or as the last event of a stream), or nothing. */
export type Conclusion =
  | { readonly kind: 'answered' }
  | { readonly kind: 'refused' | 'told'; readonly code: string; readonly status: number }
  | { readonly kind: 'lost' }
  /** HTTP says that it is whole, and it is no answer of its format: never right. */
  | { readonly kind: 'nonsense'; readonly text: string }

const LAST: Readonly<Record<Client, RegExp>> = {
  'chat.completions': /^data: \[DONE\]$/m,
  responses: /^event: response\.completed$/m,
  messages: /^event: message_stop$/m,
}
type Any = ReturnType<typeof JSON.parse>
const codeOf = (value: Any): string => String(value?.error?.code ?? value?.code ?? '')

export function concluded(seen: Witnessed, client: Client | 'embeddings', streams: boolean): Conclusion {
  if (!seen.complete || seen.status === null) return { kind: 'lost' }
  if (seen.status !== 200)
    return { kind: 'refused', code: codeOf(JSON.parse(seen.body)), status: seen.status }
  if (!streams || client === 'embeddings') {
    JSON.parse(seen.body)
    return { kind: 'answered' }
  }
  const error = /^data: (\{.*"error":\{.*)$/m.exec(seen.body)?.[1]
  if (error !== undefined) return { kind: 'told', code: codeOf(JSON.parse(error)), status: 200 }
  return LAST[client].test(seen.body)
    ? { kind: 'answered' }
    : { kind: 'nonsense', text: seen.body.slice(-300) }
}
