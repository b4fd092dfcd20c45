/** One Approval for everything that needs another person. Bound to the digest of exactly what was asked; single use; expiring. */
import { z } from 'zod'

export const approvalKinds = [
  'version.approve',
  'policy.loosen',
  'kill.release',
  'waiver',
  'erasure',
] as const
export type ApprovalKind = (typeof approvalKinds)[number]

export const decisionSchema = z.object({
  by: z.string(),
  at: z.string(),
  verdict: z.enum(['approve', 'reject']),
  comment: z.string(),
})

export const approvalSchema = z.object({
  id: z.string(),
  kind: z.enum(approvalKinds),
  subject: z.object({
    kind: z.string(),
    id: z.string(),
    digest: z.string(),
    title: z.string(),
    href: z.string(),
  }),
  requester: z.string(),
  requestedAt: z.string(),
  comment: z.string(),
  rule: z.object({ quorum: z.number(), roles: z.array(z.string()), excluded: z.array(z.string()) }),
  state: z.enum(['pending', 'approved', 'rejected', 'expired', 'cancelled', 'superseded']),
  decisions: z.array(decisionSchema),
  expiresAt: z.string(),
  executedAt: z.string().nullable(),
  /** What changes: key paths with before and after. */
  diff: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
  mayDecide: z.array(z.string()),
  youMay: z.boolean(),
  whyNot: z.string().nullable(),
})
export type Approval = z.infer<typeof approvalSchema>
