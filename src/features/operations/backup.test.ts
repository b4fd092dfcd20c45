import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { testClock, type TestClock } from '../../../test/world/clock.ts'
import { asOwner, withDatabase } from '../../../test/world/database-broker.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { memoryBlobs } from '../../../test/world/memory-blobs.ts'
import { migrations } from '../../app/migrations.ts'
import type { EntryDraft } from '../../ledger/contract.ts'
import { entryTypes } from '../../ledger/entry-types.ts'
import { uuidv7, type EntryId, type OrgId } from '../../lib/ids.ts'
import { ProblemError } from '../../lib/problem.ts'
import { sql } from '../../platform/db.ts'
import { openFileKeyStore } from '../../platform/file-keystore.ts'
import { silentLog } from '../../platform/log.ts'
import { openDb } from '../../platform/pg.ts'
import { systemRandom } from '../../platform/random.ts'
import { createArchive } from './archive.ts'
import { createBackups, type BackupDeps, type Backups } from './backups.ts'
import { operationsFacts } from './facts.ts'
import { restoreTestJob } from './jobs.ts'
import { scheduledBackupJob, type BackupSchedule } from './scheduled-backup.ts'
import {
  checkDataBackup,
  checkKeys,
  keysHeader,
  parseOpener,
  parseRecipient,
  passphraseRecipient,
  restoreData,
  restoreKeys,
} from './index.ts'

let world: FreshDatabase
let dir: string
let org: OrgId
let clock: TestClock
let blobs: ReturnType<typeof memoryBlobs>
let written: EntryDraft[]
let shipped: number
const databases: string[] = []

beforeAll(async () => {
  world = await freshDatabase()
})
afterAll(async () => {
  for (const name of databases) await asOwner(world.ownerUrl, `drop database if exists ${name} with (force)`)
  await world.close()
})
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sw-backup-'))
  clock = testClock()
  blobs = memoryBlobs()
  written = []
  shipped = 0
  org = await seedOrg(world.db, 'own', 'Acme: "tab\t, newline\n, ünï"')
  await openFileKeyStore(join(dir, 'keys'), null)
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const by = {
  kind: 'user',
  org: '',
  userId: 'u1',
  email: 'a@b.c',
  roles: ['admin'],
  mfa: true,
  sessionId: 's',
} as const

const backupsWith = (more: Partial<BackupDeps> = {}): Backups => createBackups(depsWith(more))

function depsWith(more: Partial<BackupDeps> = {}): BackupDeps {
  return {
    db: world.db,
    ownerUrl: world.ownerUrl,
    migrations,
    blobs,
    keysDir: join(dir, 'keys'),
    backupDir: join(dir, 'backups'),
    installation: 'i-1',
    version: '0.1.0',
    clock,
    random: systemRandom,
    log: silentLog,
    ledger: {
      append: async (_tx, _org, draft) => {
        expect(entryTypes).toContain(draft.type)
        written.push(draft)
        return uuidv7(clock.nowMs(), randomBytes(10)) as string as EntryId
      },
    },
    shipPending: async () => void shipped++,
    ...more,
  }
}

const emptyDatabase = async (): Promise<string> => {
  const name = `sw_test_${randomBytes(6).toString('hex')}`
  await asOwner(world.ownerUrl, `create database ${name} template template0 encoding 'UTF8'`)
  databases.push(name)
  return withDatabase(world.ownerUrl, name)
}

const problemOf = (work: Promise<unknown>): Promise<{ code: string }> =>
  work.then(
    () => ({ code: 'done' }),
    (error: unknown) => (error instanceof ProblemError ? error.problem : { code: String(error) }),
  )

