import type { Authorizer } from './authorize.ts'
import type { Identity } from './deps.ts'
import { apiRouter } from './http.ts'
import {
  addPasskey,
  beginPasskey,
  changePasskeyName,
  listPasskeys,
  removePasskey,
} from './passkeys/register.ts'
import { beginPasskeySignIn, signInWithPasskey } from './passkeys/sign-in.ts'
import { describe, endOld, homeOf, me } from './routes-session.ts'
import { csrfOf } from './secrets.ts'
import { addressOf, dropSessionCookie, setSessionCookie } from './session-middleware.ts'
import { rotate } from './sessions.ts'
import { passkeysApi } from './endpoints-passkeys.ts'

/** /session/passkey, /me/passkeys */
export function passkeyRoutes(id: Identity, authorizer: Authorizer) {
  const routes = apiRouter()

  routes.post('/session/passkey/begin', passkeysApi.beginSignIn, async (c) =>
    c.json(await beginPasskeySignIn(id)),
  )

  routes.post('/session/passkey', passkeysApi.signIn, async (c) => {
    const { response } = await passkeysApi.signIn.body(c)
    const signedIn = await signInWithPasskey(id, { response, address: addressOf(c, id) })
    await endOld(id, c)
    setSessionCookie(c, id, signedIn.token)
    return c.json(await describe(id, authorizer, signedIn.principal, signedIn.token), 201)
  })

  routes.get('/me/passkeys', passkeysApi.list, async (c) =>
    c.json(await listPasskeys(id, me(c), await homeOf(id))),
  )

  routes.post('/me/passkeys/begin', passkeysApi.begin, async (c) => {
    const input = await passkeysApi.begin.body(c)
    return c.json(await beginPasskey(id, me(c), await homeOf(id), input.password))
  })

  routes.post('/me/passkeys', passkeysApi.add, async (c) => {
    const principal = me(c)
    const input = await passkeysApi.add.body(c)
    const added = await addPasskey(id, principal, await homeOf(id), input)
    // The ceremony proved device and person: from here on this session has the factor.
    const next = await rotate(id, principal, principal.org, true)
    setSessionCookie(c, id, next.token)
    return c.json({ ...added, csrf: csrfOf(next.token) }, 201)
  })

  routes.patch('/me/passkeys/:id', passkeysApi.rename, async (c) => {
    const { name } = await passkeysApi.rename.body(c)
    return c.json(await changePasskeyName(id, me(c), await homeOf(id), c.req.param('id'), name))
  })

  routes.delete('/me/passkeys/:id', passkeysApi.remove, async (c) => {
    const input = await passkeysApi.remove.body(c)
    await removePasskey(id, me(c), await homeOf(id), c.req.param('id'), input.password)
    dropSessionCookie(c, id)
    return c.body(null, 204)
  })

  return routes
}
