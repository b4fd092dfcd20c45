import { z } from 'zod'
import { apiRouter, bodyOf, demand, pageQuerySchema, principalOf, queryOf } from '../../identity/http.ts'
import { problem } from '../../lib/problem.ts'
import type { Db } from '../../platform/db.ts'
import { parseRecipient, passphraseRecipient } from './backup-keys.ts'
import type { Backups } from './backups.ts'
import type { HealthService } from './health.ts'
import { setupOf, type SetupPort } from './setup.ts'

const DAY_MS = 86_400_000

const backupRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('data') }),
  z.strictObject({
    kind: z.literal('keys'),
    /** X25519 public key: PEM, or `x25519:<base64>`. */
    to: z.string().max(2_000).optional(),
    passphrase: z.string().max(1_000).optional(),
    expiresInDays: z.number().int().min(1).max(400).optional(),
  }),
])

export type OperationsRouteDeps = {
  readonly db: Db
  readonly health: HealthService
  readonly backups: Backups
  readonly setup: SetupPort
}

/** GET /health, GET /setup, GET and POST /backups, POST /backups/{id}/test. */
export function operationsRoutes(deps: OperationsRouteDeps) {
  const routes = apiRouter()

  routes.get('/health', async (c) => {
    demand(c, 'settings.read', { kind: 'installation' })
    return c.json(await deps.health.health())
  })

  routes.get('/setup', async (c) => {
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

  routes.get('/backups', async (c) => {
    demand(c, 'settings.read', { kind: 'backup' })
    const { limit, cursor } = queryOf(c, pageQuerySchema)
    return c.json(await deps.backups.list(principalOf(c).org, { limit, cursor }))
  })

  routes.post('/backups', async (c) => {
    const principal = principalOf(c)
    demand(c, 'backup.run', { kind: 'backup' })
    const input = await bodyOf(c, backupRequestSchema)
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

  routes.post('/backups/:id/test', async (c) => {
    const principal = principalOf(c)
    demand(c, 'backup.run', { kind: 'backup', id: c.req.param('id') })
    const id = z.uuid().safeParse(c.req.param('id'))
    if (!id.success)
      throw problem('backup_not_found', 404, `no backup \`${c.req.param('id').slice(0, 80)}\` here`)
    return c.json(await deps.backups.testRestore(principal.org, principal, id.data))
  })

  return routes
}
