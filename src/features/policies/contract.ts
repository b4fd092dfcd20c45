/** Policy objects (GW-8): versioned, observe or enforce per rule; tightening needs one person, loosening another's approval. Browser-safe. */
import { z } from 'zod'

export const guardRuleSchema = z.strictObject({
  guard: z.enum(['injection', 'secrets', 'pii']),
  mode: z.enum(['observe', 'enforce']),
  action: z.enum(['flag', 'mask', 'block']),
  /** 0..1; a finding counts when its score is at or above. */
  threshold: z.number().min(0).max(1).default(0.5),
  /** Finding types that count; absent = all. */
  types: z.array(z.string()).optional(),
})
export type GuardRule = z.infer<typeof guardRuleSchema>

export const policySpecSchema = z.strictObject({
  input: z.array(guardRuleSchema).max(20),
  output: z.array(guardRuleSchema).max(20),
  onGuardError: z.enum(['block', 'allow']).default('block'),
  logging: z.enum(['full', 'redacted', 'metadata']).default('full'),
  limits: z.strictObject({
    requestsPerMinute: z.number().int().positive().nullable().default(null),
    tokensPerDay: z.number().int().positive().nullable().default(null),
    bodyBytesMax: z.number().int().positive().max(10_485_760).default(10_485_760),
  }).default({ requestsPerMinute: null, tokensPerDay: null, bodyBytesMax: 10_485_760 }),
})
export type PolicySpec = z.infer<typeof policySpecSchema>

export const policySchema = z.object({
  id: z.string(), name: z.string(), version: z.number(), state: z.enum(['draft', 'waiting', 'active', 'superseded', 'discarded']),
  spec: policySpecSchema, digest: z.string(), author: z.string(), createdAt: z.string(), activatedAt: z.string().nullable(), approvalId: z.string().nullable(),
  routes: z.array(z.string()), /** worst mode over its guards: enforce only if all enforce */ mode: z.enum(['observe', 'enforce', 'mixed', 'none']),
})
export type Policy = z.infer<typeof policySchema>

/** Change between two specs, each classified: any `loosens` makes the activation wait for another person. */
export const policyChangeSchema = z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable(), effect: z.enum(['tightens', 'loosens', 'neutral']) })

export const dryRunSchema = z.object({
  policy: z.string(), requests: z.number(), from: z.string(), to: z.string(), asOf: z.string(),
  same: z.number(), wouldBlock: z.number(), wouldMask: z.number(), wouldFlag: z.number(), wouldAllow: z.number(), /** payload erased, metadata only, or too old */ notReplayable: z.number(),
  histogram: z.array(z.object({ guard: z.string(), from: z.number(), count: z.number() })),
  blocked: z.array(z.object({ callId: z.string(), at: z.string(), key: z.string(), excerpt: z.string(), guard: z.string(), score: z.number() })),
})
export type DryRun = z.infer<typeof dryRunSchema>

/** A route: what a client's `model` selects within its key's system. */
export const routeSchema = z.object({
  id: z.string(), name: z.string(), system: z.string(), environment: z.string(), policy: z.string(), policyVersion: z.number().nullable(),
  targets: z.array(z.string()), /** labels, first is primary */ regulated: z.boolean(), enabled: z.boolean(), trial: z.boolean(), createdAt: z.string(),
})
export type Route = z.infer<typeof routeSchema>

export const killSchema = z.object({ system: z.string(), killed: z.boolean(), reason: z.string().nullable(), by: z.string().nullable(), at: z.string().nullable() })
export const upstreamSchema = z.object({ id: z.string(), name: z.string(), kind: z.enum(['sandbox', 'openai']), baseUrl: z.string().nullable(), hasKey: z.boolean(), createdAt: z.string() })
