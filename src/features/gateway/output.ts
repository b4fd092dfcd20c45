import { cleanOutput, type Detector, type RuleVerdict, type StreamScanner } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import { mergeVerdicts, outputScanner } from './guard.ts'

/** What the guards said about an answer, or about as much of it as came. Sums over all texts of the answer, in UTF-16 code units. */
export type OutputJudgement = {
  readonly verdicts: readonly RuleVerdict[]
  readonly masked: boolean
  readonly flagged: boolean
  readonly block: { readonly code: string; readonly guard: string } | null
  readonly scannedTo: number
  readonly authorisedTo: number
}

type Json = Record<string, unknown>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * One text of the answer (a choice's content, a tool call's arguments, ...), judged as it grows. JSON answers push it whole, streams in pieces:
 * the same scanner, so the same verdict (GW-7).
 */
class Channel {
  readonly #scanner: StreamScanner | null
  /** Original text that is not released yet. */
  #held = ''
  /** Released text that no frame has taken yet. */
  out = ''
  length = 0
  /** True once a mask was laid: then frames carry `out`, not their own text. */
  dirty = false

  constructor(scanner: StreamScanner | null) {
    this.#scanner = scanner
  }
  get releasedTo(): number {
    return this.#scanner === null ? this.length : this.length - this.#held.length
  }
  get blocked(): { readonly code: string; readonly guard: string } | null {
    return this.#scanner?.blocked ?? null
  }
  push(text: string): void {
    this.length += text.length
    if (this.#scanner === null) {
      this.out += text
      return
    }
    this.#held += text
    this.#take(this.#scanner.push(text), this.#scanner.authorisedTo)
  }
  finish(): void {
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
    return this.#scanner?.result() ?? { verdicts: [], masked: false, flagged: false, scannedTo: 0 }
  }
}

type Piece = {
  readonly channel: Channel
  readonly end: number
  readonly chars: number
  readonly set: (text: string) => void
}
type Frame = {
  readonly raw: string
  readonly value: Json
  readonly pieces: readonly Piece[]
  readonly choices: readonly Json[]
}

/** Fields that name things and hold no text of the model. */
const NO_TEXT = new Set(['role', 'type', 'id', 'index', 'finish_reason', 'logprobs', 'call_id'])
const NO_TEXT_TOP = new Set([
  'id',
  'object',
  'created',
  'model',
  'system_fingerprint',
  'service_tier',
  'usage',
  'choices',
  'provider',
])

/** The texts of an answer by place: `0/content`, `0/tool_calls/1/function/arguments`. */
class Channels {
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
      if (typeof value === 'string') this.#text(at, value, pieces, (text) => void (holder[name] = text))
      else if (isObject(value)) this.read(at, value, NO_TEXT, pieces)
      else if (Array.isArray(value)) {
        value.forEach((item: unknown, i) => {
          if (typeof item === 'string')
            this.#text(`${at}/${i}`, item, pieces, (text) => void (value[i] = text))
          else if (isObject(item)) {
            const index = item['index']
            this.read(`${at}/${typeof index === 'number' ? index : i}`, item, NO_TEXT, pieces)
          }
        })
      }
    }
  }

  #text(path: string, text: string, pieces: Piece[], set: (text: string) => void): void {
    let channel = this.all.get(path)
    if (channel === undefined) {
      if (this.all.size >= Channels.MAX)
        throw new AnswerInvalid(`the answer has more than ${Channels.MAX} texts`)
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

/** The upstream's bytes are not an answer; ends the exchange as `upstream_invalid`. The message names no content. */
export class AnswerInvalid extends Error {}

export type Usage = { readonly tokensIn: number; readonly tokensOut: number }

export type JsonAnswer = {
  readonly judgement: OutputJudgement
  /** Bytes for the client: the upstream's own, or written anew with masks. Meaningless when blocked. */
  readonly bytes: Buffer
  /** The same, decoded. */
  readonly text: string
  readonly usage: Usage | null
  readonly chars: number
}

/** A complete answer, parsed and judged. Throws AnswerInvalid. */
export function judgeJson(
  bytes: Buffer,
  policy: PolicySpec,
  detectors: readonly Detector[],
  guards?: Guarding,
): JsonAnswer {
  const text = bytes.toString('utf8')
  const value = parseObject(text)
  const list = value['choices']
  if (!Array.isArray(list)) throw new AnswerInvalid('the answer has no `choices`')
  const only = guards === undefined ? onlyText(value, list) : null
  if (only !== null) {
    const verdicts = cleanOutput(only, policy.output, detectors)
    if (verdicts !== null) {
      const chars = only.length
      const judgement = {
        verdicts,
        masked: false,
        flagged: false,
        block: null,
        scannedTo: policy.output.length === 0 ? 0 : chars,
        authorisedTo: chars,
      }
      return { judgement, bytes, text, usage: usageOf(value), chars }
    }
  }
  const channels = new Channels(policy, detectors, guards)
  const pieces: Piece[] = []
  const choices: Json[] = []
  channels.readComplete(() => {
    list.forEach((choice: unknown, i) => {
      if (!isObject(choice)) throw new AnswerInvalid('a choice of the answer is not an object')
      const message = choice['message']
      if (!isObject(message)) throw new AnswerInvalid('a choice of the answer has no message')
      channels.read(`${indexOf(choice, i)}`, message, NO_TEXT, pieces)
      choices.push(choice)
    })
    channels.read('', value, NO_TEXT_TOP, pieces)
  })
  const block = channels.block
  const dirty = pieces.some((p) => p.channel.dirty)
  if (block === null && dirty) {
    for (const piece of pieces) piece.set(piece.channel.takeFor(piece.chars))
    dropLogprobs(choices)
  }
  let chars = 0
  for (const channel of channels.all.values()) chars += channel.length
  const written = dirty ? JSON.stringify(value) : text
  return {
    judgement: channels.judgement((c) => (block === null ? c.length : 0)),
    bytes: dirty ? Buffer.from(written) : bytes,
    text: written,
    usage: usageOf(value),
    chars,
  }
}

/** The ordinary answer: one choice whose message holds one text, and no other text beside it. Null for every other one. */
function onlyText(value: Json, choices: readonly unknown[]): string | null {
  const [choice] = choices
  if (choices.length !== 1 || !isObject(choice)) return null
  const { message } = choice
  if (!isObject(message)) return null
  for (const name of Object.keys(message)) {
    if (name === 'content' || NO_TEXT.has(name)) continue
    const field = message[name]
    if (field !== null && !(Array.isArray(field) && field.length === 0)) return null
  }
  for (const name of Object.keys(value)) if (!NO_TEXT_TOP.has(name) && value[name] !== null) return null
  const { content } = message
  return typeof content === 'string' && content !== '' ? content : null
}

/** Log probabilities repeat the text token by token: they would undo a mask. */
function dropLogprobs(choices: readonly Json[]): void {
  for (const choice of choices) if (choice['logprobs'] !== undefined) choice['logprobs'] = null
}

const indexOf = (choice: Json, i: number): number =>
  typeof choice['index'] === 'number' ? choice['index'] : i

/** JSON object, or AnswerInvalid; the cause's text is dropped because it may quote the answer. */
function parseObject(text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AnswerInvalid(
      `the upstream sent text that is not JSON (${cause instanceof Error ? cause.name : 'error'})`,
    )
  }
  if (!isObject(value)) throw new AnswerInvalid('the upstream sent JSON that is not an object')
  return value
}

