/** Answers of the API that no feature's contract owns as a schema (ledger views, one-off answers). */
import { z } from 'zod'
import { keySchema, passkeySchema, sessionSchema, userSchema } from '../identity/contract.ts'
import { inclusionSchema } from '../ledger/views.ts'

export { creationOptionsSchema, requestOptionsSchema } from '../identity/contract.ts'
export { entrySchema, ledgerStatusSchema, type Inclusion, type LedgerStatusView } from '../ledger/views.ts'
export { inclusionSchema, sessionSchema }

export const callProofSchema = z.object({
  intent: inclusionSchema.nullable(),
  outcome: inclusionSchema.nullable(),
})

export const newKeySchema = z.looseObject({ id: z.string(), key: z.string() })
export const newTokenSchema = z.looseObject({ id: z.string(), token: z.string() })
export const invitedSchema = z.looseObject({ user: userSchema, inviteUrl: z.string() })
export const totpBeginSchema = z.object({ secret: z.string(), uri: z.string(), qrSvg: z.string() })
export const totpConfirmSchema = z.object({ recoveryCodes: z.array(z.string()) })
export const passkeyAddedSchema = z.object({
  passkey: passkeySchema,
  recoveryCodes: z.array(z.string()).nullable(),
})
export const activationSchema = z.looseObject({
  state: z.enum(['active', 'waiting']),
  approvalId: z.string().nullish(),
})
export const trialCallSchema = z.object({
  name: z.string(),
  attack: z.boolean(),
  httpStatus: z.number(),
  code: z.string(),
  evidence: z.string(),
})
export const demoSchema = z.object({
  state: z.enum(['absent', 'loading', 'ready', 'failed']),
  org: z.string().nullable(),
  calls: z.number(),
  error: z.string().nullable(),
})
export { keySchema, userSchema }
