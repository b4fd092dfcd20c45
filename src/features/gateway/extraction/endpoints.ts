import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../../identity/endpoint.ts'
import { acknowledgeSchema, extractionAlertSchema } from './contract.ts'

export const extractionApi = {
  list: endpoint('extraction.list', {
    summary: 'Callers that look as if they copied a model',
    action: 'call.read',
    query: pageQuerySchema.extend({ open: z.enum(['true', 'false']).default('false') }),
    answer: pageOf(extractionAlertSchema),
  }),
  acknowledge: endpoint('extraction.acknowledge', {
    summary: 'Answer an alert',
    action: ['call.read', 'policy.write'],
    body: acknowledgeSchema,
    answer: extractionAlertSchema,
  }),
}
