/** Browser-safe: passkeys as the API shows and takes them. */
import { z } from 'zod'

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Copied to other devices by its maker's cloud. */
  synced: z.boolean(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  /** False: made for another name than today's; browsers do not offer it here. */
  usable: z.boolean(),
})
export type PasskeyView = z.infer<typeof passkeySchema>

/** GET /me/passkeys */
export const passkeysSchema = z.object({
  items: z.array(passkeySchema),
  /** An authenticator app is set up too. */
  totp: z.boolean(),
  /** The only origin on which a browser can make or use one; null: this installation has no name to bind them to. */
  origin: z.string().nullable(),
})

export const passkeyNameSchema = z.string().trim().min(1).max(80)

/** base64url without padding (RFC 7515), as `toJSON()` of a credential gives it. */
const b64u = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/, 'base64url is needed')
const transports = z.array(z.string().max(32)).max(12)
const extensions = z.object({})

/** A browser's `navigator.credentials.create()`, as JSON. Sizes: an attestation chain has a few KiB, a key of a post-quantum algorithm two. */
export const registrationSchema = z.object({
  id: b64u(2_048),
  rawId: b64u(2_048),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: b64u(8_192),
    attestationObject: b64u(65_536),
    transports: transports.optional(),
  }),
  clientExtensionResults: extensions.default({}),
})
export type Registration = z.infer<typeof registrationSchema>

/** A browser's `navigator.credentials.get()`, as JSON. */
export const assertionSchema = z.object({
  id: b64u(2_048),
  rawId: b64u(2_048),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: b64u(8_192),
    authenticatorData: b64u(8_192),
    signature: b64u(16_384),
    userHandle: b64u(256).optional(),
  }),
  clientExtensionResults: extensions.default({}),
})
export type Assertion = z.infer<typeof assertionSchema>

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
