import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
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
import { verifies } from '../../test/promises.ts'
import type { OrgId } from '../lib/ids.ts'
import { systemClock } from '../platform/clock.ts'
import { sql } from '../platform/db.ts'
import { systemRandom } from '../platform/random.ts'
import { wrapName } from './batch-builder.ts'
import { decodeDirectory, decodeWraps, type WrapGroup } from './directory.ts'
import { erase, finishErasures, type EraseDeps } from './erase.ts'
import type { Evidence } from './evidence.ts'
import { openPayload, unwrapKeys } from './format/seal.ts'
import type { Pump } from './pump.ts'
import { isBatch, readBatch, uuidText } from './records.ts'
import { createLedgerService, type LedgerService } from './service.ts'
import { scanSlot } from './spool.ts'
import { nodeSpoolFs } from './spool-fs.ts'

let database: FreshDatabase
let world: LedgerWorld
let org: OrgId
let evidence: Evidence
let pump: Pump
let service: LedgerService
let deps: EraseDeps
beforeAll(async () => {
  database = await freshDatabase()
  world = await ledgerWorld()
  const installation = await seedInstallation(database.db)
  org = await seedOrg(database.db)
  evidence = await evidenceOf(world, installation)
  pump = pumpOf(world, database.db, evidence)
  const base = {
    db: database.db,
    keys: world.keys,
    blobs: world.blobs,
    clock: systemClock,
    random: systemRandom,
  }
  service = createLedgerService({
    ...base,
    mark: (o) => evidence.recorder.mark(o),
    drain: () => pump.drained(),
  })
  deps = {
    ...base,
    outside: world.outside,
    segmentKeys: evidence.segmentKeys,
    settle: async () => {
      await evidence.recorder.drained()
      await pump.drained()
    },
  }
})
afterAll(async () => {
  await pump.stop()
  await evidence.close()
  await database.close()
  world.close()
})

const PROMPT = 'the-prompt-that-must-go'
const ANSWER = 'the-answer-that-must-go'

async function call(request: string, answer: string): Promise<string> {
  const intent = intentOf(org, { request: Buffer.from(request) })
  await evidence.recorder.intent(intent)
  await evidence.recorder.outcome(outcomeOf(intent.callId, { response: Buffer.from(answer) }))
  return intent.callId
}

async function streamed(parts: readonly string[]): Promise<string> {
  const intent = intentOf(org, { stream: true })
  await evidence.recorder.intent(intent)
  for (const part of parts) {
    await evidence.recorder.chunk(intent.callId, Buffer.from(part))
    await pump.drain()
  }
  await evidence.recorder.outcome(outcomeOf(intent.callId, { response: undefined }))
  return intent.callId
}

/** Every copy of wrapped keys that exists now: in the database (so in its heap, its write-ahead log and every backup) and in the spool. */
async function allGroups(): Promise<WrapGroup[]> {
  const rows = await database.db.tx('system', (tx) =>
    tx.rows<{ wraps: Buffer }>(sql`select wraps from ledger_wrap limit 10000`),
  )
  const groups = rows.flatMap((row) => decodeWraps(row.wraps))
  for (const segment of (await scanSlot(evidence.slotDir, nodeSpoolFs)).segments)
    for (const frame of segment.frames.filter((f) => isBatch(f.body))) {
      const batch = readBatch(frame.body)
      if (batch.keys) groups.push({ ...batch.keys, segmentKey: uuidText(batch.segmentKey) })
      for (const key of batch.streamKeys)
        groups.push({ count: 1, segmentKey: uuidText(key.segmentKey), wrapped: key.wrapped })
    }
  return groups
}

/** Every payload key that any key of the key store opens out of these groups, under any name. */
async function openableKeys(groups: readonly WrapGroup[]): Promise<Buffer[]> {
  const names = await world.keys.list('')
  const found: Buffer[] = []
  for (const name of names) {
    const key = await world.keys.get(name)
    if (!key || key.length !== 32) continue
    for (const group of groups)
      for (const id of new Set([group.segmentKey, name.split('/').at(-1) ?? ''])) {
        const opened = unwrapKeys(key, wrapName(org, id), group.wrapped)
        if (opened.ok) found.push(...opened.value)
      }
  }
  return found
}

const filesUnder = (dir: string): string[] =>
  readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)

