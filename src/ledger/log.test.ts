import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import {
  evidenceOf,
  intentOf,
  ledgerWorld,
  outcomeOf,
  pumpOf,
  seedInstallation,
  verdict,
  type LedgerWorld,
} from '../../test/world/ledger.ts'
import { verifies } from '../../test/promises.ts'
import type { OrgId } from '../lib/ids.ts'
import { systemClock, type Clock } from '../platform/clock.ts'
import { sql } from '../platform/db.ts'
import { silentLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import { anchorToGit, isOutside } from './anchor.ts'
import { createLedger } from './append.ts'
import type { Evidence } from './evidence.ts'
import { ledgerFacts } from './fact-sources.ts'
import { openCheckpoint } from './format/checkpoint.ts'
import { verifyConsistency, verifyInclusion, leafHash } from './format/merkle.ts'
import { parseEntryBundle } from './format/tile.ts'
import { logKeys, openLogOf } from './log-store.ts'
import type { Pump } from './pump.ts'
import { publishOnce, SigningRefused } from './publish.ts'
import { rebuildCalls } from './rebuild.ts'
import { continueRestored } from './restored.ts'
import { rotateLogKey } from './rotate.ts'
import { reportVanished } from './vanished.ts'
import { SegmentKeys } from './segment-keys.ts'
import { sequenceAll, sequenceOnce } from './sequence.ts'
import { createLedgerService } from './service.ts'
import { Shipper } from './ship.ts'
import { repairTiles } from './tiles.ts'

// A loaded machine starts databases and git slowly; what waits here waits for conditions.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let database: FreshDatabase
let world: LedgerWorld
let org: OrgId
let installation: string
let evidence: Evidence
let pump: Pump
const killed: Evidence[] = []
beforeEach(async () => {
  database = await freshDatabase()
  world = await ledgerWorld()
  installation = await seedInstallation(database.db)
  org = await seedOrg(database.db)
  evidence = await evidenceOf(world, installation)
  pump = pumpOf(world, database.db, evidence)
})
afterEach(async () => {
  await pump.stop()
  await evidence.close()
  // What was killed on purpose still holds its open files; its slot is gone, so closing may fail.
  await Promise.allSettled(killed.splice(0).map((one) => one.recorder.close()))
  await database.close()
  world.close()
})

const deps = (clock: Clock = systemClock) => ({
  db: database.db,
  keys: world.keys,
  blobs: world.blobs,
  outside: world.outside,
  clock,
  random: systemRandom,
  log: silentLog,
  wal: evidence.walId,
})
const service = () =>
  createLedgerService({ ...deps(), mark: (o) => evidence.recorder.mark(o), drain: () => pump.drained() })
const ledger = () =>
  createLedger({
    clock: systemClock,
    random: systemRandom,
    blobs: world.blobs,
    keys: new SegmentKeys(world.keys, systemClock, systemRandom),
  })

async function calls(count: number, more: Parameters<typeof intentOf>[1] = {}): Promise<string[]> {
  const intents = Array.from({ length: count }, () => intentOf(org, more))
  await Promise.all(intents.map((intent) => evidence.recorder.intent(intent)))
  await Promise.all(intents.map((intent) => evidence.recorder.outcome(outcomeOf(intent.callId))))
  return intents.map((intent) => intent.callId)
}
const head = async () => {
  const log = await database.db.tx('system', (tx) => openLogOf(tx, org))
  if (!log) throw new Error('no log')
  return log
}

describe('the log', () => {
  verifies(
    'LED-2',
    'a control-plane entry commits with its transaction, or is not there at all',
    async () => {
      const id = await database.db.tx({ org }, async (tx) => {
        await tx.run(sql`update org set name = 'Renamed' where id = ${org}`)
        return ledger().append(tx, org, { type: 'inventory.registered', body: { name: 'support' } })
      })
      await expect(
        database.db.tx({ org }, async (tx) => {
          await ledger().append(tx, org, { type: 'inventory.changed', body: { name: 'gone' } })
          throw new Error('the change failed')
        }),
      ).rejects.toThrow('the change failed')
      await pump.drain()
      const view = await service().entry(org, id)
      expect(view).toMatchObject({
        type: 'inventory.registered',
        state: 'published',
        index: 1,
        body: { name: 'support' },
      })
      expect((await head()).size).toBe(2)
      await expect(
        database.db.tx({ org }, (tx) => ledger().append(tx, org, { type: 'inventory.registred', body: {} })),
      ).rejects.toThrow('entry-types.ts')
      // Another organisation sees nothing of it.
      const other = await seedOrg(database.db)
      expect(await service().entry(other, id)).toBeUndefined()
    },
  )

  verifies(
    'LED-1',
    'inclusion, consistency and entry bundles from the served tiles verify against the signed checkpoint',
    async () => {
      await calls(300)
      await pump.drain()
      const first = await head()
      await calls(200)
      await pump.drain()
      const log = await head()
      const served = await service().serve(`${log.origin}/checkpoint`, async () => false)
      const keys = await database.db.tx('system', (tx) => logKeys(tx, log.id))
      const checkpoint = openCheckpoint(
        served.body.toString(),
        keys.map((k) => k.vkey),
      )
      if (!checkpoint.ok) throw new Error(checkpoint.error.detail)
      expect(checkpoint.value.size).toBe(log.size)
      const proof = (await service().consistency(org, log.origin, first.size, log.size)).map((h) =>
        Buffer.from(h, 'base64'),
      )
      expect(
        verifyConsistency({
          from: first.size,
          to: log.size,
          fromRoot: first.root,
          toRoot: checkpoint.value.root,
          proof,
        }).ok,
      ).toBe(true)
      const [some] = await calls(1)
      await pump.drain()
      const inclusion = (await service().callProofs(org, some ?? '')).outcome
      if (!inclusion) throw new Error('no proof')
      const opened = openCheckpoint(inclusion.checkpoint, [inclusion.vkey])
      if (!opened.ok) throw new Error(opened.error.detail)
      expect(
        verifyInclusion({
          leaf: leafHash(Buffer.from(inclusion.leaf, 'base64')),
          index: inclusion.index,
          size: inclusion.size,
          proof: inclusion.hashes.map((h) => Buffer.from(h, 'base64')),
          root: opened.value.root,
        }).ok,
      ).toBe(true)
      expect((await service().serve(`${log.origin}/tile/entries/000`, async () => false)).status).toBe(403)
      const bundle = await service().serve(`${log.origin}/tile/entries/000`, async () => true)
      const tile = await service().serve(`${log.origin}/tile/0/000`, async () => false)
      const leaves = parseEntryBundle(bundle.body, 256)
      if (!leaves.ok) throw new Error(leaves.error.detail)
      expect(Buffer.concat(leaves.value.map((leaf) => leafHash(leaf))).equals(tile.body)).toBe(true)
      expect((await service().serve(`${log.origin}/tile/0/009`, async () => true)).status).toBe(404)
      expect((await service().serve(`${log.origin}/../../keys`, async () => true)).status).toBe(404)
    },
  )

  verifies(
    'LED-2',
    'what is delivered twice keeps its index, and two sequencers never give one index to two entries',
    async () => {
      const ids = await calls(50)
      await pump.drain()
      const before = await service().locate(org, ids)
      // A second shipper starts from the beginning of the spool, as after a crash between commit and deletion.
      const again = new Shipper(evidence.slotDir, { segment: 1, offset: 0 }, deps())
      await calls(10)
      while ((await again.round(evidence.spool.durable)).more) continue
      await again.close()
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => sequenceAll(deps())))
      for (const result of results)
        if (result.status === 'rejected') expect(String(result.reason)).toContain('another sequencer')
      await sequenceAll(deps())
      expect(await service().locate(org, ids)).toEqual(before)
      const rows = await database.db.tx('system', (tx) =>
        tx.rows<{ base_index: string; count: number }>(
          sql`select base_index, count from ledger_batch where org_id = ${org} order by base_index limit 1000`,
        ),
      )
      let next = 0
      for (const row of rows) {
        expect(Number(row.base_index)).toBe(next)
        next += row.count
      }
      expect(next).toBe((await head()).size)
      expect(next).toBe(1 + 120)
    },
  )

  it('holds back a batch whose predecessor is missing, marks a duplicate, and sequences neither', async () => {
    await calls(3)
    await pump.drain()
    const size = (await head()).size
    const copy = (first: number) =>
      database.db.tx('system', (tx) =>
        tx.run(sql`insert into ledger_batch (shipped_at, org_id, source_id, n_first, count, first_at, last_at, hashes, leaves, bodies)
          select shipped_at, org_id, source_id, ${first}, count, first_at, last_at, hashes, leaves, bodies from ledger_batch where source_id is not null limit 1`),
      )
    await copy(0)
    await copy(5000)
    const result = await sequenceOnce(deps(), org)
    expect(result).toMatchObject({ entries: 0, duplicates: 1, held: 1 })
    expect((await head()).size).toBe(size)
  })

  it('refuses to sign a smaller size or another root for a size that was signed', async () => {
    await calls(5)
    await pump.drain()
    const log = await head()
    await database.db.tx('system', (tx) =>
      tx.run(sql`update ledger_published set size = size + 5 where log_id = ${log.id}`),
    )
    await calls(1)
    await sequenceAll(deps())
    await expect(publishOnce(deps(), org)).rejects.toBeInstanceOf(SigningRefused)
    await database.db.tx('system', (tx) => tx.run(sql`delete from ledger_published where log_id = ${log.id}`))
    const now = await head()
    // The file outside the database remembers too.
    await database.db.tx('system', (tx) =>
      tx.run(
        sql`update ledger_head set size = 1, root = ${leafHash(Buffer.from('x'))}, frontier = ${Buffer.concat([Buffer.from('0000000000000001', 'hex'), leafHash(Buffer.from('x'))])} where log_id = ${now.id}`,
      ),
    )
    await expect(publishOnce(deps(), org)).rejects.toMatchObject({ reason: 'smaller' })
  })

  it('rebuilds a missing, a rotted and a shortened tile from the database', async () => {
    await calls(600)
    await pump.drain()
    const log = await head()
    const dir = join(world.dir, 'blobs', 'tile', log.origin, 'tile', '0')
    const good = readFileSync(join(dir, '001'))
    rmSync(join(dir, '000'))
    writeFileSync(join(dir, '001'), Buffer.from(good).fill(7, 0, 32))
    writeFileSync(join(dir, '002'), good.subarray(0, 100))
    const [first] = await service().locate(org, await calls(0))
    expect(first).toBeUndefined()
    const entry = await service().leaves(log.origin, 300, 301).next()
    if (entry.done) throw new Error('no entry')
    const id: string = JSON.parse(Buffer.from(entry.value.leaf).toString()).id
    expect(await service().proof(org, id)).toBeDefined()
    expect(readFileSync(join(dir, '001')).equals(good)).toBe(true)
    expect(await repairTiles({ db: database.db, blobs: world.blobs }, log, log.size)).toEqual([])
  })

  verifies(
    'LED-2',
    'a clock that goes back reorders nothing, and a new year opens a log that names the old one',
    async () => {
      let now = Date.parse('2026-12-31T23:59:00.000Z')
      const clock: Clock = { nowMs: () => now, monotonicUs: () => now * 1000 }
      await calls(2)
      await pumpRound(clock)
      const old = await head()
      now -= 3_600_000
      await calls(2)
      await pumpRound(clock)
      expect((await head()).origin).toBe(old.origin)
      expect((await head()).size).toBe(old.size + 4)
      now = Date.parse('2027-01-01T00:00:01.000Z')
      await calls(2)
      await pumpRound(clock)
      const fresh = await head()
      expect(fresh.origin).toBe(`${installation}/${org}/2`)
      const entries = []
      for await (const body of service().bodies(fresh.origin, 0, 1))
        entries.push(JSON.parse(Buffer.from(body.body).toString()))
      // The old log has one entry more: log.closed.
      expect(entries).toMatchObject([
        { origin: fresh.origin, previous: { origin: old.origin, size: old.size + 5 } },
      ])
      // Everything in it is under a checkpoint, to its last entry.
      expect((await service().freeze(org)).map((log) => [log.origin, log.size])).toMatchObject([
        [old.origin, old.size + 5],
        [fresh.origin, expect.any(Number)],
      ])
      now -= 86_400_000
      await calls(1)
      await pumpRound(clock)
      expect((await head()).origin).toBe(fresh.origin)
    },
  )
  async function pumpRound(clock: Clock): Promise<void> {
    const shipped = pumpOf(world, database.db, evidence, { clock })
    await shipped.drain()
    await shipped.stop()
  }

  verifies(
    'LED-2',
    'an older database is never resumed: the log continues under a new origin that names what was signed',
    async () => {
      await calls(10)
      await pump.drain()
      // "Backup": everything that the database holds now. Then more is signed.
      const old = await head()
      const size = old.size
      await calls(10)
      await pump.drain()
      const signed = await head()
      // "Restore": the rows of the later calls vanish again.
      await database.db.tx('system', async (tx) => {
        await tx.run(sql`delete from ledger_batch where log_id = ${old.id} and base_index >= ${size}`)
        await tx.run(
          sql`update ledger_head set size = ${size}, root = ${old.root}, frontier = ${old.frontier} where log_id = ${old.id}`,
        )
        await tx.run(sql`update ledger_source set shipped_n = 20, next_n = 20`)
        await tx.run(sql`delete from ledger_published where log_id = ${old.id}`)
      })
      await pump.stop()
      await evidence.close()
      evidence = await evidenceOf(world, installation)
      pump = pumpOf(world, database.db, evidence)
      expect(await continueRestored(deps())).toMatchObject([
        { old: old.origin, origin: `${installation}/${org}/2`, lostFrom: size, signed: signed.size },
      ])
      expect(await continueRestored(deps())).toEqual([])
      const [id] = await calls(1)
      await pump.drain()
      const [place] = await service().locate(org, [id ?? ''])
      expect(place?.origin).toBe(`${installation}/${org}/2`)
      const bodies = []
      for await (const body of service().bodies(`${installation}/${org}/2`, 0, 1))
        bodies.push(JSON.parse(Buffer.from(body.body).toString()))
      expect(bodies).toMatchObject([
        {
          previous: { origin: old.origin, size },
          signed: { size: signed.size, root: signed.root.toString('base64') },
        },
      ])
    },
  )

  it('rotates its key: an entry names the new one, both sign for a while, each alone convinces', async () => {
    await calls(2)
    await pump.drain()
    const [oldKey] = await database.db.tx('system', async (tx) => logKeys(tx, (await head()).id))
    const { vkey } = await rotateLogKey(deps(), org, 'user-1')
    await pump.drain()
    const log = await head()
    const note = (await service().serve(`${log.origin}/checkpoint`, async () => false)).body.toString()
    expect(openCheckpoint(note, [oldKey?.vkey ?? '']).ok).toBe(true)
    expect(openCheckpoint(note, [vkey]).ok).toBe(true)
    const [frozen] = await service().freeze(org)
    expect(frozen?.vkeys).toEqual([
      { vkey: oldKey?.vkey, fromIndex: 0 },
      { vkey, fromIndex: 5 },
    ])
  })

  it('two rotations at once, or one asked for again at once, give one new key', async () => {
    await calls(1)
    await pump.drain()
    const both = await Promise.allSettled([
      rotateLogKey(deps(), org, 'user-1'),
      rotateLogKey(deps(), org, 'user-2'),
    ])
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await pump.drain()
    await expect(rotateLogKey(deps(), org, 'user-1')).rejects.toMatchObject({
      problem: { code: 'key_rotation_running' },
    })
    const keys = await database.db.tx('system', async (tx) => logKeys(tx, (await head()).id))
    expect(keys.map((key) => key.retiredSize === null)).toEqual([false, true])
    await rotateLogKey(deps({ ...systemClock, nowMs: () => Date.now() + 120_000 }), org, 'user-1')
  })

  it('says which windows miss calls that a clock set back since has dated after their end', async () => {
    const hour = 3_600_000
    const now = Date.now()
    const ask = (fromMs: number, toMs: number) =>
      database.db.tx({ org }, (tx) =>
        service().datedAhead(tx, org, {
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
        }),
      )
    const at = async (atMs: number): Promise<void> => {
      const intent = intentOf(org, { atMs })
      await evidence.recorder.intent(intent)
      await evidence.recorder.outcome(outcomeOf(intent.callId, { atMs }))
      await pump.drain()
    }
    await at(now - 2 * hour)
    expect(await ask(now - 3 * hour, now)).toBeNull()
    await at(now + 5 * hour)
    await at(now)
    expect(await ask(now - 3 * hour, now)).toContain('a clock was set back')
    // A window that began after the clock was right again misses nothing, and so does one that reaches that far.
    expect(await ask(now - hour, now + 1)).toBeNull()
    expect(await ask(now - 3 * hour, now + 6 * hour)).toBeNull()
  })

  it('rotates under a clock that was set back: the new key is still the newer one', async () => {
    await calls(1)
    await pump.drain()
    const [oldKey] = await database.db.tx('system', async (tx) => logKeys(tx, (await head()).id))
    const { vkey } = await rotateLogKey(
      deps({ ...systemClock, nowMs: () => Date.now() - 3_600_000 }),
      org,
      'user-1',
    )
    await pump.drain()
    const [frozen] = await service().freeze(org)
    expect(frozen?.vkeys.map((key) => key.vkey)).toEqual([oldKey?.vkey, vkey])
    expect(frozen?.vkeys[0]?.fromIndex).toBe(0)
  })

  verifies(
    'LED-4',
    'a checkpoint is anchored to a git remote with a consistency proof and a receipt entry; a local folder counts as none',
    async () => {
      const remote = join(world.dir, 'remote.git')
      mkdirSync(remote)
      execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote])
      await calls(3)
      await pump.drain()
      const first = await anchorToGit(deps(), org, remote)
      expect(first).toMatchObject({ outside: false, size: 7 })
      await calls(3)
      await pump.drain()
      const second = await anchorToGit(deps(), org, remote)
      await pump.drain()
      const log = await head()
      const show = (file: string): string =>
        execFileSync('git', ['-C', remote, 'show', `main:${log.origin}/${file}`], { encoding: 'utf8' })
      const keys = await database.db.tx('system', (tx) => logKeys(tx, log.id))
      const checkpoint = openCheckpoint(
        show('checkpoint'),
        keys.map((k) => k.vkey),
      )
      expect(checkpoint.ok && checkpoint.value.size).toBe(second?.size)
      const consistency = JSON.parse(show('consistency.json'))
      expect(consistency).toMatchObject({ from: 7, size: second?.size })
      expect(
        execFileSync('git', ['-C', remote, 'rev-list', '--count', 'main'], { encoding: 'utf8' }).trim(),
      ).toBe('2')
      // Nothing but the receipt's own entry is new: no third commit.
      expect(await anchorToGit(deps(), org, remote)).toBeUndefined()
      // A folder on this machine is no second place, and the facts say so.
      const facts = ledgerFacts(systemClock).find((f) => f.id === 'ledger.anchors')
      const table = await database.db.tx({ org }, async (tx) =>
        facts?.load(tx, org, { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }),
      )
      expect(table?.rows).toMatchObject([
        { anchor: 'none', anchoredAt: null, unanchoredSince: expect.any(String) },
      ])
      expect(
        ['https://git.example.com/a.git', 'git@example.com:a.git', 'ssh://git@example.com/a'].map(isOutside),
      ).toEqual([true, true, true])
      expect(
        [
          '/srv/a.git',
          'file:///srv/a.git',
          './a',
          'http://localhost:3000/a',
          'git@localhost:a',
          'C:\\a.git',
        ].map(isOutside),
      ).toEqual([false, false, false, false, false, false])
    },
  )

  it('records the loss when the spool goes on behind what an older database knows', async () => {
    await calls(5)
    await pump.drain()
    await pump.stop()
    await database.db.tx('system', (tx) =>
      tx.run(sql`update ledger_source set shipped_n = 4, next_n = 4 where org_id = ${org}`),
    )
    pump = pumpOf(world, database.db, evidence)
    const [id] = await calls(1)
    await pump.drain()
    const log = await head()
    const lost = []
    for await (const { body } of service().bodies(log.origin, 0, log.size))
      lost.push(JSON.parse(Buffer.from(body).toString()))
    expect(lost.filter((body) => 'from' in body)).toEqual([
      { e: evidence.epoch, from: 4, p: evidence.producer, to: 10 },
    ])
    expect(await service().locate(org, [id ?? ''])).toHaveLength(2)
    const facts = ledgerFacts(systemClock).find((f) => f.id === 'ledger.sources')
    const table = await database.db.tx({ org }, async (tx) =>
      facts?.load(tx, org, { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }),
    )
    expect(table?.rows).toMatchObject([{ state: 'lost', lost: 6 }])
  })

  it("tells src.lost when a killed producer's spool is gone with its slot, and not when it was drained", async () => {
    await calls(2)
    await pump.drain()
    const gone = evidence
    killed.push(gone)
    await pump.stop()
    // The volume is lost: neither a goodbye nor the slot is there.
    rmSync(join(world.dir, 'wal'), { recursive: true })
    evidence = await evidenceOf(world, installation)
    pump = pumpOf(world, database.db, evidence)
    // a run of another write-ahead log may be a living replica's
    expect(await reportVanished(deps(), evidence.slotDir, evidence.walId)).toBe(0)
    expect(await reportVanished(deps(), evidence.slotDir)).toBe(1)
    expect(await reportVanished(deps(), evidence.slotDir)).toBe(0)
    await calls(1)
    await pump.drain()
    const facts = ledgerFacts(systemClock).find((f) => f.id === 'ledger.sources')
    const table = await database.db.tx({ org }, async (tx) =>
      facts?.load(tx, org, { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }),
    )
    expect(table?.rows).toMatchObject([
      { producer: gone.producer, state: 'lost', lost: 1 },
      { producer: evidence.producer, state: 'open', lost: 0 },
    ])
    // A clean stop, then another producer in its place: nothing is lost.
    await evidence.close()
    await pump.drain()
    await pump.stop()
    rmSync(join(world.dir, 'wal'), { recursive: true })
    evidence = await evidenceOf(world, installation)
    pump = pumpOf(world, database.db, evidence)
    expect(await reportVanished(deps(), evidence.slotDir)).toBe(0)
  })

  it('makes the search rows again from entries and sealed payloads alone', async () => {
    await calls(5)
    await calls(2, {
      principal: { keyId: null, team: null, endUser: null },
      input: [verdict('input', { action: 'flag', guard: 'pii', found: { email: 2 } })],
    })
    await pump.drain()
    const rows = () =>
      database.db.tx({ org }, (tx) =>
        tx.rows(
          sql`select c.*, k.sys, k.route, k.key, k.version, k.guards, k.released, k.team from call c join call_class k on k.id = c.class_id order by c.id limit 100`,
        ),
      )
    const before = await rows()
    await database.db.tx('system', (tx) => tx.run(sql`delete from call where org_id = ${org}`))
    expect(await rebuildCalls(deps(), org)).toBe(7)
    expect(await rows()).toEqual(before)
    expect(await rebuildCalls(deps(), org)).toBe(0)
  })

  it('tells of each producer run what it wrote and what is missing', async () => {
    await calls(4)
    await evidence.recorder.mark(org)
    evidence.recorder.countMissed(org, 3)
    await calls(1)
    await evidence.recorder.drained()
    await pump.drain()
    await evidence.close()
    await pump.drain()
    const facts = ledgerFacts(systemClock).find((f) => f.id === 'ledger.sources')
    const window = { from: '2020-01-01T00:00:00.000Z', to: '2100-01-01T00:00:00.000Z' }
    const table = await database.db.tx({ org }, async (tx) => facts?.load(tx, org, window))
    expect(table).toMatchObject({
      complete: true,
      rows: [{ state: 'closed', nextN: 13, recorded: 13, missing: 0, unrecordedCalls: 3 }],
    })
  })
})
