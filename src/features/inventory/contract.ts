/** AI systems as the API shows them (INV-1, INV-5). Browser-safe. */
import { z } from 'zod'

export const systemKinds = ['production_model', 'internal_experiment', 'third_party', 'agent'] as const
export const riskClasses = ['low', 'medium', 'high', 'critical'] as const
export type RiskClass = (typeof riskClasses)[number]

/** The answers that lead to the class; each answer yes raises it as the rule in model.ts says. */
export const riskAnswersSchema = z.object({
  personalData: z.boolean(),
  customerFacing: z.boolean(),
  decidesAboutPeople: z.boolean(),
  actsOnItsOwn: z.boolean(),
  regulatedSector: z.boolean(),
})
export type RiskAnswers = z.infer<typeof riskAnswersSchema>

export const systemSchema = z.object({
  id: z.string(),
  /** random public id used in ledger envelopes */ ref: z.string(),
  name: z.string(),
  title: z.string(),
  kind: z.enum(systemKinds),
  owner: z
    .object({ userId: z.string(), email: z.string(), active: z.boolean(), acceptedAt: z.string().nullable() })
    .nullable(),
  purpose: z.string().nullable(),
  risk: z.object({ class: z.enum(riskClasses), answers: riskAnswersSchema }).nullable(),
  dataClasses: z.array(z.string()),
  environment: z.enum(['trial', 'development', 'staging', 'production']),
  vendor: z.string().nullable(),
  state: z.enum(['active', 'retired']),
  /** required fields that are not filled */ missing: z.array(z.string()),
  revision: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastCallAt: z.string().nullable(),
  calls24h: z.number(),
  sample: z.boolean(),
})
export type AiSystem = z.infer<typeof systemSchema>

export const systemInputSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,62}$/, 'lower-case letters, digits and dashes, 2 to 63 long'),
  title: z.string().min(1).max(120).optional(),
  kind: z.enum(systemKinds).default('production_model'),
  owner: z.string().email().optional(),
  purpose: z.string().min(1).max(2000).optional(),
  risk: riskAnswersSchema.optional(),
  dataClasses: z.array(z.string().min(1).max(60)).max(20).optional(),
  environment: z.enum(['trial', 'development', 'staging', 'production']).default('development'),
  vendor: z.string().min(1).max(120).optional(),
})
/** `kind` and `environment` again without their defaults: a patch that leaves them out must not set them. */
export const systemPatchSchema = systemInputSchema
  .partial()
  .omit({ name: true })
  .extend({
    kind: z.enum(systemKinds).optional(),
    environment: z.enum(['trial', 'development', 'staging', 'production']).optional(),
    reason: z.string().min(1).max(2000).optional(),
  })

export const historyItemSchema = z.object({
  at: z.string(),
  actor: z.string(),
  verb: z.string(),
  what: z.string(),
  entryId: z.string(),
  index: z.number().nullable(),
})
export type HistoryItem = z.infer<typeof historyItemSchema>
