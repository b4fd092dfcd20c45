import type { Detector } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import { Channels, type Channel, type OutputJudgement, type Piece } from './channels.ts'

export type Usage = {
  readonly tokensIn: number
  /** Of `tokensIn`, those that the provider had cached: they have a price of their own. */
  readonly tokensCached: number
  readonly tokensOut: number
}

export type HeldFrame = {
  /** JSON characters, for the bound on what is held. */
  readonly length: number
  readonly pieces: readonly Piece[]
}

/**
 * A streamed answer: frames in, frames out, in their order. A frame leaves when every text that stands in it was judged; a masked stretch that
 * spans frames is written into the first of them. Memory: the frames that are held, bounded by the scanners' windows. What a frame is and how
 * it is written is the format's affair.
 */
export abstract class FramedAnswer<F extends HeldFrame> {
  protected readonly channels: Channels
  private readonly held: F[] = []
  /** Characters of frames that were handed out. */
  private readonly handed = new Map<Channel, number>()
  usage: Usage | null = null
  heldChars = 0
  frames = 0

  constructor(policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding) {
    this.channels = new Channels(policy, detectors, guards)
  }

  get blocked(): { readonly code: string; readonly guard: string } | null {
    return this.channels.block
  }
  get chars(): number {
    let chars = 0
    for (const channel of this.channels.all.values()) chars += channel.length
    return chars
  }
  /** True when the answer is complete if nothing more comes. */
  abstract get finished(): boolean
  /** True when nothing of the upstream's counts any more. */
  over = false

  /** One event. Throws FrameInvalid; an error object of the upstream is one too. */
  abstract push(data: string, event: string): void
  /** What ends the client's stream. */
  abstract last(): string

  protected hold(frame: F): void {
    this.held.push(frame)
    this.heldChars += frame.length
    this.frames += 1
  }

  /** No more events: judges what is open, so that `take` gives the rest (or `blocked` is set). */
  finish(): void {
    for (const channel of this.channels.all.values()) if (this.channels.block === null) channel.finish()
  }

  /** Frames that may leave now, as event-stream text; '' when none. */
  take(): string {
    let out = ''
    let n = 0
    for (const frame of this.held) {
      if (!frame.pieces.every((p) => p.channel.releasedTo >= p.end)) break
      n += 1
      let changed = false
      for (const piece of frame.pieces) {
        if (this.lay(piece)) changed = true
        this.handed.set(piece.channel, piece.end)
      }
      out += this.write(frame, changed)
      this.heldChars -= frame.length
    }
    if (n > 0) this.held.splice(0, n)
    return out
  }

  /** Puts what may be said into its place. Whether that changed the frame. */
  protected lay(piece: Piece): boolean {
    const { channel } = piece
    const text = channel.takeFor(piece.chars)
    if (!channel.dirty) return false
    piece.set(text)
    return true
  }

  protected abstract write(frame: F, changed: boolean): string

  judgement(): OutputJudgement {
    return this.channels.judgement((c) => this.handed.get(c) ?? 0)
  }
}
