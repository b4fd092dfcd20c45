import { Agent, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { problem } from '../../lib/problem.ts'
import { problemBody } from '../../platform/http-guard.ts'

/** Set by us on a relayed request, taken from nobody else: the address of whoever connected. */
export const PEER_HEADER = 'x-sealwright-peer'

/** Of one connection, not of the message (RFC 9110, 7.6.1). `expect` was answered by the server that read it. */
const HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'expect', PEER_HEADER])

/**
 * Sends what is not /v1 to the main process and its answer back, both as streams. The Host header stays, so the main process checks it again.
 * A client that leaves ends the request there too.
 */
export function relayTo(socketPath: string): (req: IncomingMessage, res: ServerResponse) => void {
  const agent = new Agent({ keepAlive: true })
  return (req, res) => {
    const headers = [
      ...forwarded(req.rawHeaders, req.headers.connection),
      PEER_HEADER,
      req.socket.remoteAddress ?? 'unknown',
    ]
    const up = request({ agent, socketPath, method: req.method, path: req.url, headers })
    up.once('response', (answer) => {
      res.writeHead(
        answer.statusCode ?? 502,
        answer.statusMessage,
        forwarded(answer.rawHeaders, answer.headers.connection, 'transfer-encoding'),
      )
      // a stream of events must show its head before its first event
      res.flushHeaders()
      answer.pipe(res)
      answer.once('error', () => res.destroy())
      answer.once('end', () => {
        // an early answer (too large, refused): the rest of the request is read and forgotten
        req.unpipe(up)
        req.resume()
      })
    })
    up.on('error', () => {
      if (res.headersSent) res.destroy()
      else unreachable(res)
    })
    res.once('close', () => {
      if (!res.writableFinished) up.destroy()
    })
    req.pipe(up)
  }
}

function forwarded(raw: readonly string[], connection: string | undefined, more?: string): string[] {
  const named = new Set((connection ?? '').toLowerCase().split(/\s*,\s*/))
  const out: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]]
    const low = name.toLowerCase()
    if (!HOP.has(low) && !named.has(low) && low !== more) out.push(name, value)
  }
  return out
}

function unreachable(res: ServerResponse): void {
  const shown = problem(
    'main_process_unreachable',
    503,
    'the main process does not answer this gateway worker',
    {
      fix: 'try again in a few seconds; if it stays, start the server again',
    },
  ).problem
  res.writeHead(shown.status, { 'content-type': 'application/problem+json', 'retry-after': '1' })
  res.end(JSON.stringify(problemBody(shown, '')))
}
