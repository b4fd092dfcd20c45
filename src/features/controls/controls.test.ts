import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { HandClock, RememberingLedger, RememberingOutbox } from '../../../test/world/control-plane.ts'
import type { FactSource, FactTable } from '../../ledger/facts.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { readTest } from '../../lib/predicate/load.ts'
import { runTest } from '../../lib/predicate/run.ts'
import type { JobInput } from '../../platform/jobs.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { sql } from '../../platform/db.ts'
import { factFields, type FactSourceId } from './fact-fields.ts'
import { rootOfLines } from './freeze.ts'
import { createControls, type ControlsRoom } from './index.ts'
import { readControls, readinessOf } from './read-controls.ts'
import { outcomePage, populationLines } from './store.ts'
import { tests } from './tests/index.ts'

const CALL: JsonObject = {
  id: 'g1',
  count: 3,
  day: '2026-11-22',
  firstAt: '2026-11-22T09:00:00.000Z',
  lastAt: '2026-11-22T09:30:00.000Z',
  system: 'support',
  route: 'r1',
  routeName: 'chat',
  environment: 'production',
  trial: false,
  key: 'k1',
  version: 'v1',
  policyDigest: 'd1',
  dispatched: true,
  status: 'completed',
  verdict: 'allowed',
  attributed: true,
  withIntent: 3,
  withOutcome: 3,
  open: 0,
  inputInjection: 'enforce',
  inputSecrets: 'enforce',
  inputPii: 'enforce',
  outputInjection: 'none',
  outputSecrets: 'enforce',
  outputPii: 'observe',
  outputReleased: true,
  outputFullyScanned: true,
}
const call = (change: JsonObject = {}): JsonObject => ({ ...CALL, ...change })

/** Fact sources that answer what a test puts in. */
class World {
  tables = new Map<string, Partial<FactTable>>()
  broken = new Set<string>()
  loads = 0
  /** What happens while the runner waits. */
  settle: () => void = () => {}
  readonly sources: FactSource[] = Object.entries(factFields)
    .filter(([id]) => id !== 'controls.populations')
    .map(([id, fields]) => ({
      id,
      fields,
      load: (_tx, _org, window) => {
        this.loads++
        if (this.broken.has(id)) return Promise.reject(new Error('disk on fire'))
        return Promise.resolve({
          source: id,
          rows: [],
          complete: true,
          why: '',
          asOf: window.to,
          query: `all of ${id} from ${window.from}`,
          ...this.tables.get(id),
        })
      },
    }))
  set(id: FactSourceId, rows: readonly JsonObject[], rest: Partial<FactTable> = {}): void {
    this.tables.set(id, { rows, ...rest })
  }
}

/** Every run whatever the test's clock says. */
const always = { from: new Date(0), to: new Date('2999-01-01T00:00:00.000Z') }
let database: FreshDatabase
let org: OrgId
let clock: HandClock
let world: World
let ledger: RememberingLedger
let outbox: RememberingOutbox
let enqueued: JobInput[]
let room: ControlsRoom
/** Entries are sequenced only when a test says so. */
let sequenced: boolean

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  org = await seedOrg(database.db)
  clock = new HandClock(Date.UTC(2026, 10, 22, 10))
  world = new World()
  ledger = new RememberingLedger()
  outbox = new RememberingOutbox()
  enqueued = []
  sequenced = true
  room = createControls({
    db: database.db,
    clock,
    random: systemRandom,
    log: silentLog,
    ledger,
    outbox,
    approvals: { request: async () => 'approval', supersede: async () => 0 },
    jobs: { enqueue: async (_tx, job) => void enqueued.push(job) },
    factSources: () => world.sources,
    pause: async () => world.settle(),
    locate: async (_tx, _org, ids) => (sequenced ? ids.map((id, index) => ({ id, index })) : []),
  })
})

const handler = (type: string): ControlsRoom['jobs'][number] => {
  const found = room.jobs.find((job) => job.type === type)
  if (found === undefined) throw new Error(type)
  return found
}
const runOn = (...controls: string[]): Promise<void> =>
  handler('controls.test').handle({ controls }, { org, signal: AbortSignal.timeout(60_000) })
