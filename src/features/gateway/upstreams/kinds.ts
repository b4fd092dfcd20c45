import type { UpstreamKind, UpstreamOptions } from '../../policies/contract.ts'
import type { Json } from '../wire/json.ts'

/** What a client may ask, named as the records name it. */
export type Operation =
  'chat.completions' | 'responses' | 'messages' | 'messages.count_tokens' | 'embeddings' | 'moderations'

/** A format on the upstream's side. `converse` and `gemini` are spoken by no client. */
export type Wire = Operation | 'converse' | 'gemini'

/** How a stream comes: server-sent events, AWS's binary frames, or those with an event of the wire in base64 inside. */
export type Framing = 'sse' | 'aws' | 'aws-wrapped'

export type Auth = 'bearer' | 'api-key' | 'x-api-key' | 'x-goog-api-key' | 'aws' | 'google'

/** Where one request goes. */
export type Door = {
  readonly wire: Wire
  /** Below the base URL, with its query. */
  readonly path: string
  readonly framing: Framing
  /** What a body must gain and lose here; null: nothing, so a client of the same format keeps its bytes. `translated`: we wrote the body. */
  readonly edit?: (value: Json, translated: boolean) => Json | null
}

type Ask = {
  readonly operation: Operation
  readonly model: string
  readonly stream: boolean
  readonly baseUrl: string
  readonly options: UpstreamOptions
}

/** The declared differences of one kind. */
export type Kind = {
  readonly auth: Auth
  /** The door is the same for every model, whole and streamed. */
  readonly plain: boolean
  /** Null: this upstream has nothing for the operation, not even in another format. */
  door(ask: Ask): Door | null
}

/** Operations that are a conversation, so that one can be told as another. */
const isChat = (operation: Operation): boolean =>
  operation === 'chat.completions' || operation === 'responses' || operation === 'messages'

const model = (id: string): string => encodeURIComponent(id)

/** `/chat/completions`, `/embeddings`, ... below a base that ends in `/v1`. */
const OPENAI_PATHS: Partial<Record<Operation, string>> = {
  'chat.completions': '/chat/completions',
  responses: '/responses',
  embeddings: '/embeddings',
  moderations: '/moderations',
}

/** OpenAI itself takes no `top_k`, and of its reasoning models `max_completion_tokens` only. Other servers know the older name better. */
function openaiEdit(value: Json, translated: boolean): Json | null {
  if (!translated) return null
  const { max_tokens: most, top_k: _topK, ...rest } = value
  return most === undefined ? rest : { ...rest, max_completion_tokens: most }
}

function openaiDoor(ask: Ask, hasResponses: boolean): Door | null {
  const wire =
    ask.operation === 'messages' || (ask.operation === 'responses' && !hasResponses)
      ? 'chat.completions'
      : ask.operation
  const path = OPENAI_PATHS[wire]
  return path === undefined ? null : { wire, path, framing: 'sse' }
}

/** Azure has the same bodies under deployments, or under `/openai/v1` since 2025. */
function azureDoor(ask: Ask): Door | null {
  const door = openaiDoor(ask, true)
  if (door === null || ask.operation === 'moderations') return null
  return { ...door, path: azurePath(ask, door), edit: openaiEdit }
}

function azurePath(ask: Ask, door: Door): string {
  const version = ask.options.apiVersion
  if (version === undefined) return `/openai/v1${door.path}`
  const query = `?api-version=${encodeURIComponent(version)}`
  return door.wire === 'responses'
    ? `/openai/responses${query}`
    : `/openai/deployments/${model(ask.model)}${door.path}${query}`
}

function anthropicDoor(ask: Ask): Door | null {
  if (ask.operation === 'messages.count_tokens')
    return { wire: ask.operation, path: '/v1/messages/count_tokens', framing: 'sse' }
  return isChat(ask.operation) ? { wire: 'messages', path: '/v1/messages', framing: 'sse' } : null
}

