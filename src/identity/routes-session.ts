import QRCode from 'qrcode'
import { notFound, problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Context } from 'hono'
import type { Authorizer, Resource } from './authorize.ts'
import { actions, type Principal, type Session, type UserPrincipal } from './contract.ts'
import type { Identity } from './deps.ts'
import { apiRouter, principalOf, type ApiEnv } from './http.ts'
import { userView } from './people.ts'
import { relyingPartyOf } from './passkeys/relying-party.ts'
import { beginTotp, confirmTotpCode, removeSecondFactor } from './second-factor.ts'
import { csrfOf } from './secrets.ts'
import { addressOf, dropSessionCookie, sessionCookie, setSessionCookie } from './session-middleware.ts'
import { organisationsFor, resolveSession, rotate, signIn, signOut, switchOrganisation } from './sessions.ts'
import { acceptInvite, claim } from './setup.ts'
import { hasAdmin, secondFactorRequired, userById } from './user-store.ts'
import { meApi, sessionApi } from './endpoints-session.ts'

/** /session, /setup/claim, /invite/accept, /whoami, /me/totp: what a person does about themselves. */
export function sessionRoutes(id: Identity, authorizer: Authorizer) {
  const routes = apiRouter()

  routes.get('/session', sessionApi.show, async (c) =>
    c.json(await describe(id, authorizer, c.get('principal'), sessionCookie(c, id))),
  )

  routes.post('/session', sessionApi.create, async (c) => {
    const input = await sessionApi.create.body(c)
    const signedIn = await signIn(id, { ...input, address: addressOf(c, id) })
    await endOld(id, c)
    setSessionCookie(c, id, signedIn.token)
    return c.json(await describe(id, authorizer, signedIn.principal, signedIn.token), 201)
  })

  routes.delete('/session', sessionApi.end, async (c) => {
    await signOut(id, me(c))
    dropSessionCookie(c, id)
    return c.body(null, 204)
  })

  routes.post('/session/org', sessionApi.switchOrganisation, async (c) => {
    const principal = me(c)
    const { org } = await sessionApi.switchOrganisation.body(c)
    const next = await switchOrganisation(id, principal, org)
    if (next === undefined) throw notFound('organisation', org)
    setSessionCookie(c, id, next.token)
    return c.json(await describe(id, authorizer, next.principal, next.token))
  })

  routes.post('/setup/claim', sessionApi.claim, async (c) => {
    const input = await sessionApi.claim.body(c)
    const signedIn = await claim(id, input)
    setSessionCookie(c, id, signedIn.token)
    return c.json(await describe(id, authorizer, signedIn.principal, signedIn.token), 201)
  })

  routes.post('/invite/accept', sessionApi.acceptInvite, async (c) => {
    const input = await sessionApi.acceptInvite.body(c)
    const signedIn = await acceptInvite(id, input)
    await endOld(id, c)
    if (signedIn === null) {
      dropSessionCookie(c, id)
      return c.json(await describe(id, authorizer, null, undefined), 200)
    }
    setSessionCookie(c, id, signedIn.token)
    return c.json(await describe(id, authorizer, signedIn.principal, signedIn.token), 201)
  })

  routes.get('/whoami', meApi.who, (c) => {
    const principal = principalOf(c)
    return c.json({ ...principal, may: mayOf(authorizer, principal) })
  })

  routes.post('/me/totp/begin', meApi.beginTotp, async (c) => {
    const principal = me(c)
    const { uri, secret } = await beginTotp(id, principal, await homeOf(id))
    return c.json({ uri, secret, qrSvg: await QRCode.toString(uri, { type: 'svg', margin: 1 }) })
  })

  routes.post('/me/totp/confirm', meApi.confirmTotp, async (c) => {
    const principal = me(c)
    const { code } = await meApi.confirmTotp.body(c)
    const recoveryCodes = await confirmTotpCode(id, principal, await homeOf(id), code)
    const next = await rotate(id, principal, principal.org, true)
    setSessionCookie(c, id, next.token)
    return c.json({ recoveryCodes, csrf: csrfOf(next.token) })
  })

  routes.delete('/me/totp', meApi.removeTotp, async (c) => {
    const principal = me(c)
    const input = await meApi.removeTotp.body(c)
    await removeSecondFactor(id, principal, await homeOf(id), input.password)
    dropSessionCookie(c, id)
    return c.body(null, 204)
  })

  return routes
}

export type Me = UserPrincipal & { readonly org: OrgId }

/** The signed-in person; a token has no profile. */
export function me(c: Context<ApiEnv>): Me {
  const principal = principalOf(c)
  if (principal.kind !== 'user')
    throw problem('needs_person', 403, 'this is for a signed-in person: sign in instead of using a token')
  return principal
}

export async function homeOf(id: Identity): Promise<OrgId> {
  const own = (await organisationsFor(id)).find((o) => o.kind === 'own')
  if (own === undefined) throw new Error('no own organisation')
  return own.id
}

/** A sign-in over a living session ends that one. */
export async function endOld(id: Identity, c: Context<ApiEnv>): Promise<void> {
  const old = sessionCookie(c, id)
  const principal = old === undefined ? null : await resolveSession(id, old)
  if (principal !== null) await signOut(id, { ...principal, org: orgId(principal) })
}

const orgId = (principal: Principal): OrgId => principal.org as OrgId

export async function describe(
  id: Identity,
  authorizer: Authorizer,
  principal: Principal | null,
  cookie: string | undefined,
): Promise<Session> {
  const orgs = await organisationsFor(id)
  const own = orgs.find((o) => o.kind === 'own')
  const claimed = own !== undefined && (await id.db.tx({ org: own.id }, (tx) => hasAdmin(tx, own.id)))
  const passkeyOrigin = relyingPartyOf(id.publicUrl())?.origin ?? null
  const base = { claimed, trial: id.trial && !claimed, passkeyOrigin }
  if (principal === null)
    return { ...base, user: null, org: null, orgs: [], mfaRequired: true, csrf: null, may: [] }
  const here = orgs.find((o) => o.id === principal.org) ?? null
  const home = own?.id
  const user =
    principal.kind === 'user' && home !== undefined
      ? await id.db.tx({ org: home }, async (tx) => {
          const row = await userById(tx, home, principal.userId)
          return row === undefined ? null : userView(row)
        })
      : null
  const mfaRequired = await id.db.tx({ org: orgId(principal) }, (tx) =>
    secondFactorRequired(tx, orgId(principal)),
  )
  return {
    ...base,
    user,
    org: here,
    orgs: principal.kind === 'user' ? orgs : here === null ? [] : [here],
    mfaRequired,
    csrf: principal.kind === 'user' && cookie !== undefined ? csrfOf(cookie) : null,
    may: mayOf(authorizer, principal),
  }
}

/** Anywhere at all: somebody whose roles hold for some systems or environments is asked about one of these. */
function mayOf(authorizer: Authorizer, principal: Principal): string[] {
  const scope = principal.kind === 'system' ? undefined : principal.scope
  const system = scope?.systems?.[0]
  const environment = scope?.environments?.[0]
  const resource: Resource = {
    kind: 'any',
    ...(system === undefined ? {} : { system }),
    ...(environment === undefined ? {} : { environment }),
  }
  return actions.filter((action) => authorizer.authorize(principal, action, resource).ok)
}
