import { FrameInvalid, type AnswerEvent, type Decoder } from './answer.ts'
import { countOf, objectOf, objectsOf, textOf, type Json } from './json.ts'
import { responsesUsage } from './responses-answer.ts'

/** Responses and their events to ours. Only the deltas count: what the stream says again at its end is left out. */
export class ResponsesDecoder implements Decoder {
  /** The tool that an output item is, by the item's index. */
  readonly #toolOf = new Map<number, number>()

  frame(event: string, value: Json): AnswerEvent[] {
    const type = textOf(value['type']) ?? event
    const index = countOf(value['output_index']) ?? 0
    const out: AnswerEvent[] = []
    const response = objectOf(value['response'])
    if (type === 'response.created' && response !== null) start(response, out)
    else if (type === 'response.output_item.added') this.#tool(objectOf(value['item']) ?? {}, index, out)
    else if (type === 'response.completed' || type === 'response.incomplete')
      end(response ?? {}, out, this.#toolOf.size)
    else if (type.endsWith('.delta')) this.#delta(type, textOf(value['delta']) ?? '', index, out)
    return out
  }

  whole(value: Json): AnswerEvent[] {
    if (!Array.isArray(value['output'])) throw new FrameInvalid('the answer has no `output`')
    const out: AnswerEvent[] = []
    start(value, out)
    objectsOf(value['output']).forEach((item, i) => {
      for (const part of objectsOf(item['summary'])) push(out, 'thought', textOf(part['text']))
      for (const part of objectsOf(item['content'])) {
        push(out, item['type'] === 'reasoning' ? 'thought' : 'text', textOf(part['text']))
        push(out, 'refusal', textOf(part['refusal']))
      }
      const tool = this.#tool(item, i, out)
      const text = textOf(item['arguments'])
      if (tool !== null && text !== null && text !== '')
        out.push({ kind: 'arguments', choice: 0, tool, text })
    })
    end(value, out, this.#toolOf.size)
    return out
  }

  #tool(item: Json, index: number, out: AnswerEvent[]): number | null {
    if (item['type'] !== 'function_call') return null
    const tool = this.#toolOf.size
    this.#toolOf.set(index, tool)
    const id = textOf(item['call_id']) ?? ''
    out.push({ kind: 'tool', choice: 0, tool, id, text: textOf(item['name']) ?? '' })
    return tool
  }

  #delta(type: string, text: string, index: number, out: AnswerEvent[]): void {
    const tool = this.#toolOf.get(index)
    if (type === 'response.output_text.delta') push(out, 'text', text)
    else if (type === 'response.refusal.delta') push(out, 'refusal', text)
    else if (type.startsWith('response.reasoning')) push(out, 'thought', text)
    else if (type === 'response.function_call_arguments.delta' && tool !== undefined && text !== '')
      out.push({ kind: 'arguments', choice: 0, tool, text })
  }
}

const push = (out: AnswerEvent[], kind: 'text' | 'refusal' | 'thought', text: string | null): void => {
  if (text !== null && text !== '') out.push({ kind, choice: 0, text })
}

const start = (response: Json, out: AnswerEvent[]): void =>
  void out.push({ kind: 'start', id: textOf(response['id']) ?? '', model: textOf(response['model']) ?? '' })

function end(response: Json, out: AnswerEvent[], tools: number): void {
  const cut = textOf(objectOf(response['incomplete_details'])?.['reason'])
  const reason = cut === 'content_filter' ? 'filter' : cut !== null ? 'length' : tools > 0 ? 'tools' : 'end'
  out.push({ kind: 'stop', choice: 0, reason, sequence: null })
  const usage = responsesUsage(objectOf(response['usage']))
  if (usage !== null) out.push({ kind: 'usage', usage })
}