describe('data backup', () => {
  verifies(
    'OPS-3',
    'a data backup comes back whole in an empty place: rows, protection and objects; the ledger is told before anyone may listen',
    async () => {
      const big = randomBytes(3_000_000)
      await blobs.put(`payload/${org}/1`, big)
      await blobs.put('tile/0/000', Buffer.from('tile'))
      const made = await backupsWith().data(org, by)
      expect(shipped).toBe(1)
      expect(written).toMatchObject([
        {
          type: 'backup.made',
          body: { actor: { kind: 'user', id: 'u1' }, backup: made.id, kind: 'data', sha256: made.sha256 },
        },
      ])
      const file = join(dir, 'backups', made.file)
      expect(
        createHash('sha256')
          .update(await readFile(file))
          .digest('hex'),
      ).toBe(made.sha256)
      expect([(await stat(file)).mode & 0o777, (await stat(file)).size]).toEqual([0o600, made.bytes])

      const ownerUrl = await emptyDatabase()
      const target = memoryBlobs()
      const told: unknown[] = []
      const manifest = await restoreData(
        file,
        { ownerUrl, blobs: target, migrations, clock },
        async (about) => {
          const seen = openDb({ url: ownerUrl })
          told.push([
            about.installation,
            about.objects,
            await seen.tx({ org }, (tx) => tx.rows(sql`select name from org`)),
          ])
          await seen.close()
        },
      )
      expect(told).toEqual([['i-1', 2, [{ name: 'Acme: "tab\t, newline\n, ünï"' }]]])
      expect(await target.list('', { limit: 10 })).toEqual([`payload/${org}/1`, 'tile/0/000'])
      expect((await target.get(`payload/${org}/1`))?.equals(big)).toBe(true)
      expect(manifest.rows['org']).toBeGreaterThan(0)
      const db = openDb({ url: ownerUrl })
      try {
        await expect(
          db.tx({ org }, (tx) =>
            tx.run(
              sql`insert into backup (id, org_id, kind, at, bytes, sha256, file, made_by) values (gen_random_uuid(), gen_random_uuid(), 'data', now(), 1, '', '', '')`,
            ),
          ),
        ).rejects.toThrow('row-level security')
      } finally {
        await db.close()
      }
      expect(
        await problemOf(restoreData(file, { ownerUrl, blobs: target, migrations, clock }, async () => {})),
      ).toMatchObject({ code: 'restore_not_empty' })
    },
  )

  it('holds nothing of the keys folder', async () => {
    const keys = await openFileKeyStore(join(dir, 'keys'), null)
    const secret = randomBytes(32)
    await keys.create('segment/a', secret)
    const made = await backupsWith().data(org, by)
    const content = gunzipSync(await readFile(join(dir, 'backups', made.file)))
    for (const name of ['keys/kek', 'keys/store/segment/a', 'keys/kek-check'])
      expect(content.includes(await readFile(join(dir, name)))).toBe(false)
    expect(content.includes(secret)).toBe(false)
  })

  it('a flipped byte anywhere, a cut or a foreign file is refused before anything is restored', async () => {
    await blobs.put('payload/x', randomBytes(5_000))
    const made = await backupsWith().data(org, by)
    const good = join(dir, 'backups', made.file)
    await checkDataBackup(good)
    const bytes = await readFile(good)
    const bad = join(dir, 'bad')
    const content = gunzipSync(bytes)
    /** Bits that pad a stored block to a whole byte carry nothing either (RFC 1951, 3.2.4). */
    const carriesTheSame = (changed: Buffer): boolean => {
      try {
        return gunzipSync(changed).equals(content)
      } catch (error) {
        if (error instanceof Error) return false
        throw error
      }
    }
    for (let i = 0; i < 40; i++) {
      const at = Math.floor((bytes.length - 1) * (i / 39))
      if (at >= 4 && at < 10) continue // gzip's own time and system bytes carry nothing
      const flipped = Buffer.from(bytes)
      flipped[at] = (flipped[at] ?? 0) ^ 0x10
      if (carriesTheSame(flipped)) continue
      await writeFile(bad, flipped)
      expect(await problemOf(checkDataBackup(bad)), `byte ${at}`).toMatchObject({ code: 'backup_damaged' })
    }
    for (const length of [0, 10, 600, bytes.length - 9, Math.floor(bytes.length / 2)]) {
      await copyFile(good, bad)
      await truncate(bad, length)
      expect(await problemOf(checkDataBackup(bad)), `cut at ${length}`).toMatchObject({
        code: 'backup_damaged',
      })
    }
    await writeFile(bad, 'not a backup')
    expect(await problemOf(checkDataBackup(bad))).toMatchObject({ code: 'backup_damaged' })
    expect(await problemOf(checkDataBackup(join(dir, 'nowhere')))).toMatchObject({ code: 'backup_not_found' })
    const ownerUrl = await emptyDatabase()
    expect(
      await problemOf(restoreData(bad, { ownerUrl, blobs, migrations, clock }, async () => {})),
    ).toMatchObject({ code: 'backup_damaged' })
  })

  it('a disk that is full leaves no file and no record, and says what to do', async () => {
    // Every write to /dev/full fails with ENOSPC, as on a full disk.
    await mkdir(join(dir, 'backups'))
    const full = await createArchive(join(dir, 'backups', 'x'), '/dev/full')
    await full.add('a', randomBytes(5_000_000)).catch(() => undefined)
    expect(await problemOf(full.finish())).toMatchObject({
      code: 'disk_full',
      where: join(dir, 'backups', 'x'),
    })
    const unwritable = backupsWith({ backupDir: join(dir, 'keys', 'kek') })
    expect(await problemOf(unwritable.data(org, by))).toMatchObject({ code: 'disk_refused' })
    expect(
      await problemOf(unwritable.keys(org, by, passphraseRecipient('correct horse battery'))),
    ).toMatchObject({ code: 'disk_refused' })
    expect(written).toEqual([])
    expect(await readdir(join(dir, 'backups'))).toEqual([])
  })

  it('two at once: the second is refused', async () => {
    const backups = backupsWith()
    const [a, b] = await Promise.allSettled([backups.data(org, by), backups.data(org, by)])
    expect([a.status, b.status]).toEqual(['fulfilled', 'rejected'])
    expect(b).toMatchObject({ reason: { problem: { code: 'backup_running' } } })
  })
})

