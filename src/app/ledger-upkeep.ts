import { apiRouter, demand, principalOf } from '../identity/http.ts'
import { actorOf, record, type Records } from '../identity/record.ts'
import { rebuildCalls, rotateLogKey, type PumpThread } from '../ledger/index.ts'
import { problem } from '../lib/problem.ts'
import type { Store } from './store.ts'
import { ledgerApi } from './ledger-endpoints.ts'

export type UpkeepDeps = {
  readonly store: Pick<Store, 'db' | 'blobs' | 'keystore' | 'clock' | 'random' | 'log'>
  readonly pump: Pick<PumpThread, 'drain'>
  readonly records: Records
}

/** Acts on the log and its search rows that an administrator needs rarely: a new signing key, rows made again. */
export function upkeepRoutes({ store, pump, records }: UpkeepDeps): ReturnType<typeof apiRouter> {
  const routes = apiRouter()

  routes.post('/ledger/rotate-key', ledgerApi.rotateKey, async (c) => {
    const allowed = demand(c, 'ledger.maintain', { kind: 'ledger' })
    const { org } = principalOf(c)
    const { why } = await ledgerApi.rotateKey.body(c)
    const actor = actorOf(allowed.principal)
    const done = await rotateLogKey(
      { db: store.db, keys: store.keystore, clock: store.clock, random: store.random, log: store.log },
      org,
      String(actor['id']),
      {
        why,
        also: (tx, rotated) =>
          records.outbox.emit(tx, {
            type: 'log.key',
            org,
            data: { actor, policies: allowed.policyIds, why, vkey: rotated.vkey, entry: rotated.entry },
          }),
      },
    )
    return c.json(done, 201)
  })

  const rebuilding = new Set<string>()
  routes.post('/calls/rebuild', ledgerApi.rebuildCalls, async (c) => {
    const allowed = demand(c, 'ledger.maintain', { kind: 'ledger' })
    const { org } = principalOf(c)
    await ledgerApi.rebuildCalls.body(c)
    if (rebuilding.has(org))
      throw problem('rebuild_running', 409, 'the search rows of this workspace are being rebuilt now', {
        fix: 'wait for it',
      })
    rebuilding.add(org)
    try {
      await pump.drain()
      // Crash in between: rows that were added are right, each derived from its entries; the next run adds the rest and records itself.
      const added = await rebuildCalls(
        { db: store.db, blobs: store.blobs, keys: store.keystore, clock: store.clock },
        org,
      )
      const entry = await store.db.tx({ org }, (tx) =>
        record(records, tx, org, { type: 'access.rebuilt', by: allowed, body: { added } }),
      )
      return c.json({ added, entry }, 201)
    } finally {
      rebuilding.delete(org)
    }
  })

  return routes
}
