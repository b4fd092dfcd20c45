import { type Detector, type RuleVerdict, type StreamScanner } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import { mergeVerdicts, outputScanner } from './guard.ts'
import { FrameInvalid } from './wire/answer.ts'
import { isObject, type Json } from './wire/json.ts'

/** What the guards said about an answer, or about as much of it as came. Sums over all texts of the answer, in UTF-16 code units. */
export type OutputJudgement = {
  readonly verdicts: readonly RuleVerdict[]
  readonly masked: boolean
  readonly flagged: boolean
  readonly block: { readonly code: string; readonly guard: string } | null
  readonly scannedTo: number
  readonly authorisedTo: number
}

/**
 * One text of the answer (a choice's content, a tool call's arguments, ...), judged as it grows. JSON answers push it whole, streams in pieces:
 * the same scanner, so the same verdict (GW-7).
 */
export class Channel {
  readonly #scanner: StreamScanner | null
  /** Original text that is not released yet. */
  #held = ''
  /** The end of it that the scanner has not seen: what one network chunk brings is judged at once, however many events it holds. */
  #unseen = ''
  /** Released text that no frame has taken yet. */
  out = ''
  length = 0
  /** True once a mask was laid: then frames carry `out`, not their own text. */
  dirty = false

  constructor(scanner: StreamScanner | null) {
    this.#scanner = scanner
  }
  get releasedTo(): number {
    this.#judge()
    return this.#scanner === null ? this.length : this.length - this.#held.length
  }
  get blocked(): { readonly code: string; readonly guard: string } | null {
    this.#judge()
    return this.#scanner?.blocked ?? null
  }
  /** Judged when somebody asks what may leave or whether it is blocked. */
  push(text: string): void {
    this.length += text.length
    if (this.#scanner === null) {
      this.out += text
      return
    }
    this.#held += text
    this.#unseen += text
  }
  #judge(): void {
    if (this.#scanner === null || this.#unseen === '') return
    const text = this.#unseen
    this.#unseen = ''
    this.#take(this.#scanner.push(text), this.#scanner.authorisedTo)
  }
  finish(): void {
    this.#judge()
    if (this.#scanner !== null) this.#take(this.#scanner.finish(), this.#scanner.authorisedTo)
  }
  /** `push` and `finish` in one: all of the answer's texts are here, so each is judged once. */
  complete(text: string): void {
    this.length = text.length
    if (this.#scanner === null) {
      this.out = text
      return
    }
    this.#held = text
    this.#take(this.#scanner.complete(text), this.#scanner.authorisedTo)
  }
  #take(out: string, authorisedTo: number): void {
    const released = authorisedTo - this.releasedTo
    const original = released <= 0 ? '' : this.#held.slice(0, released)
    if (released > 0) this.#held = this.#held.slice(released)
    if (out !== original) this.dirty = true
    this.out += out
  }
  /** The text for a frame's piece of `chars`: its own while nothing was masked, else everything that may go. */
  takeFor(chars: number): string {
    const take = this.dirty ? this.out : this.out.slice(0, chars)
    this.out = this.out.slice(take.length)
    return take
  }
  result(): {
    readonly verdicts: readonly RuleVerdict[]
    readonly masked: boolean
    readonly flagged: boolean
    readonly scannedTo: number
  } {
    this.#judge()
    return this.#scanner?.result() ?? { verdicts: [], masked: false, flagged: false, scannedTo: 0 }
  }
}

/** A stretch of a text where it stands in a frame or answer. */
export type Piece = {
  readonly channel: Channel
  readonly end: number
  readonly chars: number
  readonly set: (text: string) => void
}
/** Fields that name things and hold no text of the model. */
export const NO_TEXT = new Set(['role', 'type', 'id', 'index', 'finish_reason', 'logprobs', 'call_id'])
/** The texts of an answer by place: `0/content`, `0/tool_calls/1/function/arguments`. */
export class Channels {
  readonly all = new Map<string, Channel>()
  readonly #make: (path: string) => Channel
  /** A hostile answer could name a new place in every chunk; real ones have a handful. */
  static readonly MAX = 1_024

  /** Texts that are judged when all are known: only a complete answer's. */
  #later: { readonly channel: Channel; readonly text: string }[] | null = null

  constructor(policy: PolicySpec, detectors: readonly Detector[], guards: Guarding | undefined) {
    const scan = policy.output.length > 0
    this.#make =
      guards !== undefined
        ? (path) => new Channel(guards.scanner(path))
        : () => new Channel(scan ? outputScanner(policy, detectors, 'output') : null)
  }

  /** Every text below `holder`, pushed into its channel. */
  read(path: string, holder: Json, skip: ReadonlySet<string>, pieces: Piece[]): void {
    for (const name of Object.keys(holder)) {
      if (skip.has(name)) continue
      const value = holder[name]
      const at = `${path}/${name}`
      if (typeof value === 'string') this.text(at, value, pieces, (text) => void (holder[name] = text))
      else if (isObject(value)) this.read(at, value, NO_TEXT, pieces)
      else if (Array.isArray(value)) {
        value.forEach((item: unknown, i) => {
          if (typeof item === 'string')
            this.text(`${at}/${i}`, item, pieces, (text) => void (value[i] = text))
          else if (isObject(item)) {
            const index = item['index']
            this.read(`${at}/${typeof index === 'number' ? index : i}`, item, NO_TEXT, pieces)
          }
        })
      }
    }
  }

  text(path: string, text: string, pieces: Piece[], set: (text: string) => void): void {
    let channel = this.all.get(path)
    if (channel === undefined) {
      if (this.all.size >= Channels.MAX)
        throw new FrameInvalid(`the answer has more than ${Channels.MAX} texts`)
      this.all.set(path, (channel = this.#make(path)))
    }
    if (text === '') return
    if (this.#later === null) channel.push(text)
    else this.#later.push({ channel, text })
    pieces.push({ channel, end: channel.length, chars: text.length, set })
  }

  /** Reads all texts of a complete answer by `readAll`, then judges them. The ordinary answer has one text, which is looked at once. */
  readComplete(readAll: () => void): void {
    this.#later = []
    readAll()
    const texts = this.#later
    this.#later = null
    const [only] = texts
    if (texts.length === 1 && only !== undefined) only.channel.complete(only.text)
    else {
      for (const { channel, text } of texts) channel.push(text)
      for (const channel of this.all.values()) if (this.block === null) channel.finish()
    }
  }

  get block(): { readonly code: string; readonly guard: string } | null {
    for (const channel of this.all.values()) if (channel.blocked !== null) return channel.blocked
    return null
  }

  judgement(authorised: (channel: Channel) => number): OutputJudgement {
    const verdicts: (readonly RuleVerdict[])[] = []
    let masked = false
    let flagged = false
    let scannedTo = 0
    let authorisedTo = 0
    for (const channel of this.all.values()) {
      const result = channel.result()
      verdicts.push(result.verdicts)
      masked ||= result.masked
      flagged ||= result.flagged
      scannedTo += result.scannedTo
      authorisedTo += authorised(channel)
    }
    return { verdicts: mergeVerdicts(verdicts), masked, flagged, block: this.block, scannedTo, authorisedTo }
  }
}
