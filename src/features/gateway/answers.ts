import { pushServed, type Served } from './resilience/served.ts'

/** OpenAI's `type` of an error: official clients switch on the status, people read the code. */
export type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'policy_violation'
  | 'rate_limit_error'
  | 'service_unavailable'
  | 'upstream_error'

/** Every refusal that /v1 can give: stable code, status and type. One page each family in docs/failures/gateway.md. */
export const refusals = {
  invalid_api_key: [401, 'authentication_error'],
  key_expired: [401, 'authentication_error'],
  key_revoked: [401, 'authentication_error'],
  invalid_token: [401, 'authentication_error'],
  token_expired: [401, 'authentication_error'],
  issuer_unavailable: [503, 'service_unavailable'],
  unknown_url: [404, 'invalid_request_error'],
  method_not_allowed: [405, 'invalid_request_error'],
  unsupported_media_type: [415, 'invalid_request_error'],
  malformed_json: [400, 'invalid_request_error'],
  invalid_type: [400, 'invalid_request_error'],
  invalid_value: [400, 'invalid_request_error'],
  unsupported_parameter: [400, 'invalid_request_error'],
  missing_field: [400, 'invalid_request_error'],
  too_deep: [400, 'invalid_request_error'],
  body_too_large: [413, 'invalid_request_error'],
  body_timeout: [408, 'invalid_request_error'],
  model_not_found: [404, 'invalid_request_error'],
  environment_mismatch: [403, 'permission_error'],
  not_authorised: [403, 'permission_error'],
  system_retired: [403, 'permission_error'],
  version_not_approved: [503, 'service_unavailable'],
  kill_switch: [503, 'service_unavailable'],
  snapshot_stale: [503, 'service_unavailable'],
  evidence_unavailable: [503, 'service_unavailable'],
  overloaded: [503, 'service_unavailable'],
  shutting_down: [503, 'service_unavailable'],
  rate_limit_exceeded: [429, 'rate_limit_error'],
  token_limit_exceeded: [429, 'rate_limit_error'],
  concurrency_limit_exceeded: [429, 'rate_limit_error'],
  cost_limit_exceeded: [429, 'rate_limit_error'],
  extraction_suspected: [429, 'rate_limit_error'],
  price_unknown: [403, 'permission_error'],
  limits_unavailable: [503, 'service_unavailable'],
  upstream_rejected: [400, 'upstream_error'],
  upstream_rate_limited: [429, 'upstream_error'],
  upstream_unavailable: [503, 'upstream_error'],
  upstream_refused: [502, 'upstream_error'],
  upstream_invalid: [502, 'upstream_error'],
  upstream_cut: [502, 'upstream_error'],
  upstream_overflow: [502, 'upstream_error'],
  upstream_timeout: [504, 'upstream_error'],
  client_gone: [499, 'invalid_request_error'],
  internal_error: [500, 'service_unavailable'],
} as const satisfies Record<string, readonly [number, ErrorType]>

export type RefusalCode = keyof typeof refusals

/** One refusal on its way out. `code` is a RefusalCode, or the policy's own code with 403. */
export type Refusal = {
  readonly status: number
  readonly type: ErrorType
  readonly code: string
  readonly message: string
  readonly param: string | null
  readonly retryAfterS?: number
  /** Trying again soon is of no use: our credentials are refused. */
  readonly lasting?: boolean
  /** For lists and the record, where it says more than status and code. */
  readonly decidedBy?: string
  /** More fields of the error body, beside OpenAI's. */
  readonly details?: Readonly<Record<string, unknown>>
}

export const refuse = (
  code: RefusalCode,
  message: string,
  rest: {
    readonly param?: string | null
    readonly retryAfterS?: number
    readonly status?: number
    readonly lasting?: boolean
  } = {},
): Refusal => ({
  status: rest.status ?? refusals[code][0],
  type: refusals[code][1],
  code,
  message,
  param: rest.param ?? null,
  ...(rest.retryAfterS === undefined ? {} : { retryAfterS: rest.retryAfterS }),
  ...(rest.lasting === undefined ? {} : { lasting: rest.lasting }),
})

/** A guard's block: 403 with the policy's code, whichever side it was on. */
export const blocked = (code: string, side: 'input' | 'output'): Refusal => ({
  status: 403,
  type: 'policy_violation',
  code,
  message: `the ${side === 'input' ? 'request' : 'answer'} was blocked by \`${code}\`: the evidence id in \`x-sealwright-evidence\` names the finding`,
  param: null,
})

/** Whose words an error is told in: the official clients of each format parse their own only. */
export type ErrorShape = 'openai' | 'anthropic' | 'responses'

/** Anthropic's `error.type` by status; others of 400 to 499 are `invalid_request_error`, of 500 on `api_error`. */
const ANTHROPIC_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
}

/** OpenAI: `{"error":{message,type,code,param}}`. Anthropic: `{"type":"error","error":{type,message}}`, with our code and field beside them. */
export function errorBody(refusal: Refusal, shape: ErrorShape = 'openai', evidence = 'none'): string {
  const { message, type, code, param } = refusal
  if (shape !== 'anthropic')
    return JSON.stringify({ error: { message, type, code, param, ...refusal.details } })
  const own =
    ANTHROPIC_TYPES[refusal.status] ?? (refusal.status < 500 ? 'invalid_request_error' : 'api_error')
  return JSON.stringify({
    type: 'error',
    error: { type: own, message, code, param, ...refusal.details },
    request_id: evidence,
  })
}

/** The last event of a stream that fails after its first byte; official clients raise it. */
export function errorEvent(refusal: Refusal, shape: ErrorShape = 'openai', evidence = 'none'): string {
  if (shape === 'openai') return `data: ${errorBody(refusal)}\n\n`
  if (shape === 'anthropic') return `event: error\ndata: ${errorBody(refusal, shape, evidence)}\n\n`
  const { message, type, code, param } = refusal
  return `event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param, error: { message, type, code, param } })}\n\n`
}

/** What every answer of a call says about itself. Empty values are left out. */
export type Marks = {
  readonly evidence: string
  readonly version: string
  readonly policy: string
  /** Place of the target that answered in the order in which they were tried; 0 = the first. */
  readonly fallback: number
  readonly served: Served | null
  /** The `server-timing` header. */
  readonly timing: string
  /** `x-ratelimit-*`, as a flat list; empty where nothing is limited. */
  readonly limits: readonly string[]
}

/** As the flat list that `writeHead` takes without copying. */
export function headersFor(marks: Marks, contentType: string, length: number | null): string[] {
  const headers = [
    'content-type',
    contentType,
    'cache-control',
    'no-store',
    'x-content-type-options',
    'nosniff',
    'x-request-id',
    marks.evidence,
    'x-sealwright-evidence',
    marks.evidence,
  ]
  if (length !== null) headers.push('content-length', String(length))
  if (marks.version !== '') headers.push('x-sealwright-version', marks.version)
  if (marks.policy !== '') headers.push('x-sealwright-policy', marks.policy)
  if (marks.fallback > 0) headers.push('x-sealwright-fallback', String(marks.fallback))
  if (marks.timing !== '') headers.push('server-timing', marks.timing)
  if (marks.served !== null) pushServed(headers, marks.served)
  if (marks.limits.length > 0) headers.push(...marks.limits)
  return headers
}
