import { Hono, type Context, type Next } from 'hono'
import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Action, Environment, Principal } from './contract.ts'
import type { Allowed, Authorizer, Resource } from './authorize.ts'

/** What the session middleware (app/) has put on each API request before a route runs. */
export type ApiEnv = {
  Variables: {
    principal: Principal | null
    authorizer: Authorizer
    requestId: string
    onDenied?: (denied: Denied) => void
    /** The described endpoint (endpoint.ts) that answers: set by itself, before its handler. */
    endpoint?: { readonly id: string }
    /** Absent where nobody calls from outside: then a change is simply carried out. */
    once?: Once
  }
}

/** Carries a change out at most once per `Idempotency-Key`; a repetition gets the first answer (idempotency/once.ts). `outward`: see endpoint.ts. */
export type Once = (
  c: Context<ApiEnv>,
  change: { readonly outward: boolean },
  next: Next,
) => Promise<Response | void>

/** A refusal on something that changes state: logged with the policies that decided. */
export type Denied = {
  readonly principal: Principal
  readonly action: Action
  readonly resource: Resource
  readonly policyIds: readonly string[]
}

/** A feature's routes: parse, authenticate, authorise, call, reply. Each route begins with its endpoint (endpoint.ts). */
export const apiRouter = (): Hono<ApiEnv> => new Hono<ApiEnv>()

/** The caller; 401 when there is none. */
export function principalOf(c: Context<ApiEnv>): Principal & { readonly org: OrgId } {
  const principal = c.get('principal')
  if (principal === null || principal === undefined)
    throw problem('unauthenticated', 401, 'sign in, or send `Authorization: Bearer <token>`')
  return principal as Principal & { readonly org: OrgId }
}

/** The caller's permission for one action, or 403 with who decides. Unknown is no. */
export function demand<A extends Action>(c: Context<ApiEnv>, action: A, resource: Resource): Allowed<A> {
  const decision = c.get('authorizer').authorize(principalOf(c), action, resource)
  if (decision.ok) return decision.allowed
  if (!action.endsWith('.read'))
    c.get('onDenied')?.({ principal: principalOf(c), action, resource, policyIds: decision.policyIds })
  const factor = decision.policyIds.some((id) => id.includes('second-factor'))
  throw problem(factor ? 'second_factor_required' : 'forbidden', 403, decision.why, {
    extra: { action, policies: decision.policyIds },
  })
}

/** The first of several actions that the caller may do; 403 as for the last one when it is none of them. */
export function demandAny<A extends Action>(
  c: Context<ApiEnv>,
  actions: readonly [A, ...A[]],
  resource: Resource,
): Allowed<A> {
  for (const action of actions) {
    const decision = c.get('authorizer').authorize(principalOf(c), action, resource)
    if (decision.ok) return decision.allowed
  }
  return demand(c, actions[actions.length - 1] ?? actions[0], resource)
}

/** The names of systems that a scoped caller may see in lists; null = all. */
export const systemsInScope = (principal: Principal): readonly string[] | null =>
  principal.kind === 'system' ? null : (principal.scope?.systems ?? null)

/** The same and the environments, for lists whose rows have both. */
export const callerScope = (
  principal: Principal,
): { readonly systems: readonly string[] | null; readonly environments: readonly Environment[] | null } => ({
  systems: systemsInScope(principal),
  environments: principal.kind === 'system' ? null : (principal.scope?.environments ?? null),
})

/** The resource of a list that is cut to the caller's systems: the first of them answers whether the caller may read any. */
export function anyInScope(c: Context<ApiEnv>, kind: string): Resource {
  const system = systemsInScope(principalOf(c))?.[0]
  return system === undefined ? { kind } : { kind, system }
}
