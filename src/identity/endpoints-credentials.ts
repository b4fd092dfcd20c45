import { z } from 'zod'
import { keyPatchSchema } from './change-key.ts'
import {
  callScopeSchema,
  changedKeySchema,
  environmentSchema,
  keySchema,
  limitSpecSchema,
  newKeySchema,
  newTokenSchema,
  roleSchema,
  scopeSchema,
  tokenSchema,
  userSchema,
} from './contract.ts'
import { endpoint, pageOf, pageQuerySchema } from './endpoint.ts'
import { keyDaysMax, overlapHoursMax } from './keys.ts'
import { tokenDaysMax } from './tokens.ts'

const name = z.string().trim().min(1).max(120)
const link = z.object({
  inviteUrl: z.string().describe('shown once'),
  inviteExpiresAt: z.string(),
})
const identitySettings = z.object({ secondFactorRequired: z.boolean() })

export const usersApi = {
  list: endpoint('users.list', {
    summary: 'People of this workspace',
    action: 'user.read',
    query: pageQuerySchema,
    answer: pageOf(userSchema),
  }),
  invite: endpoint('users.invite', {
    summary: 'Invite a person',
    action: 'user.manage',
    body: z.strictObject({
      email: z.string().email().max(254),
      name,
      roles: z.array(roleSchema).min(1),
      scope: scopeSchema.optional(),
    }),
    answer: link.extend({ user: userSchema }),
    status: 201,
  }),
  reinvite: endpoint('users.reinvite', {
    summary: 'A new invitation link; the one before stops working',
    action: 'user.manage',
    answer: link,
    status: 201,
  }),
  change: endpoint('users.change', {
    summary: 'Change a person’s roles, their scope, or whether they may sign in',
    action: 'user.manage',
    body: z.strictObject({
      roles: z.array(roleSchema).optional(),
      active: z.boolean().optional(),
      scope: scopeSchema.optional(),
    }),
    answer: userSchema,
  }),
}

export const settingsApi = {
  identity: endpoint('settings.identity', {
    summary: 'Whether everybody needs a second factor',
    action: 'settings.read',
    answer: identitySettings,
  }),
  changeIdentity: endpoint('settings.changeIdentity', {
    summary: 'Change whether everybody needs a second factor',
    action: 'settings.write',
    body: z.strictObject({ secondFactorRequired: z.boolean(), reason: z.string().trim().min(1).max(2000) }),
    answer: identitySettings,
  }),
}

export const keysApi = {
  list: endpoint('keys.list', {
    summary: 'Virtual keys',
    action: 'key.read',
    query: pageQuerySchema,
    answer: pageOf(keySchema),
  }),
  create: endpoint('keys.create', {
    summary: 'Make a virtual key',
    detail: 'The key itself is in this answer and nowhere else.',
    action: 'key.create',
    body: z.strictObject({
      system: z.string().min(1).max(63),
      name: name.optional(),
      environment: environmentSchema.optional(),
      expiresInDays: z.number().int().min(1).max(keyDaysMax).optional(),
      limits: limitSpecSchema.optional(),
      scope: callScopeSchema.optional(),
    }),
    answer: newKeySchema,
    status: 201,
  }),
  revoke: endpoint('keys.revoke', {
    summary: 'Revoke a virtual key',
    action: 'key.revoke',
    answer: 'nothing',
  }),
  change: endpoint('keys.change', {
    summary: 'Change a key’s name, limits or scope',
    detail:
      'To narrow a key takes the permission to revoke it; to give it more takes the permission to make it.',
    action: ['key.revoke', 'key.create'],
    body: keyPatchSchema,
    answer: changedKeySchema,
  }),
  rotate: endpoint('keys.rotate', {
    summary: 'A new key in place of this one, which goes on for the overlap',
    action: 'key.create',
    body: z.strictObject({ overlapHours: z.number().int().min(0).max(overlapHoursMax).optional() }),
    answer: newKeySchema,
    status: 201,
  }),
}

export const tokensApi = {
  list: endpoint('tokens.list', {
    summary: 'API tokens',
    action: 'key.read',
    query: pageQuerySchema,
    answer: pageOf(tokenSchema),
  }),
  create: endpoint('tokens.create', {
    summary: 'Make an API token that acts for you',
    detail: 'Only a signed-in person makes one. The token itself is in this answer and nowhere else.',
    action: 'token.create',
    body: z.strictObject({
      name,
      roles: z.array(roleSchema).min(1),
      expiresInDays: z.number().int().min(1).max(tokenDaysMax).optional(),
      scope: scopeSchema.optional(),
    }),
    answer: newTokenSchema,
    status: 201,
  }),
  revoke: endpoint('tokens.revoke', {
    summary: 'Revoke an API token',
    action: 'token.create',
    answer: 'nothing',
  }),
}
