import { describe, expect, it } from 'vitest'
import { createAuthorizer, policyErrors } from './cedar.ts'
import { cedarSchema } from './cedar-schema.ts'
import { actions, roles, type Action, type Principal, type Role } from './contract.ts'
import type { Resource } from './authorize.ts'

const authorizer = createAuthorizer()
const user = (
  held: readonly Role[],
  more: Partial<Extract<Principal, { kind: 'user' }>> = {},
): Principal => ({
  kind: 'user',
  org: 'o',
  userId: 'u1',
  email: 'u1@example.com',
  roles: held,
  mfa: true,
  sessionId: 's',
  ...more,
})
const token = (
  held: readonly Role[],
  more: Partial<Extract<Principal, { kind: 'token' }>> = {},
): Principal => ({
  kind: 'token',
  org: 'o',
  tokenId: 't1',
  name: 't',
  roles: held,
  trial: false,
  actingFor: 'u1',
  ...more,
})
const trial = token([], { trial: true, actingFor: null })
const may = (p: Principal, action: Action, resource: Resource = { kind: 'thing' }): boolean =>
  authorizer.authorize(p, action, resource).ok
const ids = (p: Principal, action: Action, resource: Resource = { kind: 'thing' }): readonly string[] => {
  const d = authorizer.authorize(p, action, resource)
  return d.ok ? d.allowed.policyIds : d.policyIds
}

describe('the policy set', () => {
  it('validates strictly against the schema, which has every action of the contract', () => {
    expect(policyErrors()).toEqual([])
    const known = Object.keys(cedarSchema()['Sealwright']?.actions ?? {})
    expect(actions.filter((a) => !known.includes(a))).toEqual([])
  })

  it('matches the table of roles that was decided: a change shows here', () => {
    const table = Object.fromEntries(
      roles.map((role) => [
        role,
        actions.filter((a) => may(user([role]), a) && !a.endsWith('.read')).join(' '),
      ]),
    )
    expect(table).toEqual({
      admin:
        'system.write route.write kill.engage call.open key.create key.revoke token.create user.manage control.test control.assign audit.export ledger.erase ledger.maintain approval.decide settings.write backup.run demo.manage',
      engineer:
        'system.write version.write version.deploy policy.write route.write kill.engage call.open key.create key.revoke token.create control.test',
      approver: 'version.approve policy.approve kill.engage kill.release approval.decide',
      control_owner:
        'system.write kill.engage call.open control.test control.assign control.waive audit.export ledger.erase approval.decide',
      auditor: 'call.open audit.export audit.seed',
      viewer: '',
    })
    expect(actions.filter((a) => a.endsWith('.read') && !may(user(['viewer']), a))).toEqual([
      'key.read',
      'user.read',
      'audit.read',
      'settings.read',
    ])
  })

  it('somebody without a role may do nothing', () => {
    expect(actions.filter((a) => may(user([]), a))).toEqual([])
  })
})

describe('separation of duties', () => {
  const mine: Resource = { kind: 'version', authors: ['u1'] }
  it('an author never approves, even with every role, and the deciding policy is named', () => {
    const everything = user(['admin', 'engineer', 'approver', 'control_owner'])
    for (const action of [
      'version.approve',
      'policy.approve',
      'kill.release',
      'approval.decide',
      'control.waive',
    ] as const) {
      expect(may(everything, action)).toBe(true)
      expect(ids(everything, action, mine)).toEqual(['forbid-own-work'])
    }
  })
  it('a token acting for the author does not approve, nor does any other token', () => {
    expect(ids(token(['approver']), 'version.approve', mine)).toContain('forbid-own-work')
    expect(ids(token(['approver']), 'version.approve')).toEqual(['forbid-programs-approve'])
  })
  it('nobody changes their own roles', () => {
    expect(ids(user(['admin']), 'user.manage', { kind: 'user', authors: ['u1'] })).toEqual([
      'forbid-own-roles',
    ])
    expect(may(user(['admin']), 'user.manage', { kind: 'user', authors: ['u2'] })).toBe(true)
  })
})

