/** The request log as the API shows it (GW-3). Browser-safe. */
import { z } from 'zod'

export {
  sealedMatchSchema,
  sealedSearchInputSchema,
  sealedSearchSchema,
  type SealedMatch,
  type SealedSearch,
} from './search/schemas.ts'

export { guardProbeSchema, guardProbesSchema, type GuardProbe, type GuardProbes } from './probes/contract.ts'

export const callVerdicts = [
  'allowed',
  'masked',
  'flagged',
  'blocked',
  'refused',
  'failed',
  'cut',
  'unknown',
] as const
export const ledgerMarkSchema = z.object({
  state: z.enum(['pending', 'sequenced', 'published']),
  log: z.string().nullable(),
  intentIndex: z.number().nullable(),
  outcomeIndex: z.number().nullable(),
})

export const callSchema = z.object({
  id: z.string(),
  at: z.string(),
  verdict: z.enum(callVerdicts),
  httpStatus: z.number(),
  code: z.string(),
  decidedBy: z.string(),
  system: z.string(),
  route: z.string(),
  environment: z.string(),
  key: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The team that the caller's token proved; null with a virtual key. */
  team: z.string().nullable(),
  endUser: z.object({ name: z.string(), proof: z.enum(['asserted', 'verified']) }).nullable(),
  version: z.string().nullable(),
  fallbackIndex: z.number(),
  stream: z.boolean(),
  tokensIn: z.number(),
  tokensOut: z.number(),
  costMicroUsd: z.number(),
  durationMs: z.number(),
  ledger: ledgerMarkSchema,
})
export type Call = z.infer<typeof callSchema>

export const guardVerdictSchema = z.object({
  guard: z.string(),
  detector: z.string(),
  side: z.enum(['input', 'output']),
  mode: z.enum(['observe', 'enforce']),
  action: z.enum(['none', 'flag', 'mask', 'tokenise', 'repair', 'block']),
  score: z.string(),
  threshold: z.string(),
  found: z.record(z.string(), z.number()),
  scannedChars: z.number(),
  tookUs: z.number(),
})

/** Where in a text a guard found something: UTF-16 offsets, end exclusive. */
export const findingSpanSchema = z.object({
  start: z.number(),
  end: z.number(),
  guard: z.string(),
  type: z.string(),
})
/** One part of the conversation. `text` is redacted unless the original was opened. */
export const conversationPartSchema = z.object({
  role: z.string(),
  text: z.string(),
  spans: z.array(findingSpanSchema),
})

export const callDetailSchema = callSchema.extend({
  policy: z.object({ name: z.string(), version: z.number(), digest: z.string() }).nullable(),
  generation: z.number(),
  /** Ids of the access policies that let it in. */
  allowedBy: z.array(z.string()),
  guards: z.array(guardVerdictSchema),
  timingsUs: z.record(z.string(), z.number()),
  scannedTo: z.number(),
  authorisedTo: z.number(),
  payload: z.object({
    state: z.enum(['sealed', 'erased', 'metadata']),
    requestBytes: z.number(),
    responseBytes: z.number(),
    opened: z.enum(['redacted', 'original', 'none']),
    mayOpen: z.boolean(),
  }),
  conversation: z.array(conversationPartSchema),
  output: z.string().nullable(),
  outputSpans: z.array(findingSpanSchema).default([]),
  entries: z.array(
    z.object({ id: z.string(), type: z.string(), index: z.number().nullable(), state: z.string() }),
  ),
  previous: z.string().nullable(),
  next: z.string().nullable(),
})
export type CallDetail = z.infer<typeof callDetailSchema>

export const callFacetsSchema = z.object({
  total: z.number(),
  matched: z.number(),
  asOf: z.string(),
  facets: z.array(
    z.object({
      field: z.enum(['verdict', 'system', 'guard', 'version', 'key', 'ledger']),
      values: z.array(z.object({ value: z.string(), count: z.number() })),
    }),
  ),
  /** Minutes (or the given step) with counts, for the strip above the table. */
  timeline: z.array(
    z.object({ at: z.string(), allowed: z.number(), masked: z.number(), blocked: z.number() }),
  ),
  stepMs: z.number(),
})
export type CallFacets = z.infer<typeof callFacetsSchema>
