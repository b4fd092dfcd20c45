import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import { historyItemSchema, systemInputSchema, systemPatchSchema, systemSchema } from './contract.ts'

const reason = z.string().trim().min(1).max(2000)

export const systemsApi = {
  list: endpoint('systems.list', {
    summary: 'AI systems',
    action: 'system.read',
    query: pageQuerySchema,
    answer: pageOf(systemSchema),
  }),
  register: endpoint('systems.register', {
    summary: 'Register an AI system',
    action: 'system.write',
    body: systemInputSchema,
    answer: systemSchema,
    status: 201,
  }),
  show: endpoint('systems.show', {
    summary: 'One AI system; its revision is the `ETag`',
    action: 'system.read',
    answer: systemSchema,
  }),
  change: endpoint('systems.change', {
    summary: 'Change an AI system',
    detail: 'Say which revision you change: `revision` in the body, or the `ETag` in `If-Match`.',
    action: 'system.write',
    body: systemPatchSchema.extend({ revision: z.number().int().positive().optional() }),
    answer: systemSchema,
  }),
  assignOwner: endpoint('systems.assignOwner', {
    summary: 'Propose an owner, who then accepts',
    action: 'system.write',
    body: z.strictObject({ email: z.string().email(), reason }),
    answer: systemSchema,
  }),
  accept: endpoint('systems.accept', {
    summary: 'Accept to own this system; only the person who was proposed',
    action: 'system.read',
    answer: systemSchema,
  }),
  retire: endpoint('systems.retire', {
    summary: 'Retire a system: its keys, routes and versions end with it',
    action: 'system.write',
    body: z.strictObject({ reason }),
    answer: systemSchema,
  }),
  history: endpoint('systems.history', {
    summary: 'What was done to a system, with ledger entries',
    action: 'system.read',
    query: pageQuerySchema,
    answer: pageOf(historyItemSchema),
  }),
}
