/** Ledger views as the API shows them; the types are in contract.ts. Browser-safe. */
import { z } from 'zod'

const ledgerStates = ['pending', 'sequenced', 'published'] as const

export const ledgerStatusSchema = z.object({
  origin: z.string(),
  size: z.number(),
  root: z.string(),
  publishedAt: z.string().nullable(),
  anchoredAt: z.string().nullable(),
  unanchoredSince: z.string().nullable(),
  pending: z.number(),
  vkey: z.string(),
})
export type LedgerStatusView = z.infer<typeof ledgerStatusSchema>

export const inclusionSchema = z.object({
  origin: z.string(),
  index: z.number(),
  size: z.number(),
  leaf: z.string().describe('base64'),
  hashes: z.array(z.string()).describe('base64, from the leaf up to the root'),
  checkpoint: z.string(),
  vkey: z.string(),
})
export type Inclusion = z.infer<typeof inclusionSchema>

export const entrySchema = z.object({
  id: z.string(),
  type: z.string(),
  state: z.enum(ledgerStates),
  log: z.string(),
  index: z.number().nullable(),
  at: z.string(),
  envelope: z.record(z.string(), z.unknown()),
  body: z.record(z.string(), z.unknown()).nullable(),
  payloads: z.array(
    z.object({
      name: z.string(),
      commitment: z.string(),
      state: z.enum(['sealed', 'erased', 'none']),
      bytes: z.number(),
    }),
  ),
})

/** GET /ledger/evidence/{id}: the two entries of a call, or one entry that is nobody's call. */
export const evidenceSchema = z.union([
  z.object({
    call: z.string(),
    intent: entrySchema.optional(),
    outcome: entrySchema.optional(),
    state: z.enum(ledgerStates),
  }),
  entrySchema.extend({ entry: z.string() }),
])
