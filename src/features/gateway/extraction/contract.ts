/** Extraction alerts as the API shows them (GW-5). Browser-safe. */
import { z } from 'zod'

export const signalSchema = z.object({
  signal: z.enum(['volume', 'coverage', 'near_duplicates', 'enumeration', 'logprobs', 'sampling_sweep']),
  /** 0..1000 */
  strength: z.number(),
  /** Calls an hour (volume), parts of 4,096 of the space of prompts (coverage), else a share in thousandths. */
  value: z.number(),
  /** What is usual for this caller; null while that is not known. */
  usual: z.number().nullable(),
  /** Calls that the value is about. */
  of: z.number(),
})

/** GET /gateway/extraction */
export const extractionAlertSchema = z.object({
  id: z.string(),
  at: z.string(),
  lastAt: z.string(),
  system: z.string(),
  environment: z.string(),
  route: z.string(),
  key: z.object({ id: z.string(), name: z.string() }),
  /** A tag that is the same for the same end user; null: the key as a whole. */
  user: z.string().nullable(),
  /** A call of this caller: its page says who the end user is. */
  call: z.string(),
  mode: z.enum(['observe', 'enforce']),
  /** 0..1000 */
  score: z.number(),
  calls: z.number(),
  /** Calls that were refused with `extraction_suspected`. */
  throttled: z.number(),
  signals: z.array(signalSchema),
  acknowledged: z
    .object({ by: z.string(), at: z.string(), harmless: z.boolean(), note: z.string() })
    .nullable(),
})
export type ExtractionAlertView = z.infer<typeof extractionAlertSchema>

/** POST /gateway/extraction/{id}/acknowledge. `harmless`: what this caller does is usual from now on, and it is slowed down no longer. */
export const acknowledgeSchema = z.strictObject({
  note: z.string().trim().min(3).max(2_000),
  harmless: z.boolean().default(false),
})
