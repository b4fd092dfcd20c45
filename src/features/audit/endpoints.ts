import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import { exportInputSchema, exportSchema } from './contract.ts'

export const auditApi = {
  request: endpoint('audit.request', {
    summary: 'Make an evidence package',
    detail: 'A `seed` makes the samples the auditor’s own draw and takes `audit.seed` as well.',
    action: ['audit.export', 'audit.seed'],
    body: exportInputSchema,
    answer: exportSchema,
    status: 202,
  }),
  list: endpoint('audit.list', {
    summary: 'Evidence packages, newest first',
    action: 'audit.read',
    query: pageQuerySchema,
    answer: pageOf(exportSchema),
  }),
  show: endpoint('audit.show', {
    summary: 'One evidence package: is it ready',
    action: 'audit.read',
    answer: exportSchema,
  }),
  file: endpoint('audit.file', {
    summary: 'The package itself; that it was taken is recorded first',
    action: 'audit.read',
    answer: { file: 'application/zip' },
  }),
}
