import { z } from 'zod'
import { endpoint } from '../identity/endpoint.ts'

const demoSchema = z.object({
  state: z.enum(['absent', 'loading', 'ready', 'failed']),
  org: z.string().nullable(),
  calls: z.number(),
  error: z.string().nullable(),
})

export const demoApi = {
  status: endpoint('demo.status', {
    summary: 'Is the sample company here',
    action: 'settings.read',
    answer: demoSchema,
  }),
  load: endpoint('demo.load', {
    summary: 'Load the sample company, a workspace of its own',
    action: 'demo.manage',
    outward: true,
    answer: demoSchema,
    status: 201,
  }),
  remove: endpoint('demo.remove', {
    summary: 'Remove the sample company',
    action: 'demo.manage',
    outward: true,
    answer: demoSchema,
  }),
}
