import { describe, expect, it } from 'vitest'
import { draws } from '../../../../test/world/draws.ts'
import { testClock, type TestClock } from '../../../../test/world/clock.ts'
import { Keeper, LOOK_MS, REPORTED_MAX } from './keeper.ts'
import { watchReportSchema, type WatchReport } from './report.ts'
import { REPORT_MS, ReportingWatch, WAITING_MAX } from './reporting-watch.ts'
import {
  ExtractionWatch,
  samplingOf,
  type Caller,
  type CallerWatch,
  type ExtractionAlert,
  type ExtractionRule,
} from './watch.ts'
import { caller, enforce } from './test-callers.ts'

const HOUR_MS = 3_600_000
const probe = (n: number): string =>
  `Is the following review positive or negative, answer with one word: the room was clean and number ${n} was late`
const probing = samplingOf({ logprobs: true })

/** What `later` promised, done when its time has come. */
function timers(clock: TestClock) {
  let due: { readonly atMs: number; readonly act: () => void }[] = []
  return {
    later: (ms: number, act: () => void): void => void due.push({ atMs: clock.nowMs() + ms, act }),
    pass(ms: number): void {
      for (let step = 0; step < ms; step++) {
        clock.advance(1)
        const now = due.filter((one) => one.atMs <= clock.nowMs())
        due = due.filter((one) => one.atMs > clock.nowMs())
        for (const { act } of now) act()
      }
    },
  }
}

/** A main process and its workers, with what goes between them as it is after JSON and the schema. */
function server(workers: number) {
  const clock = testClock(Date.UTC(2026, 10, 2, 8))
  const time = timers(clock)
  const alerts: ExtractionAlert[] = []
  const warnings: string[] = []
  const reports: WatchReport[] = []
  const watches: ReportingWatch[] = []
  const link = { up: true }
  const keeper = new Keeper({
    clock,
    log: { warn: (_: unknown, text?: string) => void warnings.push(text ?? '') },
    later: time.later,
    onAlert: (alert) => void alerts.push(alert),
    tell: (slowed) => {
      if (link.up) for (const watch of watches) watch.obey(structuredClone(slowed))
    },
  })
  const begin = (): ReportingWatch => {
    const watch = new ReportingWatch(clock, {
      later: time.later,
      send(report, sent) {
        if (!link.up) return
        reports.push(report)
        keeper.hear(watchReportSchema.parse(JSON.parse(JSON.stringify(report))))
        sent()
      },
    })
    watch.obey(structuredClone(keeper.slowed()))
    watches.push(watch)
    return watch
  }
  for (let n = 0; n < workers; n++) begin()
  const at = (n: number): ReportingWatch => {
    const watch = watches[n]
    if (watch === undefined) throw new Error(`no worker ${n}`)
    return watch
  }
  const settle = (): void => time.pass(REPORT_MS + 2 * LOOK_MS + 2)
  return { clock, time, alerts, warnings, reports, link, keeper, begin, at, settle }
}

type World = ReturnType<typeof server>

/** Probes through both workers until the defence slows the caller down. */
function provoke(world: World, rest: Partial<Caller> = {}): void {
  for (let n = 0; n < 100; n++) {
    world.at(n % 2).see(caller(rest), enforce, probe(n), probing)
    world.time.pass(20)
  }
  world.settle()
}

