import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import { inclusionSchema } from '../../ledger/views.ts'
import { routesHealthSchema } from '../policies/contract.ts'
import { callDetailSchema, callFacetsSchema, callSchema } from './contract.ts'

export const callsApi = {
  list: endpoint('calls.list', {
    summary: 'The request log, newest first',
    action: 'call.read',
    query: pageQuerySchema,
    answer: pageOf(callSchema),
  }),
  facets: endpoint('calls.facets', {
    summary: 'Counts of the request log by field and over time',
    action: 'call.read',
    query: pageQuerySchema.pick({ q: true }),
    answer: callFacetsSchema,
  }),
  live: endpoint('calls.live', {
    summary: 'Calls as they end; event `call`',
    action: 'call.read',
    answer: { events: callSchema },
  }),
  show: endpoint('calls.show', {
    summary: 'One call with verdicts, timings, entries and the redacted conversation',
    action: 'call.read',
    answer: callDetailSchema,
  }),
  open: endpoint('calls.open', {
    summary: 'One call with its original text; who opened it and why is recorded first',
    action: 'call.open',
    body: z.strictObject({ purpose: z.string().trim().min(3).max(500) }),
    readsOnly: true,
    answer: callDetailSchema,
  }),
  proof: endpoint('calls.proof', {
    summary: 'Inclusion proofs of a call’s two entries',
    action: 'call.read',
    answer: z.object({ intent: inclusionSchema.nullable(), outcome: inclusionSchema.nullable() }),
  }),
  trial: endpoint('calls.trial', {
    summary: 'Send labelled test calls through the gateway of a trial',
    action: 'key.create',
    body: z.strictObject({ route: z.string().max(63).optional() }),
    outward: true,
    answer: z.array(
      z.object({
        name: z.string(),
        attack: z.boolean(),
        httpStatus: z.number(),
        code: z.string(),
        evidence: z.string(),
      }),
    ),
  }),
}

export const routesHealthApi = endpoint('routes.health', {
  summary: 'Targets of routes as the running gateway sees them',
  action: 'policy.read',
  answer: routesHealthSchema,
})
