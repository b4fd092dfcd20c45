/** Model versions (REG-1..3, first slice). A version is immutable; only its lifecycle moves. Browser-safe. */
import { z } from 'zod'

/** What the gateway dispatches to; made by registry only. */
export type { ApprovedVersion } from './ports.ts'

export { priceInputSchema, priceSchema, type PriceInput, type PriceRow } from './price-contract.ts'

export const versionStates = ['draft', 'in_review', 'approved', 'deployed', 'retired', 'rejected'] as const

export const versionSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** `support@7` */ model: z.string(),
  number: z.number(),
  system: z.string(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('hosted'), upstream: z.string(), modelId: z.string() }),
    z.object({ kind: z.literal('artifact'), upstream: z.string(), modelId: z.string(), sha256: z.string() }),
  ]),
  config: z.record(z.string(), z.unknown()),
  digest: z.string(),
  state: z.enum(versionStates),
  bootstrap: z.boolean(),
  author: z.string(),
  createdAt: z.string(),
  approvalId: z.string().nullable(),
  approvedBy: z.array(z.object({ by: z.string(), at: z.string() })),
  deployments: z.array(
    z.object({
      id: z.string(),
      environment: z.string(),
      by: z.string(),
      at: z.string(),
      endedAt: z.string().nullable(),
    }),
  ),
})
export type ModelVersion = z.infer<typeof versionSchema>

export const versionInputSchema = z.strictObject({
  system: z.string(),
  model: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  upstream: z.string(),
  modelId: z.string().min(1).max(200),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  config: z.record(z.string(), z.unknown()).default({}),
})
