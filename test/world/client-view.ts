import { SseParser } from '../../src/lib/sse.ts'

/** What a client of one format understands of an answer, in words that all formats share. Written without the product's own readers. */
export type View = {
  text: string
  thought: string
  tools: { id: string; name: string; args: unknown }[]
  /** As the format says it. */
  stop: string | null
  usage: { input: number; output: number; cached: number } | null
}
export type Client = 'chat.completions' | 'responses' | 'messages'

/** As JSON.parse gives it: these readers check by what they find. */
type Any = ReturnType<typeof JSON.parse>

export const viewOf = (client: Client, value: Any): View => WHOLE[client](value)

/** From the bytes of an event stream. Throws when the stream breaks its format's rules. */
export function viewOfStream(client: Client, bytes: string): View {
  const frames: { event: string; data: Any | '[DONE]' }[] = []
  const parser = new SseParser((e) =>
    frames.push({ event: e.event, data: e.data === '[DONE]' ? e.data : (JSON.parse(e.data) as Any) }),
  )
  parser.push(Buffer.from(bytes))
  if (!parser.end({ flush: false })) throw new Error('the stream ends within an event')
  return STREAM[client](frames)
}

type Frames = readonly { event: string; data: Any | '[DONE]' }[]
const check = (condition: boolean, what: string): void => {
  if (!condition) throw new Error(what)
}
const parse = (text: string): unknown => JSON.parse(text === '' ? '{}' : text)

const chatUsage = (u: Any | undefined | null): View['usage'] =>
  u === undefined || u === null
    ? null
    : {
        input: u['prompt_tokens'],
        output: u['completion_tokens'],
        cached: u['prompt_tokens_details']?.cached_tokens ?? 0,
      }

function chatWhole(value: Any): View {
  check(value['object'] === 'chat.completion', 'object')
  const { message, finish_reason } = value['choices'][0]
  return {
    text: message.content ?? '',
    thought: message.reasoning_content ?? '',
    tools: (message.tool_calls ?? []).map((c: Any) => ({
      id: c['id'],
      name: c['function'].name,
      args: parse(c['function'].arguments),
    })),
    stop: finish_reason,
    usage: chatUsage(value['usage']),
  }
}

function chatStream(frames: Frames): View {
  const view: View = { text: '', thought: '', tools: [], stop: null, usage: null }
  const args: string[] = []
  check(frames.at(-1)?.data === '[DONE]', 'no [DONE]')
  for (const { data } of frames) {
    if (data === '[DONE]') continue
    check(data['object'] === 'chat.completion.chunk', 'object')
    view.usage = chatUsage(data['usage']) ?? view.usage
    const choice = data['choices'][0]
    if (choice === undefined) continue
    view.text += choice.delta.content ?? ''
    view.thought += choice.delta.reasoning_content ?? ''
    for (const call of choice.delta.tool_calls ?? []) {
      if (call.id !== undefined)
        view.tools[call.index] = { id: call.id, name: call.function.name, args: null }
      args[call.index] = (args[call.index] ?? '') + (call.function.arguments ?? '')
    }
    view.stop = choice.finish_reason ?? view.stop
  }
  view.tools.forEach((t, i) => (t.args = parse(args[i] ?? '')))
  return view
}

const messagesUsage = (u: Any): View['usage'] => ({
  input: u['input_tokens'] + (u['cache_read_input_tokens'] ?? 0) + (u['cache_creation_input_tokens'] ?? 0),
  output: u['output_tokens'],
  cached: u['cache_read_input_tokens'] ?? 0,
})

function messagesWhole(value: Any): View {
  check(value['type'] === 'message' && value['role'] === 'assistant', 'type')
  const of = (type: string, field: string): string =>
    value['content'].map((b: Any) => (b['type'] === type ? b[field] : '')).join('')
  return {
    text: of('text', 'text'),
    thought: of('thinking', 'thinking'),
    tools: value['content']
      .filter((b: Any) => b['type'] === 'tool_use')
      .map((b: Any) => ({ id: b['id'], name: b['name'], args: b['input'] })),
    stop: value['stop_reason'],
    usage: messagesUsage(value['usage']),
  }
}

