import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What the upstream does with its next request. */
export type Behaviour =
  /** A proper answer, as JSON or as a stream in pieces of `pieceChars`. */
  | { readonly kind: 'text'; readonly text: string; readonly pieceChars?: number; readonly usage?: boolean }
  | { readonly kind: 'tool'; readonly name: string; readonly arguments: string; readonly pieceChars?: number }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly body?: string
      readonly headers?: Record<string, string>
    }
  /** Takes the request and says nothing. */
  | { readonly kind: 'hang' }
  /** Sends the head and `pieces` chunks, then nothing more. */
  | { readonly kind: 'stall'; readonly pieces: number }
  /** Destroys the connection: before any byte (0), or after `pieces` chunks once `proceed` was called. */
  | { readonly kind: 'cut'; readonly pieces: number }
  /** Ends the stream properly for HTTP, but before the answer is complete, once `proceed` was called. */
  | { readonly kind: 'ends-early'; readonly pieces: number }
  /** 200 with bytes that are no event stream and no JSON. */
  | { readonly kind: 'garbage' }
  /** A stream that never ends: proper chunks, or one line without an end. */
  | { readonly kind: 'endless'; readonly what: 'chunks' | 'line' }
  | { readonly kind: 'raw'; readonly status: number; readonly type: string; readonly body: string }

export type Seen = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly bytes: Buffer
  readonly json: unknown
}

export type FakeUpstream = {
  readonly url: string
  readonly seen: Seen[]
  /** Behaviours of the next requests in order; afterwards `otherwise`. */
  next(...behaviours: Behaviour[]): void
  otherwise: Behaviour
  /** Lets a stream that waits do its next act. */
  proceed(): void
  /** Called for each request before it is answered. */
  onRequest: (seen: Seen) => void
  /** Exchanges whose client (the gateway) closed before the answer was complete. */
  readonly aborted: { count: number }
  close(): Promise<void>
}

/** An OpenAI-compatible server on loopback that behaves, and misbehaves on command. It knows nothing of the gateway. */
export async function startUpstream(): Promise<FakeUpstream> {
  const queue: Behaviour[] = []
  const sockets = new Set<Socket>()
  const aborted = { count: 0 }
  let proceed: (() => void) | undefined
  const later = (act: () => void): void => {
    proceed = act
  }
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (c: Buffer) => chunks.push(c))
    req.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const seen: Seen = { path: req.url ?? '', headers: req.headers, bytes, json: parse(bytes) }
      res.on('close', () => {
        if (!res.writableFinished) aborted.count += 1
      })
      upstream.seen.push(seen)
      upstream.onRequest(seen)
      act(queue.shift() ?? upstream.otherwise, seen, res, later)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const upstream: FakeUpstream = {
    url: `http://127.0.0.1:${port}/v1`,
    seen: [],
    next: (...behaviours) => void queue.push(...behaviours),
    otherwise: { kind: 'text', text: 'Hello from the upstream.' },
    proceed() {
      proceed?.()
      proceed = undefined
    },
    onRequest: () => {},
    aborted,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return upstream
}

const parse = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

const wants = (seen: Seen, what: 'stream'): boolean =>
  typeof seen.json === 'object' &&
  seen.json !== null &&
  what in seen.json &&
  (seen.json as Record<string, unknown>)[what] === true

function act(behaviour: Behaviour, seen: Seen, res: ServerResponse, later: (act: () => void) => void): void {
  const stream = wants(seen, 'stream')
  switch (behaviour.kind) {
    case 'text':
    case 'tool':
      return stream ? sendStream(behaviour, res) : sendJson(behaviour, res)
    case 'status':
      res.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers })
      res.end(
        behaviour.body ??
          JSON.stringify({
            error: { message: 'as commanded', type: 'server_error', code: null, param: null },
          }),
      )
      return
    case 'hang':
      return
    case 'stall':
      openStream(res, behaviour.pieces)
      return
    case 'cut':
      if (behaviour.pieces === 0) res.destroy()
      else {
        later(() => res.destroy())
        openStream(res, behaviour.pieces)
      }
      return
    case 'ends-early':
      later(() => void res.end())
      openStream(res, behaviour.pieces)
      return
    case 'garbage':
      res.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' })
      res.end(stream ? 'data: {"choices": [garb\n\n' : '<html>it works</html>')
      return
    case 'endless': {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      const piece =
        behaviour.what === 'chunks'
          ? chunk({ content: 'again and again ' }, null).repeat(50)
          : 'x'.repeat(16_384)
      const write = (): void => {
        while (!res.destroyed && res.write(piece));
        if (!res.destroyed) res.once('drain', write)
      }
      write()
      return
    }
    case 'raw':
      res.writeHead(behaviour.status, { 'content-type': behaviour.type })
      res.end(behaviour.body)
  }
}

const chunk = (delta: object, finish: string | null, extra: object = {}): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'fake-1',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...extra,
  })}\n\n`

/** Head and some chunks, flushed. */
function openStream(res: ServerResponse, pieces: number): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let i = 0; i < pieces; i++) res.write(chunk({ content: `piece number ${i} of the answer. ` }, null))
}

type Proper = Extract<Behaviour, { kind: 'text' | 'tool' }>
const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 }

function sendJson(behaviour: Proper, res: ServerResponse): void {
  const call = { id: 'call_1', type: 'function', function: { name: '', arguments: '' } }
  const message =
    behaviour.kind === 'text'
      ? { role: 'assistant', content: behaviour.text, refusal: null }
      : {
          role: 'assistant',
          content: null,
          tool_calls: [{ ...call, function: { name: behaviour.name, arguments: behaviour.arguments } }],
        }
  const finish_reason = behaviour.kind === 'text' ? 'stop' : 'tool_calls'
  const usage = behaviour.kind === 'text' && behaviour.usage === false ? {} : { usage: USAGE }
  const body = JSON.stringify({
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'fake-1',
    system_fingerprint: 'fp_fake',
    choices: [{ index: 0, message, finish_reason }],
    ...usage,
    x_unknown: { kept: true },
  })
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  res.end(body)
}

function sendStream(behaviour: Proper, res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' })
  const text = behaviour.kind === 'text' ? behaviour.text : behaviour.arguments
  const size = behaviour.pieceChars ?? 7
  const frames = [chunk({ role: 'assistant', content: behaviour.kind === 'text' ? '' : null }, null)]
  for (let at = 0; at < text.length; at += size) {
    const piece = text.slice(at, at + size)
    if (behaviour.kind === 'text') frames.push(chunk({ content: piece }, null))
    else {
      const head =
        at === 0
          ? { id: 'call_1', type: 'function', function: { name: behaviour.name, arguments: piece } }
          : { function: { arguments: piece } }
      frames.push(chunk({ tool_calls: [{ index: 0, ...head }] }, null))
    }
  }
  frames.push(chunk({}, behaviour.kind === 'text' ? 'stop' : 'tool_calls'))
  if (behaviour.kind === 'text' && behaviour.usage === true)
    frames.push(chunk({}, null, { choices: [], usage: USAGE }))
  frames.push('data: [DONE]\n\n')
  // several writes, so that chunks arrive apart
  let i = 0
  const step = (): void => {
    if (res.destroyed) return
    const frame = frames[i++]
    if (frame === undefined) {
      res.end()
      return
    }
    res.write(frame, () => setImmediate(step))
  }
  step()
}
