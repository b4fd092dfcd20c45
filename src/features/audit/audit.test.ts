import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiAs, RememberingLedger, type ApiClient } from '../../../test/world/control-plane.ts'
import { freshDatabase, type FreshDatabase } from '../../../test/world/database.ts'
import { office, type Office } from '../../../test/world/office.ts'
import { SyntheticLedger } from '../../../test/world/synthetic-ledger.ts'
import { syntheticEvidence } from '../../../test/world/synthetic-package.ts'
import type { Role } from '../../identity/contract.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { JobInput } from '../../platform/jobs.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { openArchive } from '../../verify/archive.ts'
import { verifyOnNode } from '../../verify/index.ts'
import { memorySource, nodeHost } from '../../verify/node-host.ts'
import { createAudit, type AuditDeps } from './index.ts'

/** Writes control-plane entries into the synthetic log as well, under the ids that the product gave out. */
class BothLedgers implements Ledger {
  readonly remembered = new RememberingLedger()
  readonly aliases = new Map<string, string>()
  constructor(readonly log: SyntheticLedger) {}
  append: Ledger['append'] = async (tx, org, entry) => {
    const id = await this.remembered.append(tx, org, entry)
    tx.onCommit(() => this.log.appendAs(id, entry.type, entry.body))
    return id
  }
}

let database: FreshDatabase
let world: Office
let dir: string
beforeAll(async () => {
  database = await freshDatabase()
  world = await office(database)
})
afterAll(() => database.close())

