/** Search over sealed records and export of one (GW-3, gateway 5). Browser-safe. */
import { z } from 'zod'

/** POST /calls/search. Bounds: what one person may look through at once, and what one answer may hold. */
export const sealedSearchInputSchema = z.strictObject({
  /** Why: sealed with the ledger's entry. */
  purpose: z.string().trim().min(3).max(500),
  /** Which calls: the request log's filter language. */
  q: z.string().max(500).default(''),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** What to look for; case is ignored unless `exactCase`. Absent: every call of the window that has one of `findings`. */
  texts: z.array(z.string().min(2).max(200)).max(10).default([]),
  match: z.enum(['any', 'all']).default('any'),
  exactCase: z.boolean().default(false),
  /** Types of findings, as detectors name them: `email`, `iban`, ... */
  findings: z
    .array(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/))
    .max(10)
    .default([]),
  /** True: look through and show the original text; needs the permission to open calls. False: the text with personal details and secrets replaced. */
  original: z.boolean().default(false),
  openMax: z.number().int().min(1).max(2_000).default(500),
  matchesMax: z.number().int().min(1).max(200).default(50),
  /** `next` of an answer that was not complete. */
  cursor: z.string().max(500).nullable().default(null),
})
export type SealedSearchInput = z.infer<typeof sealedSearchInputSchema>

export const sealedMatchSchema = z.object({
  callId: z.string(),
  at: z.string(),
  system: z.string(),
  route: z.string(),
  verdict: z.string(),
  hits: z.number(),
  /** At most three places: a piece of the text, the hit within it by UTF-16 offsets. */
  places: z.array(
    z.object({
      side: z.enum(['input', 'output']),
      role: z.string(),
      text: z.string(),
      start: z.number(),
      end: z.number(),
    }),
  ),
})
export type SealedMatch = z.infer<typeof sealedMatchSchema>

export const sealedSearchSchema = z.object({
  /** The search's id: both of its ledger entries carry it. */
  search: z.string(),
  entry: z.string(),
  asOf: z.string(),
  view: z.enum(['original', 'redacted']),
  opened: z.number(),
  matched: z.number(),
  /** Erased, never stored, or not to be opened by this caller: not looked into. */
  skipped: z.number(),
  /** Should open and does not: a finding about the store, not about the search. */
  unreadable: z.number(),
  /** False: a bound ended it before the window was looked through; go on at `next`. */
  complete: z.boolean(),
  next: z.string().nullable(),
  items: z.array(sealedMatchSchema),
})
export type SealedSearch = z.infer<typeof sealedSearchSchema>

export const callExportInputSchema = z.strictObject({
  purpose: z.string().trim().min(3).max(500),
  /** True: with the sealed bytes and their salts, so that a stranger can check the commitments. Needs the permission to open calls. */
  original: z.boolean().default(false),
})
