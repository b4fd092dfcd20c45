/** Answers of the API that no feature's contract owns as a schema (ledger views, one-off answers). */
import { z } from 'zod'
import { keySchema, passkeySchema, sessionSchema, userSchema } from '../identity/contract.ts'

export { sessionSchema }

export const ledgerStatusSchema = z.object({
  origin: z.string(),
  size: z.number(),
  root: z.string(),
  publishedAt: z.string().nullable(),
  anchoredAt: z.string().nullable(),
  unanchoredSince: z.string().nullable(),
  pending: z.number(),
  vkey: z.string(),
})
export type LedgerStatusView = z.infer<typeof ledgerStatusSchema>

export const inclusionSchema = z.object({
  origin: z.string(),
  index: z.number(),
  size: z.number(),
  leaf: z.string(),
  hashes: z.array(z.string()),
  checkpoint: z.string(),
  vkey: z.string(),
})
export type Inclusion = z.infer<typeof inclusionSchema>
export const callProofSchema = z.object({
  intent: inclusionSchema.nullable(),
  outcome: inclusionSchema.nullable(),
})

export const entrySchema = z.object({
  id: z.string(),
  type: z.string(),
  state: z.enum(['pending', 'sequenced', 'published']),
  log: z.string(),
  index: z.number().nullable(),
  at: z.string(),
  envelope: z.record(z.string(), z.unknown()),
  body: z.record(z.string(), z.unknown()).nullable(),
  payloads: z.array(
    z.object({
      name: z.string(),
      commitment: z.string(),
      state: z.enum(['sealed', 'erased', 'none']),
      bytes: z.number(),
    }),
  ),
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
const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()).optional(),
})
/** WebAuthn's options as JSON (level 3, 5.1.8): what the browser's dialog is asked for. */
export const creationOptionsSchema = z.object({
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.object({ alg: z.number(), type: z.literal('public-key') })),
  timeout: z.number().optional(),
  excludeCredentials: z.array(descriptor).optional(),
  attestation: z.literal('none'),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.boolean().optional(),
    userVerification: z.literal('required'),
  }),
})
export const requestOptionsSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.number().optional(),
  userVerification: z.literal('required'),
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
