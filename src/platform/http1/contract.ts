/** What a handler of requests sees of one, whether node:http read it or the lane (lane.ts). node:http's own objects satisfy both. */
import type { IncomingHttpHeaders } from 'node:http'

export interface HttpRequest {
  readonly method?: string | undefined
  /** The request target as it was sent. */
  readonly url?: string | undefined
  /** By lower-case name. */
  readonly headers: IncomingHttpHeaders
  /** The body, where all of it came with the head; it is then not read as 'data'. */
  readonly whole?: Buffer | undefined
  /** All of it has arrived. */
  readonly complete: boolean
  readonly destroyed: boolean
  on(event: 'data', listener: (chunk: Buffer) => void): this
  on(event: 'end' | 'close', listener: () => void): this
  on(event: 'error', listener: (error: Error) => void): this
  off(event: 'data', listener: (chunk: Buffer) => void): this
  /** Reads on, and throws away what nobody listens to. */
  resume(): unknown
  destroy(): unknown
}

export interface HttpResponse {
  readonly headersSent: boolean
  /** Its connection is gone. */
  readonly destroyed: boolean
  readonly writableEnded: boolean
  /** All of it was handed to the system. */
  readonly writableFinished: boolean
  /** `headers`: names in lower case and values in turn. Without `content-length` the body goes in chunks. */
  writeHead(status: number, headers: string[]): unknown
  /** False: more waits than should; 'drain' follows. */
  write(chunk: string | Buffer): boolean
  end(chunk?: string | Buffer): unknown
  end(chunk: string, encoding: 'latin1'): unknown
  destroy(): unknown
  on(event: 'close' | 'drain', listener: () => void): this
  on(event: 'error', listener: (error: Error) => void): this
  once(event: 'close' | 'drain', listener: () => void): this
}
