import {
  answerOf,
  FrameInvalid,
  type AnswerEvent,
  type Choice,
  type Decoder,
  type Encoder,
  type EncoderContext,
  type StopReason,
  type TokenUsage,
} from './answer.ts'
import { compact, countOf, isObject, objectOf, objectsOf, textOf, type Json } from './json.ts'

/** OpenAI's `finish_reason`. A reason that we do not know ends the answer like `stop`. */
const REASONS: Readonly<Record<string, StopReason>> = {
  stop: 'end',
  length: 'length',
  model_length: 'length',
  tool_calls: 'tools',
  function_call: 'tools',
  content_filter: 'filter',
}
const FINISH: Readonly<Record<StopReason, string>> = {
  end: 'stop',
  length: 'length',
  tools: 'tool_calls',
  sequence: 'stop',
  filter: 'content_filter',
  refusal: 'stop',
  pause: 'stop',
}

/** Chat completions and what speaks like them, to events. */
export class ChatDecoder implements Decoder {
  #started = false
  /** Tool calls by choice and the provider's index. Servers leave `index` out of whole calls. */
  readonly #tools = new Map<string, number>()

  frame(_event: string, value: Json): AnswerEvent[] {
    const out: AnswerEvent[] = []
    this.#start(value, out)
    if (!Array.isArray(value['choices'])) throw new FrameInvalid('a chunk of the stream has no `choices`')
    for (const choice of objectsOf(value['choices'])) {
      const index = countOf(choice['index']) ?? 0
      const delta = objectOf(choice['delta'])
      if (delta !== null) this.#message(delta, index, out)
      this.#stop(choice, index, out)
    }
    usage(value, out)
    return out
  }

  whole(value: Json): AnswerEvent[] {
    const out: AnswerEvent[] = []
    this.#start(value, out)
    if (!Array.isArray(value['choices'])) throw new FrameInvalid('the answer has no `choices`')
    objectsOf(value['choices']).forEach((choice, i) => {
      const index = countOf(choice['index']) ?? i
      const message = objectOf(choice['message'])
      if (message === null) throw new FrameInvalid('a choice of the answer has no message')
      this.#message(message, index, out)
      this.#stop(choice, index, out)
    })
    usage(value, out)
    return out
  }

  #start(value: Json, out: AnswerEvent[]): void {
    if (this.#started) return
    this.#started = true
    out.push({ kind: 'start', id: textOf(value['id']) ?? '', model: textOf(value['model']) ?? '' })
  }

  #stop(choice: Json, index: number, out: AnswerEvent[]): void {
    const reason = textOf(choice['finish_reason'])
    if (reason !== null)
      out.push({ kind: 'stop', choice: index, reason: REASONS[reason] ?? 'end', sequence: null })
  }

  #message(message: Json, choice: number, out: AnswerEvent[]): void {
    const thought = textOf(message['reasoning_content']) ?? textOf(message['reasoning'])
    if (thought !== null && thought !== '') out.push({ kind: 'thought', choice, text: thought })
    this.#content(message['content'], choice, out)
    const refusal = textOf(message['refusal'])
    if (refusal !== null && refusal !== '') out.push({ kind: 'refusal', choice, text: refusal })
    objectsOf(message['tool_calls']).forEach((call, i) => this.#call(call, choice, i, out))
  }

  /** A string, or Mistral's list of chunks with thoughts among them. */
  #content(value: unknown, choice: number, out: AnswerEvent[]): void {
    const text = textOf(value)
    if (text !== null && text !== '') out.push({ kind: 'text', choice, text })
    for (const part of objectsOf(value)) {
      const own = textOf(part['text'])
      if (part['type'] === 'text' && own !== null) out.push({ kind: 'text', choice, text: own })
      for (const thought of part['type'] === 'thinking' ? objectsOf(part['thinking']) : []) {
        const said = textOf(thought['text'])
        if (said !== null) out.push({ kind: 'thought', choice, text: said })
      }
    }
  }

  #call(call: Json, choice: number, i: number, out: AnswerEvent[]): void {
    const fn = objectOf(call['function'])
    if (fn === null) return
    const place = `${choice}/${countOf(call['index']) ?? i}`
    let tool = this.#tools.get(place)
    if (tool === undefined) {
      tool = this.#tools.size
      this.#tools.set(place, tool)
      const id = textOf(call['id']) ?? `call_${tool}`
      out.push({ kind: 'tool', choice, tool, id, text: textOf(fn['name']) ?? '' })
    }
    const text = isObject(fn['arguments']) ? JSON.stringify(fn['arguments']) : textOf(fn['arguments'])
    if (text !== null && text !== '') out.push({ kind: 'arguments', choice, tool, text })
  }
}

