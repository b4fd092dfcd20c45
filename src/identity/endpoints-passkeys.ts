import { z } from 'zod'
import {
  assertionSchema,
  creationOptionsSchema,
  passkeyNameSchema,
  passkeySchema,
  passkeysSchema,
  registrationSchema,
  requestOptionsSchema,
  sessionSchema,
} from './contract.ts'
import { endpoint } from './endpoint.ts'

const password = z.string().min(1).max(1000)
/** What the server's library says besides; browsers may leave it alone. */
const hints = {
  hints: z.array(z.string()).optional(),
  extensions: z.record(z.string(), z.unknown()).optional(),
}

export const passkeysApi = {
  beginSignIn: endpoint('session.beginPasskey', {
    summary: 'What the browser asks a passkey for',
    action: 'anyone',
    answer: requestOptionsSchema.extend(hints),
  }),
  signIn: endpoint('session.createByPasskey', {
    summary: 'Sign in with a passkey',
    action: 'anyone',
    body: z.strictObject({ response: assertionSchema }),
    answer: sessionSchema,
    status: 201,
  }),
  list: endpoint('me.passkeys', {
    summary: 'My passkeys',
    action: 'person',
    answer: passkeysSchema,
  }),
  begin: endpoint('me.beginPasskey', {
    summary: 'What the browser makes a passkey of; asks for the password again',
    action: 'person',
    body: z.strictObject({ password }),
    answer: creationOptionsSchema.extend(hints),
  }),
  add: endpoint('me.addPasskey', {
    summary: 'Keep the passkey that the browser made',
    detail: 'The session gets a new cookie and cross-site token. Recovery codes are shown once.',
    action: 'person',
    body: z.strictObject({ name: passkeyNameSchema, response: registrationSchema }),
    answer: z.object({
      passkey: passkeySchema,
      recoveryCodes: z.array(z.string()).nullable(),
      csrf: z.string(),
    }),
    status: 201,
  }),
  rename: endpoint('me.renamePasskey', {
    summary: 'Rename a passkey',
    action: 'person',
    body: z.strictObject({ name: passkeyNameSchema }),
    answer: passkeySchema,
  }),
  remove: endpoint('me.removePasskey', {
    summary: 'Remove a passkey; ends every session of this account',
    action: 'person',
    body: z.strictObject({ password }),
    answer: 'nothing',
  }),
}