/** Hosts that serve Claude under their own paths: the model stands there, the version in the body. */
const hosted =
  (version: string) =>
  (value: Json): Json => {
    const { model: _model, stream: _stream, ...rest } = value
    return { anthropic_version: version, ...rest }
  }

/** Claude keeps its own format on Bedrock, so that nothing is lost on the way; every other model is asked through Converse. */
function bedrockDoor(ask: Ask): Door | null {
  if (!isChat(ask.operation)) return null
  const at = `/model/${model(ask.model)}`
  return /(?:^|[./])anthropic\./.test(ask.model)
    ? {
        wire: 'messages',
        path: `${at}/${ask.stream ? 'invoke-with-response-stream' : 'invoke'}`,
        framing: 'aws-wrapped',
        edit: hosted('bedrock-2023-05-31'),
      }
    : { wire: 'converse', path: `${at}/${ask.stream ? 'converse-stream' : 'converse'}`, framing: 'aws' }
}

const geminiPath = (ask: Ask): string =>
  `/models/${model(ask.model)}:${ask.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`

const geminiDoor = (ask: Ask): Door | null =>
  isChat(ask.operation) ? { wire: 'gemini', path: geminiPath(ask), framing: 'sse' } : null

/** The base ends in `/projects/<project>/locations/<location>`. Claude keeps its own format here too. */
function vertexDoor(ask: Ask): Door | null {
  if (!isChat(ask.operation)) return null
  return ask.model.startsWith('claude')
    ? {
        wire: 'messages',
        path: `/publishers/anthropic/models/${model(ask.model)}:${ask.stream ? 'streamRawPredict' : 'rawPredict'}`,
        framing: 'sse',
        edit: (value) => ({ ...hosted('vertex-2023-10-16')(value), ...(ask.stream ? { stream: true } : {}) }),
      }
    : { wire: 'gemini', path: `/publishers/google${geminiPath(ask)}`, framing: 'sse' }
}

/** What Mistral calls otherwise, and what it refuses to see. */
const MISTRAL_NAMES: Readonly<Record<string, string>> = {
  seed: 'random_seed',
  max_completion_tokens: 'max_tokens',
}
const MISTRAL_REFUSES = new Set([
  'stream_options',
  'user',
  'top_k',
  'logit_bias',
  'store',
  'metadata',
  'service_tier',
])

function mistralEdit(value: Json): Json | null {
  if (!Object.keys(value).some((name) => MISTRAL_REFUSES.has(name) || MISTRAL_NAMES[name] !== undefined))
    return null
  const out: Json = {}
  for (const [name, item] of Object.entries(value))
    if (!MISTRAL_REFUSES.has(name)) out[MISTRAL_NAMES[name] ?? name] = item
  return out
}

function mistralDoor(ask: Ask): Door | null {
  const door = openaiDoor(ask, false)
  return door?.wire === 'chat.completions' ? { ...door, edit: mistralEdit } : door
}

const isOpenai = (baseUrl: string): boolean => {
  const { hostname } = new URL(baseUrl)
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com')
}

export const kinds: Readonly<Record<UpstreamKind, Kind>> = {
  sandbox: {
    auth: 'bearer',
    plain: true,
    door: (ask) => (isChat(ask.operation) ? { wire: 'chat.completions', path: '', framing: 'sse' } : null),
  },
  openai: {
    auth: 'bearer',
    plain: true,
    door(ask) {
      const own = isOpenai(ask.baseUrl)
      const door = openaiDoor(ask, ask.options.responses ?? own)
      return door !== null && own ? { ...door, edit: openaiEdit } : door
    },
  },
  azure: { auth: 'api-key', plain: false, door: azureDoor },
  anthropic: { auth: 'x-api-key', plain: true, door: anthropicDoor },
  bedrock: { auth: 'aws', plain: false, door: bedrockDoor },
  gemini: {
    auth: 'x-goog-api-key',
    plain: false,
    door: geminiDoor,
  },
  vertex: { auth: 'google', plain: false, door: vertexDoor },
  mistral: { auth: 'bearer', plain: true, door: mistralDoor },
}
