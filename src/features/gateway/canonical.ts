import { isUtf8 } from 'node:buffer'
import type { Origin } from '../guardrails/contract.ts'
import { argumentTexts } from './wire/argument-texts.ts'
import type { PartList } from './wire/input.ts'
import type { Operation as Asked } from './upstreams/kinds.ts'

/** One stretch of text in a request, where it stands and how to put another text in its place. */
export type TextPart = {
  readonly origin: Origin
  /** `messages[2].content[0].text` */
  readonly path: string
  readonly text: string
  readonly replace: (text: string) => void
}

/** A request as the pipeline sees it, whatever its format. `value` keeps every field that came, known or not. */
export type ChatRequest = {
  readonly operation: Asked
  readonly bytes: Buffer
  /** The bytes as text where each is a character (ASCII), else null. */
  readonly text: string | null
  readonly value: Record<string, unknown>
  readonly model: string
  readonly stream: boolean
  readonly includeUsage: boolean
  readonly choices: number
  /** The most tokens that the client lets the answer have, else null. */
  readonly maxTokens: number | null
  readonly user: string | null
  readonly parts: readonly TextPart[]
  /** False when the bytes could be read in two ways (a repeated key): then never forward them, but what was judged. */
  readonly plain: boolean
  /** True when it holds text in a form that cannot be judged (token numbers). */
  readonly opaque: boolean
}

/** A 400. `param` is the field as OpenAI names it, or null for the whole body. */
export type RequestError = {
  readonly code: 'malformed_json' | 'invalid_type' | 'invalid_value' | 'missing_field' | 'too_deep'
  readonly param: string | null
  readonly message: string
}

/** A request that is wrong, thrown by the readers and caught by `parseRequest`. */
export class Invalid extends Error {
  constructor(readonly error: RequestError) {
    super(error.message)
  }
}

/** Levels of nesting; deeper ones would exhaust the stack of every parser behind us. Tool schemas stay below 32. */
const DEPTH_MAX = 64
const PARTS_MAX = 50_000

/** Bytes of `POST /v1/chat/completions` to a request, or the field that is wrong. Linear in the body; unknown fields pass. */
export function parseChatRequest(bytes: Buffer): Parsed {
  return attempt(() => parse(bytes))
}

export type Parsed =
  { readonly ok: true; readonly request: ChatRequest } | { readonly ok: false; readonly error: RequestError }

export function attempt(read: () => ChatRequest): Parsed {
  try {
    return { ok: true, request: read() }
  } catch (cause) {
    if (cause instanceof Invalid) return { ok: false, error: cause.error }
    throw cause
  }
}

function parse(bytes: Buffer): ChatRequest {
  const { text, value, model, plain } = openBody(bytes)
  const options = object(value, 'stream_options')
  const parts = new Parts()
  messages(value['messages'], parts)
  tools(value, parts)
  rest(value, KNOWN, '', parts)
  return {
    operation: 'chat.completions',
    bytes,
    text,
    value,
    model,
    stream: boolean(value, 'stream'),
    includeUsage: options !== null && boolean(options, 'include_usage'),
    choices: integer(value, 'n', 1, 128) ?? 1,
    maxTokens: integer(value, 'max_completion_tokens', 0, 1e9) ?? integer(value, 'max_tokens', 0, 1e9),
    user: user(value),
    parts: parts.all,
    plain,
    opaque: false,
  }
}

