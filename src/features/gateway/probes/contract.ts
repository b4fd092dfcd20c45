/** Probes of enforced guards as the API shows them (GW-8). Browser-safe. */
import { z } from 'zod'

export const guardProbeSchema = z.object({
  route: z.string(),
  routeName: z.string(),
  system: z.string(),
  environment: z.string(),
  policy: z.string(),
  /** Of the policy version that was probed; null: never probed. */
  policyDigest: z.string().nullable(),
  side: z.enum(['input', 'output']),
  guard: z.string(),
  /** The server of an `external` rule, '' for our own guards. */
  detector: z.string(),
  /** `alive`: every hostile probe was stopped, every harmless one passed. `stale`: over 26 hours old, or of another policy. */
  state: z.enum(['alive', 'failed', 'stale', 'never']),
  at: z.string().nullable(),
  judgedBy: z.string(),
  hostile: z.number(),
  stopped: z.number(),
  harmless: z.number(),
  passed: z.number(),
  missed: z.array(z.string()),
  alarms: z.array(z.string()),
  failure: z.enum(['', 'no_probe', 'guard_error']),
  entry: z.string().nullable(),
})
export type GuardProbe = z.infer<typeof guardProbeSchema>

export const guardProbesSchema = z.object({ asOf: z.string(), items: z.array(guardProbeSchema) })
export type GuardProbes = z.infer<typeof guardProbesSchema>

/** POST /guard-probes: one route, or all that enforce something. */
export const probeInputSchema = z.strictObject({ route: z.string().min(1).max(100).optional() })
