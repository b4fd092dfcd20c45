import { notFound } from '../lib/problem.ts'
import type { Identity } from './deps.ts'
import { anyInScope, apiRouter, demand, demandAny, principalOf, systemsInScope } from './http.ts'
import { changeKey, loosensKey, planKeyChange } from './change-key.ts'
import { createKey, endKey, keyForChange, listKeys, rotateKey } from './keys.ts'
import { changePerson, invitePerson, listPeople, reinvitePerson, setSecondFactorRule } from './people.ts'
import { createToken, endToken, listTokens } from './tokens.ts'
import { secondFactorRequired } from './user-store.ts'
import { keysApi, settingsApi, tokensApi, usersApi } from './endpoints-credentials.ts'

/** /users, /keys, /tokens, /settings/identity: what people with the right do about others. */
export function credentialRoutes(id: Identity) {
  const routes = apiRouter()

  routes.get('/users', usersApi.list, async (c) => {
    demand(c, 'user.read', { kind: 'user' })
    return c.json(await listPeople(id, principalOf(c).org, usersApi.list.query(c)))
  })

  routes.post('/users', usersApi.invite, async (c) => {
    const by = demand(c, 'user.manage', { kind: 'user' })
    const input = await usersApi.invite.body(c)
    const { user, link } = await invitePerson(id, by, principalOf(c).org, input)
    return c.json({ user, inviteUrl: link.url, inviteExpiresAt: link.expiresAt }, 201)
  })

  routes.post('/users/:id/invite', usersApi.reinvite, async (c) => {
    const userId = c.req.param('id')
    const by = demand(c, 'user.manage', { kind: 'user', id: userId, authors: [userId] })
    const link = await reinvitePerson(id, by, principalOf(c).org, userId)
    return c.json({ inviteUrl: link.url, inviteExpiresAt: link.expiresAt }, 201)
  })

  routes.patch('/users/:id', usersApi.change, async (c) => {
    const userId = c.req.param('id')
    const by = demand(c, 'user.manage', { kind: 'user', id: userId, authors: [userId] })
    const patch = await usersApi.change.body(c)
    return c.json(await changePerson(id, by, principalOf(c).org, userId, patch))
  })

  routes.get('/settings/identity', settingsApi.identity, async (c) => {
    demand(c, 'settings.read', { kind: 'settings' })
    const { org } = principalOf(c)
    return c.json({ secondFactorRequired: await id.db.tx({ org }, (tx) => secondFactorRequired(tx, org)) })
  })

  routes.patch('/settings/identity', settingsApi.changeIdentity, async (c) => {
    const by = demand(c, 'settings.write', { kind: 'settings' })
    const { org } = principalOf(c)
    const input = await settingsApi.changeIdentity.body(c)
    await id.db.tx({ org }, (tx) =>
      setSecondFactorRule(id, by, tx, org, input.secondFactorRequired, input.reason),
    )
    return c.json({ secondFactorRequired: input.secondFactorRequired })
  })

  routes.get('/keys', keysApi.list, async (c) => {
    demand(c, 'key.read', anyInScope(c, 'key'))
    return c.json(
      await listKeys(id, principalOf(c).org, {
        ...keysApi.list.query(c),
        systems: systemsInScope(principalOf(c)),
      }),
    )
  })

  routes.post('/keys', keysApi.create, async (c) => {
    const { org } = principalOf(c)
    const input = await keysApi.create.body(c)
    const made = await id.db.tx({ org }, async (tx) => {
      const system = await id.systems.systemByName(tx, org, input.system)
      // Who may make no keys at all learns nothing about which systems exist.
      const by = demand(c, 'key.create', {
        kind: 'key',
        system: input.system,
        environment: input.environment ?? system?.environment ?? 'production',
      })
      if (system === undefined) throw notFound('system', input.system)
      return createKey(id, tx, org, by, { ...input, system })
    })
    return c.json(made, 201)
  })

  routes.post('/keys/:id/revoke', keysApi.revoke, async (c) => {
    const { org } = principalOf(c)
    await id.db.tx({ org }, async (tx) => {
      const key = await keyForChange(tx, org, c.req.param('id'))
      await endKey(
        id,
        tx,
        org,
        demand(c, 'key.revoke', {
          kind: 'key',
          id: key.id,
          system: key.system_name,
          environment: key.environment,
        }),
        key,
      )
    })
    return c.body(null, 204)
  })

  // To narrow a key takes what ending it takes; to give it more takes what making it takes.
  routes.patch('/keys/:id', keysApi.change, async (c) => {
    const { org } = principalOf(c)
    const patch = await keysApi.change.body(c)
    const answer = await id.db.tx({ org }, async (tx) => {
      const row = await keyForChange(tx, org, c.req.param('id'))
      const planned = planKeyChange(row, patch)
      const resource = { kind: 'key', id: row.id, system: row.system_name, environment: row.environment }
      const by = loosensKey(planned.changes)
        ? demand(c, 'key.create', resource)
        : demandAny(c, ['key.revoke', 'key.create'], resource)
      const key = await changeKey(id, tx, org, by, row, planned, patch.reason)
      return { key, changes: planned.changes }
    })
    return c.json(answer)
  })

  routes.post('/keys/:id/rotate', keysApi.rotate, async (c) => {
    const { org } = principalOf(c)
    const { overlapHours } = await keysApi.rotate.body(c)
    const made = await id.db.tx({ org }, async (tx) => {
      const key = await keyForChange(tx, org, c.req.param('id'))
      return rotateKey(
        id,
        tx,
        org,
        demand(c, 'key.create', {
          kind: 'key',
          id: key.id,
          system: key.system_name,
          environment: key.environment,
        }),
        key,
        overlapHours,
      )
    })
    return c.json(made, 201)
  })

  routes.get('/tokens', tokensApi.list, async (c) => {
    demand(c, 'key.read', anyInScope(c, 'token'))
    return c.json(await listTokens(id, principalOf(c).org, tokensApi.list.query(c)))
  })

  routes.post('/tokens', tokensApi.create, async (c) => {
    const by = demand(c, 'token.create', { kind: 'token' })
    const input = await tokensApi.create.body(c)
    return c.json(await createToken(id, by, principalOf(c).org, input), 201)
  })

  routes.post('/tokens/:id/revoke', tokensApi.revoke, async (c) => {
    await endToken(
      id,
      demand(c, 'token.create', { kind: 'token', id: c.req.param('id') }),
      principalOf(c).org,
      c.req.param('id'),
    )
    return c.body(null, 204)
  })

  return routes
}

/** A scoped caller's list is about their systems: any one of them stands for the decision, the statement filters by all. */
