import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import {
  evidenceOf,
  ledgerWorld,
  pumpOf,
  seedInstallation,
  type LedgerWorld,
} from '../../test/world/ledger.ts'
import { verifies } from '../../test/promises.ts'
import type { OrgId } from '../lib/ids.ts'
import { systemClock } from '../platform/clock.ts'
import { sql } from '../platform/db.ts'
import { silentLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import { parseEnvelope } from './format/envelope.ts'
import { Frontier, leafHash } from './format/merkle.ts'
import { openLogOf, publishedOf } from './log-store.ts'
import { recoveryPorts } from './recovery-ports.ts'
import { continueRestored } from './restored.ts'
import { createLedgerService } from './service.ts'

let database: FreshDatabase
let installation: string
beforeAll(async () => {
  database = await freshDatabase()
  installation = await seedInstallation(database.db)
})
afterAll(() => database.close())

/** Ids that the child's "clients" were told about before it died. */
function runChild(
  world: LedgerWorld,
  org: string,
  point: string,
  nth: number,
): Promise<{ acknowledged: string[]; killed: boolean }> {
  const file = join(import.meta.dirname, '../../test/world/ledger-child.ts')
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', file, world.dir, database.url, installation, org, point, String(nth)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === null && code !== 0) reject(new Error(`the child failed (${code}):\n${err}`))
      else
        resolve({
          acknowledged: out.split('\n').filter((line) => line.length === 36),
          killed: signal === 'SIGKILL',
        })
    })
  })
}

/** Step, and at which time it kills: early ones and ones in the middle of the work. */
const points: readonly (readonly [string, number])[] = [
  ['before-write', 5],
  ['after-write', 4],
  ['rename', 4],
  ['before-blob', 2],
  ['after-blob', 3],
  ['before-commit', 3],
  ['after-commit', 6],
  ['before-commit', 8],
  ['after-commit', 9],
  ['before-mark', 2],
  ['after-mark', 2],
  ['remove', 1],
]

describe('kill -9', () => {
  for (const [point, nth] of points)
    verifies(
      'LED-2',
      `at ${point} (time ${nth}): every acknowledged call is in the log once, with intent and outcome, in unbroken order`,
      async () => {
        const world = await ledgerWorld()
        const org = await seedOrg(database.db)
        try {
          const { acknowledged, killed } = await runChild(world, org, point, nth)
          expect(killed).toBe(true)
          await check(world, org, acknowledged)
        } finally {
          world.close()
        }
      },
      90_000,
    )
})

async function check(world: LedgerWorld, org: OrgId, acknowledged: readonly string[]): Promise<void> {
  const { db } = database
  const deps = {
    db,
    keys: world.keys,
    blobs: world.blobs,
    outside: world.outside,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
  }
  expect(await continueRestored(deps)).toEqual([])
  const evidence = await evidenceOf(world, installation, recoveryPorts(deps))
  const pump = pumpOf(world, db, evidence)
  try {
    await pump.drain()
    const log = await db.tx('system', (tx) => openLogOf(tx, org))
    if (!log) throw new Error('no log')
    const published = await db.tx('system', (tx) => publishedOf(tx, log.id))
    expect(published?.size).toBe(log.size)
    const service = createLedgerService({ ...deps, mark: () => Promise.resolve(), drain: () => pump.drain() })
    const frontier = new Frontier()
    const intents: string[] = []
    const next = new Map<string, number>()
    for await (const { index, leaf } of service.leaves(log.origin, 0, log.size)) {
      expect(index).toBe(frontier.size)
      frontier.append(leafHash(leaf))
      const envelope = parseEnvelope(leaf)
      if (!envelope.ok) throw new Error(envelope.error.detail)
      const { src, type, id } = envelope.value
      if ('p' in src) {
        expect(src.n).toBe(next.get(`${src.p}/${src.e}`) ?? 0)
        next.set(`${src.p}/${src.e}`, src.n + 1)
      }
      if (type === 'gateway.intent') intents.push(id)
    }
    expect(frontier.root().equals(log.root)).toBe(true)
    expect(new Set(intents).size).toBe(intents.length)
    const outcomes = new Map<string, number>()
    for await (const { body } of service.bodies(log.origin, 0, log.size)) {
      const json: { call?: string; status?: string } = JSON.parse(Buffer.from(body).toString())
      if (json.call !== undefined && json.status !== undefined)
        outcomes.set(json.call, (outcomes.get(json.call) ?? 0) + 1)
    }
    expect([...outcomes.values()].every((count) => count === 1)).toBe(true)
    expect([...outcomes.keys()].sort()).toEqual(intents.toSorted())
    expect(acknowledged.filter((id) => !outcomes.has(id))).toEqual([])
    const rows = await db.tx({ org }, (tx) =>
      tx.rows<{ id: string; status: string }>(sql`select id, status from call limit 10000`),
    )
    expect(rows.map((row) => row.id).sort()).toEqual(intents.toSorted())
    const told = new Set(acknowledged)
    expect(rows.filter((row) => told.has(row.id) && row.status !== 'completed')).toEqual([])
    // One payload end to end: key store, blob store and database agree.
    const first = acknowledged[0]
    if (first !== undefined) expect((await service.openCall(org, first)).response?.length).toBe(3000)
  } finally {
    await pump.stop()
    await evidence.close()
  }
}
