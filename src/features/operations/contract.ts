/** Health, backups, sample company (OPS-1, OPS-3). Browser-safe. */
import { z } from 'zod'

export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  asOf: z.string(),
  uptimeMs: z.number(),
  parts: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ok', 'degraded', 'down']),
      detail: z.string(),
      since: z.string().nullable(),
    }),
  ),
})
export type Health = z.infer<typeof healthSchema>

export const backupSchema = z.object({
  id: z.string(),
  kind: z.enum(['data', 'keys']),
  at: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  restoreTestedAt: z.string().nullable(),
  file: z.string(),
})

/** GET /api/v1/setup: each step reads the data; visiting a page ticks nothing. */
export const setupSchema = z.object({
  steps: z.array(
    z.object({
      id: z.enum(['claim', 'system', 'first_call', 'guard_caught', 'enforced_verified']),
      title: z.string(),
      done: z.boolean(),
      detail: z.string(),
      at: z.string().nullable(),
    }),
  ),
  gatewayUrl: z.string(),
  route: z.string().nullable(),
  keyPrefix: z.string().nullable(),
  calls: z.number(),
  lastCallAt: z.string().nullable(),
})
export type Setup = z.infer<typeof setupSchema>
