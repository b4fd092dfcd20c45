import { z } from 'zod'
import { environmentSchema } from '../../identity/contract.ts'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import { priceInputSchema, priceSchema, versionInputSchema, versionSchema } from './contract.ts'

export const versionsApi = {
  list: endpoint('versions.list', {
    summary: 'Model versions',
    action: 'version.read',
    query: pageQuerySchema.extend({ system: z.string().max(63).nullable().default(null) }),
    answer: pageOf(versionSchema),
  }),
  register: endpoint('versions.register', {
    summary: 'Register a model version; it never changes again',
    action: 'version.write',
    body: versionInputSchema,
    answer: versionSchema,
    status: 201,
  }),
  show: endpoint('versions.show', {
    summary: 'One version by its label, such as `support@7`',
    action: 'version.read',
    answer: versionSchema,
  }),
  submit: endpoint('versions.submit', {
    summary: 'Ask another person to approve a version',
    action: 'version.write',
    body: z.strictObject({ comment: z.string().trim().max(2000).default('') }),
    answer: versionSchema,
  }),
  deploy: endpoint('versions.deploy', {
    summary: 'Deploy an approved version to an environment',
    action: 'version.deploy',
    body: z.strictObject({ environment: environmentSchema }),
    answer: versionSchema,
  }),
  rollBack: endpoint('versions.rollBack', {
    summary: 'Deploy again what was deployed before this version',
    action: 'version.deploy',
    body: z.strictObject({ environment: environmentSchema.optional() }),
    answer: versionSchema,
  }),
  retire: endpoint('versions.retire', {
    summary: 'Retire a version',
    action: 'version.write',
    body: z.strictObject({ reason: z.string().trim().min(1).max(2000) }),
    answer: versionSchema,
  }),
}

export const pricesApi = {
  list: endpoint('prices.list', {
    summary: 'Prices of models, newest first',
    action: 'policy.read',
    query: pageQuerySchema,
    answer: pageOf(priceSchema),
  }),
  set: endpoint('prices.set', {
    summary: 'Set a model’s price, with where it stands',
    action: 'route.write',
    body: priceInputSchema,
    answer: priceSchema,
    status: 201,
  }),
}
