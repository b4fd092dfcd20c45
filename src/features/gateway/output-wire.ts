import type { Detector } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import { Channels, type Piece } from './channels.ts'
import { FramedAnswer, type HeldFrame, type Usage } from './frames.ts'
import { parseObject, type JsonAnswer } from './output.ts'
import {
  FrameInvalid,
  type AnswerEvent,
  type Decoder,
  type EncoderContext,
  type TokenUsage,
} from './wire/answer.ts'
import { clientSides, upstreamSides, type ClientFormat, type UpstreamFormat } from './wire/formats.ts'
import { isObject, type Json } from './wire/json.ts'
import { readEvents, type AnswerReader, type TextSink } from './wire/texts.ts'

export const usageFrom = (usage: TokenUsage | null): Usage | null =>
  usage === null ? null : { tokensIn: usage.input, tokensCached: usage.cacheRead, tokensOut: usage.output }

/** A piece of a text that its stream says again: `key` names the text, `again` is the whole of it. */
type WirePiece = Piece & { readonly key: string | null; readonly again: boolean }

/** Takes the texts that a reader finds in one frame or answer. */
class Sink implements TextSink {
  pieces: WirePiece[] = []
  /** What came under each key so far. */
  readonly #came = new Map<string, string>()
  readonly #channels: Channels

  constructor(channels: Channels) {
    this.#channels = channels
  }

  text(place: string, text: string, set: (text: string) => void): void {
    this.#add(place, null, text, set)
  }

  below(place: string, holder: Json, skip: ReadonlySet<string>): void {
    const found: Piece[] = []
    this.#channels.read(place, holder, skip, found)
    for (const piece of found) this.pieces.push({ ...piece, key: null, again: false })
  }

  grow(place: string, key: string, text: string, set: (text: string) => void): void {
    this.#came.set(key, (this.#came.get(key) ?? '') + text)
    this.#add(place, key, text, set)
  }

  again(place: string, key: string, text: string, set: (text: string) => void): void {
    const came = this.#came.get(key) ?? ''
    if (came === '') this.grow(place, key, text, set)
    else if (text === came) {
      const channel = this.#channels.all.get(place)
      if (channel !== undefined)
        this.pieces.push({ channel, end: channel.length, chars: 0, set, key, again: true })
    }
    // not what was said before: another text, to be judged for itself
    else if (text !== '') this.#add(`${place}/other`, null, text, set)
  }

  #add(place: string, key: string | null, text: string, set: (text: string) => void): void {
    const found: Piece[] = []
    this.#channels.text(place, text, found, set)
    for (const piece of found) this.pieces.push({ ...piece, key, again: false })
  }
}

/** Lays masks, and what was laid into pieces before into what says them again. */
class Layer {
  readonly #said = new Map<string, string>()

  lay(piece: WirePiece): boolean {
    const { channel, key } = piece
    if (piece.again) {
      if (!channel.dirty || key === null) return false
      piece.set(this.#said.get(key) ?? '')
      return true
    }
    const text = channel.takeFor(piece.chars)
    if (key !== null) this.#said.set(key, (this.#said.get(key) ?? '') + text)
    if (!channel.dirty) return false
    piece.set(text)
    return true
  }
}

type WireFrame = HeldFrame & {
  readonly pieces: readonly WirePiece[]
  readonly render: (changed: boolean) => string
}

/** What same-format and translated streams have in common: texts are judged under keys. */
abstract class WireStream extends FramedAnswer<WireFrame> {
  protected readonly sink: Sink
  readonly #layer = new Layer()

  constructor(policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding) {
    super(policy, detectors, guards)
    this.sink = new Sink(this.channels)
  }

  push(data: string, event: string): void {
    const value = parseObject(data)
    if (event === 'error' || (value['error'] !== undefined && value['error'] !== null))
      throw new FrameInvalid('the upstream sent an error within its stream')
    this.sink.pieces = []
    const render = this.read(data, event, value)
    this.hold({ length: data.length, pieces: this.sink.pieces, render })
  }

  /** Finds the texts of one frame; gives how it is written once they were judged. */
  protected abstract read(data: string, event: string, value: Json): (changed: boolean) => string

  protected override lay(piece: WirePiece): boolean {
    return this.#layer.lay(piece)
  }
  protected write(frame: WireFrame, changed: boolean): string {
    return frame.render(changed)
  }
}

/** For a client that reads the upstream's format: frames pass as they came but for masks, unknown ones too. */
export class PassedStream extends WireStream {
  readonly #reader: AnswerReader
  #stopped = false

  constructor(reader: AnswerReader, policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding) {
    super(policy, detectors, guards)
    this.#reader = reader
  }
  get finished(): boolean {
    return this.#stopped
  }
  /** An upstream that stops short of its format's last event has said all, but official clients wait for that event. */
  last(): string {
    return this.over ? '' : this.#reader.ending
  }