describe('a caller whose calls are spread over two workers', () => {
  it('is seen as one: each half is too small to say anything, together they are one alert and both hold it back', () => {
    const world = server(2)
    for (let n = 0; n < 100; n++) {
      world.time.pass(20)
      expect(world.at(n % 2).see(caller(), enforce, probe(n), probing) === null).toBe(
        world.alerts.length === 0,
      )
    }
    world.settle()
    expect(new Set(world.alerts.map((a) => a.hour)).size).toBe(1)
    expect(world.alerts[0]).toMatchObject({ keyId: 'k', mode: 'enforce', system: 'support', callId: 'c' })
    expect(world.alerts[0]?.calls).toBeGreaterThanOrEqual(60)
    for (const n of [0, 1]) {
      const throttle = world.at(n).see(caller(), enforce, probe(500), probing)
      expect(throttle?.retryAfterS).toBeGreaterThan(50)
      expect(throttle?.suspicion.signals.map((s) => s.signal)).toEqual(
        expect.arrayContaining(['near_duplicates', 'logprobs']),
      )
      // another caller, and a route that only observes, are not held back
      expect(world.at(n).see(caller({ keyId: 'other' }), enforce, probe(501), probing)).toBeNull()
      expect(world.at(n).see(caller(), { ...enforce, mode: 'observe' }, probe(502), probing)).toBeNull()
    }
  })

  it.each([3, 17, 71])(
    'counts as if one process had served it, numbers that count up included, however the calls are dealt out (seed %i)',
    (seed) => {
      const random = draws(seed)
      const observe: ExtractionRule = { ...enforce, mode: 'observe', threshold: 0.3 }
      const world = server(3)
      const alone: ExtractionAlert[] = []
      const one = new ExtractionWatch(world.clock, (alert) => void alone.push(alert))
      for (let n = 0; n < 600; n++) {
        const who = caller({ user: n % 3 === 0 ? null : 'mallory', callId: `c${n}` })
        for (const watch of [one, world.at(Math.floor(random() * 3))] satisfies CallerWatch[])
          watch.see(who, observe, probe(n), samplingOf({ temperature: n % 2 }))
        world.time.pass(1 + Math.floor(random() * 60))
      }
      world.settle()
      expect(alone.length).toBeGreaterThan(1)
      expect(alone.some((a) => a.suspicion.signals.some((s) => s.signal === 'enumeration'))).toBe(true)
      // judged a moment later
      const said = (alert: ExtractionAlert): ExtractionAlert => ({ ...alert, atMs: 0 })
      expect(world.alerts.map(said)).toEqual(alone.map(said))
    },
  )

  it('gets one call when its time is over, through whichever worker, and is held back again', () => {
    const world = server(2)
    provoke(world)
    for (let round = 0; round < 3; round++) {
      world.time.pass(61_000)
      expect(world.at(round % 2).see(caller(), enforce, probe(900 + round), probing)).toBeNull()
      for (const n of [0, 1])
        expect(world.at(n).see(caller(), enforce, probe(950), probing)?.retryAfterS).toBe(60)
    }
  })

  it('whose end user is meant: others of the same key go on', () => {
    const world = server(2)
    const random = draws(5)
    const chat = (): string =>
      Array.from(
        { length: 12 },
        () => `word${String.fromCharCode(97 + random() * 26, 97 + random() * 26)}`,
      ).join(' ')
    for (let n = 0; n < 800; n++) {
      const probes = n % 8 < 2
      world
        .at(n % 2)
        .see(
          caller({ user: probes ? 'mallory' : `user-${n % 97}` }),
          enforce,
          probes ? probe(n) : chat(),
          probes ? probing : samplingOf({}),
        )
      world.time.pass(20)
    }
    world.settle()
    for (const n of [0, 1]) {
      expect(world.at(n).see(caller({ user: 'mallory' }), enforce, probe(900), probing)).not.toBeNull()
      expect(world.at(n).see(caller({ user: 'user-3' }), enforce, 'hello my friend', probing)).toBeNull()
    }
  })

  it('is free at every worker, and stays free, once a person has found it harmless', () => {
    const world = server(2)
    provoke(world)
    expect(world.at(0).see(caller(), enforce, probe(200), probing)).not.toBeNull()
    expect(world.keeper.watch.accept('o', 'k', (user) => user === null)).toBe(true)
    for (let n = 0; n < 200; n++) {
      expect(world.at(n % 2).see(caller(), enforce, probe(300 + n), probing)).toBeNull()
      world.time.pass(20)
    }
    expect(world.keeper.slowed()).toEqual([])
  })

  it('is free again when its hours no longer look like copying', () => {
    const world = server(2)
    provoke(world)
    world.time.pass(1)
    world.clock.advance(2 * HOUR_MS)
    for (let n = 0; n < 20; n++)
      expect(
        world.at(n % 2).see(caller(), enforce, `what is the time in town ${n}`, samplingOf({})),
      ).toBeNull()
  })

  it('is told with the calls that were refused, over all workers', () => {
    const world = server(2)
    provoke(world)
    const before = world.alerts.length
    const told = world.alerts.reduce((sum, a) => sum + a.throttled, 0)
    for (let n = 0; n < 30; n++) world.at(n % 2).see(caller(), enforce, probe(400 + n), probing)
    world.time.pass(61_000)
    world.at(0).see(caller(), enforce, probe(600), probing)
    expect(world.alerts.length).toBe(before + 1)
    const refused = world.reports.flatMap((r) => r.refused).reduce((sum, r) => sum + r.calls, 0)
    expect(refused).toBeGreaterThanOrEqual(30)
    expect(told + (world.alerts.at(-1)?.throttled ?? 0)).toBe(refused)
  })
})