/** What every format has: one JSON object that names a model, no deeper than we judge. `plain`: no key stands in it twice. */
export function openBody(bytes: Buffer): {
  readonly text: string | null
  readonly value: Record<string, unknown>
  readonly model: string
  readonly plain: boolean
} {
  if (!isUtf8(bytes)) throw fail('malformed_json', null, 'the body is not UTF-8')
  const text = bytes.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const where = cause instanceof Error ? /position \d+/.exec(cause.message)?.[0] : undefined
    throw fail(
      'malformed_json',
      null,
      `the body is not JSON${where === undefined ? '' : ` (at ${where})`}: send one JSON object`,
    )
  }
  if (!isObject(value))
    throw fail('invalid_type', null, `the body must be a JSON object, not ${typeName(value)}`)
  const keys = countKeys(value, 0)
  const model = value['model']
  if (model === undefined) throw fail('missing_field', 'model', 'name a route, version or model in `model`')
  if (typeof model !== 'string') throw wrong('model', 'a string', model)
  if (model === '' || model.length > 256)
    throw fail('invalid_value', 'model', '`model` must have 1 to 256 characters')
  return {
    text: text.length === bytes.length ? text : null,
    value,
    model,
    plain: countKeyEnds(text) === keys,
  }
}

export const fail = (code: RequestError['code'], param: string | null, message: string): Invalid =>
  new Invalid({ code, param, message })
export const wrong = (param: string, expected: string, given: unknown): Invalid =>
  fail('invalid_type', param, `\`${param}\` must be ${expected}, not ${typeName(given)}`)
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const typeName = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `a ${typeof value}`

export function boolean(from: Record<string, unknown>, name: string): boolean {
  const value = from[name]
  if (value === undefined || value === null) return false
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value)
  return value
}

function integer(from: Record<string, unknown>, name: string, min: number, max: number): number | null {
  const value = from[name]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(name, 'an integer', value)
  if (value < min || value > max)
    throw fail('invalid_value', name, `\`${name}\` must be between ${min} and ${max}`)
  return value
}

function object(from: Record<string, unknown>, name: string): Record<string, unknown> | null {
  const value = from[name]
  if (value === undefined || value === null) return null
  if (!isObject(value)) throw wrong(name, 'an object', value)
  return value
}

function user(value: Record<string, unknown>): string | null {
  const user = value['user']
  if (user === undefined || user === null) return null
  if (typeof user !== 'string') throw wrong('user', 'a string', user)
  return user === '' ? null : user.slice(0, 256)
}

export class Parts implements PartList {
  readonly all: TextPart[] = []

  add(origin: Origin, path: string, text: string, replace: (text: string) => void): void {
    if (text === '') return
    if (this.all.length >= PARTS_MAX)
      throw fail('invalid_value', 'messages', `a request has at most ${PARTS_MAX} texts`)
    this.all.push({ origin, path, text, replace })
  }

  field(origin: Origin, path: string, holder: Record<string, unknown>, name: string): void {
    const text = holder[name]
    if (typeof text === 'string') this.add(origin, `${path}.${name}`, text, (t) => void (holder[name] = t))
  }

  /** Every string below a value, names of its objects included (a key is text that a model reads). */
  deep(origin: Origin, path: string, holder: Record<string, unknown>, name: string): void {
    const value = holder[name]
    if (typeof value === 'string') this.field(origin, path, holder, name)
    else if (Array.isArray(value)) {
      value.forEach((item: unknown, i) => {
        const at = `${path}.${name}[${i}]`
        if (typeof item === 'string') this.add(origin, at, item, (t) => void (value[i] = t))
        else if (isObject(item)) for (const key of Object.keys(item)) this.deep(origin, at, item, key)
        else if (Array.isArray(item)) this.deep(origin, `${path}.${name}`, { [`${i}`]: item }, `${i}`)
      })
    } else if (isObject(value))
      for (const key of Object.keys(value)) this.deep(origin, `${path}.${name}`, value, key)
  }
}

const ROLES: Readonly<Record<string, Origin>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool_result',
  function: 'tool_result',
}