function usage(value: Json, out: AnswerEvent[]): void {
  const usage = chatUsage(objectOf(value['usage']))
  if (usage !== null) out.push({ kind: 'usage', usage })
}

/** OpenAI's `usage` of chat completions; null when it is none. */
export function chatUsage(usage: Json | null): TokenUsage | null {
  if (usage === null) return null
  const input = countOf(usage['prompt_tokens'])
  const output = countOf(usage['completion_tokens'])
  if (input === null || output === null) return null
  return {
    input,
    output,
    cacheRead: countOf(objectOf(usage['prompt_tokens_details'])?.['cached_tokens']) ?? 0,
    cacheWrite: 0,
    reasoning: countOf(objectOf(usage['completion_tokens_details'])?.['reasoning_tokens']) ?? 0,
  }
}

const usageOut = (usage: TokenUsage): Json => ({
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.input + usage.output,
  prompt_tokens_details: { cached_tokens: usage.cacheRead },
  completion_tokens_details: { reasoning_tokens: usage.reasoning },
})

/** Events to chat completion chunks. */
export class ChatEncoder implements Encoder {
  readonly #context: EncoderContext
  #id: string
  #usage: TokenUsage | null = null
  #begun = new Set<number>()

  constructor(context: EncoderContext) {
    this.#context = context
    this.#id = context.id
  }

  frame(event: AnswerEvent): string {
    switch (event.kind) {
      case 'start':
        if (event.id !== '') this.#id = event.id
        return ''
      case 'text':
        return this.#delta(event.choice, { content: event.text })
      case 'refusal':
        return this.#delta(event.choice, { refusal: event.text })
      case 'thought':
        return this.#delta(event.choice, { reasoning_content: event.text })
      case 'tool':
        return this.#delta(event.choice, {
          tool_calls: [
            {
              index: event.tool,
              id: event.id,
              type: 'function',
              function: { name: event.text, arguments: '' },
            },
          ],
        })
      case 'arguments':
        return this.#delta(event.choice, {
          tool_calls: [{ index: event.tool, function: { arguments: event.text } }],
        })
      case 'stop':
        return this.#chunk([
          { index: event.choice, delta: {}, logprobs: null, finish_reason: FINISH[event.reason] },
        ])
      case 'usage':
        this.#usage = event.usage
        return ''
      // only the provider can read them, and this format has no place for them
      case 'signature':
      case 'sealed':
        return ''
    }
  }

  end(): string {
    const last =
      this.#context.includeUsage && this.#usage !== null
        ? this.#chunk([], { usage: usageOut(this.#usage) })
        : ''
    return `${last}data: [DONE]\n\n`
  }

  #delta(index: number, delta: Json): string {
    const role = this.#begun.has(index) ? {} : { role: 'assistant' }
    this.#begun.add(index)
    return this.#chunk([{ index, delta: { ...role, ...delta }, logprobs: null, finish_reason: null }])
  }

  #chunk(choices: readonly Json[], rest: Json = {}): string {
    const { created, model } = this.#context
    return `data: ${JSON.stringify({ id: this.#id, object: 'chat.completion.chunk', created, model, choices, ...rest })}\n\n`
  }
}

/** Events to a complete chat completion. */
export function chatWhole(events: readonly AnswerEvent[], context: EncoderContext): Json {
  const answer = answerOf(events)
  return compact({
    id: answer.id === '' ? context.id : answer.id,
    object: 'chat.completion',
    created: context.created,
    model: context.model,
    choices: answer.choices.map(choiceOut),
    usage: answer.usage === null ? undefined : usageOut(answer.usage),
  })
}

function choiceOut(choice: Choice): Json {
  const of = (kind: 'text' | 'refusal' | 'thought'): string =>
    choice.blocks.map((b) => (b.kind === kind ? b.text : '')).join('')
  const calls = choice.blocks.filter((b) => b.kind === 'tool')
  const text = of('text')
  const thought = of('thought')
  const refusal = of('refusal')
  const blocks = choice.blocks.flatMap((b): Json[] =>
    b.kind === 'sealed'
      ? [{ type: 'redacted_thinking', data: b.data }]
      : b.kind === 'thought' && b.signature !== null
        ? [{ type: 'thinking', thinking: b.text, signature: b.signature }]
        : [],
  )
  return {
    index: choice.index,
    message: {
      role: 'assistant',
      content: text === '' && calls.length > 0 ? null : text,
      refusal: refusal === '' ? null : refusal,
      ...(thought === '' ? {} : { reasoning_content: thought }),
      // sent back with the next request, they let the provider follow its own thoughts through tool calls
      ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map((c) => ({
              id: c.id,
              type: 'function',
              function: { name: c.name, arguments: c.arguments === '' ? '{}' : c.arguments },
            })),
          }),
    },
    logprobs: null,
    finish_reason: FINISH[choice.reason ?? 'end'],
  }
}