it('a worker that begins anew holds back who is slowed down', () => {
  const world = server(2)
  provoke(world)
  expect(world.begin().see(caller(), enforce, probe(1), probing)).not.toBeNull()
})

it('calls of the main process itself count with those of its workers, and slow the caller down at all', () => {
  const world = server(1)
  for (let n = 0; n < 100; n++) {
    ;(n % 2 === 0 ? world.at(0) : world.keeper.watch).see(caller(), enforce, probe(n), probing)
    world.time.pass(20)
  }
  world.settle()
  for (const watch of [world.at(0), world.keeper.watch])
    expect(watch.see(caller(), enforce, probe(200), probing)).not.toBeNull()
})

describe('a keeper', () => {
  it('that hears nothing costs a worker no more memory than its queue, and is told how many calls it missed', () => {
    const world = server(1)
    world.link.up = false
    world.at(0).see(caller(), enforce, probe(0), probing)
    world.time.pass(REPORT_MS)
    const sent: (() => void)[] = []
    const slow = new ReportingWatch(world.clock, {
      later: world.time.later,
      send(report, done) {
        world.reports.push(report)
        sent.push(done)
      },
    })
    for (let n = 0; n < 2 * WAITING_MAX + 10; n++) {
      slow.see(caller(), enforce, probe(n), probing)
      if (n === 0) world.time.pass(REPORT_MS)
    }
    expect(world.reports.map((r) => [r.seen.length, r.lost])).toEqual([[1, 0]])
    sent[0]?.()
    world.time.pass(REPORT_MS)
    expect(world.reports.map((r) => [r.seen.length, r.lost])).toEqual([
      [1, 0],
      [WAITING_MAX, WAITING_MAX + 9],
    ])
  })

  it('that is told more than it can hold counts what it did not look at, and says so once', () => {
    const world = server(1)
    const watch = world.at(0)
    for (let n = 0; n < REPORTED_MAX + 50; n++) {
      watch.see(caller(), { ...enforce, mode: 'observe' }, 'yes', samplingOf({}))
      if (n % WAITING_MAX === WAITING_MAX - 1) watch.flush()
    }
    watch.flush()
    expect(world.keeper.unseen).toBe(50)
    watch.see(caller(), enforce, 'yes', samplingOf({}))
    watch.flush()
    expect(world.keeper.unseen).toBe(51)
    expect(world.warnings).toHaveLength(1)
  })

  it('that is gone leaves who was slowed down with one call in its time at each worker', () => {
    const world = server(2)
    provoke(world)
    world.link.up = false
    world.time.pass(61_000)
    let made = 0
    expect(world.at(0).see(caller(), enforce, probe(0), probing)).toBeNull()
    expect(world.at(0).see(caller(), enforce, probe(0), probing)?.retryAfterS).toBe(1)
    world.time.pass(61_000)
    for (let second = 0; second < 240; second++) {
      for (const n of [0, 1]) if (world.at(n).see(caller(), enforce, probe(second), probing) === null) made++
      world.time.pass(1_000)
    }
    expect(made).toBe(8)
  })

  it('forgets callers who do not come back', () => {
    const world = server(1)
    provoke({ ...world, at: () => world.at(0) })
    expect(world.keeper.slowed()).toHaveLength(1)
    world.clock.advance(2 * HOUR_MS)
    expect(world.keeper.slowed()).toEqual([])
  })
})

it('no word of a prompt leaves a worker, and a report that points nowhere counts nothing', () => {
  const world = server(2)
  provoke(world, { user: 'mallory' })
  const text = JSON.stringify(world.reports)
  expect(text).toContain('mallory')
  for (const word of ['review', 'positive', 'clean', 'late']) expect(text).not.toContain(word)
  const [report] = world.reports
  if (report === undefined) throw new Error('nothing was reported')
  const before = world.alerts.length
  world.keeper.hear({ ...report, callers: [] })
  world.keeper.hear({ ...report, mins: 'AAAA' })
  world.settle()
  expect(world.alerts).toHaveLength(before)
})
