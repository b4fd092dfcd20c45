import {
  answerOf,
  type AnswerEvent,
  type Choice,
  type Encoder,
  type EncoderContext,
  type StopReason,
  type TokenUsage,
} from './answer.ts'
import { countOf, objectOf, type Json } from './json.ts'

/** OpenAI's `usage` of Responses. */
export function responsesUsage(usage: Json | null): TokenUsage | null {
  const input = countOf(usage?.['input_tokens'])
  const output = countOf(usage?.['output_tokens'])
  if (usage === null || input === null || output === null) return null
  return {
    input,
    output,
    cacheRead: countOf(objectOf(usage['input_tokens_details'])?.['cached_tokens']) ?? 0,
    cacheWrite: 0,
    reasoning: countOf(objectOf(usage['output_tokens_details'])?.['reasoning_tokens']) ?? 0,
  }
}

const usageOut = (usage: TokenUsage): Json => ({
  input_tokens: usage.input,
  input_tokens_details: { cached_tokens: usage.cacheRead },
  output_tokens: usage.output,
  output_tokens_details: { reasoning_tokens: usage.reasoning },
  total_tokens: usage.input + usage.output,
})

type Item =
  | { readonly kind: 'text'; readonly index: number; readonly id: string; text: string; refusal: boolean }
  | { readonly kind: 'thought'; readonly index: number; readonly id: string; text: string }
  | {
      readonly kind: 'tool'
      readonly index: number
      readonly id: string
      readonly tool: number
      readonly call: string
      readonly name: string
      arguments: string
    }

/** Events to the events of Responses, numbered as the format wants; what was released is said again at the end of each item and of the whole. */
export class ResponsesEncoder implements Encoder {
  readonly #context: EncoderContext
  #id: string
  #sequence = 0
  #started = false
  /** A text or thought alone, or tool calls together: servers may send the arguments of several calls in turns. */
  #open: Item[] = []
  readonly #done: Json[] = []
  #next = 0
  #reason: StopReason = 'end'
  #usage: TokenUsage | null = null

  constructor(context: EncoderContext) {
    this.#context = context
    this.#id = context.id
  }

  frame(e: AnswerEvent): string {
    switch (e.kind) {
      case 'start':
        if (e.id !== '') this.#id = e.id.startsWith('resp_') ? e.id : `resp_${e.id}`
        return this.#begin()
      case 'text':
      case 'refusal':
        return this.#text(e.text, e.kind === 'refusal')
      case 'thought':
        return this.#thought(e.text)
      case 'tool':
        return this.#tool(e)
      case 'arguments': {
        const item = this.#open.find((i) => i.kind === 'tool' && i.tool === e.tool)
        if (item?.kind !== 'tool') return ''
        item.arguments += e.text
        return this.#event('response.function_call_arguments.delta', {
          item_id: item.id,
          output_index: item.index,
          delta: e.text,
        })
      }
      case 'stop':
        this.#reason = e.reason
        return ''
      case 'usage':
        this.#usage = e.usage
        return ''
      // only the provider can read them, and this format has no place for them
      case 'signature':
      case 'sealed':
        return ''
    }
  }

  end(): string {
    const closed = `${this.#begin()}${this.#close()}`
    const cut = incompleteOf(this.#reason)
    const response = this.#response(cut === null ? 'completed' : 'incomplete', this.#done, cut)
    return `${closed}${this.#event(cut === null ? 'response.completed' : 'response.incomplete', { response })}`
  }

  #event(type: string, rest: Json): string {
    return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: this.#sequence++, ...rest })}\n\n`
  }

  #begin(): string {
    if (this.#started) return ''
    this.#started = true
    const response = this.#response('in_progress', [], null)
    return `${this.#event('response.created', { response })}${this.#event('response.in_progress', { response })}`
  }

  #response(status: string, output: readonly Json[], cut: string | null): Json {
    return responseOf(this.#id, this.#context, status, output, cut, this.#usage)
  }

  #text(text: string, refusal: boolean): string {
    let out = this.#begin()
    let item = this.#open.find((i) => i.kind === 'text' && i.refusal === refusal)
    if (item === undefined) {
      out += this.#close()
      const index = this.#next++
      item = { kind: 'text', index, id: `msg_${this.#id}_${index}`, text: '', refusal }
      this.#open.push(item)
      out += this.#event('response.output_item.added', {
        output_index: index,
        item: { id: item.id, type: 'message', status: 'in_progress', role: 'assistant', content: [] },
      })
      out += this.#event('response.content_part.added', {
        item_id: item.id,
        output_index: index,
        content_index: 0,
        part: textPart('', refusal),
      })
    }
    if (item.kind !== 'text') return out
    item.text += text
    return `${out}${this.#event(refusal ? 'response.refusal.delta' : 'response.output_text.delta', {
      item_id: item.id,
      output_index: item.index,
      content_index: 0,
      delta: text,
      ...(refusal ? {} : { logprobs: [] }),
    })}`
  }

  #thought(text: string): string {
    let out = this.#begin()
    let item = this.#open.find((i) => i.kind === 'thought')
    if (item === undefined) {
      out += this.#close()
      const index = this.#next++
      item = { kind: 'thought', index, id: `rs_${this.#id}_${index}`, text: '' }
      this.#open.push(item)
      out += this.#event('response.output_item.added', {
        output_index: index,
        item: { id: item.id, type: 'reasoning', summary: [] },
      })
      out += this.#event('response.reasoning_summary_part.added', {
        item_id: item.id,
        output_index: index,
        summary_index: 0,
        part: { type: 'summary_text', text: '' },
      })
    }
    if (item.kind !== 'thought') return out
    item.text += text
    return `${out}${this.#event('response.reasoning_summary_text.delta', {
      item_id: item.id,
      output_index: item.index,
      summary_index: 0,
      delta: text,
    })}`
  }

  #tool(e: { readonly tool: number; readonly id: string; readonly text: string }): string {
    const before = `${this.#begin()}${this.#open.every((i) => i.kind === 'tool') ? '' : this.#close()}`
    const index = this.#next++
    const id = `fc_${this.#id}_${index}`
    const item: Item = { kind: 'tool', index, id, tool: e.tool, call: e.id, name: e.text, arguments: '' }
    this.#open.push(item)
    return `${before}${this.#event('response.output_item.added', { output_index: index, item: itemOf(item, 'in_progress') })}`
  }

  #close(): string {
    const items = this.#open
    this.#open = []
    return items.map((item) => this.#closed(item)).join('')
  }

  #closed(item: Item): string {
    const at = { item_id: item.id, output_index: item.index }
    let out = ''
    if (item.kind === 'text') {
      const part = textPart(item.text, item.refusal)
      const said = item.refusal ? { refusal: item.text } : { text: item.text, logprobs: [] }
      const type = item.refusal ? 'response.refusal.done' : 'response.output_text.done'
      out += this.#event(type, { ...at, content_index: 0, ...said })
      out += this.#event('response.content_part.done', { ...at, content_index: 0, part })
    } else if (item.kind === 'thought') {
      out += this.#event('response.reasoning_summary_text.done', { ...at, summary_index: 0, text: item.text })
      const part = { type: 'summary_text', text: item.text }
      out += this.#event('response.reasoning_summary_part.done', { ...at, summary_index: 0, part })
    } else
      out += this.#event('response.function_call_arguments.done', {
        ...at,
        name: item.name,
        arguments: argumentsOf(item.arguments),
      })
    const whole = itemOf(item, 'completed')
    this.#done.push(whole)
    return `${out}${this.#event('response.output_item.done', { output_index: item.index, item: whole })}`
  }
}

