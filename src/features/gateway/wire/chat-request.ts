import {
  CannotCarry,
  dataUrl,
  effortOf,
  efforts,
  joinTurns,
  mediaSource,
  plainText,
  type Dialogue,
  type Format,
  type MediaPiece,
  type Piece,
  type ResultPiece,
  type TextPiece,
  type Tool,
  type ToolChoice,
  type Turn,
} from './dialogue.ts'
import { compact, isObject, numberOf, objectOf, objectsOf, parsed, textOf, type Json } from './json.ts'

/** OpenAI chat completions (api reference, "Create chat completion") to a dialogue. The request was parsed: shapes that it checks are not checked again. */
export function chatToDialogue(value: Json): Dialogue {
  refuseFields(value)
  const system: TextPiece[] = []
  const turns: Turn[] = []
  objectsOf(value['messages']).forEach((message, i) => {
    const path = `messages[${i}]`
    const role = textOf(message['role'])
    if (role === 'system' || role === 'developer') {
      for (const part of content(message['content'], `${path}.content`)) {
        if (part.kind !== 'text') throw new CannotCarry(`${path}.content`, 'a system message holds text only')
        system.push(part)
      }
    } else if (role === 'tool') turns.push({ role: 'user', parts: [toolResult(message, path)] })
    else if (role === 'assistant') turns.push({ role, parts: assistantParts(message, path) })
    else if (role === 'user') turns.push({ role, parts: content(message['content'], `${path}.content`) })
    else throw new CannotCarry(`${path}.role`, `the upstream of this route has no role \`${role ?? ''}\``)
  })
  const effort = textOf(value['reasoning_effort'])
  const known = efforts.find((e) => e === effort)
  return {
    system,
    turns: joinTurns(turns),
    tools: objectsOf(value['tools']).map(chatTool),
    toolChoice: chatToolChoice(value['tool_choice']),
    parallelTools: typeof value['parallel_tool_calls'] === 'boolean' ? value['parallel_tool_calls'] : null,
    maxTokens: numberOf(value['max_completion_tokens']) ?? numberOf(value['max_tokens']),
    temperature: numberOf(value['temperature']),
    topP: numberOf(value['top_p']),
    topK: numberOf(value['top_k']),
    stop: stops(value['stop']),
    seed: numberOf(value['seed']),
    presencePenalty: numberOf(value['presence_penalty']),
    frequencyPenalty: numberOf(value['frequency_penalty']),
    user: textOf(value['user']),
    format: chatFormat(value['response_format']),
    reasoning: known === undefined ? null : { effort: known, budgetTokens: null },
    stream: value['stream'] === true,
  }
}

/** What would change the answer's shape or meaning is refused; hints (seed, penalties, service tier) are left out where there is no such thing. */
function refuseFields(value: Json): void {
  if ((numberOf(value['n']) ?? 1) > 1)
    throw new CannotCarry('n', 'the upstream of this route gives one choice an answer: send `n: 1`')
  if (value['logprobs'] === true)
    throw new CannotCarry('logprobs', 'the upstream of this route gives no log probabilities')
  for (const name of ['functions', 'function_call', 'audio', 'prediction', 'web_search_options']) {
    if (value[name] !== undefined && value[name] !== null)
      throw new CannotCarry(name, `the upstream of this route has nothing like \`${name}\``)
  }
  const modalities = value['modalities']
  if (Array.isArray(modalities) && modalities.some((m) => m !== 'text'))
    throw new CannotCarry('modalities', 'the upstream of this route answers in text')
}

const stops = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.filter((s): s is string => typeof s === 'string')
      : []

function content(value: unknown, path: string): (TextPiece | MediaPiece)[] {
  if (typeof value === 'string') return value === '' ? [] : [plainText(value)]
  return objectsOf(value).map((part, i) => {
    const at = `${path}[${i}]`
    const cache = objectOf(part['cache_control'])
    if (part['type'] === 'text') return plainText(textOf(part['text']) ?? '', cache)
    if (part['type'] === 'refusal') return plainText(textOf(part['refusal']) ?? '')
    const image = objectOf(part['image_url'])
    const url = textOf(image?.['url'])
    if (part['type'] === 'image_url' && url !== null)
      return { kind: 'image', source: mediaSource(url), name: null, cache }
    const file = objectOf(part['file'])
    const data = textOf(file?.['file_data'])
    if (part['type'] === 'file' && data !== null)
      return { kind: 'document', source: mediaSource(data), name: textOf(file?.['filename']), cache }
    throw new CannotCarry(
      at,
      `the upstream of this route takes no part of type \`${String(part['type']).slice(0, 40)}\``,
    )
  })
}