function messages(value: unknown, parts: Parts): void {
  if (value === undefined)
    throw fail('missing_field', 'messages', '`messages` is missing: send a list of messages')
  if (!Array.isArray(value)) throw wrong('messages', 'an array', value)
  if (value.length === 0)
    throw fail('invalid_value', 'messages', '`messages` is empty: send at least one message')
  value.forEach((message: unknown, i) => {
    const path = `messages[${i}]`
    if (!isObject(message)) throw wrong(path, 'an object', message)
    const role = message['role']
    if (typeof role !== 'string')
      throw role === undefined
        ? fail('missing_field', `${path}.role`, `\`${path}.role\` is missing`)
        : wrong(`${path}.role`, 'a string', role)
    // a role that we do not know is passed on, and judged like a user's text
    const origin = (Object.hasOwn(ROLES, role) ? ROLES[role] : undefined) ?? 'user'
    content(message, `${path}.content`, origin, parts)
    parts.field(origin, path, message, 'name')
    parts.field(origin, path, message, 'refusal')
    parts.field(origin, path, message, 'reasoning_content')
    calls(message, path, parts)
    rest(message, MESSAGE_KNOWN, path, parts)
  })
}

function content(message: Record<string, unknown>, path: string, origin: Origin, parts: Parts): void {
  const value = message['content']
  if (value === undefined || value === null) return
  if (typeof value === 'string') {
    parts.add(origin, path, value, (t) => void (message['content'] = t))
    return
  }
  if (!Array.isArray(value)) throw wrong(path, 'a string, an array of parts or null', value)
  value.forEach((part: unknown, i) => {
    const at = `${path}[${i}]`
    if (!isObject(part)) throw wrong(at, 'an object', part)
    if (typeof part['type'] !== 'string')
      throw fail('missing_field', `${at}.type`, `\`${at}.type\` must be a string`)
    if (part['type'] === 'text' && typeof part['text'] !== 'string')
      throw wrong(`${at}.text`, 'a string', part['text'])
    for (const name of Object.keys(part))
      if (!PART_BINARY.has(name) && name !== 'type') parts.deep(origin, at, part, name)
  })
}

/** Images, sound and files are passed on and not scanned by text guards; the record's `scannedChars` says how much text was. */
const PART_BINARY = new Set(['image_url', 'input_audio', 'file', 'video_url'])

function calls(message: Record<string, unknown>, path: string, parts: Parts): void {
  const list = message['tool_calls']
  if (list !== undefined && list !== null) {
    if (!Array.isArray(list)) throw wrong(`${path}.tool_calls`, 'an array', list)
    list.forEach((call: unknown, i) => {
      const at = `${path}.tool_calls[${i}]`
      if (!isObject(call)) throw wrong(at, 'an object', call)
      for (const name of Object.keys(call)) {
        if (name === 'function') functionCall(call, at, name, parts)
        else if (name !== 'id' && name !== 'type') parts.deep('tool_arguments', at, call, name)
      }
    })
  }
  functionCall(message, path, 'function_call', parts)
}

/** `{"name":…,"arguments":"<JSON>"}`; whatever else stands there is judged too. */
function functionCall(holder: Record<string, unknown>, path: string, field: string, parts: Parts): void {
  const called = holder[field]
  if (!isObject(called)) {
    if (field === 'function') parts.deep('tool_arguments', path, holder, field)
    return
  }
  const at = `${path}.${field}`
  for (const name of Object.keys(called)) {
    if (name === 'arguments') argumentTexts(called, name, at, parts)
    else parts.deep('tool_arguments', at, called, name)
  }
}

function tools(value: Record<string, unknown>, parts: Parts): void {
  for (const name of ['tools', 'functions']) {
    const list = value[name]
    if (list === undefined || list === null) continue
    if (!Array.isArray(list)) throw wrong(name, 'an array', list)
    list.forEach((tool: unknown, i) => {
      if (!isObject(tool)) throw wrong(`${name}[${i}]`, 'an object', tool)
    })
    parts.deep('tool_description', '', value, name)
  }
  parts.deep('tool_description', '', value, 'response_format')
  parts.deep('document', '', value, 'prediction')
}

/** Fields that are read above or carry no text for the model. */
const KNOWN = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'n',
  'max_tokens',
  'max_completion_tokens',
  'user',
  'tools',
  'functions',
  'response_format',
  'prediction',
  'tool_choice',
  'function_call',
  'safety_identifier',
  'prompt_cache_key',
  'service_tier',
  'reasoning_effort',
  'verbosity',
  'modalities',
  'audio',
])
const MESSAGE_KNOWN = new Set([
  'role',
  'content',
  'name',
  'refusal',
  'reasoning_content',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'audio',
])