describe('restore test', () => {
  it('loads the backup into a scratch database, records the verdict in table, ledger and facts, and leaves nothing', async () => {
    const backups = backupsWith()
    const made = await backups.data(org, by)
    clock.advance(60_000)
    const tested = await backups.testRestore(org, by, made.id)
    expect(tested.restoreTestedAt).toBe(new Date(clock.nowMs()).toISOString())
    expect(written.at(-1)).toMatchObject({ type: 'backup.tested', body: { backup: made.id, result: 'pass' } })
    const source = operationsFacts(clock)[0]
    const facts = await world.db.tx({ org }, async (tx) =>
      source?.load(tx, org, { from: new Date(0).toISOString(), to: new Date(clock.nowMs()).toISOString() }),
    )
    expect(facts).toMatchObject({
      complete: true,
      rows: [{ id: made.id, kind: 'data', restoreResult: 'pass', restoreTestedAt: tested.restoreTestedAt }],
    })
    const left = await world.db.tx('system', (tx) =>
      tx.rows(sql`select datname from pg_database where datname like 'sw_restore_test_%'`),
    )
    expect(left).toEqual([])
  })

  it('a damaged or missing file is a recorded failure, not an error', async () => {
    const backups = backupsWith()
    const made = await backups.data(org, by)
    await truncate(join(dir, 'backups', made.file), 100)
    await backups.testRestore(org, by, made.id)
    expect(written.at(-1)).toMatchObject({
      type: 'backup.tested',
      body: { result: 'fail', code: 'backup_damaged' },
    })
    await rm(join(dir, 'backups', made.file))
    await backups.testRestore(org, by, made.id)
    expect(written.at(-1)).toMatchObject({ body: { result: 'fail', code: 'backup_not_found' } })
    expect(await problemOf(backups.testRestore(await seedOrg(world.db), by, made.id))).toMatchObject({
      code: 'backup_not_found',
    })
  })

  it('the daily job tests the newest data backup once, and again after a month', async () => {
    const backups = backupsWith()
    await backups.data(org, by)
    clock.advance(1_000)
    const newest = await backups.data(org, by)
    const job = restoreTestJob({ db: world.db, clock, backups })
    const run = (): Promise<void> => job.handle({}, { org: null, signal: new AbortController().signal })
    const tests = (): unknown[] =>
      written.filter((w) => w.type === 'backup.tested').map((w) => w.body['backup'])
    await world.db.tx('system', (tx) => tx.run(sql`delete from backup where org_id <> ${org}`))
    await run()
    await run()
    expect(tests()).toEqual([newest.id])
    clock.advance(31 * 86_400_000)
    await run()
    expect(tests()).toEqual([newest.id, newest.id])
  })

  it('lists newest first with pages', async () => {
    const backups = backupsWith()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      ids.push((await backups.keys(org, by, passphraseRecipient('correct horse battery'))).id)
      clock.advance(1_000)
    }
    const first = await backups.list(org, { limit: 2, cursor: null })
    const second = await backups.list(org, { limit: 2, cursor: first.next })
    expect([first.total, [...first.items, ...second.items].map((b) => b.id), second.next]).toEqual([
      3,
      ids.toReversed(),
      null,
    ])
  })
})

