import { argumentsObject } from './chat-request.ts'
import {
  budgetOf,
  CannotCarry,
  efforts,
  joinTurns,
  plainText,
  type Dialogue,
  type Format,
  type MediaPiece,
  type Piece,
  type Reasoning,
  type TextPiece,
  type ThoughtPiece,
  type Tool,
  type ToolChoice,
  type Turn,
} from './dialogue.ts'
import { compact, numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts'

/** Anthropic's Messages (API reference, "Create a Message") to a dialogue. */
export function messagesToDialogue(value: Json): Dialogue {
  const system =
    typeof value['system'] === 'string'
      ? [plainText(value['system'])]
      : objectsOf(value['system']).map((b) =>
          plainText(textOf(b['text']) ?? '', objectOf(b['cache_control'])),
        )
  const turns: Turn[] = []
  objectsOf(value['messages']).forEach((message, i) => {
    const path = `messages[${i}]`
    const role = textOf(message['role'])
    const parts = blocks(message['content'], `${path}.content`)
    if (role === 'system') {
      for (const part of parts) {
        if (part.kind !== 'text') throw new CannotCarry(`${path}.content`, 'a system message holds text only')
        system.push(part)
      }
    } else if (role === 'user' || role === 'assistant') turns.push({ role, parts })
    else throw new CannotCarry(`${path}.role`, `the upstream of this route has no role \`${role ?? ''}\``)
  })
  for (const name of ['container', 'mcp_servers', 'context_management']) {
    if (value[name] !== undefined && value[name] !== null)
      throw new CannotCarry(name, `the upstream of this route has nothing like \`${name}\``)
  }
  const choice = objectOf(value['tool_choice'])
  return {
    system: system.filter((s) => s.text !== ''),
    turns: joinTurns(turns),
    tools: objectsOf(value['tools']).map(toolIn),
    toolChoice: choiceIn(choice),
    parallelTools: choice?.['disable_parallel_tool_use'] === true ? false : null,
    maxTokens: numberOf(value['max_tokens']),
    temperature: numberOf(value['temperature']),
    topP: numberOf(value['top_p']),
    topK: numberOf(value['top_k']),
    stop: Array.isArray(value['stop_sequences'])
      ? value['stop_sequences'].filter((s): s is string => typeof s === 'string')
      : [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    user: textOf(objectOf(value['metadata'])?.['user_id']),
    format: formatIn(value),
    reasoning: reasoningIn(value),
    stream: value['stream'] === true,
  }
}

function blocks(value: unknown, path: string): Piece[] {
  if (typeof value === 'string') return value === '' ? [] : [plainText(value)]
  return objectsOf(value).map((block, i) => {
    const at = `${path}[${i}]`
    switch (block['type']) {
      case 'text':
      case 'image':
      case 'document':
        return simple(block, at)
      case 'tool_use':
        return {
          kind: 'call',
          id: textOf(block['id']) ?? '',
          name: textOf(block['name']) ?? '',
          arguments: JSON.stringify(block['input'] ?? {}),
        }
      case 'tool_result':
        return {
          kind: 'result',
          id: textOf(block['tool_use_id']) ?? '',
          parts:
            typeof block['content'] === 'string'
              ? [plainText(block['content'])]
              : objectsOf(block['content']).map((b, k) => simple(b, `${at}.content[${k}]`)),
          failed: block['is_error'] === true,
        }
      case 'thinking':
      case 'redacted_thinking':
        return {
          kind: 'thought',
          text: textOf(block['thinking']) ?? '',
          signature: textOf(block['signature']),
          sealed: textOf(block['data']),
        }
      default:
        throw unknownBlock(block, at)
    }
  })
}

const unknownBlock = (block: Json, at: string): CannotCarry =>
  new CannotCarry(
    at,
    `the upstream of this route takes no block of type \`${String(block['type']).slice(0, 40)}\``,
  )

function simple(block: Json, at: string): TextPiece | MediaPiece {
  const cache = objectOf(block['cache_control'])
  if (block['type'] === 'text') return plainText(textOf(block['text']) ?? '', cache)
  const kind = block['type'] === 'image' ? 'image' : block['type'] === 'document' ? 'document' : null
  const source = objectOf(block['source'])
  if (kind === null || source === null) throw unknownBlock(block, at)
  const name = textOf(block['title'])
  const url = textOf(source['url'])
  const data = textOf(source['data'])
  if (source['type'] === 'url' && url !== null) return { kind, source: { kind: 'url', url }, name, cache }
  if (source['type'] === 'text' && data !== null)
    return { kind, source: { kind: 'text', text: data }, name, cache }
  if (source['type'] === 'base64' && data !== null) {
    const mediaType = textOf(source['media_type']) ?? ''
    return { kind, source: { kind: 'inline', mediaType, data }, name, cache }
  }
  throw new CannotCarry(`${at}.source`, 'the upstream of this route takes base64, text or an address here')
}

function toolIn(tool: Json, i: number): Tool {
  const type = tool['type']
  if (type !== undefined && type !== null && type !== 'custom')
    throw new CannotCarry(
      `tools[${i}].type`,
      `the upstream of this route has no tool \`${String(type).slice(0, 60)}\``,
    )
  return {
    name: textOf(tool['name']) ?? '',
    description: textOf(tool['description']),
    schema: objectOf(tool['input_schema']) ?? { type: 'object', properties: {} },
    strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : null,
  }
}

function choiceIn(choice: Json | null): ToolChoice | null {
  if (choice === null) return null
  const type = choice['type']
  if (type === 'auto' || type === 'none' || type === 'any') return { kind: type }
  const name = textOf(choice['name'])
  if (type !== 'tool' || name === null)
    throw new CannotCarry('tool_choice', 'the upstream of this route has no such `tool_choice`')
  return { kind: 'one', name }
}

function formatIn(value: Json): Format | null {
  const format = objectOf(objectOf(value['output_config'])?.['format']) ?? objectOf(value['output_format'])
  if (format === null) return null
  const schema = objectOf(format['schema'])
  if (format['type'] !== 'json_schema' || schema === null)
    throw new CannotCarry('output_config.format', 'the upstream of this route has no such output format')
  return { kind: 'schema', name: 'answer', schema, strict: true }
}

function reasoningIn(value: Json): Reasoning | null {
  const thinking = objectOf(value['thinking'])
  const said = textOf(objectOf(value['output_config'])?.['effort'])
  const effort = efforts.find((e) => e === said) ?? null
  if (thinking === null || thinking['type'] === 'disabled')
    return effort === null ? null : { effort, budgetTokens: null }
  return { effort, budgetTokens: numberOf(thinking['budget_tokens']) }
}

/** Tokens of an answer where the client set no bound: Anthropic wants one. Half would cut long answers, double is over small models' most. */
const MAX_TOKENS_DEFAULT = 4_096

/** A dialogue as Anthropic Messages. */
export function dialogueToMessages(dialogue: Dialogue, model: string): Json {
  const thinking = thinkingOut(dialogue)
  const maxTokens = dialogue.maxTokens ?? MAX_TOKENS_DEFAULT
  const budget = thinking === null ? 0 : thinking
  return compact({
    model,
    // the provider wants room for the answer beside the thoughts
    max_tokens: budget >= maxTokens ? budget + maxTokens : maxTokens,
    system: systemOut(dialogue.system),
    messages: dialogue.turns.map((turn) => ({ role: turn.role, content: turn.parts.flatMap(blockOut) })),
    tools: dialogue.tools.length === 0 ? undefined : dialogue.tools.map(toolOut),
    tool_choice: dialogue.tools.length === 0 ? undefined : choiceOut(dialogue),
    // with thoughts the provider takes no temperature, and top_p only near 1
    temperature:
      thinking === null && dialogue.temperature !== null ? Math.min(1, dialogue.temperature) : undefined,
    top_p: thinking === null ? dialogue.topP : undefined,
    top_k: thinking === null ? dialogue.topK : undefined,
    stop_sequences: dialogue.stop.length === 0 ? undefined : dialogue.stop,
    metadata: dialogue.user === null ? undefined : { user_id: dialogue.user },
    thinking: thinking === null ? undefined : { type: 'enabled', budget_tokens: thinking },
    output_config: formatOut(dialogue.format),
    stream: dialogue.stream ? true : undefined,
  })
}

const systemOut = (system: readonly TextPiece[]): unknown => {
  if (system.length === 0) return undefined
  const [only] = system
  if (system.length === 1 && only?.cache === null) return only.text
  return system.map((s) => textOut(s))
}

const cacheOf = (piece: { readonly cache: Json | null }): Json =>
  piece.cache === null ? {} : { cache_control: piece.cache }

const textOut = (piece: TextPiece): Json => ({ type: 'text', text: piece.text, ...cacheOf(piece) })

function mediaOut(piece: MediaPiece): Json {
  const { source } = piece
  const rest = { ...(piece.name === null ? {} : { title: piece.name }), ...cacheOf(piece) }
  if (source.kind === 'url') return { type: piece.kind, source: { type: 'url', url: source.url }, ...rest }
  if (source.kind === 'text')
    return {
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: source.text },
      ...rest,
    }
  return {
    type: piece.kind,
    source: { type: 'base64', media_type: source.mediaType, data: source.data },
    ...rest,
  }
}

function blockOut(piece: Piece): Json[] {
  switch (piece.kind) {
    case 'text':
      // the provider refuses empty texts
      return piece.text === '' ? [] : [textOut(piece)]
    case 'image':
    case 'document':
      return [mediaOut(piece)]
    case 'call':
      return [{ type: 'tool_use', id: piece.id, name: piece.name, input: argumentsObject(piece.arguments) }]
    case 'result':
      return [
        {
          type: 'tool_result',
          tool_use_id: piece.id,
          content: piece.parts.map((p) => (p.kind === 'text' ? textOut(p) : mediaOut(p))),
          ...(piece.failed ? { is_error: true } : {}),
        },
      ]
    case 'thought':
      return thoughtOut(piece)
  }
}

/** Without its signature a thought is refused by the provider, so it is left out. */
function thoughtOut(piece: ThoughtPiece): Json[] {
  if (piece.sealed !== null) return [{ type: 'redacted_thinking', data: piece.sealed }]
  return piece.signature === null
    ? []
    : [{ type: 'thinking', thinking: piece.text, signature: piece.signature }]
}

/** Null when thoughts are off: not asked for, or a tool call of before came without its thoughts, which the provider would refuse. */
function thinkingOut(dialogue: Dialogue): number | null {
  const budget = dialogue.reasoning === null ? null : budgetOf(dialogue.reasoning)
  if (budget === null) return null
  const bare = dialogue.turns.some(
    (t) =>
      t.parts.some((p) => p.kind === 'call') &&
      !t.parts.some((p) => p.kind === 'thought' && (p.signature ?? p.sealed) !== null),
  )
  return bare ? null : Math.max(1_024, budget)
}

const toolOut = (tool: Tool): Json =>
  compact({ name: tool.name, description: tool.description, input_schema: tool.schema, strict: tool.strict })

function choiceOut(dialogue: Dialogue): Json | undefined {
  const { toolChoice: choice, parallelTools } = dialogue
  if (choice === null && parallelTools !== false) return undefined
  const type = choice === null ? 'auto' : choice.kind === 'one' ? 'tool' : choice.kind
  return {
    type,
    ...(choice?.kind === 'one' ? { name: choice.name } : {}),
    ...(parallelTools === false && type !== 'none' ? { disable_parallel_tool_use: true } : {}),
  }
}

function formatOut(format: Format | null): Json | undefined {
  if (format === null) return undefined
  if (format.kind === 'json')
    throw new CannotCarry(
      'response_format',
      'the upstream of this route needs a schema: send `json_schema` instead of `json_object`',
    )
  return { format: { type: 'json_schema', schema: format.schema } }
}
