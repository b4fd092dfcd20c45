import {
  answerOf,
  FrameInvalid,
  type AnswerEvent,
  type Decoder,
  type Encoder,
  type EncoderContext,
  type StopReason,
  type TokenUsage,
} from './answer.ts'
import { argumentsObject } from './chat-request.ts'
import { countOf, objectOf, objectsOf, textOf, type Json } from './json.ts'

/** Anthropic's `stop_reason`. */
const REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'sequence',
  tool_use: 'tools',
  pause_turn: 'pause',
  refusal: 'refusal',
}
const STOPS: Readonly<Record<StopReason, string>> = {
  end: 'end_turn',
  length: 'max_tokens',
  tools: 'tool_use',
  sequence: 'stop_sequence',
  filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
}

/** Messages and their events to ours. */
export class MessagesDecoder implements Decoder {
  #tools = 0
  /** The tool that a content block is, by the block's index. */
  readonly #toolOf = new Map<number, number>()
  /** What the start said; later events send only what changed. */
  #usage: Json = {}

  frame(event: string, value: Json): AnswerEvent[] {
    const type = textOf(value['type']) ?? event
    const out: AnswerEvent[] = []
    const index = countOf(value['index']) ?? 0
    if (type === 'message_start') {
      const message = objectOf(value['message'])
      if (message === null) throw new FrameInvalid('the stream starts without a message')
      start(message, out)
      this.#usage = { ...objectOf(message['usage']) }
    } else if (type === 'content_block_start') {
      const block = objectOf(value['content_block'])
      if (block === null) throw new FrameInvalid('a content block of the stream is not an object')
      this.#block(block, index, out, true)
    } else if (type === 'content_block_delta') {
      const delta = objectOf(value['delta'])
      if (delta === null) throw new FrameInvalid('a delta of the stream is not an object')
      this.#delta(delta, index, out)
    } else if (type === 'message_delta') {
      const delta = objectOf(value['delta'])
      if (delta !== null) stop(delta, out)
      this.#usage = { ...this.#usage, ...objectOf(value['usage']) }
      const usage = messagesUsage(this.#usage)
      if (usage !== null) out.push({ kind: 'usage', usage })
    }
    return out
  }

  whole(value: Json): AnswerEvent[] {
    if (!Array.isArray(value['content'])) throw new FrameInvalid('the answer has no `content`')
    const out: AnswerEvent[] = []
    start(value, out)
    objectsOf(value['content']).forEach((block, i) => this.#block(block, i, out, false))
    stop(value, out)
    const usage = messagesUsage(objectOf(value['usage']))
    if (usage !== null) out.push({ kind: 'usage', usage })
    return out
  }

  #block(block: Json, index: number, out: AnswerEvent[], opening: boolean): void {
    const type = block['type']
    if (type === 'text') push(out, 'text', textOf(block['text']))
    else if (type === 'thinking') {
      push(out, 'thought', textOf(block['thinking']))
      const data = textOf(block['signature'])
      if (data !== null && data !== '') out.push({ kind: 'signature', choice: 0, data })
    } else if (type === 'redacted_thinking')
      out.push({ kind: 'sealed', choice: 0, data: textOf(block['data']) ?? '' })
    else if (type === 'tool_use') {
      const tool = this.#tools++
      this.#toolOf.set(index, tool)
      out.push({
        kind: 'tool',
        choice: 0,
        tool,
        id: textOf(block['id']) ?? '',
        text: textOf(block['name']) ?? '',
      })
      const input = objectOf(block['input'])
      // a stream opens the block with an empty input and sends it in deltas
      if (input !== null && !(opening && Object.keys(input).length === 0))
        out.push({ kind: 'arguments', choice: 0, tool, text: JSON.stringify(input) })
    }
  }

  #delta(delta: Json, index: number, out: AnswerEvent[]): void {
    const type = delta['type']
    if (type === 'text_delta') push(out, 'text', textOf(delta['text']))
    else if (type === 'thinking_delta') push(out, 'thought', textOf(delta['thinking']))
    else if (type === 'signature_delta')
      out.push({ kind: 'signature', choice: 0, data: textOf(delta['signature']) ?? '' })
    else if (type === 'input_json_delta') {
      const tool = this.#toolOf.get(index)
      const text = textOf(delta['partial_json'])
      if (tool !== undefined && text !== null && text !== '')
        out.push({ kind: 'arguments', choice: 0, tool, text })
    }
  }
}

const push = (out: AnswerEvent[], kind: 'text' | 'thought', text: string | null): void => {
  if (text !== null && text !== '') out.push({ kind, choice: 0, text })
}

const start = (message: Json, out: AnswerEvent[]): void =>
  void out.push({ kind: 'start', id: textOf(message['id']) ?? '', model: textOf(message['model']) ?? '' })

function stop(holder: Json, out: AnswerEvent[]): void {
  const reason = textOf(holder['stop_reason'])
  if (reason !== null)
    out.push({
      kind: 'stop',
      choice: 0,
      reason: REASONS[reason] ?? 'end',
      sequence: textOf(holder['stop_sequence']),
    })
}

