import {
  preparsePolicySet,
  statefulIsAuthorized,
  validate,
  type EntityJson,
  type CedarValueJson,
} from '@cedar-policy/cedar-wasm/nodejs'
import { setFlagsFromString } from 'node:v8'
import type { Allowed, Authorizer, Decision, Resource } from './authorize.ts'
import { policySources } from './cedar-policies.ts'
import { cedarSchema, groupsOf } from './cedar-schema.ts'
import { roles as allRoles, type Action, type Principal, type Role } from './contract.ts'

/**
 * Node 20.20.2 (V8 11.3) ends the whole process with `Fatal error: unreachable code` in Deoptimizer::DoComputeBuiltinContinuation when optimised
 * JavaScript that inlined a call into WebAssembly returning a reference is thrown away during that call: reproduced with Cedar in fewer than
 * 10,000 evaluations, gone in 90,000 with inlining off. Costs the wrapper's call (about 50 ns) where JavaScript enters WebAssembly.
 * The regression test is in cedar.test.ts.
 */
setFlagsFromString('--no-turbo-inline-js-wasm-calls')

/** 10,000 decisions of about 300 bytes. At half, an installation with many people and systems evaluates more; at double, 6 MB for nothing. */
const MEMO_MAX = 10_000
const NAME = 'sealwright/1'

type Answer = { readonly allow: boolean; readonly policyIds: readonly string[] }

/**
 * The one engine. Policies are parsed and validated against the schema once, here: an invalid policy stops the start of the server.
 * Decisions are pure in (principal's attributes, action, resource's attributes) and memoised by exactly these. An evaluation error is no.
 */
export function createAuthorizer(): Authorizer {
  prepare()
  const memo = new Map<string, Answer>()

  const decide = (principal: Principal, action: Action, resource: Resource): Answer => {
    // Only authors who are the caller can matter, so only they are asked about: the same answer serves everybody else from memory.
    const mine = peopleOf(principal)
    const authors = [...new Set(resource.authors ?? [])].filter((author) => mine.includes(author)).toSorted()
    const who = principalAttributes(principal, authors)
    const what = resourceAttributes(resource, authors)
    const key = JSON.stringify([principal.kind, who, action, what])
    const known = memo.get(key)
    if (known !== undefined) return known
    const answer = evaluate(principal.kind, who, action, what)
    if (memo.size >= MEMO_MAX) memo.clear()
    memo.set(key, answer)
    return answer
  }

  return {
    authorize<A extends Action>(principal: Principal, action: A, resource: Resource): Decision<A> {
      const answer = decide(principal, action, resource)
      if (answer.allow)
        return { ok: true, allowed: { principal, action, policyIds: answer.policyIds } as Allowed<A> }
      return {
        ok: false,
        policyIds: answer.policyIds,
        why: reason(
          answer.policyIds,
          action,
          (role) =>
            decide(probe(role), action, {
              kind: 'any',
              ...(resource.environment === undefined ? {} : { environment: resource.environment }),
            }).allow,
        ),
      }
    },
  }
}

/** Parse errors and schema violations of the policies, in words. For the start and the test. */
export function policyErrors(): string[] {
  const answer = validate({
    schema: cedarSchema(),
    policies: { staticPolicies: texts() },
    validationSettings: { mode: 'strict' },
  })
  if (answer.type === 'failure') return answer.errors.map((e) => e.message)
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    (e) => `${e.policyId}: ${e.error.message}`,
  )
}

const texts = (): Record<string, string> => Object.fromEntries(policySources.map((p) => [p.id, p.cedar]))

let prepared = false
function prepare(): void {
  if (prepared) return
  const errors = policyErrors()
  if (errors.length > 0) throw new Error(`the access policies are invalid:\n${errors.join('\n')}`)
  const answer = preparsePolicySet(NAME, { staticPolicies: texts() })
  if (answer.type === 'failure')
    throw new Error(`the access policies do not parse: ${answer.errors.map((e) => e.message).join('; ')}`)
  prepared = true
}

type Attributes = Record<string, CedarValueJson>

const ENTITY = { user: 'Sealwright::User', token: 'Sealwright::Token', system: 'Sealwright::Job' } as const

function evaluate(kind: Principal['kind'], who: Attributes, action: Action, what: Attributes): Answer {
  const principal = { type: ENTITY[kind], id: 'caller' }
  const resource = { type: 'Sealwright::Resource', id: 'subject' }
  const verb = { type: 'Sealwright::Action', id: action }
  const entities: EntityJson[] = [
    { uid: principal, attrs: who, parents: [] },
    { uid: resource, attrs: what, parents: [] },
    { uid: verb, attrs: {}, parents: groupsOf(action).map((id) => ({ type: 'Sealwright::Action', id })) },
  ]
  // Without the schema: with it, Cedar adds the entities of all actions to each request, a quarter more CPU (0.5 ms against 0.4). The policies
  // were checked against it at the start, and the attributes are made by this file alone.
  const answer = statefulIsAuthorized({
    principal,
    action: verb,
    resource,
    context: {},
    validateRequest: false,
    preparsedPolicySetId: NAME,
    entities,
  })
  if (answer.type === 'failure') return { allow: false, policyIds: ['error-in-request'] }
  const { decision, diagnostics } = answer.response
  // INVARIANT: a policy that could not be evaluated never opens anything, even if another one permits.
  if (diagnostics.errors.length > 0)
    return { allow: false, policyIds: diagnostics.errors.map((e) => e.policyId) }
  return { allow: decision === 'allow', policyIds: diagnostics.reason.toSorted() }
}

function principalAttributes(principal: Principal, people: readonly string[]): Attributes {
  const scope = principal.kind === 'system' ? undefined : principal.scope
  return {
    roles: principal.kind === 'system' ? [] : [...principal.roles].toSorted(),
    people: [...people],
    mfa: principal.kind === 'user' && principal.mfa,
    mfaRequired: principal.kind === 'user' && (principal.secondFactorRequired ?? true),
    trial: principal.kind === 'token' && principal.trial,
    ...(scope?.systems ? { systems: [...scope.systems].toSorted() } : {}),
    ...(scope?.environments ? { environments: [...scope.environments].toSorted() } : {}),
  }
}

const resourceAttributes = (resource: Resource, authors: readonly string[]): Attributes => ({
  kind: resource.kind,
  authors: [...authors],
  sample: resource.sample ?? false,
  ...(resource.system === undefined ? {} : { system: resource.system }),
  ...(resource.environment === undefined ? {} : { environment: resource.environment }),
})

/** Everyone a principal stands for: separation of duties compares these with a thing's authors. */
export function peopleOf(principal: Principal): string[] {
  switch (principal.kind) {
    case 'user':
      return [principal.userId]
    case 'token':
      return principal.actingFor === null ? [principal.tokenId] : [principal.tokenId, principal.actingFor]
    case 'system':
      return []
  }
}

const probe = (role: Role): Principal => ({
  kind: 'user',
  org: '',
  userId: 'probe',
  email: '',
  roles: [role],
  mfa: true,
  sessionId: '',
})

function reason(policyIds: readonly string[], action: Action, may: (role: Role) => boolean): string {
  const told = policySources.find((p) => p.why !== undefined && policyIds.includes(p.id))
  if (told?.why !== undefined) return told.why
  const holders = allRoles.filter(may)
  return holders.length === 0
    ? `nobody may do \`${action}\` here`
    : `\`${action}\` needs the role ${holders.map((r) => `\`${r}\``).join(' or ')}`
}