describe('key backup', () => {
  const pair = generateKeyPairSync('x25519')
  const publicPem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const opener = parseOpener(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())
  const other = generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

  verifies(
    'OPS-3',
    'a key backup opens for its recipient only, and a restored store reads every secret',
    async () => {
      const keys = await openFileKeyStore(join(dir, 'keys'), null)
      const secret = randomBytes(32)
      await keys.create('segment/org/a', secret)
      const sealedInSql = keys.wrap('upstream-key', Buffer.from('sk-live'))
      const raw = `x25519:${pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`
      for (const to of [publicPem, raw]) {
        const made = await backupsWith().keys(org, by, parseRecipient(to))
        const file = join(dir, 'backups', made.file)
        const content = await readFile(file)
        expect(content.includes(await readFile(join(dir, 'keys/kek')))).toBe(false)
        expect(await problemOf(checkKeys(file, parseOpener(other), clock.nowMs()))).toMatchObject({
          code: 'backup_wrong_key',
        })
        expect(
          await problemOf(checkKeys(file, { kind: 'passphrase', passphrase: 'x' }, clock.nowMs())),
        ).toMatchObject({ code: 'backup_wrong_key' })
        const home = join(dir, `restored-${made.id}`)
        await restoreKeys(file, home, opener, { nowMs: clock.nowMs(), force: false })
        const restored = await openFileKeyStore(home, null)
        expect(await restored.get('segment/org/a')).toEqual(secret)
        expect(restored.unwrap('upstream-key', sealedInSql).toString()).toBe('sk-live')
        expect(
          await problemOf(restoreKeys(file, home, opener, { nowMs: clock.nowMs(), force: false })),
        ).toMatchObject({ code: 'restore_not_empty' })
      }
      expect(written).toMatchObject([{ type: 'backup.made', body: { kind: 'keys', to: 'x25519' } }, {}])
      expect(JSON.stringify(written)).not.toContain('PUBLIC KEY')
    },
  )

  it('expires: restore refuses without force', async () => {
    const made = await backupsWith().keys(org, by, parseRecipient(publicPem), 2 * 86_400_000)
    const file = join(dir, 'backups', made.file)
    const later = clock.nowMs() + 3 * 86_400_000
    expect(keysHeader(await readFile(file)).expiresAt).toBe(
      new Date(clock.nowMs() + 2 * 86_400_000).toISOString(),
    )
    expect(
      await problemOf(restoreKeys(file, join(dir, 'r'), opener, { nowMs: later, force: false })),
    ).toMatchObject({ code: 'backup_expired' })
    await restoreKeys(file, join(dir, 'r'), opener, { nowMs: later, force: true })
    expect(await readdir(join(dir, 'r'))).toContain('kek')
  })

  it('a changed header (a later expiry) or body does not open', async () => {
    const made = await backupsWith().keys(org, by, parseRecipient(publicPem))
    const file = join(dir, 'backups', made.file)
    const bytes = await readFile(file)
    const later = Buffer.from(
      bytes.toString('latin1').replace(/"expiresAt":"2\d{3}/, '"expiresAt":"9999'),
      'latin1',
    )
    expect(later.equals(bytes)).toBe(false)
    for (const changed of [
      later,
      Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]),
      bytes.subarray(0, -5),
    ]) {
      await writeFile(file, changed)
      expect(await problemOf(checkKeys(file, opener, clock.nowMs()))).toMatchObject({
        code: 'backup_wrong_key',
      })
    }
    await writeFile(file, 'SWKEYS1\n{}\nxxxxxxxxxxxxxxxxxxxxxxxx')
    expect(await problemOf(checkKeys(file, opener, clock.nowMs()))).toMatchObject({ code: 'backup_damaged' })
  })

  it('under a passphrase: long enough, the right one only', async () => {
    expect(() => passphraseRecipient('short')).toThrow('passphrase_weak')
    expect(() => parseRecipient('ssh-ed25519 AAAA')).toThrow('recipient_invalid')
    expect(() =>
      parseRecipient(
        generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      ),
    ).toThrow('recipient_invalid')
    const made = await backupsWith().keys(org, by, passphraseRecipient('correct horse battery'))
    const file = join(dir, 'backups', made.file)
    expect(
      (await checkKeys(file, { kind: 'passphrase', passphrase: 'correct horse battery' }, clock.nowMs()))
        .keys,
    ).toBeGreaterThan(0)
    expect(
      await problemOf(
        checkKeys(file, { kind: 'passphrase', passphrase: 'correct horse batterz' }, clock.nowMs()),
      ),
    ).toMatchObject({ code: 'backup_wrong_key' })
  })
})