/** Heap and write-ahead log of this database; none where the server is not ours to read (another machine, another account). */
async function postgresFiles(): Promise<string[]> {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    await client.query('checkpoint')
    const { rows } = await client.query<{ pid: number; db: string }>(
      'select pg_backend_pid() as pid, (select oid::text from pg_database where datname = current_database()) as db',
    )
    // A server process stands in its data directory.
    const dir = readlinkSync(`/proc/${rows[0]?.pid ?? 0}/cwd`)
    return [...filesUnder(join(dir, 'base', rows[0]?.db ?? '')), ...filesUnder(join(dir, 'pg_wal'))]
  } catch (error) {
    if (process.env['SEALWRIGHT_TEST_DATABASE_URL'] === undefined && process.platform === 'linux') throw error
    return []
  } finally {
    await client.end()
  }
}

describe('erasure', () => {
  verifies(
    'LED-3',
    'an erased payload opens from no file and no old copy that is left; survivors open, every proof stays valid, and an entry tells who, why and which request',
    async () => {
      const doomed = await call(PROMPT, ANSWER)
      const doomedStream = await streamed(['the-stream-', 'that-', 'must-go'])
      const kept = await call('kept prompt', 'kept answer')
      const keptStream = await streamed(['kept ', 'stream'])
      await pump.drain()
      expect((await service.openCall(org, doomed)).request?.toString()).toBe(PROMPT)
      expect((await service.openCall(org, doomedStream)).response?.toString()).toBe('the-stream-that-must-go')
      const proofBefore = (await service.callProofs(org, doomed)).intent
      const oldGroups = await allGroups()
      const oldKeys = await openableKeys(oldGroups)
      const sealed = await sealedOf(doomed)
      // Red first: before the erasure some key opens it, so the search below is able to find.
      expect(opens(sealed, oldKeys)).toBe(true)
      const oldSegments = (await world.keys.list(`segment/${org}/`)).length

      const done = await erase(deps, {
        org,
        calls: [doomed, doomedStream],
        reason: 'article 17',
        request: 'ticket-4711',
        by: 'user-1',
      })
      expect(done).toMatchObject({ payloads: 6 })
      await pump.drain()

      expect(opens(sealed, await openableKeys([...oldGroups, ...(await allGroups())]))).toBe(false)
      expect(oldSegments).toBeGreaterThan(0)
      // Neither the plain text nor the payload's own key stands in any file: data directory, blobs, spool, journal, database heap and its log.
      const secrets = [
        Buffer.from(PROMPT),
        Buffer.from(ANSWER),
        Buffer.from('the-stream-'),
        ...keysThatOpen(sealed, oldKeys),
      ]
      expect(secrets.length).toBeGreaterThan(3)
      const files = [...filesUnder(world.dir), ...(await postgresFiles())]
      expect(files.length).toBeGreaterThan(50)
      for (const path of files) {
        const bytes = readFileSync(path)
        for (const secret of secrets) if (bytes.includes(secret)) throw new Error(`${path} still holds it`)
      }

      expect((await service.openCall(org, doomed)).state).toBe('erased')
      expect((await service.openCall(org, doomedStream)).state).toBe('erased')
      expect((await service.openCall(org, kept)).request?.toString()).toBe('kept prompt')
      expect((await service.openCall(org, keptStream)).response?.toString()).toBe('kept stream')
      const proofAfter = (await service.callProofs(org, doomed)).intent
      expect(proofAfter?.leaf).toBe(proofBefore?.leaf)
      expect(proofAfter?.index).toBe(proofBefore?.index)
      const entry = await service.entry(org, done.entry)
      expect(entry).toMatchObject({
        type: 'privacy.erased',
        state: 'published',
        body: { by: 'user-1', reason: 'article 17', request: 'ticket-4711', calls: [doomed, doomedStream] },
      })
      const rows = await database.db.tx({ org }, (tx) =>
        tx.rows(sql`select end_user, payload from call where id = ${doomed}::uuid limit 2`),
      )
      expect(rows).toEqual([{ end_user: null, payload: 'erased' }])
      const place = (await service.locate(org, [doomed]))[0]
      expect(
        await service.payload(org, { origin: place?.origin ?? '', index: place?.index ?? 0 }, 'request'),
      ).toEqual({ state: 'ERASED', entry: entry?.index })

      // New calls go on under a new segment key, and a second erasure in the same segment works.
      const next = await call('next prompt', 'next answer')
      await pump.drain()
      await erase(deps, { org, calls: [kept], reason: 'article 17', request: 'ticket-4712', by: 'user-1' })
      expect((await service.openCall(org, kept)).state).toBe('erased')
      expect((await service.openCall(org, next)).request?.toString()).toBe('next prompt')
      expect((await service.openCall(org, keptStream)).response?.toString()).toBe('kept stream')
    },
  )

  it('is finished at start after a crash before the old key died, and applied again to a database from before it', async () => {
    const doomed = await call('goes', 'goes too')
    const kept = await call('stays', 'stays too')
    await pump.drain()
    const backup = await database.db.tx('system', async (tx) => ({
      wraps: await tx.rows<{ batch_id: string; wraps: Buffer }>(
        sql`select batch_id, wraps from ledger_wrap limit 1000`,
      ),
      uses: await tx.rows<{ segment_key: string; batch_id: string; org_id: string }>(
        sql`select segment_key, batch_id, org_id from ledger_wrap_use limit 1000`,
      ),
    }))
    const crashing: EraseDeps = {
      ...deps,
      keys: {
        ...world.keys,
        create: (n, k) => world.keys.create(n, k),
        get: (n) => world.keys.get(n),
        destroy: () => Promise.reject(new Error('killed here')),
      },
    }
    await expect(
      erase(crashing, { org, calls: [doomed], reason: 'r', request: 'q', by: 'u' }),
    ).rejects.toThrow('killed here')
    expect((await finishErasures(deps)).destroyed).toBe(1)
    expect(await finishErasures(deps)).toEqual({ destroyed: 0, reapplied: 0 })
    expect((await service.openCall(org, doomed)).state).toBe('erased')
    expect((await service.openCall(org, kept)).request?.toString()).toBe('stays')
    // An older database comes back: its wraps point to a key that is gone.
    await database.db.tx('system', async (tx) => {
      await tx.run(sql`delete from ledger_wrap_use`)
      for (const row of backup.wraps)
        await tx.run(sql`update ledger_wrap set wraps = ${row.wraps} where batch_id = ${row.batch_id}`)
      for (const use of backup.uses)
        await tx.run(
          sql`insert into ledger_wrap_use (segment_key, batch_id, org_id) values (${use.segment_key}, ${use.batch_id}, ${use.org_id})`,
        )
      await tx.run(
        sql`update call set payload = 'sealed', end_user = 'back again' where id = ${doomed}::uuid`,
      )
    })
    expect((await service.openCall(org, kept)).state).toBe('missing')
    expect((await finishErasures(deps)).reapplied).toBe(1)
    expect((await service.openCall(org, kept)).request?.toString()).toBe('stays')
    expect((await service.openCall(org, doomed)).state).toBe('erased')
    const [row] = await database.db.tx({ org }, (tx) =>
      tx.rows<{ end_user: string | null }>(sql`select end_user from call where id = ${doomed}::uuid limit 2`),
    )
    expect(row?.end_user).toBeNull()
  })

  it('refuses a call that is not in the database yet or belongs to somebody else', async () => {
    const intent = intentOf(org)
    await evidence.recorder.intent(intent)
    await expect(
      erase(deps, { org, calls: [intent.callId], reason: 'r', request: 'q', by: 'u' }),
    ).rejects.toMatchObject({ problem: { code: 'erasure_not_shipped' } })
    await evidence.recorder.outcome(outcomeOf(intent.callId))
    await pump.drain()
    const stranger = await seedOrg(database.db)
    await expect(
      erase(deps, { org: stranger, calls: [intent.callId], reason: 'r', request: 'q', by: 'u' }),
    ).rejects.toMatchObject({ problem: { code: 'erasure_not_shipped' } })
    expect((await service.openCall(org, intent.callId)).state).toBe('opened')
  })
})

