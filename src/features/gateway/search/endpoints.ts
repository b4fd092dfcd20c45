import { z } from 'zod'
import { endpoint } from '../../../identity/endpoint.ts'
import { inclusionSchema } from '../../../ledger/views.ts'
import { callDetailSchema } from '../contract.ts'
import { callExportInputSchema, sealedSearchInputSchema, sealedSearchSchema } from './schemas.ts'

const sealed = z.object({ content: z.string().describe('base64'), salt: z.string().describe('base64') })

export const searchApi = {
  search: endpoint('calls.search', {
    summary: 'Look through sealed requests and answers; recorded before and after',
    detail: '`original` takes `call.open`.',
    action: ['call.read', 'call.open'],
    body: sealedSearchInputSchema,
    readsOnly: true,
    answer: sealedSearchSchema,
  }),
  export: endpoint('calls.export', {
    summary: 'One call as a file that can be checked without this server',
    detail: '`original` takes `call.open`.',
    action: ['call.read', 'call.open'],
    body: callExportInputSchema,
    readsOnly: true,
    answer: z.object({
      format: z.literal('sealwright.call-export/1'),
      exportedAt: z.string(),
      view: z.enum(['original', 'redacted']),
      access: z.string(),
      call: callDetailSchema,
      entries: z.array(
        z.object({
          of: z.enum(['intent', 'outcome']),
          id: z.string(),
          type: z.string(),
          state: z.string(),
          leaf: z.string(),
          body: sealed.nullable(),
          payloads: z.array(
            sealed.partial().extend({
              name: z.string(),
              commitment: z.string(),
              state: z.enum(['sealed', 'erased', 'none']),
              bytes: z.number(),
            }),
          ),
          proof: inclusionSchema.nullable(),
        }),
      ),
      how: z.array(z.string()),
    }),
  }),
}
