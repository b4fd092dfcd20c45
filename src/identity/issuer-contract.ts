/** Trusted issuers of callers' tokens as the API takes and shows them. Browser-safe. */
import { z } from 'zod'
import { callScopeSchema, environmentSchema, limitSpecSchema } from './contract.ts'
import { tokenAlgorithms } from './jwt/issuer-record.ts'

const claimName = z.string().min(1).max(200)
const url = z.string().url().max(500)

const issuerFields = {
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes, 1 to 63 long'),
  /** Exactly as the tokens' `iss`. */
  issuer: z.string().min(1).max(500),
  audiences: z.array(z.string().min(1).max(500)).min(1).max(20),
  algorithms: z.array(z.enum(tokenAlgorithms)).min(1).default(['RS256', 'ES256', 'EdDSA', 'PS256']),
  systems: z.array(z.string().min(1).max(63)).min(1).max(100),
  environment: environmentSchema,
  userClaim: claimName.default('sub'),
  systemClaim: claimName.nullable().default(null),
  teamClaim: claimName.nullable().default(null),
  teams: z.array(z.string().min(1).max(256)).min(1).max(500).nullable().default(null),
  scope: callScopeSchema.default({ routes: null, models: null, operations: null }),
  limits: limitSpecSchema.default({}),
}
const keysInput = { jwksUrl: url.optional(), jwks: z.unknown().optional() }

export const issuerInputSchema = z
  .strictObject({ ...issuerFields, ...keysInput })
  .refine((i) => (i.teamClaim === null) === (i.teams === null), {
    path: ['teams'],
    message: 'name the claim and the teams that may call, or neither',
  })
  .refine((i) => i.systems.length === 1 || i.systemClaim !== null, {
    path: ['systemClaim'],
    message: 'with several systems the token must say which: name its claim',
  })
export type IssuerInput = z.infer<typeof issuerInputSchema>
export const issuerKeysSchema = z.strictObject(keysInput)
export type IssuerKeys = z.infer<typeof issuerKeysSchema>

/** GET /issuers */
export const issuerSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['trusted', 'disabled']),
  issuer: z.string(),
  audiences: z.array(z.string()),
  algorithms: z.array(z.string()),
  jwksUrl: z.string().nullable(),
  keyIds: z.array(z.string()),
  systems: z.array(z.string()),
  environment: environmentSchema,
  userClaim: z.string(),
  systemClaim: z.string().nullable(),
  teamClaim: z.string().nullable(),
  teams: z.array(z.string()).nullable(),
  scope: callScopeSchema,
  limits: limitSpecSchema,
  createdBy: z.string(),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
})
export type CallerIssuer = z.infer<typeof issuerSchema>
