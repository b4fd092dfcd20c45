import {
  preparsePolicySet,
  statefulIsAuthorized,
  validate,
  type CedarValueJson,
} from '@cedar-policy/cedar-wasm/nodejs'
import { callPolicySources, callSchema } from './call-policies.ts'
import type { CallScope } from './key-scope.ts'

/** May this caller call this route, and be served by this version? */
export type CallQuestion = {
  readonly principal: {
    readonly kind: 'key' | 'issuer'
    /** The id of the AI system that it belongs to. */
    readonly system: string
    readonly environment: string
    readonly scope: CallScope
  }
  readonly route: { readonly name: string; readonly system: string; readonly environment: string }
  /** Null: the route as a whole, before a version is chosen. */
  readonly version: { readonly model: string; readonly label: string } | null
  readonly operation: string
}
export type CallDecision = {
  readonly ok: boolean
  /** For the caller, when it is no. */
  readonly why: string
  readonly policyIds: readonly string[]
}
/** Pure in its question; some 200 us, so callers keep answers for as long as their snapshot lives. */
export type CallAuthorizer = (question: CallQuestion) => CallDecision

const NAME = 'sealwright-calls/1'
const sources = (): Record<string, string> =>
  Object.fromEntries(callPolicySources.map((p) => [p.id, p.cedar]))

/** Parse errors and schema violations of the policies, in words. For the start and the test. */
export function callPolicyErrors(): string[] {
  const answer = validate({
    schema: callSchema(),
    policies: { staticPolicies: sources() },
    validationSettings: { mode: 'strict' },
  })
  if (answer.type === 'failure') return answer.errors.map((e) => e.message)
  return [...answer.validationErrors, ...answer.validationWarnings].map(
    (e) => `${e.policyId}: ${e.error.message}`,
  )
}

let prepared = false
function prepare(): void {
  if (prepared) return
  const errors = callPolicyErrors()
  if (errors.length > 0) throw new Error(`the policies of callers are invalid:\n${errors.join('\n')}`)
  const answer = preparsePolicySet(NAME, { staticPolicies: sources() })
  if (answer.type === 'failure')
    throw new Error(`the policies of callers do not parse: ${answer.errors.map((e) => e.message).join('; ')}`)
  prepared = true
}

/** The engine of /v1. An invalid policy stops the start of the server. */
export function createCallAuthorizer(): CallAuthorizer {
  prepare()
  return decide
}

function decide({ principal, route, version, operation }: CallQuestion): CallDecision {
  const who = {
    type: principal.kind === 'key' ? 'Sealwright::Call::Key' : 'Sealwright::Call::Issuer',
    id: 'caller',
  }
  const what = { type: 'Sealwright::Call::Route', id: 'route' }
  const { routes, models, operations } = principal.scope
  const attributes: Record<string, CedarValueJson> = {
    system: principal.system,
    environment: principal.environment,
    ...(routes === null ? {} : { routes: [...routes] }),
    ...(models === null ? {} : { models: [...models] }),
    ...(operations === null ? {} : { operations: [...operations] }),
  }
  const answer = statefulIsAuthorized({
    principal: who,
    action: { type: 'Sealwright::Call::Action', id: 'call' },
    resource: what,
    context: { operation },
    validateRequest: false,
    preparsedPolicySetId: NAME,
    entities: [
      { uid: who, attrs: attributes, parents: [] },
      {
        uid: what,
        attrs: {
          system: route.system,
          environment: route.environment,
          route: route.name,
          ...(version === null ? {} : { model: version.model, version: version.label }),
        },
        parents: [],
      },
    ],
  })
  if (answer.type === 'failure')
    return { ok: false, why: 'the question could not be judged', policyIds: ['error-in-request'] }
  const { decision, diagnostics } = answer.response
  // INVARIANT: a policy that could not be evaluated never opens anything, even if another one permits.
  const failed = diagnostics.errors.map((e) => e.policyId)
  const policyIds = failed.length > 0 ? failed : diagnostics.reason.toSorted()
  const ok = failed.length === 0 && decision === 'allow'
  return { ok, policyIds, why: ok ? '' : why(policyIds) }
}

const why = (policyIds: readonly string[]): string =>
  callPolicySources.find((p) => p.why !== undefined && policyIds.includes(p.id))?.why ??
  (policyIds.length > 0 ? 'its policy could not be judged' : 'it belongs to another system')
