import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { problem } from '../lib/problem.ts'
import { newId } from '../platform/random.ts'
import type { Authorizer } from './authorize.ts'
import type { Identity } from './deps.ts'
import type { ApiEnv, Once } from './http.ts'
import { unkept } from './kept-text.ts'
import { actorOf } from './record.ts'
import { csrfOf, sameText } from './secrets.ts'
import { absoluteMs, resolveSession, resolveToken } from './sessions.ts'
import type { UsageNotes } from './ports.ts'
import type { OrgId } from '../lib/ids.ts'

export const csrfHeader = 'x-sealwright-csrf'

/** The largest thing the control plane takes is a policy or a model's config; a hundred of these still fit into memory. */
const BODY_BYTES_MAX = 1_048_576

/** State changes that are made without a session, or that replace one: same-origin is checked, a CSRF token cannot exist yet. */
const WITHOUT_CSRF = /\/(?:session|session\/passkey(?:\/begin)?|setup\/claim|invite\/accept)$/
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Runs before every API route: who calls (cookie or bearer), and whether a browser was tricked into calling.
 * A state change needs a same-origin `Sec-Fetch-Site` or `Origin` where the client sends one, a JSON content type where it has a body, and
 * with a cookie the CSRF token of that session. A bearer token that is not valid is 401, never "anonymous".
 */
export function sessionMiddleware(
  id: Identity,
  authorizer: Authorizer,
  usage: UsageNotes,
  once: Once,
): MiddlewareHandler<ApiEnv> {
  const limited = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => {
      throw problem('body_too_large', 413, `the API takes at most ${BODY_BYTES_MAX} bytes`)
    },
  })
  return async (c, next) => {
    const requestId = newId(id.clock, id.random)
    c.set('requestId', requestId)
    c.set('authorizer', authorizer)
    c.set('once', once)
    c.set('principal', null)
    c.set('onDenied', ({ principal, action, resource, policyIds }) =>
      id.log.warn(
        {
          requestId,
          actor: actorOf(principal),
          action,
          kind: resource.kind,
          resource: resource.id ?? null,
          policies: policyIds,
        },
        'refused a change',
      ),
    )
    if (c.req.url.includes('%00')) throw unkept('address')
    const changes = !SAFE.has(c.req.method)
    if (changes) refuseForeignOrigin(c)
    const bearer = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (bearer !== undefined) {
      const principal = await resolveToken(id, bearer.trim())
      if (principal === null)
        throw problem(
          'token_invalid',
          401,
          bearer.startsWith('sw-')
            ? 'a virtual key calls /v1 only: this needs an API token `swt-...`'
            : 'this API token is unknown, expired or revoked',
          { fix: 'create one under Settings, API tokens' },
        )
      usage.noteToken(principal.org as OrgId, principal.tokenId, id.clock.nowMs())
      c.set('principal', principal)
    } else {
      const cookie = sessionCookie(c, id)
      const principal = cookie === undefined ? null : await resolveSession(id, cookie)
      if (
        principal !== null &&
        cookie !== undefined &&
        changes &&
        !(WITHOUT_CSRF.test(c.req.path) && c.req.method === 'POST')
      ) {
        const sent = c.req.header(csrfHeader)
        if (sent === undefined || !sameText(sent, csrfOf(cookie)))
          throw problem('csrf_refused', 403, `this change lacks the session’s \`${csrfHeader}\` header`, {
            fix: 'reload the page; scripts use an API token instead of a cookie',
          })
      }
      c.set('principal', principal)
    }
    await limited(c, next)
    c.header('cache-control', 'no-store')
    c.header('x-request-id', requestId)
  }
}

/** Throws `cross_origin` (403) or `json_only` (415). */
function refuseForeignOrigin(c: Context<ApiEnv>): void {
  const refused = problem('cross_origin', 403, 'a page of another origin may not change anything here')
  const site = c.req.header('sec-fetch-site')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw refused
  const origin = c.req.header('origin')
  // The Host header was compared with the allow-list before routing, so it is a name of ours.
  if (origin !== undefined && hostOf(origin) !== c.req.header('host')) throw refused
  const type = c.req.header('content-type')
  const hasBody =
    (c.req.header('content-length') ?? '0') !== '0' || c.req.header('transfer-encoding') !== undefined
  if ((hasBody || type !== undefined) && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type ?? ''))
    throw problem('json_only', 415, 'send `content-type: application/json`')
}

const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null)

// `__Host-` makes the browser refuse the cookie from a subdomain or over plain HTTP; it needs Secure.
const cookieName = (id: Identity): string =>
  id.cookie.secure ? `__Host-${id.cookie.name ?? 'sw_session'}` : (id.cookie.name ?? 'sw_session')

export const sessionCookie = (c: Context<ApiEnv>, id: Identity): string | undefined =>
  getCookie(c, cookieName(id))

export const setSessionCookie = (c: Context<ApiEnv>, id: Identity, token: string): void =>
  setCookie(c, cookieName(id), token, {
    httpOnly: true,
    sameSite: 'Strict',
    secure: id.cookie.secure,
    path: '/',
    maxAge: absoluteMs / 1000,
  })

export const dropSessionCookie = (c: Context<ApiEnv>, id: Identity): void => {
  deleteCookie(c, cookieName(id), { path: '/', secure: id.cookie.secure })
}

/** The socket's address as @hono/node-server puts it into the environment; `unknown` in tests without a socket. */
export function addressOf(c: Context<ApiEnv>, id: Identity): string {
  if (id.addressOf !== undefined) return id.addressOf(c)
  const address = property(property(property(c.env, 'incoming'), 'socket'), 'remoteAddress')
  return typeof address === 'string' ? address : 'unknown'
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
