import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Attribute = {
  readonly key: string
  readonly value: { readonly stringValue?: string; readonly intValue?: string; readonly boolValue?: boolean }
}
export type Span = {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: readonly Attribute[]
}

export type FakeCollector = {
  readonly url: string
  readonly spans: Span[]
  readonly metrics: string[]
  /** Statuses of the next requests; afterwards 200. 429 comes with `retry-after: 1`. */
  readonly next: number[]
  readonly asked: { count: number }
  readonly headers: Record<string, string | string[] | undefined>[]
  close(): Promise<void>
}

/** An OTLP/HTTP JSON collector on loopback that refuses on command, and refuses what its specification does not allow. */
export async function startCollector(): Promise<FakeCollector> {
  const state: Omit<FakeCollector, 'url' | 'close'> = {
    spans: [],
    metrics: [],
    next: [],
    asked: { count: 0 },
    headers: [],
  }
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (c: Buffer) => chunks.push(c))
    req.on('end', () => {
      state.asked.count += 1
      state.headers.push(req.headers)
      const status = state.next.shift() ?? 200
      const body = Buffer.concat(chunks).toString()
      if (status !== 200) {
        res.writeHead(status, status === 429 ? { 'retry-after': '1' } : {}).end('{}')
        return
      }
      if (req.headers['content-type'] !== 'application/json') {
        res.writeHead(415).end()
        return
      }
      if (req.url === '/v1/metrics') state.metrics.push(body)
      else if (req.url === '/v1/traces') {
        const sent = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
        for (const span of sent.resourceSpans.flatMap((r) => r.scopeSpans).flatMap((s) => s.spans)) {
          if (!/^[0-9a-f]{32}$/.test(span.traceId) || !/^[0-9a-f]{16}$/.test(span.spanId)) {
            res.writeHead(400).end('{}')
            return
          }
          state.spans.push(span)
        }
      }
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"partialSuccess":{}}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    ...state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** A span's attributes by key, as plain values. */
export const attributesOf = (span: Span): Record<string, string | boolean | undefined> =>
  Object.fromEntries(
    span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.boolValue]),
  )
