import { endpoint, pageOf, pageQuerySchema } from './endpoint.ts'
import { issuerInputSchema, issuerKeysSchema, issuerSchema } from './issuer-contract.ts'

export const issuersApi = {
  list: endpoint('issuers.list', {
    summary: 'Issuers whose tokens open /v1',
    action: 'settings.read',
    query: pageQuerySchema,
    answer: pageOf(issuerSchema),
  }),
  trust: endpoint('issuers.trust', {
    summary: 'Trust an issuer of callers’ tokens',
    action: 'settings.write',
    body: issuerInputSchema,
    answer: issuerSchema,
    status: 201,
  }),
  changeKeys: endpoint('issuers.changeKeys', {
    summary: 'Replace an issuer’s keys',
    action: 'settings.write',
    body: issuerKeysSchema,
    answer: issuerSchema,
  }),
  disable: endpoint('issuers.disable', {
    summary: 'Trust an issuer no longer',
    action: 'settings.write',
    answer: 'nothing',
  }),
}
