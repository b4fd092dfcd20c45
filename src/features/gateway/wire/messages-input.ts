import type { Origin } from '../../guardrails/contract.ts'
import { argumentTexts } from './argument-texts.ts'
import { fieldsBut, listOf, userOf, wholeNumber, type Asks, type Complaints, type PartList } from './input.ts'
import { isObject, objectOf, type Json } from './json.ts'

/** Texts of `POST /v1/messages` and `/v1/messages/count_tokens`. */
export function readMessages(value: Json, parts: PartList, say: Complaints): Asks {
  system(value, parts, say)
  const messages = value['messages']
  if (messages === undefined) throw say.missing('messages')
  const list = listOf(value, 'messages', 'messages', say)
  if (list.length === 0) throw say.empty('messages')
  list.forEach((message, i) => {
    const path = `messages[${i}]`
    const role = message['role']
    if (role === undefined) throw say.missing(`${path}.role`)
    if (typeof role !== 'string') throw say.wrong(`${path}.role`, 'a string', role)
    // a role that we do not know is passed on, and judged like a user's text
    const origin: Origin = role === 'assistant' ? 'assistant' : role === 'system' ? 'system' : 'user'
    content(message, 'content', `${path}.content`, origin, parts, say)
    fieldsBut(message, MESSAGE_KNOWN, 'document', path, parts)
  })
  listOf(value, 'tools', 'tools', say).forEach((tool, i) =>
    fieldsBut(tool, TOOL_KNOWN, 'tool_description', `tools[${i}]`, parts),
  )
  for (const name of ['output_config', 'output_format']) {
    const config = objectOf(value[name])
    if (config !== null) fieldsBut(config, CONFIG_KNOWN, 'tool_description', name, parts)
  }
  fieldsBut(value, KNOWN, 'document', '', parts)
  return {
    maxTokens: wholeNumber(value, 'max_tokens', say),
    user: userOf(objectOf(value['metadata'])?.['user_id']),
    opaque: false,
  }
}

function system(value: Json, parts: PartList, say: Complaints): void {
  const given = value['system']
  if (given === undefined || given === null) return
  if (typeof given !== 'string' && !Array.isArray(given))
    throw say.wrong('system', 'a string or an array of blocks', given)
  content(value, 'system', 'system', 'system', parts, say)
}

function content(
  holder: Json,
  name: string,
  path: string,
  origin: Origin,
  parts: PartList,
  say: Complaints,
): void {
  const value = holder[name]
  if (value === undefined || value === null) return
  if (typeof value === 'string') {
    parts.add(origin, path, value, (text) => void (holder[name] = text))
    return
  }
  if (!Array.isArray(value)) throw say.wrong(path, 'a string or an array of blocks', value)
  value.forEach((block: unknown, i) => {
    const at = `${path}[${i}]`
    if (!isObject(block)) throw say.wrong(at, 'an object', block)
    if (typeof block['type'] !== 'string') throw say.missing(`${at}.type`)
    blockTexts(block, at, origin, parts, say)
  })
}

function blockTexts(block: Json, at: string, origin: Origin, parts: PartList, say: Complaints): void {
  const type = block['type']
  if (type === 'text' || type === 'thinking') {
    if (typeof block[type] !== 'string') throw say.wrong(`${at}.${type}`, 'a string', block[type])
    parts.field(origin, at, block, type)
    fieldsBut(block, TEXT_KNOWN, 'document', at, parts)
  } else if (type === 'image' || type === 'document') {
    const source = objectOf(block['source'])
    if (source !== null) sourceTexts(source, `${at}.source`, parts)
    fieldsBut(block, MEDIA_KNOWN, 'document', at, parts)
  } else if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use') {
    for (const name of Object.keys(block)) {
      if (name === 'input') argumentTexts(block, name, at, parts)
      else if (!CALL_KNOWN.has(name)) parts.deep('tool_arguments', at, block, name)
    }
  } else if (type === 'tool_result') {
    content(block, 'content', `${at}.content`, 'tool_result', parts, say)
    fieldsBut(block, RESULT_KNOWN, 'tool_result', at, parts)
  } else if (type !== 'redacted_thinking')
    // results of the provider's own tools, search results, and what comes after us
    fieldsBut(block, RESULT_OPAQUE, 'tool_result', at, parts)
}

/** Base64 is passed on and not read; text in a document is a document's. */
function sourceTexts(source: Json, path: string, parts: PartList): void {
  const type = source['type']
  if (type === 'base64') return
  fieldsBut(source, SOURCE_KNOWN, 'document', path, parts)
}

const KNOWN = new Set([
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'max_tokens',
  'metadata',
  'stream',
  'thinking',
  'service_tier',
  'output_config',
  'output_format',
  'cache_control',
  'inference_geo',
])
const MESSAGE_KNOWN = new Set(['role', 'content'])
const TOOL_KNOWN = new Set(['type', 'cache_control'])
const CONFIG_KNOWN = new Set(['type', 'effort'])
const TEXT_KNOWN = new Set(['type', 'text', 'thinking', 'signature', 'cache_control'])
const MEDIA_KNOWN = new Set(['type', 'source', 'cache_control'])
const CALL_KNOWN = new Set(['type', 'id', 'cache_control', 'caller'])
const RESULT_KNOWN = new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control'])
/** What only the provider can read of its own results. */
const RESULT_OPAQUE = new Set([
  'type',
  'tool_use_id',
  'cache_control',
  'encrypted_content',
  'encrypted_index',
])
const SOURCE_KNOWN = new Set(['type', 'media_type', 'file_id'])