const textPart = (text: string, refusal: boolean): Json =>
  refusal ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [], logprobs: [] }

const argumentsOf = (text: string): string => (text === '' ? '{}' : text)

function itemOf(item: Item, status: string): Json {
  switch (item.kind) {
    case 'text':
      return {
        id: item.id,
        type: 'message',
        status,
        role: 'assistant',
        content: [textPart(item.text, item.refusal)],
      }
    case 'thought':
      return { id: item.id, type: 'reasoning', summary: [{ type: 'summary_text', text: item.text }] }
    case 'tool':
      return {
        id: item.id,
        type: 'function_call',
        status,
        call_id: item.call,
        name: item.name,
        arguments: status === 'completed' ? argumentsOf(item.arguments) : item.arguments,
      }
  }
}

const incompleteOf = (reason: StopReason): string | null =>
  reason === 'length' ? 'max_output_tokens' : reason === 'filter' ? 'content_filter' : null

function responseOf(
  id: string,
  context: EncoderContext,
  status: string,
  output: readonly Json[],
  cut: string | null,
  usage: TokenUsage | null,
): Json {
  return {
    id,
    object: 'response',
    created_at: context.created,
    status,
    error: null,
    incomplete_details: cut === null ? null : { reason: cut },
    instructions: null,
    max_output_tokens: null,
    model: context.model,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: null,
    tool_choice: 'auto',
    tools: [],
    top_p: null,
    truncation: 'disabled',
    usage: usage === null ? null : usageOut(usage),
    metadata: {},
  }
}

/** Events to a complete response. */
export function responsesWhole(events: readonly AnswerEvent[], context: EncoderContext): Json {
  const answer = answerOf(events)
  const [choice] = answer.choices
  const id = answer.id === '' ? context.id : answer.id.startsWith('resp_') ? answer.id : `resp_${answer.id}`
  const cut = incompleteOf(choice?.reason ?? 'end')
  const output = choice === undefined ? [] : itemsOf(choice, id)
  return responseOf(id, context, cut === null ? 'completed' : 'incomplete', output, cut, answer.usage)
}

function itemsOf(choice: Choice, id: string): Json[] {
  const out: Json[] = []
  for (const block of choice.blocks) {
    const index = out.length
    if (block.kind === 'text' || block.kind === 'refusal')
      out.push(
        itemOf(
          {
            kind: 'text',
            index,
            id: `msg_${id}_${index}`,
            text: block.text,
            refusal: block.kind === 'refusal',
          },
          'completed',
        ),
      )
    else if (block.kind === 'thought')
      out.push(itemOf({ kind: 'thought', index, id: `rs_${id}_${index}`, text: block.text }, 'completed'))
    else if (block.kind === 'tool') {
      const { tool, name, arguments: args } = block
      out.push(
        itemOf(
          { kind: 'tool', index, id: `fc_${id}_${index}`, tool, call: block.id, name, arguments: args },
          'completed',
        ),
      )
    }
  }
  return out
}
