import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Action, Principal } from './contract.ts'
import type { Allowed, Authorizer, Resource } from './authorize.ts'

/** What the session middleware (app/) has put on each API request before a route runs. */
export type ApiEnv = { Variables: { principal: Principal | null; authorizer: Authorizer; requestId: string } }

/** A feature's routes: parse, authenticate, authorise, call, reply. Schema errors become one problem+json with the field's path. */
export function apiRouter(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return
      const issue = result.error.issues[0]
      throw problem('invalid_request', 400, issue?.message ?? 'the request does not match its schema', {
        where: issue?.path.join('.') || 'body',
        fix: 'see /api/v1/docs for the schema',
        extra: { issues: result.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })) },
      })
    },
  })
}

/** The caller; 401 when there is none. */
export function principalOf(c: Context<ApiEnv>): Principal & { readonly org: OrgId } {
  const principal = c.get('principal')
  if (principal === null || principal === undefined) throw problem('unauthenticated', 401, 'sign in, or send `Authorization: Bearer <token>`')
  return principal as Principal & { readonly org: OrgId }
}

/** The caller's permission for one action, or 403 with who decides. Unknown is no. */
export function demand<A extends Action>(c: Context<ApiEnv>, action: A, resource: Resource): Allowed<A> {
  const decision = c.get('authorizer').authorize(principalOf(c), action, resource)
  if (!decision.ok) throw problem('forbidden', 403, decision.why, { extra: { action, policies: decision.policyIds } })
  return decision.allowed
}