function toolResult(message: Json, path: string): ResultPiece {
  return {
    kind: 'result',
    id: textOf(message['tool_call_id']) ?? '',
    parts: content(message['content'], `${path}.content`),
    failed: false,
  }
}

function assistantParts(message: Json, path: string): Piece[] {
  const parts: Piece[] = []
  for (const thought of objectsOf(message['thinking_blocks'])) {
    parts.push({
      kind: 'thought',
      text: textOf(thought['thinking']) ?? '',
      signature: textOf(thought['signature']),
      sealed: textOf(thought['data']),
    })
  }
  parts.push(...content(message['content'], `${path}.content`))
  const refusal = textOf(message['refusal'])
  if (refusal !== null && refusal !== '') parts.push(plainText(refusal))
  objectsOf(message['tool_calls']).forEach((call, i) => {
    const fn = objectOf(call['function'])
    if (fn === null)
      throw new CannotCarry(
        `${path}.tool_calls[${i}]`,
        'the upstream of this route knows calls of functions only',
      )
    parts.push({
      kind: 'call',
      id: textOf(call['id']) ?? '',
      name: textOf(fn['name']) ?? '',
      arguments: argumentsText(fn['arguments']),
    })
  })
  return parts
}

function chatTool(tool: Json, i: number): Tool {
  const fn = objectOf(tool['function'])
  if (fn === null)
    throw new CannotCarry(
      `tools[${i}]`,
      `the upstream of this route takes functions, not tools of type \`${String(tool['type']).slice(0, 40)}\``,
    )
  return {
    name: textOf(fn['name']) ?? '',
    description: textOf(fn['description']),
    schema: objectOf(fn['parameters']) ?? { type: 'object', properties: {} },
    strict: typeof fn['strict'] === 'boolean' ? fn['strict'] : null,
  }
}

function chatToolChoice(value: unknown): ToolChoice | null {
  if (value === undefined || value === null) return null
  if (value === 'auto' || value === 'none') return { kind: value }
  if (value === 'required') return { kind: 'any' }
  const name = textOf(objectOf(objectOf(value)?.['function'])?.['name'])
  if (name === null)
    throw new CannotCarry('tool_choice', 'the upstream of this route has no such `tool_choice`')
  return { kind: 'one', name }
}

function chatFormat(value: unknown): Format | null {
  const format = objectOf(value)
  if (format === null || format['type'] === 'text') return null
  if (format['type'] === 'json_object') return { kind: 'json' }
  const schema = objectOf(format['json_schema'])
  const body = objectOf(schema?.['schema'])
  if (format['type'] !== 'json_schema' || schema === null || body === null)
    throw new CannotCarry('response_format', 'the upstream of this route has no such `response_format`')
  return {
    kind: 'schema',
    name: textOf(schema['name']) ?? 'answer',
    schema: body,
    strict: typeof schema['strict'] === 'boolean' ? schema['strict'] : null,
  }
}

/** A dialogue as OpenAI chat completions, for any server that speaks them. */
export function dialogueToChat(dialogue: Dialogue, model: string): Json {
  const messages: Json[] = []
  if (dialogue.system.length > 0)
    messages.push({ role: 'system', content: dialogue.system.map((s) => s.text).join('\n\n') })
  for (const turn of dialogue.turns) messages.push(...chatMessages(turn))
  const effort = dialogue.reasoning === null ? null : effortOf(dialogue.reasoning)
  return compact({
    model,
    messages,
    tools: dialogue.tools.length === 0 ? undefined : dialogue.tools.map(toolOfChat),
    tool_choice: dialogue.tools.length === 0 ? undefined : choiceOfChat(dialogue.toolChoice),
    parallel_tool_calls: dialogue.tools.length === 0 ? undefined : dialogue.parallelTools,
    max_tokens: dialogue.maxTokens,
    temperature: dialogue.temperature,
    top_p: dialogue.topP,
    top_k: dialogue.topK,
    stop: dialogue.stop.length === 0 ? undefined : dialogue.stop,
    seed: dialogue.seed,
    presence_penalty: dialogue.presencePenalty,
    frequency_penalty: dialogue.frequencyPenalty,
    user: dialogue.user,
    response_format: formatOfChat(dialogue.format),
    reasoning_effort: effort === 'max' ? 'xhigh' : effort,
    ...(dialogue.stream ? { stream: true, stream_options: { include_usage: true } } : {}),
  })
}

