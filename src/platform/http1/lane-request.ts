import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { HttpRequest } from './contract.ts'
import type { RequestHead } from './request-head.ts'

/** One request of the lane. Its body waits, and holds its connection back, until somebody reads it. */
export class LaneRequest extends EventEmitter implements HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  whole: Buffer | undefined = undefined
  complete = false
  destroyed = false
  #flowing = false
  #told = false
  #missing: number
  #held: Buffer[] | null = null
  readonly #socket: Socket

  constructor(head: RequestHead, socket: Socket) {
    super()
    this.method = head.method
    this.url = head.url
    this.headers = head.headers
    this.#missing = head.length
    this.#socket = socket
  }

  /** How much of its body has not come. */
  get missing(): number {
    return this.#missing
  }

  /** A part of the body. */
  feed(part: Buffer): void {
    this.#missing -= part.length
    this.complete = this.#missing === 0
    if (part.length > 0) {
      if (this.#flowing) this.emit('data', part)
      else {
        ;(this.#held ??= []).push(part)
        // of a whole body nothing more comes
        if (!this.complete) this.#socket.pause()
      }
    }
    if (this.#flowing && this.complete) this.#tell()
  }

  override on(event: string, listener: (...args: never[]) => void): this {
    super.on(event, listener as (...args: unknown[]) => void)
    if (event === 'data') this.resume()
    return this
  }

  resume(): void {
    if (this.#flowing || this.destroyed) return
    this.#flowing = true
    // as a stream of node: whoever adds listeners one after the other hears everything
    process.nextTick(() => this.#flow())
  }

  #flow(): void {
    if (this.destroyed) return
    const held = this.#held
    this.#held = null
    for (const part of held ?? []) this.emit('data', part)
    if (this.complete) this.#tell()
    else this.#socket.resume()
  }

  #tell(): void {
    if (this.#told) return
    this.#told = true
    this.emit('end')
  }

  lost(): void {
    if (this.destroyed) return
    this.destroyed = true
    this.#held = null
    this.emit('close')
  }

  destroy(): void {
    this.#socket.destroy()
    this.lost()
  }
}