const read = async (id: string) => {
  const [control] = await database.db.tx({ org }, (tx) =>
    readControls(
      tx,
      org,
      async (_tx, _o, ids) => ids.map((one, index) => ({ id: one, index })),
      clock.nowMs(),
      [id],
    ),
  )
  if (control === undefined) throw new Error(id)
  return control
}

describe('a run', () => {
  it('freezes its populations and keeps outcome, entry and event in one transaction', async () => {
    world.set('gateway.calls', [
      call(),
      call({ id: 'g2', count: 2, withIntent: 2, withOutcome: 2, inputSecrets: 'observe' }),
    ])
    await runOn('AIC-GRD-01')
    const control = await read('AIC-GRD-01')
    expect(control).toMatchObject({
      status: 'fail',
      latest: {
        checked: 5,
        trial: false,
        deviations: [
          {
            key: 'g2',
            what: '2 calls on chat, 2026-11-22: injection enforce, secrets observe',
            href: '/gateway/requests',
          },
        ],
      },
    })
    expect(ledger.types()).toEqual(['control.tested'])
    expect(ledger.entries[0]?.body).toMatchObject({
      control: 'AIC-GRD-01',
      status: 'fail',
      checked: 5,
      deviating: 2,
      cause: 'event',
      populations: [
        { source: 'gateway.calls', rows: 2, complete: true },
        { source: 'policies.routes', rows: 0 },
      ],
    })
    expect(JSON.stringify(ledger.entries[0]?.body)).not.toContain('g2')
    expect(outbox.events).toMatchObject([
      { type: 'control.failed', data: { control: 'AIC-GRD-01', from: 'untested', to: 'fail' } },
    ])
  })

  it('leaves nothing behind when the ledger refuses the entry', async () => {
    world.set('gateway.calls', [call()])
    ledger.failNext = true
    await expect(runOn('AIC-GRD-01')).rejects.toThrow('on purpose')
    expect((await read('AIC-GRD-01')).status).toBe('untested')
    const { count } = await database.db.tx({ org }, (tx) =>
      tx.one<{ count: string }>(sql`select count(*) as count from control_population where org_id = ${org}`),
    )
    expect([count, ledger.entries.length, outbox.events.length]).toEqual(['0', 0, 0])
  })

  verifies(
    'CTRL-2',
    'keeps rows whose root stands in the entry, and from them a stranger gets the same result with the kept test',
    async () => {
      world.set('gateway.calls', [call({ id: 'z' }), call({ id: 'a', inputInjection: 'none' })])
      await runOn('AIC-GRD-01')
      const evidence = []
      for await (const item of room.export.evidence(org, always))
        if (item.outcome !== null) evidence.push(item)
      expect(evidence).toHaveLength(1)
      const [item] = evidence
      if (item?.outcome === undefined || item.outcome === null || item.test === null)
        throw new Error('no evidence')
      expect(createHash('sha256').update(item.test).digest('hex')).toBe(item.outcome.testDigest)
      const tables: Record<string, { rows: JsonObject[]; complete: boolean; why: string }> = {}
      for (const population of item.outcome.populations) {
        const rows: JsonObject[] = []
        for await (const row of item.rows(population.source)) rows.push(row)
        const lines = await database.db.tx({ org }, (tx) =>
          populationLines(tx, org, population.source, population.root),
        )
        expect(rootOfLines(lines ?? [])).toBe(population.root)
        expect(rows.length).toBe(population.rows)
        tables[population.source] = { rows, complete: population.complete, why: '' }
      }
      const test = readTest(JSON.parse(item.test))
      if (!test.ok) throw new Error(test.error.detail)
      const again = runTest(test.value, tables, item.outcome.asOf)
      expect(again).toMatchObject({
        status: item.outcome.status,
        checked: item.outcome.checked,
        why: item.outcome.why,
      })
      expect(again.deviations).toEqual(item.outcome.deviations.map(({ key, what }) => ({ key, what })))
      expect(again.deviations.map((d) => d.key)).toEqual(['a'])
    },
  )

  verifies(
    'CTRL-2',
    'a package of a window shows the last run in it, counts the others, and no run outside it',
    async () => {
      const inside = { from: new Date(clock.nowMs()), to: new Date(clock.nowMs() + 3_600_000) }
      world.set('gateway.calls', [call({ inputInjection: 'none', count: 7 })])
      await runOn('AIC-GRD-01')
      clock.forward(60_000)
      world.set('gateway.calls', [call()])
      await runOn('AIC-GRD-01')
      clock.forward(2 * 3_600_000)
      world.set('gateway.calls', [call({ inputInjection: 'none', count: 9 })])
      await runOn('AIC-GRD-01')
      const shown = async (window: { from: Date; to: Date }) => {
        for await (const item of room.export.evidence(org, window))
          if (item.control.id === 'AIC-GRD-01')
            return [item.outcome?.status, item.outcome?.deviating, item.runs]
        return []
      }
      expect(await shown(inside)).toEqual(['pass', 0, { fail: 1, pass: 1 }])
      expect(await shown(always)).toEqual(['fail', 9, { fail: 2, pass: 1 }])
      expect(await shown({ from: new Date(0), to: new Date(1) })).toEqual([undefined, undefined, {}])
    },
  )

  it('exports nothing for an outcome that is not in the log yet', async () => {
    world.set('gateway.calls', [call()])
    await runOn('AIC-GRD-01')
    sequenced = false
    for await (const item of room.export.evidence(org, always)) expect(item.outcome).toBeNull()
  })

  it('the same facts in another order give the same root and are kept once', async () => {
    world.set('gateway.calls', [call({ id: 'a' }), call({ id: 'b' })])
    await runOn('AIC-GRD-01')
    world.set('gateway.calls', [call({ id: 'b' }), call({ id: 'a' })])
    await runOn('AIC-GRD-01')
    const { items } = await database.db.tx({ org }, (tx) =>
      outcomePage(tx, org, 'AIC-GRD-01', { limit: 5, before: null }),
    )
    expect(new Set(items.map((item) => item.outcome.populations[0]?.root)).size).toBe(1)
    const { count } = await database.db.tx({ org }, (tx) =>
      tx.one<{ count: string }>(
        sql`select count(*) as count from control_population where org_id = ${org} and source = 'gateway.calls'`,
      ),
    )
    expect(count).toBe('1')
  })

  it('a source that is incomplete, breaks, is missing, holds a float or disagrees with an independent count is inconclusive and stops no other', async () => {
    world.set('gateway.calls', [call()], { complete: false, why: 'the backlog is not shipped' })
    world.broken.add('operations.backups')
    world.set('identity.admins', [{ id: 'u1', score: 0.5 }])
    world.set('identity.keys', [], { independentCount: { source: 'ledger entries', count: 4 } })
    await runOn('AIC-GRD-01', 'AIC-DR-02', 'AIC-ACC-01', 'AIC-ACC-03', 'AIC-INV-01')
    const word = async (id: string): Promise<[string, string | undefined]> => {
      const control = await read(id)
      return [control.status, control.latest?.why]
    }
    expect(await word('AIC-GRD-01')).toEqual([
      'inconclusive',
      '`gateway.calls` is incomplete: the backlog is not shipped',
    ])
    expect(await word('AIC-DR-02')).toEqual([
      'inconclusive',
      '`operations.backups` is incomplete: reading the source failed; the server log says why',
    ])
    expect((await word('AIC-ACC-01'))[0]).toBe('inconclusive')
    expect(await word('AIC-ACC-03')).toEqual([
      'inconclusive',
      '`identity.keys` is incomplete: 0 items here, 4 in ledger entries',
    ])
    expect((await word('AIC-INV-01'))[0]).toBe('did_not_operate')
    world.sources.splice(0)
    await runOn('AIC-INV-01')
    expect((await word('AIC-INV-01'))[0]).toBe('inconclusive')
  })

  it('waits for a population that is still coming in, and reads only what is not complete again', async () => {
    world.set('gateway.calls', [call()], { complete: false, why: '3 entries are not sequenced yet' })
    world.settle = () => world.set('gateway.calls', [call(), call({ id: 'g2' })])
    await runOn('AIC-GRD-01', 'AIC-ACC-01')
    expect(await read('AIC-GRD-01')).toMatchObject({ status: 'pass', latest: { checked: 6 } })
    expect(world.loads).toBe(5)
  })

  it('marks a result on trial calls as trial, and leaves trial rows out as soon as there is real use', async () => {
    const trial = call({ id: 't', trial: true, environment: 'trial', inputInjection: 'observe' })
    world.set('gateway.calls', [trial])
    await runOn('AIC-GRD-01')
    expect(await read('AIC-GRD-01')).toMatchObject({ status: 'fail', latest: { trial: true } })
    world.set('gateway.calls', [trial, call()])
    await runOn('AIC-GRD-01')
    const control = await read('AIC-GRD-01')
    expect(control).toMatchObject({ status: 'pass', latest: { trial: false, checked: 3 } })
    expect(control.latest?.populations[0]?.query).toContain('; 1 trial rows left out')
  })
})