function chatMessages(turn: Turn): Json[] {
  const out: Json[] = []
  if (turn.role === 'assistant') {
    const text = turn.parts
      .filter((p) => p.kind === 'text')
      .map((p) => p.text)
      .join('')
    const calls = turn.parts.filter((p) => p.kind === 'call')
    const message: Json = { role: 'assistant', content: text === '' ? null : text }
    if (calls.length > 0)
      message['tool_calls'] = calls.map((c) => ({
        id: c.id,
        type: 'function',
        function: { name: c.name, arguments: c.arguments },
      }))
    // a turn of thoughts only has nothing that another provider could read
    if (text !== '' || calls.length > 0) out.push(message)
    return out
  }
  // results answer the calls of the turn before, so they come first
  const media: Json[] = []
  for (const part of turn.parts) {
    if (part.kind !== 'result') continue
    const images = part.parts.filter((p) => p.kind !== 'text')
    const text = part.parts
      .filter((p) => p.kind === 'text')
      .map((p) => p.text)
      .join('\n')
    out.push({ role: 'tool', tool_call_id: part.id, content: part.failed ? `error: ${text}` : text })
    media.push(...images.map(mediaOfChat))
  }
  const rest = turn.parts.filter(isSimple)
  const [only] = rest
  if (rest.length === 1 && only?.kind === 'text' && media.length === 0)
    out.push({ role: 'user', content: only.text })
  else if (rest.length > 0 || media.length > 0) {
    const parts = rest.map((p) => (isText(p) ? { type: 'text', text: p.text } : mediaOfChat(p)))
    out.push({ role: 'user', content: [...media, ...parts] })
  }
  return out
}

const isText = (piece: TextPiece | MediaPiece): piece is TextPiece => piece.kind === 'text'
const isSimple = (piece: Piece): piece is TextPiece | MediaPiece =>
  piece.kind === 'text' || piece.kind === 'image' || piece.kind === 'document'

function mediaOfChat(part: MediaPiece): Json {
  const { source } = part
  if (source.kind === 'text') return { type: 'text', text: source.text }
  const url = source.kind === 'url' ? source.url : dataUrl(source)
  if (part.kind === 'image') return { type: 'image_url', image_url: { url } }
  if (source.kind === 'url')
    throw new CannotCarry('messages', 'the upstream of this route takes documents inline, not by address')
  return { type: 'file', file: { filename: part.name ?? 'document', file_data: url } }
}

const toolOfChat = (tool: Tool): Json => ({
  type: 'function',
  function: compact({
    name: tool.name,
    description: tool.description,
    parameters: tool.schema,
    strict: tool.strict,
  }),
})

const choiceOfChat = (choice: ToolChoice | null): unknown =>
  choice === null
    ? undefined
    : choice.kind === 'one'
      ? { type: 'function', function: { name: choice.name } }
      : choice.kind === 'any'
        ? 'required'
        : choice.kind

const formatOfChat = (format: Format | null): Json | undefined =>
  format === null
    ? undefined
    : format.kind === 'json'
      ? { type: 'json_object' }
      : {
          type: 'json_schema',
          json_schema: compact({ name: format.name, schema: format.schema, strict: format.strict }),
        }

/** JSON text, as the format says; some clients send the object itself. */
const argumentsText = (given: unknown): string =>
  textOf(given) ?? (given === undefined || given === null ? '{}' : JSON.stringify(given))

/** The object that a call's arguments are, for formats that want one; what is no object goes under one name. */
export function argumentsObject(text: string): Json {
  const value = text.trim() === '' ? {} : parsed(text)
  return isObject(value) ? value : { arguments: text }
}
