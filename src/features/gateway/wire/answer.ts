/**
 * The one union of what a model's answer is made of, whoever made it. A decoder gives these from an upstream's frames (or its JSON answer), guards
 * judge their texts, an encoder writes the client's frames from them. `text` is writable because a mask is laid into it.
 */
export type AnswerEvent =
  | { readonly kind: 'start'; readonly id: string; readonly model: string }
  | { readonly kind: 'text' | 'refusal' | 'thought'; readonly choice: number; text: string }
  /** What proves a thought to its provider; opaque to everyone else. `sealed`: a thought that only the provider can read. */
  | { readonly kind: 'signature' | 'sealed'; readonly choice: number; readonly data: string }
  | {
      readonly kind: 'tool'
      readonly choice: number
      /** Counts the calls of this answer from 0. */
      readonly tool: number
      readonly id: string
      text: string
    }
  | { readonly kind: 'arguments'; readonly choice: number; readonly tool: number; text: string }
  | {
      readonly kind: 'stop'
      readonly choice: number
      readonly reason: StopReason
      readonly sequence: string | null
    }
  | { readonly kind: 'usage'; readonly usage: TokenUsage }

export type StopReason = 'end' | 'length' | 'tools' | 'sequence' | 'filter' | 'refusal' | 'pause'

/** `input` holds what was read from and written to the provider's cache; `output` holds `reasoning`. */
export type TokenUsage = {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly reasoning: number
}

/** The upstream sent something that is not its format. The message names no content. */
export class FrameInvalid extends Error {}

/** Turns one upstream's frames into events. One per answer: it counts tools and remembers what is open. */
export interface Decoder {
  /** One frame: the stream's event name and its parsed data. Throws FrameInvalid. */
  frame(event: string, value: Record<string, unknown>): AnswerEvent[]
  /** A complete JSON answer. */
  whole(value: Record<string, unknown>): AnswerEvent[]
}

/** Turns events into one client's frames. One per answer. `created` is seconds since 1970, `id` names the answer where the upstream gave none. */
export interface Encoder {
  /** Event-stream text, '' when this event says nothing in the client's format yet. */
  frame(event: AnswerEvent): string
  /** After the last event. */
  end(): string
}

export type EncoderContext = {
  readonly id: string
  readonly model: string
  readonly created: number
  readonly includeUsage: boolean
}

/** A complete answer, added up from its events. */
export type Answer = {
  readonly id: string
  readonly model: string
  readonly choices: readonly Choice[]
  readonly usage: TokenUsage | null
}
export type Block =
  | { readonly kind: 'text' | 'refusal'; text: string }
  | { readonly kind: 'thought'; text: string; signature: string | null }
  | { readonly kind: 'sealed'; readonly data: string }
  | {
      readonly kind: 'tool'
      readonly tool: number
      readonly id: string
      readonly name: string
      arguments: string
    }
export type Choice = {
  readonly index: number
  readonly blocks: Block[]
  reason: StopReason | null
  sequence: string | null
}

export function answerOf(events: readonly AnswerEvent[]): Answer {
  let id = ''
  let model = ''
  let usage: TokenUsage | null = null
  const choices = new Map<number, Choice>()
  const choiceOf = (index: number): Choice => {
    let choice = choices.get(index)
    if (choice === undefined)
      choices.set(index, (choice = { index, blocks: [], reason: null, sequence: null }))
    return choice
  }
  for (const event of events) {
    if (event.kind === 'start') {
      id = event.id
      model = event.model
    } else if (event.kind === 'usage') usage = event.usage
    else if (event.kind === 'stop') {
      const choice = choiceOf(event.choice)
      choice.reason = event.reason
      choice.sequence = event.sequence
    } else add(choiceOf(event.choice).blocks, event)
  }
  return { id, model, choices: [...choices.values()], usage }
}

function add(blocks: Block[], event: Exclude<AnswerEvent, { kind: 'start' | 'usage' | 'stop' }>): void {
  const last = blocks.at(-1)
  switch (event.kind) {
    case 'text':
    case 'refusal':
      if (last?.kind === event.kind) last.text += event.text
      else blocks.push({ kind: event.kind, text: event.text })
      return
    case 'thought':
      if (last?.kind === 'thought' && last.signature === null) last.text += event.text
      else blocks.push({ kind: 'thought', text: event.text, signature: null })
      return
    case 'signature':
      if (last?.kind === 'thought') last.signature = `${last.signature ?? ''}${event.data}`
      return
    case 'sealed':
      blocks.push({ kind: 'sealed', data: event.data })
      return
    case 'tool':
      blocks.push({ kind: 'tool', tool: event.tool, id: event.id, name: event.text, arguments: '' })
      return
    case 'arguments': {
      const block = blocks.findLast((b) => b.kind === 'tool' && b.tool === event.tool)
      if (block?.kind === 'tool') block.arguments += event.text
    }
  }
}
