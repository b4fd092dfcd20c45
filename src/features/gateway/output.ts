import { cleanOutput, type Detector } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import { Channels, NO_TEXT, type OutputJudgement, type Piece } from './channels.ts'
import { FramedAnswer, type HeldFrame, type Usage } from './frames.ts'
import { FrameInvalid as AnswerInvalid } from './wire/answer.ts'
import { isObject, type Json } from './wire/json.ts'

export { AnswerInvalid }
export type { OutputJudgement, Usage }

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
  // padding of random length
  'obfuscation',
])

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
export function parseObject(text: string): Json {
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
  if (!count(input) || !count(output)) return null
  const details = usage['prompt_tokens_details']
  const cached = isObject(details) ? details['cached_tokens'] : 0
  return { tokensIn: input, tokensCached: count(cached) ? cached : 0, tokensOut: output }
}

type ChatFrame = HeldFrame & { readonly raw: string; readonly value: Json; readonly choices: readonly Json[] }

/** A stream of chat completion chunks for a client that reads them: frames pass as they came but for masks. */
export class StreamAnswer extends FramedAnswer<ChatFrame> {
  /** True when each choice that came has said why it ended. */
  readonly #open = new Map<number, boolean>()

  get finished(): boolean {
    return this.#open.size > 0 && ![...this.#open.values()].includes(true)
  }

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
      if (isObject(delta)) this.channels.read(`${index}`, delta, NO_TEXT, pieces)
      const ended = choice['finish_reason'] !== undefined && choice['finish_reason'] !== null
      if (!this.#open.has(index) && this.#open.size > 256)
        throw new AnswerInvalid('the stream has more than 256 choices')
      this.#open.set(index, ended ? false : (this.#open.get(index) ?? true))
      return choice
    })
    this.channels.read('', value, NO_TEXT_TOP, pieces)
    this.hold({ raw: data, length: data.length, value, pieces, choices })
  }

  last(): string {
    return 'data: [DONE]\n\n'
  }

  protected write({ raw, value, choices }: ChatFrame, changed: boolean): string {
    if (changed) dropLogprobs(choices)
    // data that spans lines can only be sent as several; JSON on one line is the same value
    return `data: ${changed || raw.includes('\n') ? JSON.stringify(value) : raw}\n\n`
  }
}
