import { z } from 'zod'
import { policyChangeSchema, policySchema, type PolicySpec } from '../contract.ts'

export const policyPairSchema = z.looseObject({
  active: policySchema.nullable(),
  draft: policySchema.nullable(),
})
export type PolicyPair = z.infer<typeof policyPairSchema>
export type Change = z.infer<typeof policyChangeSchema>
/** The diff of a draft comes as a list of changes, bare or under a name. */
export const changesSchema = z.union([
  z.array(policyChangeSchema),
  z.looseObject({ changes: z.array(policyChangeSchema) }).transform((v) => v.changes),
  z.looseObject({ items: z.array(policyChangeSchema) }).transform((v) => v.items),
])

/** What a new policy starts as: everything seen, nothing stopped. */
export const startingSpec: PolicySpec = {
  input: [
    { guard: 'injection', mode: 'observe', action: 'block', threshold: 0.5 },
    { guard: 'secrets', mode: 'observe', action: 'block', threshold: 0.5 },
    { guard: 'pii', mode: 'observe', action: 'mask', threshold: 0.5 },
  ],
  output: [
    { guard: 'secrets', mode: 'observe', action: 'block', threshold: 0.5 },
    { guard: 'pii', mode: 'observe', action: 'mask', threshold: 0.5 },
  ],
  onGuardError: 'block',
  logging: 'full',
  limits: { requestsPerMinute: null, tokensPerDay: null, bodyBytesMax: 10_485_760 },
}
/** The same rules with every guard enforcing: what the Enforce button proposes. */
export const enforced = (spec: PolicySpec): PolicySpec => ({
  ...spec,
  input: spec.input.map((r) => ({ ...r, mode: 'enforce' as const })),
  output: spec.output.map((r) => ({ ...r, mode: 'enforce' as const })),
})
