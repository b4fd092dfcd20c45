/** Exports of management's evidence package (AUD-4). Browser-safe. */
import { z } from 'zod'

export const exportInputSchema = z.strictObject({
  mode: z.enum(['full', 'sample']).default('full'),
  from: z.string().datetime().optional(),
  to: z.string().datetime().optional(),
  systems: z.array(z.string()).optional(),
  sampleSize: z.number().int().min(1).max(500).default(25),
  seed: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  includeTrial: z.boolean().default(true),
  /** `sampled`: payloads (prompts, answers) behind sampled rows are opened in the package; by default none leaves the company. */
  openings: z.enum(['withheld', 'sampled']).default('withheld'),
})
export type ExportInput = z.infer<typeof exportInputSchema>

export const exportSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'ready', 'failed']),
  mode: z.enum(['full', 'sample']),
  from: z.string(),
  to: z.string(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
  bytes: z.number().nullable(),
  sha256: z.string().nullable(),
  error: z.string().nullable(),
  checkpointSize: z.number().nullable(),
  root: z.string().nullable(),
  selfDrawn: z.boolean(),
})
export type AuditExport = z.infer<typeof exportSchema>