type Sealed = { readonly leafId: string; readonly bytes: Buffer }

/** The request's ciphertext as it lies in the blob store. */
async function sealedOf(callId: string): Promise<Sealed> {
  const rows = await database.db.tx('system', (tx) =>
    tx.rows<{ object: string; directory: Buffer; n_first: string; intent_n: string }>(sql`
      select b.object, b.directory, b.n_first, c.intent_n from call c join ledger_batch b
        on b.source_id = c.intent_source and b.n_first <= c.intent_n and b.n_first + b.count > c.intent_n where c.id = ${callId}::uuid limit 1`),
  )
  const row = rows[0]
  const record =
    row &&
    decodeDirectory(row.directory).find((r) => r.name === 'request' && r.owner === Number(row.intent_n))
  const bytes =
    row &&
    record &&
    (await world.blobs.get(row.object, { start: record.offset, end: record.offset + record.length }))
  if (!bytes) throw new Error('no sealed request')
  return { leafId: callId, bytes }
}

const keysThatOpen = (sealed: Sealed, keys: readonly Buffer[]): Buffer[] =>
  keys.filter((key) => openPayload(key, sealed.leafId, 'request', sealed.bytes).ok)
const opens = (sealed: Sealed, keys: readonly Buffer[]): boolean => keysThatOpen(sealed, keys).length > 0
