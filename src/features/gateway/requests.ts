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
import type { Json } from './wire/json.ts'
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
  const { value, model, plain } = openBody(bytes)
  const parts = new Parts()
  const asks = reader(value, parts, complaints)
  const streams = operation === 'messages' || operation === 'responses'
  return {
    operation,
    bytes,
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
