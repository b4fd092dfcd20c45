import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stream, whole, type Told } from './transcripts.ts'
import { bytesOf } from './provider.ts'

/** What the upstream does with a request; it reads the act from the text of the request itself, so that concurrent calls do not meet. */
export const acts = ['plain', 'slow', 'cut', 'short', 'refuse', 'busy', 'garbage', 'dead', 'leak'] as const
export type Act = (typeof acts)[number]

/** A text that orders an act. `n` draws the place of a cut and the length of a delay. */
export const ordering = (act: Act, n: number): string => `Note ${n} (${act}).`

/** In parts, so that no scanner takes it for a real one. */
export const LEAKED = ['AKIA', 'Q7M4T2XW', '5PLK3VDZ'].join('')

export type UnrulyUpstream = {
  readonly url: string
  readonly asked: { count: number }
  close(): Promise<void>
}

/** A provider of chat completions, responses, messages and embeddings that delays, cuts, refuses, babbles and leaks as the request says. */
export async function startUnrulyUpstream(): Promise<UnrulyUpstream> {
  const asked = { count: 0 }
  const server = createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8')
    req.on('data', (chunk: string) => (body += chunk))
    req.on('end', () => {
      asked.count += 1
      const order = /Note (\d+) \((\w+)\)/.exec(body)
      const act = acts.find((a) => a === order?.[2]) ?? 'plain'
      const wantsStream = /"stream":\s*true/.test(body)
      answer(res, { act, n: Number(order?.[1] ?? 0), told: toldOf(req.url ?? ''), wantsStream })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

type Wire = Told | 'embeddings'
type Order = { readonly act: Act; readonly n: number; readonly told: Wire; readonly wantsStream: boolean }

const toldOf = (path: string): Wire =>
  path.endsWith('/embeddings')
    ? 'embeddings'
    : path.endsWith('/messages')
      ? 'messages'
      : path.endsWith('/responses')
        ? 'responses'
        : 'chat.completions'

function answer(res: ServerResponse, order: Order): void {
  const { act, n } = order
  switch (act) {
    case 'dead':
      res.destroy()
      return
    case 'refuse':
    case 'busy': {
      const body = JSON.stringify({ error: { message: 'as ordered', type: 'server_error', code: null } })
      res.writeHead(act === 'busy' ? 429 : ([400, 401, 500, 503][n % 4] ?? 500), {
        'content-type': 'application/json',
      })
      res.end(body)
      return
    }
    case 'slow':
      setTimeout(() => tell(res, order), n % 40)
      return
    default:
      tell(res, order)
  }
}

function tell(res: ServerResponse, order: Order): void {
  const { act, n, told, wantsStream } = order
  const streams = wantsStream && told !== 'embeddings'
  const script = {
    text:
      act === 'leak'
        ? `The key of the harbour is ${LEAKED}, and nobody else has it.`
        : // long enough that a part of a stream is released while the rest is still to come
          `The harbour of note ${n} is quiet today, and the ferries run on time until the evening. `.repeat(
            act === 'slow' || act === 'cut' ? 10 : 1,
          ),
  }
  const type = streams ? 'text/event-stream' : 'application/json'
  res.writeHead(200, { 'content-type': type })
  if (act === 'garbage') {
    res.end(streams ? 'data: {"choices": [garb\n\n' : '<html>it works</html>')
    return
  }
  const chunks = streams
    ? stream(told, { ...script, pieceChars: act === 'slow' || act === 'cut' ? 40 : 9 }).map((frame) =>
        bytesOf(frame, 'sse'),
      )
    : halves(JSON.stringify(told === 'embeddings' ? VECTORS : whole(told, script)))
  // `cut` breaks the connection, `short` ends it properly; both before the answer is complete
  const upTo = act === 'cut' || act === 'short' ? 1 + (n % (chunks.length - 1)) : chunks.length
  let i = 0
  const step = (): void => {
    if (res.destroyed) return
    if (i < upTo) {
      const chunk = chunks[i++] ?? ''
      res.write(chunk, () => void (act === 'slow' ? setTimeout(step, n % 7) : setImmediate(step)))
    } else if (act === 'cut') res.destroy()
    else res.end()
  }
  step()
}

const halves = (text: string): Buffer[] => [
  Buffer.from(text.slice(0, text.length >> 1)),
  Buffer.from(text.slice(text.length >> 1)),
]

const VECTORS = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [0.5, -1, 0.25] }],
  model: 'embed-1',
  usage: { prompt_tokens: 8, total_tokens: 8 },
}
