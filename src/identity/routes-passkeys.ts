import { z } from 'zod'
import type { Authorizer } from './authorize.ts'
import { assertionSchema, passkeyNameSchema, registrationSchema } from './contract.ts'
import type { Identity } from './deps.ts'
import { apiRouter, bodyOf } from './http.ts'
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

const password = z.string().min(1).max(1000)

/** /session/passkey, /me/passkeys */
export function passkeyRoutes(id: Identity, authorizer: Authorizer) {
  const routes = apiRouter()

  routes.post('/session/passkey/begin', async (c) => c.json(await beginPasskeySignIn(id)))

  routes.post('/session/passkey', async (c) => {
    const { response } = await bodyOf(c, z.strictObject({ response: assertionSchema }))
    const signedIn = await signInWithPasskey(id, { response, address: addressOf(c, id) })
    await endOld(id, c)
    setSessionCookie(c, id, signedIn.token)
    return c.json(await describe(id, authorizer, signedIn.principal, signedIn.token), 201)
  })

  routes.get('/me/passkeys', async (c) => c.json(await listPasskeys(id, me(c), await homeOf(id))))

  routes.post('/me/passkeys/begin', async (c) => {
    const input = await bodyOf(c, z.strictObject({ password }))
    return c.json(await beginPasskey(id, me(c), await homeOf(id), input.password))
  })

  routes.post('/me/passkeys', async (c) => {
    const principal = me(c)
    const input = await bodyOf(c, z.strictObject({ name: passkeyNameSchema, response: registrationSchema }))
    const added = await addPasskey(id, principal, await homeOf(id), input)
    // The ceremony proved device and person: from here on this session has the factor.
    const next = await rotate(id, principal, principal.org, true)
    setSessionCookie(c, id, next.token)
    return c.json({ ...added, csrf: csrfOf(next.token) }, 201)
  })

  routes.patch('/me/passkeys/:id', async (c) => {
    const { name } = await bodyOf(c, z.strictObject({ name: passkeyNameSchema }))
    return c.json(await changePasskeyName(id, me(c), await homeOf(id), c.req.param('id'), name))
  })

  routes.delete('/me/passkeys/:id', async (c) => {
    const input = await bodyOf(c, z.strictObject({ password }))
    await removePasskey(id, me(c), await homeOf(id), c.req.param('id'), input.password)
    dropSessionCookie(c, id)
    return c.body(null, 204)
  })

  return routes
}