export function usageOf(value: Json): Usage | null {
  const usage = value['usage']
  if (!isObject(usage)) return null
  const input = usage['prompt_tokens']
  const output = usage['completion_tokens']
  const count = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0
  return count(input) && count(output) ? { tokensIn: input, tokensOut: output } : null
}

/**
 * A streamed answer: events in, frames out, in their order. A frame leaves when every text that stands in it was judged; a masked stretch that
 * spans frames is written into the first of them. Memory: the frames that are held, bounded by the scanners' windows.
 */
export class StreamAnswer {
  readonly #channels: Channels
  readonly #frames: Frame[] = []
  usage: Usage | null = null
  /** True when each choice that came has said why it ended. */
  #open = new Map<number, boolean>()
  /** Characters of frames that were handed out. */
  #handed = new Map<Channel, number>()
  /** JSON characters of frames that are held. */
  heldChars = 0
  frames = 0

  constructor(policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding) {
    this.#channels = new Channels(policy, detectors, guards)
  }

  get blocked(): { readonly code: string; readonly guard: string } | null {
    return this.#channels.block
  }
  get finished(): boolean {
    return this.#open.size > 0 && ![...this.#open.values()].includes(true)
  }
  get chars(): number {
    let chars = 0
    for (const channel of this.#channels.all.values()) chars += channel.length
    return chars
  }

  /** One event's data. Throws AnswerInvalid; an error object of the upstream is one too. */
  push(data: string): void {
    const value = parseObject(data)
    if (value['error'] !== undefined && value['error'] !== null)
      throw new AnswerInvalid('the upstream sent an error within its stream')
    const list = value['choices']
    if (!Array.isArray(list)) throw new AnswerInvalid('a chunk of the stream has no `choices`')
    this.usage = usageOf(value) ?? this.usage
    const pieces: Piece[] = []
    const choices = list.map((choice: unknown, i) => {
      if (!isObject(choice)) throw new AnswerInvalid('a choice of the stream is not an object')
      const index = indexOf(choice, i)
      const delta = choice['delta']
      if (isObject(delta)) this.#channels.read(`${index}`, delta, NO_TEXT, pieces)
      const ended = choice['finish_reason'] !== undefined && choice['finish_reason'] !== null
      if (!this.#open.has(index) && this.#open.size > 256)
        throw new AnswerInvalid('the stream has more than 256 choices')
      this.#open.set(index, ended ? false : (this.#open.get(index) ?? true))
      return choice
    })
    this.#channels.read('', value, NO_TEXT_TOP, pieces)
    this.#frames.push({ raw: data, value, pieces, choices })
    this.heldChars += data.length
    this.frames += 1
  }

  /** No more events: judges what is open, so that `take` gives the rest (or `blocked` is set). */
  finish(): void {
    for (const channel of this.#channels.all.values()) if (this.#channels.block === null) channel.finish()
  }

  /** Frames that may leave now, as event-stream text; '' when none. */
  take(): string {
    let out = ''
    let n = 0
    for (const frame of this.#frames) {
      if (!frame.pieces.every((p) => p.channel.releasedTo >= p.end)) break
      n += 1
      out += `data: ${this.#text(frame)}\n\n`
      this.heldChars -= frame.raw.length
    }
    if (n > 0) this.#frames.splice(0, n)
    return out
  }

  #text(frame: Frame): string {
    let changed = false
    for (const piece of frame.pieces) {
      const { channel } = piece
      const text = channel.takeFor(piece.chars)
      this.#handed.set(channel, piece.end)
      if (channel.dirty) {
        piece.set(text)
        changed = true
      }
    }
    if (changed) dropLogprobs(frame.choices)
    // data that spans lines can only be sent as several; JSON on one line is the same value
    return changed || frame.raw.includes('\n') ? JSON.stringify(frame.value) : frame.raw
  }

  judgement(): OutputJudgement {
    return this.#channels.judgement((c) => this.#handed.get(c) ?? 0)
  }
}
