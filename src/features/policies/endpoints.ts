import { z } from 'zod'
import { endpoint, pageOf, pageQuerySchema } from '../../identity/endpoint.ts'
import {
  activationSchema,
  changedRouteSchema,
  detectorInputSchema,
  detectorSchema,
  draftDiffSchema,
  dryRunSchema,
  externalDetectorSchema,
  intervalSchema,
  killChangeSchema,
  killSchema,
  policyInputSchema,
  policySchema,
  policySpecSchema,
  rollbackInputSchema,
  routeInputSchema,
  routePatchSchema,
  routeSchema,
  tryInputSchema,
  trySchema,
  upstreamInputSchema,
  upstreamSchema,
} from './contract.ts'

const comment = z.string().trim().max(2000).default('')
const version = z.coerce.number().int().positive().max(2_147_483_647)

export const policiesApi = {
  list: endpoint('policies.list', {
    summary: 'Policies, each in its newest version',
    action: 'policy.read',
    query: pageQuerySchema,
    answer: pageOf(policySchema),
  }),
  create: endpoint('policies.create', {
    summary: 'Make a policy; its first version is a draft',
    action: 'policy.write',
    body: policyInputSchema,
    answer: policySchema,
    status: 201,
  }),
  show: endpoint('policies.show', {
    summary: 'The active version and the draft of a policy',
    action: 'policy.read',
    answer: z.object({ active: policySchema.nullable(), draft: policySchema.nullable() }),
  }),
  versions: endpoint('policies.versions', {
    summary: 'All versions of a policy',
    action: 'policy.read',
    answer: pageOf(policySchema),
  }),
  saveDraft: endpoint('policies.saveDraft', {
    summary: 'Save the draft of a policy',
    action: 'policy.write',
    body: z.strictObject({ spec: policySpecSchema }),
    answer: policySchema,
  }),
  discardDraft: endpoint('policies.discardDraft', {
    summary: 'Discard the draft of a policy',
    action: 'policy.write',
    answer: 'nothing',
  }),
  diffDraft: endpoint('policies.diffDraft', {
    summary: 'What the draft changes, and whether it tightens or loosens',
    action: 'policy.read',
    answer: draftDiffSchema,
  }),
  diff: endpoint('policies.diff', {
    summary: 'What changed between two versions',
    action: 'policy.read',
    query: z.object({ from: version, to: version }),
    answer: draftDiffSchema,
  }),
  rollBack: endpoint('policies.rollBack', {
    summary: 'Make an earlier version the active one again',
    detail: '202: it loosens, so another person must approve it first.',
    action: 'policy.write',
    body: rollbackInputSchema,
    answer: activationSchema,
    status: [200, 202],
  }),
  dryRun: endpoint('policies.dryRun', {
    summary: 'What the draft would have done with recorded calls',
    action: 'policy.write',
    body: z.strictObject({ hours: z.number().int().min(1).max(744).default(24) }),
    readsOnly: true,
    answer: dryRunSchema,
  }),
  activate: endpoint('policies.activate', {
    summary: 'Put the draft into force',
    detail: '202: it loosens, so another person must approve it first.',
    action: 'policy.write',
    body: z.strictObject({ comment }),
    answer: activationSchema,
    status: [200, 202],
  }),
}

export const routesApi = {
  list: endpoint('routes.list', {
    summary: 'Routes: what a client’s `model` selects',
    action: 'policy.read',
    query: pageQuerySchema,
    answer: pageOf(routeSchema),
  }),
  create: endpoint('routes.create', {
    summary: 'Make a route',
    action: 'route.write',
    body: routeInputSchema,
    answer: routeSchema,
    status: 201,
  }),
  change: endpoint('routes.change', {
    summary: 'Change a route',
    detail: '202: it loosens, so another person must approve it first.',
    action: 'route.write',
    body: routePatchSchema,
    answer: changedRouteSchema,
    status: [200, 202],
  }),
  intervals: endpoint('routes.intervals', {
    summary: 'Which guards enforced on a route, from when to when',
    action: 'policy.read',
    query: z.object({ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() }),
    answer: z.array(intervalSchema),
  }),
}

export const upstreamsApi = {
  list: endpoint('upstreams.list', {
    summary: 'Providers of models',
    action: 'policy.read',
    answer: pageOf(upstreamSchema),
  }),
  create: endpoint('upstreams.create', {
    summary: 'Add a provider, or replace the key of one',
    detail: 'Its key is sealed before it is stored and shown to nobody again.',
    action: 'route.write',
    body: upstreamInputSchema,
    answer: upstreamSchema,
    status: 201,
  }),
}

export const detectorsApi = {
  list: endpoint('detectors.list', {
    summary: 'What judges texts here, with the figures measured of each version',
    action: 'policy.read',
    answer: z.object({ items: z.array(detectorSchema), total: z.number(), next: z.null() }),
  }),
  try: endpoint('detectors.try', {
    summary: 'What each detector finds in one text, which is kept nowhere',
    action: 'policy.read',
    body: tryInputSchema,
    anyText: true,
    readsOnly: true,
    answer: trySchema,
  }),
  listExternal: endpoint('detectors.listExternal', {
    summary: 'External detectors',
    action: 'policy.read',
    answer: pageOf(externalDetectorSchema),
  }),
  createExternal: endpoint('detectors.createExternal', {
    summary: 'Add an external detector',
    action: 'policy.write',
    body: detectorInputSchema,
    answer: externalDetectorSchema,
    status: 201,
  }),
}

export const killApi = {
  list: endpoint('kill.list', {
    summary: 'Systems that are switched off, or were',
    action: 'system.read',
    answer: pageOf(killSchema),
  }),
  set: endpoint('kill.set', {
    summary: 'Switch a system off at once, or ask another person to switch it on again',
    action: 'kill.engage',
    body: z.strictObject({ engage: z.boolean(), reason: z.string().trim().min(1).max(2000) }),
    answer: killChangeSchema,
    status: [200, 202],
  }),
}
