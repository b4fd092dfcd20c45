import type { AnswerEvent, TokenUsage } from './answer.ts'
import { FrameInvalid } from './answer.ts'
import { argumentsObject } from './chat-request.ts'
import { isObject, objectOf, objectsOf, textOf, type Json } from './json.ts'
import { messagesUsage } from './messages-answer.ts'
import { responsesUsage } from './responses-answer.ts'

/**
 * Where the readers of answers put the texts that guards judge. `place` names a text of the answer; pieces of one place are one text, in the order
 * in which they come. The same answer gives the same places and texts as JSON and as a stream, so it gets the same verdict.
 */
export interface TextSink {
  text(place: string, text: string, set: (text: string) => void): void
  /** Every string below `holder` but those in `skip`. */
  below(place: string, holder: Json, skip: ReadonlySet<string>): void
  /** A piece of the text `key`, which the stream will say again. */
  grow(place: string, key: string, text: string, set: (text: string) => void): void
  /** The text `key` as a whole: what was said in pieces before is not judged twice, but gets the masks that the pieces got. */
  again(place: string, key: string, text: string, set: (text: string) => void): void
}

/** Places are named as chat completions name theirs, whatever the format: guards know by them what a text is. */
const TEXT = '0/content'
const THOUGHT = '0/reasoning_content'
const REFUSAL = '0/refusal'
const nameAt = (index: string | number, choice = 0): string => `${choice}/tool_calls/${index}/function/name`
const argumentsAt = (index: string | number, choice = 0): string =>
  `${choice}/tool_calls/${index}/function/arguments`

/** What a frame says beside its texts. `over`: nothing comes after it. `stopped`: the answer is complete if nothing comes after it. */
export type FrameFacts = {
  readonly usage: TokenUsage | null
  readonly over: boolean
  readonly stopped: boolean
}
const nothing: FrameFacts = { usage: null, over: false, stopped: false }

/** Finds the texts of answers in one wire format. One per answer. */
export interface AnswerReader {
  /** The format's last event, where it can be told without the upstream; else ''. */
  readonly ending: string
  /** Throws FrameInvalid. */
  frame(event: string, value: Json, sink: TextSink): FrameFacts
  whole(value: Json, sink: TextSink): TokenUsage | null
}

const set =
  (holder: Json, name: string) =>
  (text: string): void =>
    void (holder[name] = text)

const put = (sink: TextSink, place: string, holder: Json, name: string): void => {
  const text = textOf(holder[name])
  if (text !== null) sink.text(place, text, set(holder, name))
}

/** Reads Anthropic's messages. All text blocks are one text: a client shows them as one, and citations cut sentences in pieces. */
export class MessagesReader implements AnswerReader {
  readonly ending = 'event: message_stop\ndata: {"type":"message_stop"}\n\n'
  #usage: Json = {}
  #stopped = false

