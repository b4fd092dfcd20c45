import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import {
  evidenceOf,
  intentOf,
  ledgerWorld,
  outcomeOf,
  pumpOf,
  seedInstallation,
  type LedgerWorld,
} from '../../test/world/ledger.ts'
import type { OrgId } from '../lib/ids.ts'
import { sql } from '../platform/db.ts'
import type { Evidence } from './evidence.ts'
import { heldSlots } from './slot.ts'

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

/** Two processes in one: the other's slot is without its lock, as after a kill and a new start of its machine. */
const dies = (evidence: Evidence): void => rmSync(join(evidence.slotDir, 'lock'))

describe('the slot of a process that died while another goes on', () => {
  it('is taken over: open calls end as unknown, all of it is shipped, the folder goes; nothing of it was ever shipped before', async () => {
    const main = await evidenceOf(world, installation)
    const worker = await evidenceOf(world, installation, { slot: '1' })
    const pump = pumpOf(world, database.db, main)
    const done = intentOf(org)
    const open = intentOf(org)
    await worker.recorder.intent(done)
    await worker.recorder.outcome(outcomeOf(done.callId))
    await worker.recorder.intent(open)
    expect(await main.adopt('1')).toBeUndefined()
    dies(worker)
    expect(await heldSlots(join(world.dir, 'wal'))).toEqual(['0'])
    const taken = await main.adopt('1')
    expect(taken?.calls).toBe(1)
    if (taken === undefined) throw new Error('the slot was not taken over')
    // the main process has more to ship by itself, first in line: it waits for the intents that stand in the other's slot
    const own = intentOf(org)
    await main.recorder.intent(own)
    await main.recorder.outcome(outcomeOf(own.callId))
    const shipped = new Promise<void>((resolve) => {
      pump.adopt({
        ...taken.orphan,
        done: () => void taken.orphan.remove().then(resolve),
      })
    })
    await pump.drain()
    await shipped
    expect(existsSync(worker.slotDir)).toBe(false)
    const rows = await database.db.tx(
      'system',
      (tx) =>
        tx.rows<{ id: string; verdict: string }>(sql`select id, verdict from call where org_id = ${org}`),
      { readOnly: true },
    )
    expect(new Map(rows.map((r) => [r.id, r.verdict]))).toEqual(
      new Map([
        [done.callId, 'allowed'],
        [open.callId, 'unknown'],
        [own.callId, 'allowed'],
      ]),
    )
    const states = await database.db.tx(
      'system',
      (tx) =>
        tx.rows<{ producer: string; state: string }>(
          sql`select producer, state from ledger_source where org_id = ${org}`,
        ),
      { readOnly: true },
    )
    expect(states.find((s) => s.producer === worker.producer)?.state).toBe('recovered')
    await main.close()
    await pump.stop()
  })

  it('is left free for another try when the database cannot be asked, and no call ends twice', async () => {
    let asked = 0
    const main = await evidenceOf(world, installation, {
      closedCalls: async () => {
        asked += 1
        if (asked === 1) throw new Error('no database')
        return new Set()
      },
    })
    const worker = await evidenceOf(world, installation, { slot: '7' })
    await worker.recorder.intent(intentOf(org))
    dies(worker)
    await expect(main.adopt('7')).rejects.toThrow('no database')
    const taken = await main.adopt('7')
    expect(taken?.calls).toBe(1)
    await main.close()
  })

  it('a worker takes the slot that it was given, or none', async () => {
    const worker = await evidenceOf(world, installation, { slot: '9' })
    await expect(evidenceOf(world, installation, { slot: '9' })).rejects.toThrow('no slot is free')
    await worker.close()
  })
})
