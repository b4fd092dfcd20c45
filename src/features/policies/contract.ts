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
  limits: z
    .strictObject({
      requestsPerMinute: z.number().int().positive().nullable().default(null),
      tokensPerDay: z.number().int().positive().nullable().default(null),
      bodyBytesMax: z.number().int().positive().max(10_485_760).default(10_485_760),
    })
    .default({ requestsPerMinute: null, tokensPerDay: null, bodyBytesMax: 10_485_760 }),
})
export type PolicySpec = z.infer<typeof policySpecSchema>

export const policySchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.number(),
  state: z.enum(['draft', 'waiting', 'active', 'superseded', 'discarded']),
  spec: policySpecSchema,
  digest: z.string(),
  author: z.string(),
  createdAt: z.string(),
  activatedAt: z.string().nullable(),
  approvalId: z.string().nullable(),
  routes: z.array(z.string()),
  /** worst mode over its guards: enforce only if all enforce */ mode: z.enum([
    'observe',
    'enforce',
    'mixed',
    'none',
  ]),
})
export type Policy = z.infer<typeof policySchema>

/** Change between two specs, each classified: any `loosens` makes the activation wait for another person. */
export const policyChangeSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  effect: z.enum(['tightens', 'loosens', 'neutral']),
})
export type PolicyChange = z.infer<typeof policyChangeSchema>

/** GET /policies/{name}/draft/diff */
export const draftDiffSchema = z.object({
  policy: z.string(),
  from: z.number().nullable(),
  to: z.number(),
  changes: z.array(policyChangeSchema),
  effect: z.enum(['tightens', 'loosens', 'neutral']),
})
export type DraftDiff = z.infer<typeof draftDiffSchema>

/** POST /policies/{name}/activate; PATCH /routes/{id} and POST /kill/{system} answer alike. `waiting`: another person must approve. */
export const activationSchema = z.object({
  state: z.enum(['active', 'waiting']),
  approvalId: z.string().nullable(),
  changes: z.array(policyChangeSchema),
})
export type Activation = z.infer<typeof activationSchema>

export const dryRunSchema = z.object({
  policy: z.string(),
  requests: z.number(),
  from: z.string(),
  to: z.string(),
  asOf: z.string(),
  same: z.number(),
  wouldBlock: z.number(),
  wouldMask: z.number(),
  wouldFlag: z.number(),
  wouldAllow: z.number(),
  /** payload erased, metadata only, or too old */ notReplayable: z.number(),
  histogram: z.array(z.object({ guard: z.string(), from: z.number(), count: z.number() })),
  blocked: z.array(
    z.object({
      callId: z.string(),
      at: z.string(),
      key: z.string(),
      excerpt: z.string(),
      guard: z.string(),
      score: z.number(),
    }),
  ),
})
export type DryRun = z.infer<typeof dryRunSchema>

/** A route: what a client's `model` selects within its key's system. */
export const routeSchema = z.object({
  id: z.string(),
  name: z.string(),
  system: z.string(),
  environment: z.string(),
  policy: z.string(),
  policyVersion: z.number().nullable(),
  targets: z.array(z.string()),
  /** labels, first is primary */ regulated: z.boolean(),
  enabled: z.boolean(),
  trial: z.boolean(),
  createdAt: z.string(),
  /** a change that loosens and waits for another person */ waiting: z
    .object({ policy: z.string(), approvalId: z.string() })
    .nullable(),
})
export type Route = z.infer<typeof routeSchema>

export const killSchema = z.object({
  system: z.string(),
  killed: z.boolean(),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  at: z.string().nullable(),
  /** a release that waits for another person */ releaseApprovalId: z.string().nullable(),
})
export type Kill = z.infer<typeof killSchema>

/** GET /routes/{id}/intervals: which guards enforced on a route, from when to when; observe is not enforcement (GW-8). */
export const guardModes = ['enforce', 'observe', 'none'] as const
export type GuardMode = (typeof guardModes)[number]
export const modesSchema = z.object({
  inputInjection: z.enum(guardModes),
  inputSecrets: z.enum(guardModes),
  inputPii: z.enum(guardModes),
  outputInjection: z.enum(guardModes),
  outputSecrets: z.enum(guardModes),
  outputPii: z.enum(guardModes),
})
export type Modes = z.infer<typeof modesSchema>
export const intervalSchema = z.object({
  route: z.string(),
  routeName: z.string(),
  system: z.string(),
  from: z.string(),
  to: z.string().nullable(),
  policy: z.string(),
  policyVersion: z.number(),
  digest: z.string(),
  enabled: z.boolean(),
  modes: modesSchema,
})
export type Interval = z.infer<typeof intervalSchema>

export const upstreamSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(['sandbox', 'openai']),
  baseUrl: z.string().nullable(),
  hasKey: z.boolean(),
  createdAt: z.string(),
})
export type Upstream = z.infer<typeof upstreamSchema>

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, 1 to 63 long')
export const policyInputSchema = z.strictObject({ name: slug, spec: policySpecSchema })
export const routeInputSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/,
      'letters, digits, dot, dash, slash and underscore, 1 to 100 long',
    ),
  system: z.string().min(1).max(63),
  policy: slug,
  environment: z.enum(['trial', 'development', 'staging', 'production']),
  targets: z.array(z.string().min(1).max(200)).min(1).max(8),
  regulated: z.boolean().default(true),
  enabled: z.boolean().default(true),
})
export const routePatchSchema = z.strictObject({
  policy: slug.optional(),
  targets: z.array(z.string().min(1).max(200)).min(1).max(8).optional(),
  regulated: z.boolean().optional(),
  enabled: z.boolean().optional(),
  comment: z.string().trim().max(2000).default(''),
})
export const upstreamInputSchema = z.strictObject({
  name: slug,
  kind: z.enum(['sandbox', 'openai']),
  baseUrl: z.string().url().max(500).optional(),
  key: z.string().min(1).max(4000).optional(),
})