describe('scheduled backups', () => {
  const HOUR = 3_600_000
  const look = async (schedule: Partial<BackupSchedule>, more: Partial<BackupDeps> = {}): Promise<void> => {
    const deps = depsWith(more)
    await scheduledBackupJob(deps, createBackups(deps), {
      org,
      dataEveryMs: null,
      keep: null,
      keys: null,
      ...schedule,
    }).handle({}, { org: null, signal: new AbortController().signal })
  }
  const filesOf = async (ending: string): Promise<string[]> =>
    (await readdir(join(dir, 'backups')).catch(() => [])).filter((name) => name.endsWith(ending))

  verifies('OPS-3', 'data and keys are backed up when due, and not before; each is an entry', async () => {
    const pair = generateKeyPairSync('x25519')
    const to = parseRecipient(pair.publicKey.export({ type: 'spki', format: 'pem' }).toString())
    const schedule = { dataEveryMs: 24 * HOUR, keys: { to, everyMs: 30 * 24 * HOUR } }
    await look(schedule)
    expect([await filesOf('.tar.gz'), await filesOf('.swkeys')].map((f) => f.length)).toEqual([1, 1])
    clock.advance(24 * HOUR - 1)
    await look(schedule)
    expect(await filesOf('.tar.gz')).toHaveLength(1)
    clock.advance(1)
    await look(schedule)
    expect([await filesOf('.tar.gz'), await filesOf('.swkeys')].map((f) => f.length)).toEqual([2, 1])
    expect(written.map((e) => [e.type, e.body['kind']])).toEqual([
      ['backup.made', 'keys'],
      ['backup.made', 'data'],
      ['backup.made', 'data'],
    ])
    expect(written[0]?.body['actor']).toEqual({ kind: 'system', id: 'operations.backup' })
  })

  it('retention deletes scheduled ones only, never the newest that was restored, and says which', async () => {
    const byHand = await backupsWith().data(org, by)
    const schedule = { dataEveryMs: HOUR, keep: 2 }
    const made: string[] = []
    for (let i = 0; i < 5; i++) {
      clock.advance(HOUR)
      await look(schedule)
      const [newest] = (await backupsWith().list(org, { limit: 1, cursor: null })).items
      made.push(newest?.id ?? '')
      if (i === 0) await backupsWith().testRestore(org, by, newest?.id ?? '')
    }
    const left = (await backupsWith().list(org, { limit: 50, cursor: null })).items
    expect(left.map((b) => b.id)).toEqual([made[4], made[3], made[0], byHand.id])
    expect((await filesOf('.tar.gz')).toSorted()).toEqual(left.map((b) => b.file).toSorted())
    expect(written.filter((e) => e.type === 'backup.removed').map((e) => e.body['backup'])).toEqual([
      made[1],
      made[2],
    ])
  })

  it('under a clock that was set back backups go on, and those dated later push out none', async () => {
    const schedule = { dataEveryMs: HOUR, keep: 2 }
    clock.advance(30 * 24 * HOUR)
    const ahead: string[] = []
    for (let i = 0; i < 2; i++) {
      clock.advance(HOUR)
      await look(schedule)
      ahead.push((await backupsWith().list(org, { limit: 1, cursor: null })).items[0]?.id ?? '')
    }
    clock.advance(-31 * 24 * HOUR)
    for (let i = 0; i < 3; i++) {
      clock.advance(HOUR)
      await look(schedule)
    }
    const left = (await backupsWith().list(org, { limit: 50, cursor: null })).items.map((b) => b.id)
    expect(left).toHaveLength(4)
    expect(left.slice(0, 2)).toEqual(ahead.toReversed())
    expect(written.filter((e) => e.type === 'backup.made')).toHaveLength(5)
  })

  it('when the folder cannot be written it fails by name, deletes nothing, and tries again', async () => {
    const schedule = { dataEveryMs: HOUR, keep: 1 }
    await look(schedule)
    clock.advance(HOUR)
    const blocked = join(dir, 'a-file')
    await writeFile(blocked, 'x')
    await expect(look(schedule, { backupDir: blocked })).rejects.toBeInstanceOf(ProblemError)
    expect(await filesOf('.tar.gz')).toHaveLength(1)
    await look(schedule)
    expect(written.filter((e) => e.type === 'backup.made')).toHaveLength(2)
  })
})
