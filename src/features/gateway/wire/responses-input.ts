import type { Origin } from '../../guardrails/contract.ts'
import { argumentTexts } from './argument-texts.ts'
import { fieldsBut, listOf, userOf, wholeNumber, type Asks, type Complaints, type PartList } from './input.ts'
import { isObject, objectOf, type Json } from './json.ts'

const ROLES: ReadonlyMap<unknown, Origin> = new Map<unknown, Origin>([
  ['system', 'system'],
  ['developer', 'system'],
  ['assistant', 'assistant'],
])

/** Texts of `POST /v1/responses`. */
export function readResponses(value: Json, parts: PartList, say: Complaints): Asks {
  const instructions = value['instructions']
  if (instructions !== undefined && instructions !== null && typeof instructions !== 'string')
    throw say.wrong('instructions', 'a string', instructions)
  parts.field('system', '', value, 'instructions')
  const input = value['input']
  if (input !== undefined && input !== null) {
    if (typeof input === 'string') parts.field('user', '', value, 'input')
    else if (Array.isArray(input))
      listOf(value, 'input', 'input', say).forEach((item, i) => itemTexts(item, `input[${i}]`, parts, say))
    else throw say.wrong('input', 'a string or an array of items', input)
  } else if (value['prompt'] === undefined && value['previous_response_id'] === undefined)
    throw say.missing('input')
  listOf(value, 'tools', 'tools', say).forEach((tool, i) =>
    fieldsBut(tool, TOOL_KNOWN, 'tool_description', `tools[${i}]`, parts),
  )
  const text = objectOf(value['text'])
  if (text !== null) fieldsBut(text, TEXT_KNOWN, 'tool_description', 'text', parts)
  const prompt = objectOf(value['prompt'])
  if (prompt !== null) fieldsBut(prompt, PROMPT_KNOWN, 'user', 'prompt', parts)
  fieldsBut(value, KNOWN, 'document', '', parts)
  return {
    maxTokens: wholeNumber(value, 'max_output_tokens', say),
    user: userOf(value['user']) ?? userOf(value['safety_identifier']),
    opaque: false,
  }
}

function itemTexts(item: Json, path: string, parts: PartList, say: Complaints): void {
  const type = item['type'] ?? 'message'
  if (type === 'message') {
    const role = item['role']
    if (role === undefined) throw say.missing(`${path}.role`)
    if (typeof role !== 'string') throw say.wrong(`${path}.role`, 'a string', role)
    content(item, 'content', path, ROLES.get(role) ?? 'user', parts, say)
    fieldsBut(item, MESSAGE_KNOWN, 'document', path, parts)
  } else if (type === 'reasoning') fieldsBut(item, REASONING_KNOWN, 'assistant', path, parts)
  else if (typeof type === 'string' && /_output$|_results?$/.test(type)) {
    if (Array.isArray(item['output'])) content(item, 'output', path, 'tool_result', parts, say)
    else parts.deep('tool_result', path, item, 'output')
    fieldsBut(item, OUTPUT_KNOWN, 'tool_result', path, parts)
  } else if (type !== 'item_reference')
    // calls: of functions, of the provider's own tools, and what comes after us
    for (const name of Object.keys(item)) {
      if (name === 'arguments') argumentTexts(item, name, path, parts)
      else if (!CALL_KNOWN.has(name)) parts.deep('tool_arguments', path, item, name)
    }
}

function content(
  item: Json,
  name: string,
  path: string,
  origin: Origin,
  parts: PartList,
  say: Complaints,
): void {
  const value = item[name]
  if (value === undefined || value === null) return
  if (typeof value === 'string') return parts.field(origin, path, item, name)
  if (!Array.isArray(value)) throw say.wrong(`${path}.${name}`, 'a string or an array of parts', value)
  value.forEach((part: unknown, i) => {
    const at = `${path}.${name}[${i}]`
    if (!isObject(part)) throw say.wrong(at, 'an object', part)
    fieldsBut(part, PART_KNOWN, origin, at, parts)
  })
}

/** Images, sound and files are passed on and not read. */
const PART_KNOWN = new Set([
  'type',
  'image_url',
  'file_id',
  'file_data',
  'file_url',
  'input_audio',
  'detail',
  'logprobs',
])
const MESSAGE_KNOWN = new Set(['type', 'id', 'role', 'status', 'content', 'phase'])
const REASONING_KNOWN = new Set(['type', 'id', 'status', 'encrypted_content'])
const OUTPUT_KNOWN = new Set(['type', 'id', 'call_id', 'status', 'output'])
const CALL_KNOWN = new Set(['type', 'id', 'call_id', 'status', 'encrypted_content', 'result'])
const TOOL_KNOWN = new Set(['type'])
const TEXT_KNOWN = new Set(['verbosity'])
const PROMPT_KNOWN = new Set(['id', 'version'])
const KNOWN = new Set([
  'model',
  'input',
  'instructions',
  'tools',
  'tool_choice',
  'text',
  'prompt',
  'stream',
  'stream_options',
  'include',
  'max_output_tokens',
  'previous_response_id',
  'conversation',
  'prompt_cache_key',
  'prompt_cache_retention',
  'reasoning',
  'safety_identifier',
  'service_tier',
  'truncation',
  'user',
])
