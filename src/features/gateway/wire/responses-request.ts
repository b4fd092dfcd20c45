import {
  CannotCarry,
  efforts,
  joinTurns,
  mediaSource,
  plainText,
  type Dialogue,
  type Format,
  type MediaPiece,
  type Piece,
  type TextPiece,
  type Tool,
  type ToolChoice,
  type Turn,
} from './dialogue.ts'
import { numberOf, objectOf, objectsOf, textOf, type Json } from './json.ts'

/** What a provider keeps for OpenAI's Responses; an upstream that keeps nothing cannot serve it. */
const KEPT = ['previous_response_id', 'conversation', 'prompt'] as const

/** OpenAI Responses (API reference, "Create a model response"), stateless, to a dialogue. */
export function responsesToDialogue(value: Json): Dialogue {
  for (const name of KEPT) {
    if (value[name] !== undefined && value[name] !== null)
      throw new CannotCarry(
        name,
        `the upstream of this route keeps no responses, so it cannot follow \`${name}\`: send the whole conversation in \`input\``,
      )
  }
  if (value['background'] === true)
    throw new CannotCarry('background', 'the upstream of this route answers at once: leave `background` out')
  const system: TextPiece[] = []
  const instructions = textOf(value['instructions'])
  if (instructions !== null && instructions !== '') system.push(plainText(instructions))
  const turns: Turn[] = []
  if (typeof value['input'] === 'string') turns.push({ role: 'user', parts: [plainText(value['input'])] })
  else objectsOf(value['input']).forEach((item, i) => itemIn(item, `input[${i}]`, system, turns))
  const said = textOf(objectOf(value['reasoning'])?.['effort'])
  const effort = efforts.find((e) => e === said) ?? null
  return {
    system,
    turns: joinTurns(turns),
    tools: objectsOf(value['tools']).map(toolIn),
    toolChoice: choiceIn(value['tool_choice']),
    parallelTools: typeof value['parallel_tool_calls'] === 'boolean' ? value['parallel_tool_calls'] : null,
    maxTokens: numberOf(value['max_output_tokens']),
    temperature: numberOf(value['temperature']),
    topP: numberOf(value['top_p']),
    topK: null,
    stop: [],
    seed: null,
    presencePenalty: null,
    frequencyPenalty: null,
    user: textOf(value['user']) ?? textOf(value['safety_identifier']),
    format: formatIn(objectOf(objectOf(value['text'])?.['format'])),
    reasoning: effort === null ? null : { effort, budgetTokens: null },
    stream: value['stream'] === true,
  }
}

function itemIn(item: Json, path: string, system: TextPiece[], turns: Turn[]): void {
  const type = item['type'] ?? 'message'
  if (type === 'message') {
    const role = textOf(item['role'])
    const parts = content(item['content'], `${path}.content`)
    if (role === 'system' || role === 'developer') {
      for (const part of parts) {
        if (part.kind !== 'text') throw new CannotCarry(`${path}.content`, 'a system message holds text only')
        system.push(part)
      }
    } else turns.push({ role: role === 'assistant' ? 'assistant' : 'user', parts })
  } else if (type === 'function_call') {
    const call: Piece = {
      kind: 'call',
      id: textOf(item['call_id']) ?? '',
      name: textOf(item['name']) ?? '',
      arguments: textOf(item['arguments']) ?? '{}',
    }
    turns.push({ role: 'assistant', parts: [call] })
  } else if (type === 'function_call_output') {
    const output = item['output']
    const parts = typeof output === 'string' ? [plainText(output)] : content(output, `${path}.output`)
    turns.push({
      role: 'user',
      parts: [{ kind: 'result', id: textOf(item['call_id']) ?? '', parts, failed: false }],
    })
  } else if (type !== 'reasoning')
    // a reasoning item can be read by its own provider only: left out
    throw new CannotCarry(
      path,
      `the upstream of this route takes no item of type \`${String(type).slice(0, 40)}\``,
    )
}

function content(value: unknown, path: string): (TextPiece | MediaPiece)[] {
  if (typeof value === 'string') return value === '' ? [] : [plainText(value)]
  return objectsOf(value).map((part, i) => {
    const type = part['type']
    if (type === 'input_text' || type === 'output_text') return plainText(textOf(part['text']) ?? '')
    if (type === 'refusal') return plainText(textOf(part['refusal']) ?? '')
    const image = textOf(part['image_url'])
    if (type === 'input_image' && image !== null)
      return { kind: 'image', source: mediaSource(image), name: null, cache: null }
    const file = textOf(part['file_data']) ?? textOf(part['file_url'])
    if (type === 'input_file' && file !== null)
      return { kind: 'document', source: mediaSource(file), name: textOf(part['filename']), cache: null }
    throw new CannotCarry(
      `${path}[${i}]`,
      `the upstream of this route takes no part of type \`${String(type).slice(0, 40)}\`, or not by id`,
    )
  })
}

function toolIn(tool: Json, i: number): Tool {
  if (tool['type'] !== 'function')
    throw new CannotCarry(
      `tools[${i}]`,
      `the upstream of this route takes functions, not tools of type \`${String(tool['type']).slice(0, 40)}\``,
    )
  return {
    name: textOf(tool['name']) ?? '',
    description: textOf(tool['description']),
    schema: objectOf(tool['parameters']) ?? { type: 'object', properties: {} },
    strict: typeof tool['strict'] === 'boolean' ? tool['strict'] : null,
  }
}

function choiceIn(value: unknown): ToolChoice | null {
  if (value === undefined || value === null) return null
  if (value === 'auto' || value === 'none') return { kind: value }
  if (value === 'required') return { kind: 'any' }
  const name = textOf(objectOf(value)?.['name'])
  if (name === null)
    throw new CannotCarry('tool_choice', 'the upstream of this route has no such `tool_choice`')
  return { kind: 'one', name }
}

function formatIn(format: Json | null): Format | null {
  if (format === null || format['type'] === 'text') return null
  if (format['type'] === 'json_object') return { kind: 'json' }
  const schema = objectOf(format['schema'])
  if (format['type'] !== 'json_schema' || schema === null)
    throw new CannotCarry('text.format', 'the upstream of this route has no such format')
  return {
    kind: 'schema',
    name: textOf(format['name']) ?? 'answer',
    schema,
    strict: typeof format['strict'] === 'boolean' ? format['strict'] : null,
  }
}
