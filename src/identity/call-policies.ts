/**
 * Who may call /v1, in Cedar. The principal is a virtual key or a trusted issuer's caller; the resource is one route with, where it is known,
 * the version that would be dispatched. `why` is what a refused caller reads. A policy that cannot be evaluated is a no.
 */
import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs'
import type { PolicySource } from './cedar-policies.ts'

export const callPolicySources: readonly PolicySource[] = [
  {
    id: 'call-permit-own-system',
    cedar: `permit (principal, action == Sealwright::Call::Action::"call", resource) when { principal.system == resource.system };`,
  },
  {
    id: 'call-forbid-other-environment',
    cedar: `forbid (principal, action, resource) unless { principal.environment == resource.environment };`,
    why: 'it is for another environment',
  },
  {
    id: 'call-forbid-other-route',
    cedar: `forbid (principal, action, resource) when { principal has routes && !principal.routes.contains(resource.route) };`,
    why: 'it is limited to other routes',
  },
  {
    id: 'call-forbid-other-model',
    cedar: `forbid (principal, action, resource) when { principal has models && resource has model && resource has version && !(principal.models.contains(resource.model) || principal.models.contains(resource.version)) };`,
    why: 'it is limited to other models',
  },
  {
    id: 'call-forbid-other-operation',
    cedar: `forbid (principal, action, resource) when { principal has operations && !principal.operations.contains(context.operation) };`,
    why: 'it is limited to other operations',
  },
]

const strings = { type: 'Set', element: { type: 'String' } } as const
const principal = {
  shape: {
    type: 'Record',
    attributes: {
      system: { type: 'String' },
      environment: { type: 'String' },
      routes: { ...strings, required: false },
      models: { ...strings, required: false },
      operations: { ...strings, required: false },
    },
  },
} as const

export const callSchema = (): SchemaJson<string> => ({
  'Sealwright::Call': {
    entityTypes: {
      Key: principal,
      Issuer: principal,
      Route: {
        shape: {
          type: 'Record',
          attributes: {
            system: { type: 'String' },
            environment: { type: 'String' },
            route: { type: 'String' },
            model: { type: 'String', required: false },
            version: { type: 'String', required: false },
          },
        },
      },
    },
    actions: {
      call: {
        appliesTo: {
          principalTypes: ['Key', 'Issuer'],
          resourceTypes: ['Route'],
          context: { type: 'Record', attributes: { operation: { type: 'String' } } },
        },
      },
    },
  },
})