describe('exports', () => {
  let log: SyntheticLedger
  let ledger: BothLedgers
  let deps: AuditDeps
  let queued: JobInput[]
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sealwright-exports-'))
    log = new SyntheticLedger()
    ledger = new BothLedgers(log)
    queued = []
    log.append('log.opened', { origin: log.origin, previous: null, vkey: log.signer.vkey })
    const ids = Array.from({ length: 12 }, (_, n) => log.call(n, 'sys-a'))
    const evidence = syntheticEvidence(log, ids)
    deps = {
      db: database.db,
      clock: world.clock,
      random: systemRandom,
      log: silentLog,
      ledger,
      outbox: world.outbox,
      jobs: { enqueue: async (_, job) => void queued.push(job) },
      exportDir: join(dir, 'exports'),
      ledgerExport: log,
      controlsExport: {
        async *evidence() {
          yield* evidence
        },
        criteria: () => [],
        words: async () => ({ people: new Map(), waivers: new Map() }),
      },
      systems: {
        systems: async () => [
          { ref: 'sys-a', name: 'support', trial: false },
          { ref: 'sys-t', name: 'sandbox-chat', trial: true },
        ],
        organisation: async () => ({
          id: world.org,
          name: 'Example Mutual',
          createdAt: '2026-11-01T00:00:00.000Z',
        }),
      },
      verifier: { read: async () => ({ mjs: Buffer.from('// v'), html: Buffer.from('<!doctype html>') }) },
    }
    return () => rmSync(dir, { recursive: true, force: true })
  })

  const as = async (...roles: Role[]): Promise<ApiClient> =>
    apiAs(
      await world.person(`p${Math.random().toString(36).slice(2)}`, roles),
      world.identity.authorizer,
      createAudit(deps).routes,
    )
  const runJobs = async (signal = new AbortController().signal): Promise<void> => {
    const [job] = createAudit(deps).jobs
    for (const item of queued.splice(0)) await job?.handle(item.data, { org: item.org, signal })
  }
  const everything = { to: '2026-12-31T00:00:00.000Z' }
  const fileOf = (id: string): string => join(deps.exportDir, world.org, `${id}.zip`)

  it('are asked for, made by a job, listed, and the file verifies', async () => {
    const api = await as('admin')
    const asked = await api.post('/audit/exports', everything)
    expect([asked.status, asked.body.state, asked.body.selfDrawn]).toEqual([202, 'running', true])
    expect((await api.get(`/audit/exports/${asked.body.id}/file`)).body.code).toBe('export_not_ready')
    await runJobs()
    const done = (await api.get(`/audit/exports/${asked.body.id}`)).body
    expect([done.state, done.error]).toEqual(['ready', null])
    const bytes = readFileSync(fileOf(done.id))
    expect([done.bytes, done.checkpointSize]).toEqual([bytes.length, log.entries.length - 1])
    const report = await verifyOnNode(bytes, { vkeys: [log.signer.vkey] })
    expect([report.exit, report.checks.filter((c) => !['ok', 'skipped', 'note'].includes(c.status))]).toEqual(
      [0, []],
    )
    expect(report.checks.find((c) => c.name === 'sample')?.status).toBe('note')
    expect((await api.get('/audit/exports?limit=1')).body.items[0].id).toBe(done.id)
    expect(ledger.remembered.types()).toEqual(['audit.frozen', 'audit.seeded', 'audit.exported'])
    expect(statSync(fileOf(done.id)).mode & 0o077).toBe(0)
  })

  it('draw the auditor’s sample when an auditor seeded after the populations were recorded', async () => {
    const seed = 'ab'.repeat(32)
    const auditor = await as('auditor')
    const asked = await auditor.post('/audit/exports', { ...everything, seed })
    expect(asked.status).toBe(202)
    await runJobs()
    const done = (await auditor.get(`/audit/exports/${asked.body.id}`)).body
    expect([done.state, done.selfDrawn]).toEqual(['ready', false])
    const report = await verifyOnNode(readFileSync(fileOf(done.id)))
    expect([report.exit, report.checks.find((c) => c.name === 'sample')?.status]).toEqual([0, 'ok'])
    expect(ledger.remembered.types()[0]).toBe('audit.seeded')
  })

  it('do not take a seed from someone who may export but not seed', async () => {
    const answer = await (
      await as('engineer', 'control_owner')
    ).post('/audit/exports', { ...everything, seed: 'ab'.repeat(32) })
    expect(answer.status).toBe(403)
    expect(queued).toEqual([])
  })

  it('refuse an unknown system, an empty window and a third one at once', async () => {
    const api = await as('admin')
    expect((await api.post('/audit/exports', { ...everything, systems: ['nope'] })).body.code).toBe(
      'system_not_found',
    )
    expect((await api.post('/audit/exports', { from: everything.to, to: everything.to })).body.code).toBe(
      'export_window_empty',
    )
    await api.post('/audit/exports', everything)
    await api.post('/audit/exports', everything)
    expect((await api.post('/audit/exports', everything)).body.code).toBe('export_busy')
    await runJobs()
  })

  it('run the tests again first, once everything recorded is shipped, unless an auditor has seeded', async () => {
    const steps: string[] = []
    const freeze = log.freeze.bind(log)
    deps = {
      ...deps,
      ledgerExport: Object.assign(Object.create(log), {
        freeze: async () => (steps.push('freeze'), freeze()),
      }),
      controlsExport: { ...deps.controlsExport, refresh: async () => void steps.push('tests') },
    }
    await (await as('admin')).post('/audit/exports', {})
    await runJobs()
    expect(steps).toEqual(['freeze', 'tests', 'freeze'])
    steps.length = 0
    await (await as('auditor')).post('/audit/exports', { seed: 'cd'.repeat(32) })
    await runJobs()
    expect(steps).toEqual(['freeze'])
  })

  it('reach to what a clock that was set back since has dated after now, when the window has no end', async () => {
    log.append('control.owner_set', { control: 'IAM-02', owner: 'ana' }, { ts: '2027-03-01T00:00:00.000Z' })
    const late = log.append('registry.approved', { version: 'v' }, { ts: '2027-03-02T00:00:00.000Z' })
    const asked = await (await as('admin')).post('/audit/exports', {})
    await runJobs()
    const archive = await openArchive(memorySource(readFileSync(fileOf(asked.body.id))), nodeHost)
    if (!archive.ok) throw new Error(archive.error.detail)
    const read = async (name: string): Promise<string> => {
      const file = await archive.value.read(name)
      return file.ok ? Buffer.from(file.value).toString() : ''
    }
    expect(await read(`bodies/${log.origin}/000000.jsonl`)).toContain(`{"i":${late.index},`)
    const { controls } = JSON.parse(await read('standing.json'))
    expect(controls[1]).toMatchObject({ control: 'IAM-02', owner: { id: 'ana' } })
    const report = await verifyOnNode(fileOf(asked.body.id))
    expect([report.exit, report.package?.window.to]).toEqual([0, '2027-03-02T00:00:00.000Z'])
  })

  it('leave trial systems out when asked', async () => {
    const api = await as('admin')
    const asked = await api.post('/audit/exports', { ...everything, includeTrial: false })
    await runJobs()
    const report = await verifyOnNode(fileOf(asked.body.id))
    expect(report.exit).toBe(0)
    expect(readFileSync(fileOf(asked.body.id)).includes('sandbox-chat')).toBe(false)
  })

  it('say why they failed, keep no file, and do not run twice', async () => {
    const api = await as('admin')
    const asked = await api.post('/audit/exports', everything)
    const again = [...queued]
    deps = {
      ...deps,
      ledgerExport: Object.assign(Object.create(log), {
        freeze: async () => Promise.reject(new Error('the producer did not answer')),
      }),
    }
    await runJobs()
    const failed = (await api.get(`/audit/exports/${asked.body.id}`)).body
    expect([failed.state, failed.error]).toEqual(['failed', 'the producer did not answer'])
    expect(readdirSync(join(deps.exportDir, world.org))).toEqual([])
    queued = again
    await runJobs()
    expect((await api.get(`/audit/exports/${asked.body.id}`)).body.state).toBe('failed')
  })

  it('leave no partial file behind when writing breaks off', async () => {
    const api = await as('admin')
    const asked = await api.post('/audit/exports', everything)
    const stop = new AbortController()
    deps = {
      ...deps,
      verifier: {
        read: async () => (
          stop.abort(new Error('deadline')),
          { mjs: Buffer.from('v'), html: Buffer.from('h') }
        ),
      },
    }
    await runJobs(stop.signal)
    expect((await api.get(`/audit/exports/${asked.body.id}`)).body.state).toBe('failed')
    expect(readdirSync(join(deps.exportDir, world.org))).toEqual([])
  })

  it('record who took the file before its first byte goes out, and notice a file cut short', async () => {
    const api = await as('admin')
    const asked = await api.post('/audit/exports', everything)
    await runJobs()
    const routes = createAudit(deps).routes
    const person = await world.person('taker', ['auditor'])
    const { Hono } = await import('hono')
    const app = new Hono<{ Variables: { principal: unknown; authorizer: unknown } }>()
    app.use('*', async (c, next) => {
      c.set('principal', person)
      c.set('authorizer', world.identity.authorizer)
      await next()
    })
    app.route('/', routes)
    const answer = await app.request(`/audit/exports/${asked.body.id}/file`)
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-length')]).toEqual(
      [200, 'application/zip', String(bytes.length)],
    )
    expect((await verifyOnNode(bytes)).exit).toBe(0)
    expect(ledger.remembered.of('access.exported')[0]?.body).toMatchObject({
      export: asked.body.id,
      actor: { kind: 'user', id: person.userId },
    })
    writeFileSync(fileOf(asked.body.id), bytes.subarray(0, 100))
    expect((await api.get(`/audit/exports/${asked.body.id}/file`)).body.code).toBe('export_file_missing')
  })

  it('do not exist for another organisation or for an id that is none', async () => {
    const api = await as('admin')
    expect((await api.get('/audit/exports/01930000-0000-7000-8000-00000000ffff')).body.code).toBe(
      'export_not_found',
    )
    expect((await api.get('/audit/exports/..%2f..%2fetc/file')).body.code).toBe('export_not_found')
  })
})