  protected read(data: string, event: string, value: Json): (changed: boolean) => string {
    const facts = this.#reader.frame(event, value, this.sink)
    this.usage = usageFrom(facts.usage) ?? this.usage
    this.over ||= facts.over
    this.#stopped ||= facts.stopped
    // hosts that wrap the provider's events name them inside only
    const type = typeof value['type'] === 'string' && !/[\r\n]/.test(value['type']) ? value['type'] : event
    return (changed) => {
      if (changed) dropLogprobs(value)
      return `event: ${type}\ndata: ${changed || data.includes('\n') ? JSON.stringify(value) : data}\n\n`
    }
  }
}

/** For a client that reads another format than the upstream's: what can reach it is what is in the events. */
export class TranslatedStream extends WireStream {
  readonly #decoder: Decoder
  readonly #encoder: ReturnType<(typeof clientSides)[ClientFormat]['encoder']>
  readonly #open = new Map<number, boolean>()

  constructor(
    from: UpstreamFormat,
    to: ClientFormat,
    context: EncoderContext,
    policy: PolicySpec,
    detectors: readonly Detector[],
    guards?: Guarding,
  ) {
    super(policy, detectors, guards)
    this.#decoder = upstreamSides[from].decoder()
    this.#encoder = clientSides[to].encoder(context)
  }
  get finished(): boolean {
    return this.#open.size > 0 && ![...this.#open.values()].includes(true)
  }
  last(): string {
    return this.#encoder.end()
  }

  protected read(_data: string, event: string, value: Json): (changed: boolean) => string {
    const events = this.#decoder.frame(event, value)
    for (const e of events) this.#note(e)
    if (value['type'] === 'message_stop') this.over = true
    readEvents(events, this.sink)
    return () => {
      let out = ''
      for (const e of events) {
        // all of it stands in an earlier frame, under a mask
        const empty = 'text' in e && e.text === '' && e.kind !== 'tool'
        if (!empty) out += this.#encoder.frame(e)
      }
      return out
    }
  }

  #note(event: AnswerEvent): void {
    if (event.kind === 'usage') this.usage = usageFrom(event.usage)
    else if (event.kind === 'stop') this.#open.set(event.choice, false)
    else if ('choice' in event && !this.#open.has(event.choice)) {
      if (this.#open.size > 256) throw new FrameInvalid('the stream has more than 256 choices')
      this.#open.set(event.choice, true)
    }
  }
}

/** A complete answer for a client that reads the upstream's format. */
export function judgePassed(
  bytes: Buffer,
  read: (value: Json, sink: TextSink) => TokenUsage | null,
  policy: PolicySpec,
  detectors: readonly Detector[],
  guards?: Guarding,
): JsonAnswer {
  const text = bytes.toString('utf8')
  const value = parseObject(text)
  let usage: TokenUsage | null = null
  const { channels, dirty } = judged(policy, detectors, guards, (sink) => void (usage = read(value, sink)))
  if (dirty) dropLogprobs(value)
  const written = dirty ? JSON.stringify(value) : text
  return answered(channels, written, dirty ? Buffer.from(written) : bytes, usageFrom(usage))
}

/** A complete answer for a client that reads another format. */
export function judgeTranslated(
  bytes: Buffer,
  from: UpstreamFormat,
  to: ClientFormat,
  context: EncoderContext,
  policy: PolicySpec,
  detectors: readonly Detector[],
  guards?: Guarding,
): JsonAnswer {
  const events = upstreamSides[from].decoder().whole(parseObject(bytes.toString('utf8')))
  const { channels } = judged(policy, detectors, guards, (sink) => readEvents(events, sink))
  const usage = events.findLast((e) => e.kind === 'usage')
  const written = JSON.stringify(clientSides[to].whole(events, context))
  return answered(
    channels,
    written,
    Buffer.from(written),
    usageFrom(usage?.kind === 'usage' ? usage.usage : null),
  )
}

function judged(
  policy: PolicySpec,
  detectors: readonly Detector[],
  guards: Guarding | undefined,
  read: (sink: Sink) => void,
): { readonly channels: Channels; readonly dirty: boolean } {
  const channels = new Channels(policy, detectors, guards)
  const sink = new Sink(channels)
  channels.readComplete(() => read(sink))
  const layer = new Layer()
  let dirty = false
  if (channels.block === null) for (const piece of sink.pieces) if (layer.lay(piece)) dirty = true
  return { channels, dirty }
}

function answered(channels: Channels, text: string, bytes: Buffer, usage: Usage | null): JsonAnswer {
  const released = channels.block === null
  let chars = 0
  for (const channel of channels.all.values()) chars += channel.length
  return { judgement: channels.judgement((c) => (released ? c.length : 0)), bytes, text, usage, chars }
}

/** Log probabilities repeat the text token by token: they would undo a mask. */
function dropLogprobs(value: unknown, depth = 0): void {
  if (depth > 32) return
  if (Array.isArray(value)) for (const item of value) dropLogprobs(item, depth + 1)
  else if (isObject(value))
    for (const name of Object.keys(value)) {
      if (name === 'logprobs') value[name] = Array.isArray(value[name]) ? [] : null
      else dropLogprobs(value[name], depth + 1)
    }
}