describe('second factor', () => {
  it('without one nobody approves, loosens or manages people, unless the organisation switched the rule off', () => {
    expect(ids(user(['approver'], { mfa: false }), 'version.approve')).toEqual([
      'forbid-without-second-factor',
    ])
    expect(ids(user(['admin'], { mfa: false }), 'user.manage')).toEqual(['forbid-without-second-factor'])
    expect(may(user(['approver'], { mfa: false, secondFactorRequired: false }), 'version.approve')).toBe(true)
  })
  it('deploying needs one outside trial', () => {
    const engineer = user(['engineer'], { mfa: false })
    expect(may(engineer, 'version.deploy', { kind: 'version', environment: 'production' })).toBe(false)
    expect(may(engineer, 'version.deploy', { kind: 'version' })).toBe(false)
    expect(may(engineer, 'version.deploy', { kind: 'version', environment: 'trial' })).toBe(true)
  })
})

describe('auditor and trial', () => {
  it('an auditor with other roles still writes nothing', () => {
    const both = user(['auditor', 'admin', 'engineer', 'approver'])
    expect(actions.filter((a) => may(both, a) && !a.endsWith('.read'))).toEqual([
      'call.open',
      'audit.export',
      'audit.seed',
    ])
    expect(ids(both, 'policy.write')).toEqual(['forbid-auditor-writes'])
  })
  it('the trial token reads everything and does exactly the listed things', () => {
    expect(actions.filter((a) => a.endsWith('.read') && !may(trial, a))).toEqual([])
    expect(actions.filter((a) => may(trial, a) && !a.endsWith('.read'))).toEqual([
      'call.open',
      'key.create',
      'control.test',
      'audit.export',
      'demo.manage',
    ])
    expect(ids(trial, 'user.manage')).toEqual(['forbid-trial'])
    expect(ids(trial, 'token.create')).toEqual(['forbid-trial'])
    expect(ids(trial, 'version.approve')).toContain('forbid-trial')
  })
  it('the trial token makes no key outside trial, and roles on it would change nothing', () => {
    expect(may(trial, 'key.create', { kind: 'key', environment: 'trial' })).toBe(true)
    expect(ids(trial, 'key.create', { kind: 'key', environment: 'production' })).toEqual([
      'forbid-trial-outside-trial',
    ])
    expect(may(token(['admin', 'engineer'], { trial: true, actingFor: null }), 'user.manage')).toBe(false)
  })
})

describe('scopes', () => {
  const scoped = user(['engineer'], { scope: { systems: ['support'], environments: ['staging'] } })
  it('hold for the named systems and environments only', () => {
    expect(
      may(scoped, 'version.deploy', { kind: 'version', system: 'support', environment: 'staging' }),
    ).toBe(true)
    expect(
      ids(scoped, 'version.deploy', { kind: 'version', system: 'claims', environment: 'staging' }),
    ).toEqual(['forbid-other-system'])
    expect(
      ids(scoped, 'version.deploy', { kind: 'version', system: 'support', environment: 'production' }),
    ).toEqual(['forbid-other-environment'])
  })
  it('a list over all systems is refused rather than leaked', () => {
    expect(ids(scoped, 'call.read', { kind: 'call' })).toEqual(['forbid-unnamed-system'])
    expect(may(scoped, 'call.read', { kind: 'call', system: 'support' })).toBe(true)
  })
  it('do not administer the whole organisation', () => {
    expect(
      ids(user(['admin'], { scope: { systems: ['support'], environments: null } }), 'user.manage'),
    ).toEqual(['forbid-scoped-administration'])
  })
})

it('a refusal says which role would do', () => {
  const decision = authorizer.authorize(user(['viewer']), 'version.deploy', { kind: 'version' })
  expect(decision.ok ? '' : decision.why).toBe('`version.deploy` needs the role `engineer`')
})

it('many thousand evaluations do not end the process (V8 11.3 did, by an inlined call into WebAssembly)', () => {
  let allowed = 0
  for (let i = 0; i < 12_000; i++) {
    const who = i % 3 === 0 ? token(['engineer']) : user(['engineer', 'approver'], { mfa: i % 5 > 0 })
    // A kind of its own for each: nothing is answered from memory.
    if (may(who, 'version.write', { kind: `k${i}`, ...(i % 7 === 0 ? {} : { system: `s${i}` }) })) allowed++
  }
  expect(allowed).toBe(12_000)
}, 180_000)
