import { endpoint } from '../../../identity/endpoint.ts'
import { guardProbesSchema, probeInputSchema } from './contract.ts'

export const probesApi = {
  list: endpoint('probes.list', {
    summary: 'Are the enforced guards alive',
    action: 'policy.read',
    answer: guardProbesSchema,
  }),
  run: endpoint('probes.run', {
    summary: 'Probe the enforced guards now',
    action: 'control.test',
    body: probeInputSchema,
    answer: guardProbesSchema,
  }),
}
