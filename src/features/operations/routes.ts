import { z } from 'zod'
import { apiRouter, demand, principalOf } from '../../identity/http.ts'
import { problem } from '../../lib/problem.ts'
import type { Db } from '../../platform/db.ts'
import { parseRecipient, passphraseRecipient } from './backup-keys.ts'
import type { Backups } from './backups.ts'
import type { HealthService } from './health.ts'
import { setupOf, type SetupPort } from './setup.ts'
import { operationsApi } from './endpoints.ts'

const DAY_MS = 86_400_000

export type OperationsRouteDeps = {
  readonly db: Db
  readonly health: HealthService
  readonly backups: Backups
  readonly setup: SetupPort
}

/** GET /health, GET /setup, GET and POST /backups, POST /backups/{id}/test. */
export function operationsRoutes(deps: OperationsRouteDeps) {
  const routes = apiRouter()

  routes.get('/health', operationsApi.health, async (c) => {
    demand(c, 'settings.read', { kind: 'installation' })
    return c.json(await deps.health.health())
  })

  routes.get('/setup', operationsApi.setup, async (c) => {
    const { org } = principalOf(c)
    demand(c, 'system.read', { kind: 'installation' })
    return c.json(
      setupOf(
        await deps.db.tx({ org }, (tx) => deps.setup(tx, org), {
          readOnly: true,
          isolation: 'repeatable read',
        }),
      ),
    )
  })

  routes.get('/backups', operationsApi.backups, async (c) => {
    demand(c, 'settings.read', { kind: 'backup' })
    const { limit, cursor } = operationsApi.backups.query(c)
    return c.json(await deps.backups.list(principalOf(c).org, { limit, cursor }))
  })

  routes.post('/backups', operationsApi.backUp, async (c) => {
    const principal = principalOf(c)
    demand(c, 'backup.run', { kind: 'backup' })
    const input = await operationsApi.backUp.body(c)
    if (input.kind === 'data') return c.json(await deps.backups.data(principal.org, principal), 201)
    if ((input.to === undefined) === (input.passphrase === undefined))
      throw problem(
        'invalid_request',
        400,
        'a key backup goes to a recipient or under a passphrase: give exactly one',
        { where: 'to' },
      )
    const to = input.to === undefined ? passphraseRecipient(input.passphrase ?? '') : parseRecipient(input.to)
    const made = await deps.backups.keys(
      principal.org,
      principal,
      to,
      input.expiresInDays === undefined ? undefined : input.expiresInDays * DAY_MS,
    )
    return c.json(made, 201)
  })

  routes.post('/backups/:id/test', operationsApi.testBackup, async (c) => {
    const principal = principalOf(c)
    demand(c, 'backup.run', { kind: 'backup', id: c.req.param('id') })
    const id = z.uuid().safeParse(c.req.param('id'))
    if (!id.success)
      throw problem('backup_not_found', 404, `no backup \`${c.req.param('id').slice(0, 80)}\` here`)
    return c.json(await deps.backups.testRestore(principal.org, principal, id.data))
  })

  return routes
}
