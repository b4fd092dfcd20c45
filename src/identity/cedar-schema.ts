import type { SchemaJson } from '@cedar-policy/cedar-wasm/nodejs'
import { actions, type Action } from './contract.ts'

/** Groups that policies name. A new action lands in no group but `read` (by its name), so it is refused until someone decides. */
const groups: Readonly<Record<string, (action: Action) => boolean>> = {
  read: (a) => a.endsWith('.read'),
  /** Needs a person who neither made nor asked for it. */
  second_person: (a) =>
    ['version.approve', 'policy.approve', 'kill.release', 'approval.decide', 'control.waive'].includes(a),
  /** Needs a second factor where the organisation requires it (its default). Deployment has a rule of its own. */
  second_factor: (a) =>
    [
      'version.approve',
      'policy.approve',
      'kill.release',
      'approval.decide',
      'control.assign',
      'control.waive',
      'ledger.erase',
      'ledger.maintain',
      'user.manage',
      'token.create',
      'settings.write',
      'backup.run',
    ].includes(a),
  auditor: (a) => a.endsWith('.read') || ['call.open', 'audit.export', 'audit.seed'].includes(a),
  trial: (a) =>
    a.endsWith('.read') ||
    ['key.create', 'call.open', 'control.test', 'audit.export', 'demo.manage'].includes(a),
  /** Done to something that belongs to one AI system. */
  of_a_system: (a) =>
    /^(?:version|route|kill|call|key)\./.test(a) ||
    a === 'system.write' ||
    a === 'policy.write' ||
    a === 'policy.approve',
}

/** The groups an action is in. */
export const groupsOf = (action: Action): string[] =>
  Object.keys(groups).filter((name) => groups[name]?.(action) === true)

const strings = { type: 'Set', element: { type: 'String' } } as const

const principal = {
  shape: {
    type: 'Record',
    attributes: {
      roles: strings,
      /** Ids of the people it stands for: a user, or whoever made the token. */
      people: strings,
      mfa: { type: 'Boolean' },
      mfaRequired: { type: 'Boolean' },
      trial: { type: 'Boolean' },
      systems: { ...strings, required: false },
      environments: { ...strings, required: false },
    },
  },
} as const

export const principalTypes = ['User', 'Token', 'Job'] as const

/** Cedar's schema, made from the closed list of actions, so that neither can miss one. */
export function cedarSchema(): SchemaJson<string> {
  const groupNames = Object.keys(groups)
  const appliesTo = { principalTypes: [...principalTypes], resourceTypes: ['Resource'] }
  return {
    Sealwright: {
      entityTypes: {
        User: principal,
        Token: principal,
        Job: principal,
        Resource: {
          shape: {
            type: 'Record',
            attributes: {
              kind: { type: 'String' },
              authors: strings,
              sample: { type: 'Boolean' },
              system: { type: 'String', required: false },
              environment: { type: 'String', required: false },
            },
          },
        },
      },
      actions: {
        ...Object.fromEntries(groupNames.map((name) => [name, {}])),
        ...Object.fromEntries(
          actions.map((action) => [
            action,
            {
              appliesTo,
              memberOf: groupsOf(action).map((id) => ({ id })),
            },
          ]),
        ),
      },
    },
  }
}
