import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { encodeMessage } from '../../src/features/gateway/upstreams/event-stream.ts'
import { stream, whole, type Frame, type Script, type Told } from './transcripts.ts'

export type ProviderSeen = {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly json: ReturnType<typeof JSON.parse>
}

/** How the provider's stream is cut into writes: whole frames, or every so many bytes, in the middle of characters too. */
export type Cutting = { readonly bytes: number } | 'frames'

export type Provider = {
  readonly url: string
  readonly seen: ProviderSeen[]
  /** What it says next. */
  script: Script
  cutting: Cutting
  /** Answers the next request with this instead. */
  instead: ((req: IncomingMessage, res: ServerResponse) => void) | null
  close(): Promise<void>
}

/**
 * A provider on loopback that speaks every format by the path that is asked, as the providers' own paths are: OpenAI and Mistral, Azure, Anthropic,
 * Bedrock (binary frames), Gemini and Vertex, and Google's token endpoint. It checks nothing and knows nothing of the gateway.
 */
export async function startProvider(): Promise<Provider> {
  const server: Server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (c: Buffer) => chunks.push(c))
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8')
      const path = req.url ?? ''
      const form = req.headers['content-type'] === 'application/x-www-form-urlencoded'
      provider.seen.push({
        path,
        headers: req.headers,
        json: form ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text),
      })
      const { instead } = provider
      provider.instead = null
      if (instead === null) answer(provider, path, res)
      else instead(req, res)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const provider: Provider = {
    url: `http://127.0.0.1:${port}`,
    seen: [],
    script: { text: 'Hello from the provider.' },
    cutting: 'frames',
    instead: null,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return provider
}

type Way = { readonly told: Told; readonly stream: boolean; readonly framing: 'sse' | 'aws' | 'aws-wrapped' }

function wayOf(path: string, asksStream: boolean): Way | null {
  if (/\/chat\/completions(\?|$)/.test(path))
    return { told: 'chat.completions', stream: asksStream, framing: 'sse' }
  if (/\/responses(\?|$)/.test(path)) return { told: 'responses', stream: asksStream, framing: 'sse' }
  if (path.endsWith('/messages')) return { told: 'messages', stream: asksStream, framing: 'sse' }
  if (path.endsWith(':rawPredict')) return { told: 'messages', stream: false, framing: 'sse' }
  if (path.endsWith(':streamRawPredict')) return { told: 'messages', stream: true, framing: 'sse' }
  if (path.endsWith(':generateContent')) return { told: 'gemini', stream: false, framing: 'sse' }
  if (path.endsWith(':streamGenerateContent?alt=sse')) return { told: 'gemini', stream: true, framing: 'sse' }
  if (path.endsWith('/converse')) return { told: 'converse', stream: false, framing: 'aws' }
  if (path.endsWith('/converse-stream')) return { told: 'converse', stream: true, framing: 'aws' }
  if (path.endsWith('/invoke')) return { told: 'messages', stream: false, framing: 'aws-wrapped' }
  if (path.endsWith('/invoke-with-response-stream'))
    return { told: 'messages', stream: true, framing: 'aws-wrapped' }
  return null
}

function answer(provider: Provider, path: string, res: ServerResponse): void {
  const { json } = provider.seen.at(-1) ?? { json: {} }
  const way = wayOf(path, json.stream === true)
  if (way === null) {
    const other = OTHERS.find(([ending]) => ending.test(path))
    res.writeHead(other === undefined ? 404 : 200, { 'content-type': 'application/json' })
    res.end(JSON.stringify(other === undefined ? { error: { message: `no ${path}` } } : other[1](json)))
  } else if (!way.stream) {
    res.writeHead(200, { 'content-type': 'application/json' })
    res.end(JSON.stringify(whole(way.told, provider.script)))
  } else {
    const type = way.framing === 'sse' ? 'text/event-stream' : 'application/vnd.amazon.eventstream'
    res.writeHead(200, { 'content-type': type })
    const frames = stream(way.told, provider.script).map((f) => bytesOf(f, way.framing))
    write(
      res,
      provider.cutting === 'frames' ? frames : cutEvery(Buffer.concat(frames), provider.cutting.bytes),
    )
  }
}

export function bytesOf(frame: Frame, framing: Way['framing']): Buffer {
  const data = typeof frame.data === 'string' ? frame.data : JSON.stringify(frame.data)
  if (framing === 'sse')
    return Buffer.from(`${frame.event === '' ? '' : `event: ${frame.event}\n`}data: ${data}\n\n`)
  const wrapped = JSON.stringify({ bytes: Buffer.from(data).toString('base64'), p: 'abcdef' })
  return encodeMessage(
    {
      ':event-type': framing === 'aws' ? frame.event : 'chunk',
      ':content-type': 'application/json',
      ':message-type': 'event',
    },
    Buffer.from(framing === 'aws' ? data : wrapped),
  )
}

function cutEvery(bytes: Buffer, size: number): Buffer[] {
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(bytes.subarray(at, at + size))
  return out
}

/** Several writes, so that chunks arrive apart. */
function write(res: ServerResponse, chunks: readonly Buffer[]): void {
  let i = 0
  const step = (): void => {
    if (res.destroyed) return
    const chunk = chunks[i++]
    if (chunk === undefined) res.end()
    else res.write(chunk, () => setImmediate(step))
  }
  step()
}

/** Floats as their 32-bit little-endian bytes in base64, which OpenAI's library asks for. */
const packed = (numbers: readonly number[]): string =>
  Buffer.from(new Float32Array(numbers).buffer).toString('base64')

type Any = ReturnType<typeof JSON.parse>
const OTHERS: readonly (readonly [RegExp, (json: Any) => object])[] = [
  [
    /\/embeddings(\?|$)/,
    (json) => ({
      object: 'list',
      data: [json.input].flat().map((_: unknown, index: number) => ({
        object: 'embedding',
        index,
        embedding: json.encoding_format === 'base64' ? packed([0.5, -1, index]) : [0.5, -1, index],
      })),
      model: 'embed-1',
      usage: { prompt_tokens: 8, total_tokens: 8 },
    }),
  ],
  [
    /\/moderations$/,
    () => ({
      id: 'modr-1',
      model: 'moderation-1',
      results: [{ flagged: true, categories: { violence: true }, category_scores: { violence: 0.98 } }],
    }),
  ],
  [/\/count_tokens$/, () => ({ input_tokens: 42 })],
  [/\/token$/, () => ({ access_token: 'ya29.test-token', expires_in: 3_599, token_type: 'Bearer' })],
]
