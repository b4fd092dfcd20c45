import { z } from 'zod'
import { endpoint } from '../../../identity/endpoint.ts'
import { savedViewSchema, saveViewInputSchema } from './contract.ts'

export const viewsApi = {
  list: endpoint('views.list', {
    summary: 'Saved filters of the request log: one’s own, and those that others share',
    action: 'call.read',
    answer: z.object({ items: z.array(savedViewSchema) }),
  }),
  save: endpoint('views.save', {
    summary: 'Save a filter under a name, or replace one’s own of that name',
    action: 'call.read',
    body: saveViewInputSchema,
    answer: savedViewSchema,
  }),
  remove: endpoint('views.remove', {
    summary: 'Remove a filter of one’s own',
    action: 'call.read',
    answer: 'nothing',
  }),
}
