import { z } from 'zod'
import { environmentSchema, roleSchema, sessionSchema } from './contract.ts'
import { endpoint } from './endpoint.ts'

const email = z.string().email().max(254)
const password = z.string().min(1).max(1000)
const linkToken = z.string().min(1).max(200).describe('from the link’s fragment')

const scope = z
  .object({
    systems: z.array(z.string()).nullable(),
    environments: z.array(environmentSchema).nullable(),
  })
  .optional()

/** Who calls, as the server knows them. */
export const whoamiSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('user'),
    org: z.string(),
    userId: z.string(),
    email: z.string(),
    roles: z.array(roleSchema),
    mfa: z.boolean(),
    sessionId: z.string(),
    secondFactorRequired: z.boolean().optional(),
    scope,
    may: z.array(z.string()),
  }),
  z.object({
    kind: z.literal('token'),
    org: z.string(),
    tokenId: z.string(),
    name: z.string(),
    roles: z.array(roleSchema),
    trial: z.boolean(),
    actingFor: z.string().nullable(),
    scope,
    may: z.array(z.string()),
  }),
])

export const sessionApi = {
  show: endpoint('session.show', {
    summary: 'Who is signed in here, and the cross-site token of this session',
    action: 'anyone',
    answer: sessionSchema,
  }),
  create: endpoint('session.create', {
    summary: 'Sign in with password and, where it is set up, a one-time code',
    action: 'anyone',
    body: z.strictObject({
      email: z.string().min(1).max(254),
      password,
      code: z.string().max(40).optional(),
    }),
    answer: sessionSchema,
    status: 201,
  }),
  end: endpoint('session.end', { summary: 'Sign out', action: 'person', answer: 'nothing' }),
  switchOrganisation: endpoint('session.switchOrganisation', {
    summary: 'Go to another workspace; the session gets a new cookie',
    action: 'person',
    body: z.strictObject({ org: z.string().uuid() }),
    answer: sessionSchema,
  }),
  claim: endpoint('session.claim', {
    summary: 'The first administrator, by the set-up link',
    action: 'anyone',
    body: z.strictObject({ token: linkToken, email, name: z.string().trim().min(1).max(120), password }),
    answer: sessionSchema,
    status: 201,
  }),
  acceptInvite: endpoint('session.acceptInvite', {
    summary: 'Accept an invitation and choose a password',
    action: 'anyone',
    detail: '200 without a session when the account has a second factor already: sign in with it.',
    body: z.strictObject({ token: linkToken, password }),
    answer: sessionSchema,
    status: [200, 201],
  }),
}

export const meApi = {
  who: endpoint('me.who', {
    summary: 'The caller and what they may do',
    action: 'caller',
    answer: whoamiSchema,
  }),
  beginTotp: endpoint('me.beginTotp', {
    summary: 'A secret for an authenticator app, shown once',
    action: 'person',
    answer: z.object({ uri: z.string(), secret: z.string(), qrSvg: z.string() }),
  }),
  confirmTotp: endpoint('me.confirmTotp', {
    summary: 'Confirm the authenticator app with a code',
    detail: 'The session gets a new cookie and cross-site token. Recovery codes are shown once.',
    action: 'person',
    body: z.strictObject({ code: z.string().max(40) }),
    answer: z.object({ recoveryCodes: z.array(z.string()), csrf: z.string() }),
  }),
  removeTotp: endpoint('me.removeTotp', {
    summary: 'Remove the authenticator app; ends every session of this account',
    action: 'person',
    body: z.strictObject({ password }),
    answer: 'nothing',
  }),
}