  frame(event: string, value: Json, sink: TextSink): FrameFacts {
    const type = textOf(value['type']) ?? event
    const index = String(value['index'] ?? 0)
    switch (type) {
      case 'message_start': {
        const message = objectOf(value['message'])
        if (message === null) throw new FrameInvalid('the stream starts without a message')
        this.#usage = { ...objectOf(message['usage']) }
        objectsOf(message['content']).forEach((block, i) => blockTexts(block, `${i}`, sink))
        sink.below('message', message, MESSAGE_SKIP)
        return nothing
      }
      case 'content_block_start': {
        const block = objectOf(value['content_block'])
        if (block === null) throw new FrameInvalid('a content block of the stream is not an object')
        blockTexts(block, index, sink, true)
        return nothing
      }
      case 'content_block_delta': {
        const delta = objectOf(value['delta'])
        if (delta === null) throw new FrameInvalid('a delta of the stream is not an object')
        put(sink, TEXT, delta, 'text')
        put(sink, THOUGHT, delta, 'thinking')
        put(sink, argumentsAt(index), delta, 'partial_json')
        const citation = objectOf(delta['citation'])
        if (citation !== null) sink.below('citations', citation, CITATION_SKIP)
        sink.below('delta', delta, DELTA_SKIP)
        return nothing
      }
      case 'message_delta': {
        const delta = objectOf(value['delta'])
        this.#usage = { ...this.#usage, ...objectOf(value['usage']) }
        if (delta !== null) {
          this.#stopped ||= textOf(delta['stop_reason']) !== null
          sink.below('message', delta, MESSAGE_SKIP)
        }
        return { usage: messagesUsage(this.#usage), over: false, stopped: this.#stopped }
      }
      case 'message_stop':
        return { usage: null, over: true, stopped: true }
      case 'error':
        throw new FrameInvalid('the upstream sent an error within its stream')
      case 'content_block_stop':
      case 'ping':
        return nothing
      default:
        sink.below(`event/${type}`, value, EVENT_SKIP)
        return nothing
    }
  }

  whole(value: Json, sink: TextSink): TokenUsage | null {
    if (!Array.isArray(value['content'])) throw new FrameInvalid('the answer has no `content`')
    objectsOf(value['content']).forEach((block, i) => blockTexts(block, `${i}`, sink))
    sink.below('message', value, MESSAGE_SKIP)
    return messagesUsage(objectOf(value['usage']))
  }
}

/** `opening`: a stream opens a tool's block with an empty input, which is no text yet. */
function blockTexts(block: Json, index: string, sink: TextSink, opening = false): void {
  put(sink, TEXT, block, 'text')
  put(sink, THOUGHT, block, 'thinking')
  const type = block['type']
  if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use')
    put(sink, nameAt(index), block, 'name')
  const input = objectOf(block['input'])
  if (input !== null && !(opening && Object.keys(input).length === 0))
    // as a stream would send it, so that both are judged alike; what a mask makes of it must be an object again
    sink.text(
      argumentsAt(index),
      JSON.stringify(input),
      (text) => void (block['input'] = argumentsObject(text)),
    )
  for (const citation of objectsOf(block['citations'])) sink.below('citations', citation, CITATION_SKIP)
  sink.below(`block/${index}`, block, type === 'tool_use' ? TOOL_SKIP : BLOCK_SKIP)
}

const MESSAGE_SKIP = new Set([
  'id',
  'type',
  'role',
  'model',
  'content',
  'stop_reason',
  'stop_sequence',
  'usage',
])
const BLOCK_SKIP = new Set([
  'type',
  'id',
  'text',
  'thinking',
  'signature',
  'data',
  'input',
  'citations',
  'tool_use_id',
  'encrypted_content',
])
const TOOL_SKIP = new Set([...BLOCK_SKIP, 'name'])
const DELTA_SKIP = new Set(['type', 'text', 'thinking', 'partial_json', 'signature', 'citation'])
const CITATION_SKIP = new Set(['type', 'encrypted_index', 'file_id'])
const EVENT_SKIP = new Set(['type', 'index'])

/** Reads OpenAI's responses. The stream says everything up to three times: in pieces, at the end of the part and item, and in the last event. */
export class ResponsesReader implements AnswerReader {
  readonly ending = ''
  frame(event: string, value: Json, sink: TextSink): FrameFacts {
    const type = textOf(value['type']) ?? event
    const response = objectOf(value['response'])
    if (response !== null) return this.#response(type, response, sink)
    if (type === 'error') throw new FrameInvalid('the upstream sent an error within its stream')
    const item = objectOf(value['item'])
    const at = String(value['output_index'] ?? 0)
    if (item !== null) itemTexts(item, at, sink)
    const part = objectOf(value['part'])
    const key = `${at}/${String(value['content_index'] ?? `s${String(value['summary_index'] ?? 0)}`)}`
    if (part !== null) partTexts(part, key, type.includes('reasoning') ? THOUGHT : TEXT, sink)
    const place = placeOf(type, at)
    const own = type.includes('call') || type.includes('mcp_') ? `${at}/call` : key
    const delta = textOf(value['delta'])
    if (delta !== null) sink.grow(place, own, delta, set(value, 'delta'))
    for (const name of SAID_AGAIN) {
      const text = textOf(value[name])
      if (text !== null) sink.again(place, own, text, set(value, name))
    }
    const name = textOf(value['name'])
    if (name !== null) sink.again(nameAt(at), `${at}/name`, name, set(value, 'name'))
    const note = objectOf(value['annotation'])
    if (note !== null) deepAgain(note, `${key}/annotations/${String(value['annotation_index'] ?? 0)}`, sink)
    sink.below(`event/${type}`, value, EVENT_KNOWN)
    return nothing
  }

  whole(value: Json, sink: TextSink): TokenUsage | null {
    if (!Array.isArray(value['output'])) throw new FrameInvalid('the answer has no `output`')
    responseTexts(value, sink)
    return responsesUsage(objectOf(value['usage']))
  }

  #response(type: string, response: Json, sink: TextSink): FrameFacts {
    if (type === 'response.failed' || (response['error'] !== undefined && response['error'] !== null))
      throw new FrameInvalid('the upstream sent an error within its stream')
    responseTexts(response, sink)
    const over = type === 'response.completed' || type === 'response.incomplete'
    return { usage: responsesUsage(objectOf(response['usage'])), over, stopped: over }
  }
}

function responseTexts(response: Json, sink: TextSink): void {
  objectsOf(response['output']).forEach((item, i) => itemTexts(item, `${i}`, sink))
  // an SDK's field, but some servers send it
  const text = textOf(response['output_text'])
  if (text !== null) sink.text('output_text', text, set(response, 'output_text'))
  sink.below('response', response, ECHOES)
}

function placeOf(type: string, at: string): string {
  if (type.includes('call') || type.includes('mcp_')) return argumentsAt(at)
  if (type.includes('reasoning')) return THOUGHT
  return type.includes('refusal') ? REFUSAL : TEXT
}

function partTexts(part: Json, key: string, place: string, sink: TextSink): void {
  const text = textOf(part['text'])
  if (text !== null) sink.again(place, key, text, set(part, 'text'))
  const refusal = textOf(part['refusal'])
  if (refusal !== null) sink.again(REFUSAL, key, refusal, set(part, 'refusal'))
  // a citation comes in an event of its own before
  objectsOf(part['annotations']).forEach((note, i) => deepAgain(note, `${key}/annotations/${i}`, sink))
  sink.below(`part/${key}`, part, PART_SKIP)
}

function itemTexts(item: Json, at: string, sink: TextSink): void {
  const type = textOf(item['type']) ?? ''
  const reasoning = type === 'reasoning'
  objectsOf(item['content']).forEach((part, i) =>
    partTexts(part, `${at}/${i}`, reasoning ? THOUGHT : TEXT, sink),
  )
  objectsOf(item['summary']).forEach((part, i) => partTexts(part, `${at}/s${i}`, THOUGHT, sink))
  // the name first, as every stream sends it: a verdict must not depend on the form
  const name = textOf(item['name'])
  if (name !== null) sink.again(nameAt(at), `${at}/name`, name, set(item, 'name'))
  for (const name of ['arguments', 'input', 'code'] as const) {
    const text = textOf(item[name])
    if (text !== null) sink.again(argumentsAt(at), `${at}/call`, text, set(item, name))
  }
  for (const field of Object.keys(item)) {
    if (ITEM_KNOWN.has(field)) continue
    const value = item[field]
    // calls of the provider's own tools come whole, twice
    if (typeof value === 'string')
      sink.again(`item/${at}/${field}`, `${at}/${field}`, value, set(item, field))
    else if (isObject(value)) deepAgain(value, `${at}/${field}`, sink)
    else if (Array.isArray(value))
      objectsOf(value).forEach((o, i) => deepAgain(o, `${at}/${field}/${i}`, sink))
  }
}

function deepAgain(holder: Json, key: string, sink: TextSink): void {
  for (const name of Object.keys(holder)) {
    if (name === 'type' || name === 'id' || name.endsWith('_id')) continue
    const value = holder[name]
    const at = `${key}/${name}`
    if (typeof value === 'string') sink.again(`item/${at}`, at, value, set(holder, name))
    else if (isObject(value)) deepAgain(value, at, sink)
    else if (Array.isArray(value))
      value.forEach((item: unknown, i) => {
        if (typeof item === 'string')
          sink.again(`item/${at}/${i}`, `${at}/${i}`, item, (text) => void (value[i] = text))
        else if (isObject(item)) deepAgain(item, `${at}/${i}`, sink)
      })
  }
}

const SAID_AGAIN = ['text', 'refusal', 'arguments', 'input', 'code'] as const
const EVENT_KNOWN = new Set([
  'type',
  'sequence_number',
  'item_id',
  'output_index',
  'content_index',
  'summary_index',
  'annotation_index',
  'annotation',
  'delta',
  'item',
  'part',
  'name',
  'logprobs',
  'obfuscation',
  'partial_image_b64',
  ...SAID_AGAIN,
])
const PART_SKIP = new Set(['type', 'text', 'refusal', 'logprobs', 'annotations'])
/** Opaque to everyone but the provider, or bytes of an image. */
const ITEM_KNOWN = new Set([
  'type',
  'id',
  'call_id',
  'status',
  'role',
  'content',
  'summary',
  'arguments',
  'input',
  'code',
  'name',
  'encrypted_content',
  'result',
  'phase',
])
/** What a response repeats of its request, where it was judged, and what names things. */
const ECHOES = new Set([
  'id',
  'object',
  'model',
  'status',
  'output',
  'output_text',
  'instructions',
  'tools',
  'tool_choice',
  'text',
  'reasoning',
  'metadata',
  'prompt',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'user',
  'service_tier',
  'truncation',
  'previous_response_id',
  'conversation',
  'usage',
  'incomplete_details',
  'billing',
])

/** Reads answers that hold numbers: embeddings, moderations, counts. What else stands in them is judged. */
export const readNumbers = (value: Json, sink: TextSink): void => {
  objectsOf(value['data']).forEach((item) => sink.below('data', item, NUMBERS_SKIP))
  objectsOf(value['results']).forEach((item) => sink.below('results', item, NUMBERS_SKIP))
  sink.below('', value, NUMBERS_TOP)
}
const NUMBERS_SKIP = new Set(['object', 'embedding', 'index', 'categories', 'category_scores'])
const NUMBERS_TOP = new Set(['id', 'object', 'model', 'data', 'results', 'usage'])

const PLACES = { text: 'content', thought: 'reasoning_content', refusal: 'refusal' } as const

/** The texts of an answer that is translated: only what is in its events can reach the client. */
export function readEvents(events: readonly AnswerEvent[], sink: TextSink): void {
  for (const event of events) {
    if (event.kind === 'text' || event.kind === 'refusal' || event.kind === 'thought')
      sink.text(`${event.choice}/${PLACES[event.kind]}`, event.text, (text) => void (event.text = text))
    else if (event.kind === 'tool')
      sink.text(nameAt(event.tool, event.choice), event.text, (text) => void (event.text = text))
    else if (event.kind === 'arguments')
      sink.text(argumentsAt(event.tool, event.choice), event.text, (text) => void (event.text = text))
  }
}