function messagesStream(frames: Frames): View {
  const message: Any = { content: [] }
  const json: string[] = []
  const open = new Set<number>()
  for (const { event, data } of frames) {
    if (data === '[DONE]') throw new Error('[DONE] is not of this format')
    check(event === data['type'], `event ${event} carries ${data['type']}`)
    const { index, delta } = data
    if (event === 'message_start') Object.assign(message, data['message'])
    else if (event === 'content_block_start') {
      check(index === message['content'].length, 'blocks out of order')
      open.add(index)
      message['content'].push({ ...data['content_block'] })
    } else if (event === 'content_block_delta') {
      check(open.has(index), 'a delta of a closed block')
      const block = message['content'][index]
      if (delta.type === 'text_delta') block.text += delta.text
      else if (delta.type === 'thinking_delta') block.thinking += delta.thinking
      else if (delta.type === 'input_json_delta') json[index] = (json[index] ?? '') + delta.partial_json
    } else if (event === 'content_block_stop') {
      check(open.delete(index), 'a block is closed twice')
      if (message['content'][index].type === 'tool_use')
        message['content'][index].input = parse(json[index] ?? '')
    } else if (event === 'message_delta') {
      Object.assign(message, delta)
      message['usage'] = { ...message['usage'], ...data['usage'] }
    }
  }
  check(open.size === 0, 'a block is open at the end')
  check(frames.at(-1)?.event === 'message_stop', 'no message_stop')
  return messagesWhole(message)
}

function responsesWhole(value: Any): View {
  check(value['object'] === 'response', 'object')
  const view: View = { text: '', thought: '', tools: [], stop: null, usage: null }
  for (const item of value['output']) {
    if (item.type === 'message') for (const part of item.content) view.text += part.text ?? part.refusal ?? ''
    if (item.type === 'reasoning') for (const part of item.summary) view.thought += part.text
    if (item.type === 'function_call')
      view.tools.push({ id: item.call_id, name: item.name, args: parse(item.arguments) })
  }
  view.stop =
    value['status'] === 'completed' ? 'completed' : (value['incomplete_details']?.reason ?? value['status'])
  const u = value['usage']
  if (u !== null)
    view.usage = {
      input: u.input_tokens,
      output: u.output_tokens,
      cached: u.input_tokens_details.cached_tokens,
    }
  return view
}

/** Follows the deltas and checks that every later copy says the same. */
function responsesStream(frames: Frames): View {
  const said = new Map<string, string>()
  let last: Any | null = null
  frames.forEach(({ event, data }, i) => {
    if (data === '[DONE]') throw new Error('[DONE] is not of this format')
    check(event === data['type'], `event ${event} carries ${data['type']}`)
    check(data['sequence_number'] === i, 'sequence')
    const key = `${data['output_index']}/${event.replace(/\.(delta|done)$/, '')}`
    if (event.endsWith('.delta')) said.set(key, (said.get(key) ?? '') + data['delta'])
    else if (event.endsWith('_text.done'))
      check(said.get(key) === data['text'], `${event} says something else`)
    else if (event === 'response.function_call_arguments.done')
      check(said.get(key) === data['arguments'], `${event} says something else`)
    else if (event === 'response.completed' || event === 'response.incomplete') last = data['response']
  })
  check(last !== null, 'no end')
  const view = responsesWhole(last ?? {})
  const joined = (part: string): string =>
    [...said].map(([key, text]) => (key.endsWith(part) ? text : '')).join('')
  check(joined('output_text') === view.text, 'the end says another text than the deltas')
  check(joined('reasoning_summary_text') === view.thought, 'the end says other thoughts than the deltas')
  return view
}

const WHOLE: Readonly<Record<Client, (value: Any) => View>> = {
  'chat.completions': chatWhole,
  messages: messagesWhole,
  responses: responsesWhole,
}
const STREAM: Readonly<Record<Client, (frames: Frames) => View>> = {
  'chat.completions': chatStream,
  messages: messagesStream,
  responses: responsesStream,
}
