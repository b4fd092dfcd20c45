/** Browser-safe: schemas of people, sessions, keys and tokens as the API shows them; who a caller is; what may be asked of authorize(). */
import { z } from 'zod'
import { callScopeSchema } from './key-scope.ts'

export {
  assertionSchema,
  creationOptionsSchema,
  passkeyNameSchema,
  passkeySchema,
  passkeysSchema,
  registrationSchema,
  requestOptionsSchema,
  type PasskeyView,
} from './passkeys/passkey-contract.ts'
export { callOperations, callScopeSchema, scopeInWords, wholeScope, type CallScope } from './key-scope.ts'
export {
  limitInWords,
  limitNames,
  limitSpecSchema,
  noLimits,
  setLimits,
  usd,
  type LimitName,
  type LimitSpec,
} from './limits.ts'

export const roles = ['admin', 'engineer', 'approver', 'control_owner', 'auditor', 'viewer'] as const
export const roleSchema = z.enum(roles)
export type Role = z.infer<typeof roleSchema>

export const environments = ['trial', 'development', 'staging', 'production'] as const
export const environmentSchema = z.enum(environments)
export type Environment = z.infer<typeof environmentSchema>

/** Where a person's or token's roles hold; absent or null = everywhere. */
export const scopeSchema = z.strictObject({
  systems: z.array(z.string()).max(200).nullable().default(null),
  environments: z.array(environmentSchema).nullable().default(null),
})
export type RoleScope = {
  readonly systems: readonly string[] | null
  readonly environments: readonly Environment[] | null
}

/** Closed list; the Cedar schema is generated from it and a test compares them. */
export const actions = [
  'system.read',
  'system.write',
  'version.read',
  'version.write',
  'version.approve',
  'version.deploy',
  'policy.read',
  'policy.write',
  'policy.approve',
  'route.write',
  'kill.engage',
  'kill.release',
  'call.read',
  'call.open',
  'key.read',
  'key.create',
  'key.revoke',
  'token.create',
  'user.read',
  'user.manage',
  'control.read',
  'control.test',
  'control.assign',
  'control.waive',
  'audit.read',
  'audit.export',
  'audit.seed',
  'ledger.read',
  'ledger.erase',
  'ledger.maintain',
  'approval.read',
  'approval.decide',
  'settings.read',
  'settings.write',
  'backup.run',
  'demo.manage',
] as const
export type Action = (typeof actions)[number]

/** Who calls the control plane. A virtual key is not one of these: it can only call /v1. */
export type Principal =
  | {
      readonly kind: 'user'
      readonly org: string
      readonly userId: string
      readonly email: string
      readonly roles: readonly Role[]
      readonly mfa: boolean
      readonly sessionId: string
      /** absent = required */ readonly secondFactorRequired?: boolean
      readonly scope?: RoleScope
    }
  | {
      readonly kind: 'token'
      readonly org: string
      readonly tokenId: string
      readonly name: string
      readonly roles: readonly Role[]
      readonly trial: boolean
      /** user id of the person who made it */ readonly actingFor: string | null
      readonly scope?: RoleScope
    }
  | { readonly kind: 'system'; readonly org: string; readonly job: string }

export type UserPrincipal = Extract<Principal, { kind: 'user' }>
export type TokenPrincipal = Extract<Principal, { kind: 'token' }>

export const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  active: z.boolean(),
  mfa: z.enum(['none', 'totp', 'passkey']),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  sample: z.boolean(),
  scope: scopeSchema.optional(),
})
export type User = z.infer<typeof userSchema>

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  system: z.string(),
  environment: environmentSchema,
  state: z.enum(['active', 'expired', 'revoked']),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  limits: z.object({
    requestsPerMinute: z.number().nullable(),
    tokensPerDay: z.number().nullable(),
    concurrentRequests: z.number().nullable().optional(),
    tokensPerMinute: z.number().nullable().optional(),
    costPerDayMicroUsd: z.number().nullable().optional(),
    costPerMonthMicroUsd: z.number().nullable().optional(),
  }),
  /** Absent: all of its system. */
  scope: callScopeSchema.optional(),
})
export type VirtualKey = z.infer<typeof keySchema>

/** A key as it was just made: `key` is shown here and never again. */
export const newKeySchema = keySchema.extend({ key: z.string() })

/** One difference that a change of a key makes. Null: no such limit, or all of its system. */
export const keyChangeSchema = z.object({
  path: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  effect: z.enum(['tightens', 'loosens', 'neutral']),
})
export type KeyChange = z.infer<typeof keyChangeSchema>

/** PATCH /api/v1/keys/{id}. */
export const changedKeySchema = z.object({ key: keySchema, changes: z.array(keyChangeSchema) })

export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  roles: z.array(roleSchema),
  state: z.enum(['active', 'expired', 'revoked']),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type ApiToken = z.infer<typeof tokenSchema>

/** A token as it was just made: `token` is shown here and never again. */
export const newTokenSchema = tokenSchema.extend({ token: z.string() })

/** GET /api/v1/session */
export const sessionSchema = z.object({
  user: userSchema.nullable(),
  org: z.object({ id: z.string(), name: z.string(), kind: z.enum(['own', 'sample']) }).nullable(),
  orgs: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(['own', 'sample']) })),
  claimed: z.boolean(),
  trial: z.boolean(),
  mfaRequired: z.boolean(),
  csrf: z.string().nullable(),
  /** The only origin on which browsers offer this installation's passkeys; null: it has no name to bind them to. */
  passkeyOrigin: z.string().nullable().optional(),
  /** Actions this caller may do anywhere; the server decides again on each call. */
  may: z.array(z.string()),
})
export type Session = z.infer<typeof sessionSchema>