/** A field that we do not know may be one that a server does know (`Messages`, `prompt`, `documents`): its text is judged as a document's. */
function rest(value: Record<string, unknown>, known: ReadonlySet<string>, path: string, parts: Parts): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) parts.deep('document', path, value, name)
  }
}

function countKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > DEPTH_MAX) throw fail('too_deep', null, `the body is nested deeper than ${DEPTH_MAX} levels`)
  let keys = 0
  if (Array.isArray(value)) for (const item of value) keys += countKeys(item, depth + 1)
  else {
    for (const item of Object.values(value))
      keys += 1 + (typeof item === 'object' && item !== null ? countKeys(item, depth + 1) : 0)
  }
  return keys
}

/**
 * Quotes that end a key: an unescaped `"` with a colon after it. In valid JSON these are the keys, plus strings that begin with a colon
 * (an opening quote before one), so the count is never below the keys in the text, and equal to the parsed keys only if none was repeated.
 */
function countKeyEnds(text: string): number {
  let count = 0
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    let i = colon - 1
    while (i >= 0 && isSpace(text.charCodeAt(i))) i -= 1
    if (text.charCodeAt(i) !== 34) continue
    let slashes = 0
    while (text.charCodeAt(i - 1 - slashes) === 92) slashes += 1
    if (slashes % 2 === 0) count += 1
  }
  return count
}

const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9

const MODEL_KEY = '"model"'

/** What goes to an upstream: bytes, or text of ASCII only, which needs no encoding. */
export type UpstreamBody = Buffer | string

/**
 * The bytes to send upstream: the original ones with `model` replaced, as long as they can be read in one way only and no text was changed;
 * else the judged value, written anew. LIMIT: written anew, integers beyond 2^53 lose digits.
 */
export function bodyFor(request: ChatRequest, modelId: string, changed: boolean): UpstreamBody {
  if (!changed && request.plain) {
    if (request.model === modelId) return request.text ?? request.bytes
    const spliced = spliceModel(request, modelId)
    if (spliced !== null) return spliced
  }
  return Buffer.from(JSON.stringify({ ...request.value, model: modelId }))
}

/** Only when `"model"` stands in the text exactly once and no escape could spell it another way. */
function spliceModel(request: ChatRequest, modelId: string): UpstreamBody | null {
  // every place that is looked for is ASCII, so that latin1 (a character a byte) finds it in any body
  const text = request.text ?? request.bytes.toString('latin1')
  const at = text.indexOf(MODEL_KEY)
  if (at < 0 || text.indexOf(MODEL_KEY, at + 1) >= 0 || text.includes('\\u00')) return null
  let from = at + MODEL_KEY.length
  while (isSpace(text.charCodeAt(from))) from += 1
  if (text.charCodeAt(from) !== 58) return null
  from += 1
  while (isSpace(text.charCodeAt(from))) from += 1
  const value = JSON.stringify(request.model)
  if (request.text !== null) {
    if (!text.startsWith(value, from)) return null
    const spliced = text.slice(0, from) + JSON.stringify(modelId) + text.slice(from + value.length)
    return isAscii(modelId) ? spliced : Buffer.from(spliced)
  }
  const { bytes } = request
  const given = Buffer.from(value)
  if (bytes.compare(given, 0, given.length, from, from + given.length) !== 0) return null
  return Buffer.concat([
    bytes.subarray(0, from),
    Buffer.from(JSON.stringify(modelId)),
    bytes.subarray(from + given.length),
  ])
}

// eslint-disable-next-line no-control-regex
const isAscii = (text: string): boolean => !/[^\x00-\x7f]/.test(text)

/** A rough count where no tokeniser is at hand: four characters a token, and four tokens a message for its frame. Marked as estimated. */
export const estimateTokens = (chars: number, messages = 0): number => Math.ceil(chars / 4) + messages * 4
