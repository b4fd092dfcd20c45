/** W3C Trace Context (www.w3.org/TR/trace-context): where a call stands in its caller's trace. */
export type TraceContext = {
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** The span of this call, 16 lower-case hex digits. */
  readonly spanId: string
  /** The caller's span, '' when the trace begins here. */
  readonly parentId: string
  readonly sampled: boolean
  /** The caller's `tracestate`, passed on as it came; '' = none. */
  readonly state: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
/** Longer ones may be dropped (section 3.3.1.5); ours go to providers. */
const STATE_MAX = 512

/** Null: absent or not valid (section 3.2.2.3: then a new trace begins). A version above 00 is read as 00 as far as it goes. */
export function parseTraceparent(
  header: unknown,
): { readonly traceId: string; readonly parentId: string; readonly sampled: boolean } | null {
  if (typeof header !== 'string' || header.length < 55 || header.length > 512) return null
  const [, version, traceId = '', parentId = '', flags = '', more] = TRACEPARENT.exec(header) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return null
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export type TraceSampler = {
  /** Fresh bytes for ids. */
  readonly bytes: (length: number) => Buffer
  /** Share of traces that begin here and are kept, 0..1. A caller's decision is followed. */
  readonly ratio: number
}

/** The context of a call from its request's headers. */
export function traceOf(headers: Readonly<Record<string, unknown>>, sampler: TraceSampler): TraceContext {
  const parent = parseTraceparent(headers['traceparent'])
  const ids = sampler.bytes(24)
  const spanId = hex(ids, 16, 24)
  if (parent === null) {
    const traceId = hex(ids, 0, 16)
    // by the id itself (its last 7 bytes), so that every service with this ratio keeps the same traces
    const kept = Number.parseInt(traceId.slice(18), 16) < sampler.ratio * 2 ** 56
    return { traceId, spanId, parentId: '', sampled: kept, state: '' }
  }
  const state = headers['tracestate']
  return {
    ...parent,
    spanId,
    state:
      typeof state === 'string' && state.length <= STATE_MAX && /^[\x20-\x7e]*$/.test(state) ? state : '',
  }
}

export const traceparent = (context: TraceContext): string =>
  `00-${context.traceId}-${context.spanId}-${context.sampled ? '01' : '00'}`

/** What an upstream gets of it, as a flat list of names and values. */
export const traceHeaders = (context: TraceContext): readonly string[] =>
  context.state === ''
    ? ['traceparent', traceparent(context)]
    : ['traceparent', traceparent(context), 'tracestate', context.state]

const hex = (bytes: Buffer, from: number, to: number): string => {
  const text = bytes.toString('hex', from, to)
  // an id of zeros only is invalid; it comes once in 2^64
  return ZEROS.startsWith(text) ? `${text.slice(1)}1` : text
}
const ZEROS = '0'.repeat(32)
