import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../identity/endpoint.ts'
import { approvalSchema } from './contract.ts'

export const approvalsApi = {
  list: endpoint('approvals.list', {
    summary: 'What waits for another person, and what was decided',
    action: 'approval.read',
    query: pageQuerySchema.extend({ state: approvalSchema.shape.state.nullable().default(null) }),
    answer: pageOf(approvalSchema),
  }),
  show: endpoint('approvals.show', {
    summary: 'One approval with what it would change',
    action: 'approval.read',
    answer: approvalSchema,
  }),
  decide: endpoint('approvals.decide', {
    summary: 'Approve or reject',
    detail:
      'Whoever asked, and whoever wrote what is asked for, is refused; which permission is needed depends on the kind.',
    action: [
      'approval.read',
      'approval.decide',
      'version.approve',
      'policy.approve',
      'kill.release',
      'control.waive',
      'ledger.erase',
    ],
    body: z.strictObject({
      verdict: z.enum(['approve', 'reject']),
      comment: z.string().trim().max(2000).default(''),
    }),
    answer: approvalSchema,
  }),
  cancel: endpoint('approvals.cancel', {
    summary: 'Withdraw one’s own request',
    action: 'caller',
    answer: approvalSchema,
  }),
}