describe('over time', () => {
  it('an outcome goes stale, an untested day stays untested, and a failure keeps its beginning', async () => {
    world.set('gateway.calls', [call({ inputInjection: 'observe' })])
    await runOn('AIC-GRD-01')
    const began = new Date(clock.nowMs()).toISOString()
    clock.forward(30 * 60_000)
    world.set('gateway.calls', [
      call({ inputInjection: 'observe' }),
      call({ id: 'g9', inputSecrets: 'none' }),
    ])
    await runOn('AIC-GRD-01')
    let control = await read('AIC-GRD-01')
    expect(control.failingSince).toBe(began)
    expect(control.latest?.deviations.map((d) => [d.key, d.since])).toEqual([
      ['g1', began],
      ['g9', control.latest?.asOf],
    ])
    clock.forward(61 * 60_000)
    control = await read('AIC-GRD-01')
    expect(control.status).toBe('stale')
    clock.forward(2 * 86_400_000)
    world.set('gateway.calls', [call()])
    await runOn('AIC-GRD-01')
    control = await read('AIC-GRD-01')
    expect([control.status, control.failingSince]).toEqual(['pass', null])
    expect(control.strip).toHaveLength(30)
    expect(control.strip.slice(-3).map((day) => day.status)).toEqual(['fail', 'untested', 'pass'])
    expect(outbox.events.map((event) => [event.type, event.data['from'], event.data['to']])).toEqual([
      ['control.failed', 'untested', 'fail'],
      ['control.status_changed', 'fail', 'pass'],
    ])
  })

  it('the watch records only when the word changes, the schedule always', async () => {
    const watch = (): Promise<void> =>
      handler('controls.watch').handle({}, { org: null, signal: AbortSignal.timeout(60_000) })
    await watch()
    expect((await read('AIC-GRD-01')).status).toBe('did_not_operate')
    const own = (): number => ledger.entries.filter((entry) => entry.org === org).length
    const quiet = own()
    await watch()
    expect(own()).toBe(quiet)
    world.set('gateway.calls', [call({ inputInjection: 'none' })], {
      complete: false,
      why: 'still coming in',
    })
    await watch()
    expect((await read('AIC-GRD-01')).status).toBe('did_not_operate')
    world.set('gateway.calls', [call()])
    await watch()
    expect((await read('AIC-GRD-01')).status).toBe('pass')
    expect(own()).toBeGreaterThan(quiet)
    const noisy = own()
    await room.runAll(org)
    expect(own()).toBe(noisy + tests.length)
  })

  it('an event enqueues the tests that declare it, once', async () => {
    const subscription = room.subscriptions.find((one) => one.event === 'identity.totp_enrolled')
    await database.db.tx(
      { org },
      (tx) =>
        subscription?.handle({ id: 'e', type: 'identity.totp_enrolled', org, data: {} }, tx) ??
        Promise.resolve(),
    )
    expect(enqueued).toMatchObject([
      {
        type: 'controls.test',
        org,
        data: { controls: ['AIC-ACC-01'] },
        dedupeKey: `controls.test ${org} AIC-ACC-01`,
      },
    ])
  })

  it('a change of test logic is an entry of its own before the first result that it gave', async () => {
    world.set('gateway.calls', [call()])
    await runOn('AIC-GRD-01')
    await database.db.tx({ org }, (tx) =>
      tx.run(sql`insert into control_outcome (id, org_id, control_id, status, checked, deviating, deviations, why, as_of, window_from, trial, test_digest, cause, populations, entry_id)
      select gen_random_uuid(), org_id, control_id, status, checked, deviating, deviations, why, as_of, window_from, trial, 'an older logic', cause, populations, entry_id from control_outcome where org_id = ${org}`),
    )
    await runOn('AIC-GRD-01')
    expect(ledger.types()).toEqual(['control.tested', 'control.changed', 'control.tested'])
    expect(ledger.of('control.changed')[0]?.body).toMatchObject({
      control: 'AIC-GRD-01',
      before: 'an older logic',
    })
  })

  it('a package of a past window has the days before its end only, and says where the test was changed since', async () => {
    const span = { from: new Date(clock.ms - 86_400_000), to: new Date(clock.ms) }
    world.set('gateway.calls', [call()])
    await runOn('AIC-GRD-01')
    clock.forward(3_600_000)
    world.set('gateway.calls', [call({ inputInjection: 'none' })])
    await runOn('AIC-GRD-01')
    const shown = async () => {
      for await (const one of room.export.evidence(org, span)) if (one.control.id === 'AIC-GRD-01') return one
      throw new Error('no such control')
    }
    const now = await shown()
    expect([now.control.strip.at(-1)?.status, now.outcome?.status, now.changedSince]).toEqual([
      'pass',
      'pass',
      false,
    ])
    expect((await read('AIC-GRD-01')).strip.at(-1)?.status).toBe('fail')
    await database.db.tx({ org }, (tx) =>
      tx.run(sql`update control_outcome set test_digest = 'an older logic' where org_id = ${org}`),
    )
    expect((await shown()).changedSince).toBe(true)
  })

  it('another organisation sees none of it', async () => {
    world.set('gateway.calls', [call()])
    await runOn('AIC-GRD-01')
    const other = await seedOrg(database.db)
    const seen = await database.db.tx({ org: other }, (tx) =>
      tx.rows(sql`select id from control_outcome limit 10`),
    )
    expect(seen).toEqual([])
  })

  it('reads every source once per window in a run, and the control about controls last', async () => {
    await room.runAll(org)
    const windows = new Set(
      tests.flatMap((test) =>
        Object.values(test.test.populations).map((source) => `${source} ${test.windowMs}`),
      ),
    )
    expect(world.loads).toBe([...windows].filter((key) => !key.startsWith('controls.')).length)
    expect(await read('AIC-EVD-01')).toMatchObject({ status: 'pass', latest: { checked: tests.length - 1 } })
  })
})

describe('readiness', () => {
  it('lists all 61 criteria; the worst bearing control decides; a criterion that nothing tested bears on says so', async () => {
    world.set('gateway.calls', [call({ inputInjection: 'none' })])
    await room.runAll(org)
    const controls = await database.db.tx({ org }, (tx) =>
      readControls(tx, org, async () => [], clock.nowMs()),
    )
    const readiness = readinessOf(controls, 'now')
    expect(readiness.criteria).toHaveLength(61)
    const word = (id: string): string | undefined =>
      readiness.criteria.find((criterion) => criterion.id === id)?.status
    expect(word('CC6.6')).toBe('fail')
    expect(word('CC1.2')).toBe('no_control')
    expect(readiness.counts['untested']).toBe(controls.filter((control) => !control.hasTest).length)
    expect(Object.values(readiness.counts).reduce((a, b) => a + b, 0)).toBe(controls.length)
  })
})
