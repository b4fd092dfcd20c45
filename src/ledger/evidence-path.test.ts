import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import {
  evidenceOf,
  intentOf,
  ledgerWorld,
  newCallId,
  outcomeOf,
  pumpOf,
  seedInstallation,
  type LedgerWorld,
} from '../../test/world/ledger.ts'
import type { OrgId } from '../lib/ids.ts'
import { sql } from '../platform/db.ts'
import { openCheckpoint } from './format/checkpoint.ts'
import { inclusionProof, leafHash, verifyInclusion } from './format/merkle.ts'
import { leafHashes, logKeys, openLogOf, publishedOf } from './log-store.ts'
import { hashesOf } from './tiles.ts'

let database: FreshDatabase
let world: LedgerWorld
let org: OrgId
let installation: string

beforeAll(async () => {
  database = await freshDatabase()
  world = await ledgerWorld()
  installation = await seedInstallation(database.db)
  org = await seedOrg(database.db)
})
afterAll(async () => {
  await database.close()
  world.close()
})

describe('a call on its way through the ledger', () => {
  it('is durable, shipped, sequenced, published and proven', async () => {
    const { db } = database
    const evidence = await evidenceOf(world, installation)
    const pump = pumpOf(world, db, evidence)
    const calls = Array.from({ length: 700 }, () => intentOf(org))
    await Promise.all(calls.map((intent) => evidence.recorder.intent(intent)))
    await Promise.all(calls.map((intent) => evidence.recorder.outcome(outcomeOf(intent.callId))))
    const streamed = intentOf(org, { stream: true })
    await evidence.recorder.intent(streamed)
    await evidence.recorder.chunk(streamed.callId, Buffer.from('Thirty '))
    await pump.drain()
    await evidence.recorder.chunk(streamed.callId, Buffer.from('days.'))
    await evidence.recorder.outcome(outcomeOf(streamed.callId, { response: undefined }))
    expect(
      await evidence.recorder.refusedUnknown({
        callId: newCallId(),
        atMs: Date.now(),
        code: 'key_unknown',
        httpStatus: 401,
      }),
    ).toBe('recorded')
    await pump.drain()
    await evidence.close()
    await pump.drain()
    await pump.stop()

    const rows = await db.tx({ org }, (tx) =>
      tx.rows<{ id: string; verdict: string; end_user: string }>(
        sql`select id, verdict, end_user from call limit 1000`,
      ),
    )
    expect(rows).toHaveLength(701)
    expect(rows.every((row) => row.end_user === 'ada@example.com')).toBe(true)

    const log = await db.tx('system', (tx) => openLogOf(tx, org))
    if (!log) throw new Error('no log')
    // log.opened + 2 per call + src.close
    expect(log.size).toBe(1 + 2 * 701 + 1)
    const published = await db.tx('system', (tx) => publishedOf(tx, log.id))
    const keys = await db.tx('system', (tx) => logKeys(tx, log.id))
    const opened = openCheckpoint(
      published?.note ?? '',
      keys.map((key) => key.vkey),
    )
    if (!opened.ok) throw new Error(opened.error.detail)
    expect(opened.value.size).toBe(log.size)
    const hashes = await db.tx('system', (tx) => leafHashes(tx, log.id, 0, log.size))
    const reader = hashesOf({ db, blobs: world.blobs }, log, log.size)
    for (const index of [0, 1, 255, 256, 700, 1403]) {
      const leaf = hashes.subarray(index * 32, index * 32 + 32)
      const proof = await inclusionProof(reader, index, log.size)
      expect(verifyInclusion({ leaf, index, size: log.size, proof, root: opened.value.root })).toEqual({
        ok: true,
        value: true,
      })
    }
    expect(leafHash(Buffer.alloc(0))).toHaveLength(32)
  })

  it('draining ends while calls keep coming: what was durable at the call is published, the rest is not chased', async () => {
    const { db } = database
    const evidence = await evidenceOf(world, installation)
    const pump = pumpOf(world, db, evidence)
    const life = { stop: false }
    const callers = Array.from({ length: 8 }, async () => {
      while (!life.stop) {
        const intent = intentOf(org)
        await evidence.recorder.intent(intent)
        await evidence.recorder.outcome(outcomeOf(intent.callId))
      }
    })
    const before = intentOf(org)
    await evidence.recorder.intent(before)
    await evidence.recorder.outcome(outcomeOf(before.callId))
    await pump.drain()
    const log = await db.tx('system', (tx) => openLogOf(tx, org))
    const published = log && (await db.tx('system', (tx) => publishedOf(tx, log.id)))
    expect(published?.size).toBe(log?.size)
    const shown = await db.tx({ org }, (tx) =>
      tx.rows<{ id: string }>(sql`select id from call where id = ${before.callId} limit 2`),
    )
    expect(shown).toHaveLength(1)
    life.stop = true
    await Promise.all(callers)
    await evidence.close()
    await pump.drain()
    await pump.stop()
  })
})