/** Anthropic counts what came from its cache beside `input_tokens`. */
export function messagesUsage(usage: Json | null): TokenUsage | null {
  const fresh = countOf(usage?.['input_tokens'])
  const output = countOf(usage?.['output_tokens'])
  if (usage === null || fresh === null || output === null) return null
  const cacheRead = countOf(usage['cache_read_input_tokens']) ?? 0
  const cacheWrite = countOf(usage['cache_creation_input_tokens']) ?? 0
  return { input: fresh + cacheRead + cacheWrite, output, cacheRead, cacheWrite, reasoning: 0 }
}

const usageOut = (usage: TokenUsage): Json => ({
  input_tokens: Math.max(0, usage.input - usage.cacheRead - usage.cacheWrite),
  cache_creation_input_tokens: usage.cacheWrite,
  cache_read_input_tokens: usage.cacheRead,
  output_tokens: usage.output,
})

const event = (type: string, rest: Json): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`

type Open = { readonly kind: 'text' | 'thought' | 'tool'; readonly tool: number; readonly index: number }

/** Events to the events of Messages: blocks are opened and closed as the kind of content changes. */
export class MessagesEncoder implements Encoder {
  readonly #context: EncoderContext
  #id: string
  #started = false
  /** A text or thought alone, or tool calls together: servers may send the arguments of several calls in turns. */
  #open: Open[] = []
  #next = 0
  #reason: StopReason = 'end'
  #sequence: string | null = null
  #usage: TokenUsage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 }

  constructor(context: EncoderContext) {
    this.#context = context
    this.#id = context.id
  }

  frame(e: AnswerEvent): string {
    switch (e.kind) {
      case 'start':
        if (e.id !== '') this.#id = e.id
        return this.#begin()
      case 'text':
      case 'refusal':
        return this.#delta('text', { type: 'text', text: '' }, { type: 'text_delta', text: e.text })
      case 'thought':
        return this.#delta(
          'thought',
          { type: 'thinking', thinking: '', signature: '' },
          { type: 'thinking_delta', thinking: e.text },
        )
      case 'signature':
        return this.#more((o) => o.kind === 'thought', { type: 'signature_delta', signature: e.data })
      case 'sealed':
        return `${this.#begin()}${this.#close()}${this.#block('text', 0, { type: 'redacted_thinking', data: e.data })}${this.#close()}`
      case 'tool':
        return this.#tool(e)
      case 'arguments':
        return this.#more((o) => o.kind === 'tool' && o.tool === e.tool, {
          type: 'input_json_delta',
          partial_json: e.text,
        })
      case 'stop':
        this.#reason = e.reason
        this.#sequence = e.sequence
        return ''
      case 'usage':
        this.#usage = e.usage
        return ''
    }
  }

  end(): string {
    const delta = event('message_delta', {
      delta: { stop_reason: STOPS[this.#reason], stop_sequence: this.#sequence },
      usage: usageOut(this.#usage),
    })
    return `${this.#begin()}${this.#close()}${delta}${event('message_stop', {})}`
  }

  #begin(): string {
    if (this.#started) return ''
    this.#started = true
    return event('message_start', {
      message: {
        id: this.#id,
        type: 'message',
        role: 'assistant',
        model: this.#context.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: usageOut(this.#usage),
      },
    })
  }

  #delta(kind: Open['kind'], block: Json, delta: Json): string {
    let out = this.#begin()
    if (!this.#open.some((o) => o.kind === kind)) out += `${this.#close()}${this.#block(kind, 0, block)}`
    return `${out}${this.#more((o) => o.kind === kind, delta)}`
  }

  #tool(e: { readonly tool: number; readonly id: string; readonly text: string }): string {
    const before = this.#open.every((o) => o.kind === 'tool') ? '' : this.#close()
    return `${this.#begin()}${before}${this.#block('tool', e.tool, { type: 'tool_use', id: e.id, name: e.text, input: {} })}`
  }

  /** A delta of an open block; '' when there is none. */
  #more(is: (open: Open) => boolean, delta: Json): string {
    const open = this.#open.find(is)
    return open === undefined ? '' : event('content_block_delta', { index: open.index, delta })
  }

  #block(kind: Open['kind'], tool: number, block: Json): string {
    const open = { kind, tool, index: this.#next++ }
    this.#open.push(open)
    return event('content_block_start', { index: open.index, content_block: block })
  }

  #close(): string {
    let out = ''
    for (const { index } of this.#open) out += event('content_block_stop', { index })
    this.#open = []
    return out
  }
}

/** Events to a complete message. */
export function messagesWhole(events: readonly AnswerEvent[], context: EncoderContext): Json {
  const answer = answerOf(events)
  const [choice] = answer.choices
  const content: Json[] = []
  for (const block of choice?.blocks ?? []) {
    if (block.kind === 'text' || block.kind === 'refusal') content.push({ type: 'text', text: block.text })
    else if (block.kind === 'thought')
      content.push({ type: 'thinking', thinking: block.text, signature: block.signature ?? '' })
    else if (block.kind === 'sealed') content.push({ type: 'redacted_thinking', data: block.data })
    else if (block.kind === 'tool')
      content.push({
        type: 'tool_use',
        id: block.id,
        name: block.name,
        input: argumentsObject(block.arguments),
      })
  }
  return {
    id: answer.id === '' ? context.id : answer.id,
    type: 'message',
    role: 'assistant',
    model: context.model,
    content,
    stop_reason: STOPS[choice?.reason ?? 'end'],
    stop_sequence: choice?.sequence ?? null,
    usage: usageOut(answer.usage ?? { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 }),
  }
}
