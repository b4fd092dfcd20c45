import {
  attempt,
  boolean,
  fail,
  openBody,
  parseChatRequest,
  Parts,
  wrong,
  type ChatRequest,
  type Parsed,
} from './canonical.ts'
import type { Operation } from './upstreams/kinds.ts'
import type { Asks, Complaints, PartList } from './wire/input.ts'
import { objectOf, objectsOf, parsed, type Json } from './wire/json.ts'
import { readMessages } from './wire/messages-input.ts'
import { readEmbeddings, readModerations } from './wire/plain-input.ts'
import { readResponses } from './wire/responses-input.ts'

const complaints: Complaints = {
  wrong,
  missing: (param) => fail('missing_field', param, `\`${param}\` is missing`),
  empty: (param) => fail('invalid_value', param, `\`${param}\` is empty: send at least one`),
}

type Reader = (value: Json, parts: PartList, say: Complaints) => Asks

/** Chat completions have a reader of their own, which is on the path of most calls. */
const readers: Readonly<Record<Exclude<Operation, 'chat.completions'>, Reader>> = {
  responses: readResponses,
  messages: readMessages,
  'messages.count_tokens': readMessages,
  embeddings: readEmbeddings,
  moderations: readModerations,
}

/** The body of one operation to a request, or the field that is wrong. Linear in the body; unknown fields pass. */
export function parseRequest(operation: Operation, bytes: Buffer): Parsed {
  return operation === 'chat.completions'
    ? parseChatRequest(bytes)
    : attempt(() => read(operation, readers[operation], bytes))
}

function read(operation: Operation, reader: Reader, bytes: Buffer): ChatRequest {
  const { text, value, model, plain } = openBody(bytes)
  const parts = new Parts()
  const asks = reader(value, parts, complaints)
  const streams = operation === 'messages' || operation === 'responses'
  return {
    operation,
    bytes,
    text,
    value,
    model,
    stream: streams && boolean(value, 'stream'),
    includeUsage: true,
    choices: 1,
    maxTokens: operation === 'messages.count_tokens' ? 0 : asks.maxTokens,
    user: asks.user,
    parts: parts.all,
    plain,
    opaque: asks.opaque,
  }
}

/** A request as it was recorded, without the path that it came by. */
export function parseRecorded(bytes: Buffer): Parsed {
  return parseRequest(operationOf(objectOf(parsed(bytes.toString('utf8'))) ?? {}), bytes)
}

/** The format is told by what only it has; where two would read a body alike it does not matter. */
function operationOf(value: Json): Operation {
  const { input, messages, system, tools } = value
  if (Array.isArray(messages)) {
    const anthropic =
      system !== undefined ||
      objectsOf(tools).some((tool) => tool['input_schema'] !== undefined) ||
      objectsOf(messages).some((m) => objectsOf(m['content']).some((b) => BLOCKS.has(String(b['type']))))
    return anthropic ? 'messages' : 'chat.completions'
  }
  if (input === undefined) return value['prompt'] === undefined ? 'chat.completions' : 'responses'
  const numbers = value['encoding_format'] !== undefined || value['dimensions'] !== undefined
  const texts = Array.isArray(input) && input.every((item) => typeof item === 'string')
  return numbers || texts ? 'embeddings' : 'responses'
}

/** Blocks that only Anthropic has. */
const BLOCKS = new Set(['tool_use', 'tool_result', 'image', 'document', 'thinking', 'redacted_thinking'])
