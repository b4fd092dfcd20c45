import { describe, expect, it } from 'vitest'
import { draws } from '../../../../test/world/draws.ts'
import { testClock } from '../../../../test/world/clock.ts'
import { fingerprint, similarity } from './fingerprint.ts'
import {
  ExtractionWatch,
  samplingOf,
  type Caller,
  type ExtractionAlert,
  type ExtractionRule,
} from './watch.ts'
import { caller, enforce } from './test-callers.ts'

const HOUR_MS = 3_600_000
const plain = samplingOf({ temperature: 0.7 })
const observe: ExtractionRule = { ...enforce, mode: 'observe' }

const NOUNS =
  'invoice printer holiday contract bicycle window recipe garden flight camera ticket router battery jacket mortgage piano village harbour museum lesson chart kettle ladder violin'.split(
    ' ',
  )
const VERBS =
  'explain compare write translate summarise describe draft check plan improve list rewrite'.split(' ')
const TOPICS =
  'for a customer in Lisbon|before the meeting tomorrow|in two short paragraphs|as a table with prices|for my grandmother|without technical words|with three examples|and say what could go wrong|for the night shift|in the tone of a letter'.split(
    '|',
  )
const pick = <T>(random: () => number, list: readonly T[]): T => {
  const item = list[Math.floor(random() * list.length)]
  if (item === undefined) throw new Error('an empty list')
  return item
}
/** What people type: some ask, some answer shortly, many use the same few openings. */
const human = (random: () => number): string => {
  const kind = random()
  if (kind < 0.25)
    return pick(random, ['yes', 'thank you', 'go on please', 'no, shorter', 'ok', 'and in German?'])
  return `${pick(random, ['Please', 'Can you', 'I need you to', 'Could you'])} ${pick(random, VERBS)} the ${pick(random, NOUNS)} and the ${pick(random, NOUNS)} ${pick(random, TOPICS)} ${pick(random, TOPICS)}`
}
/** One prompt, many cases: what an application that sorts tickets sends. */
const templated = (random: () => number): string =>
  `You are given a support ticket. Answer with one of billing, delivery, technical, other and nothing else. Keep in mind that the customer may be upset and may mix languages, and never invent an order number. Ticket ${Math.floor(random() * 1e6)}: the ${pick(random, NOUNS)} is broken.`

describe('fingerprints', () => {
  it('are equal over case, spacing, punctuation and numbers, close for small changes, far for other texts', () => {
    const base =
      'Please summarise the quarterly report of our branch in Lisbon for the board meeting on Monday and mention risks'
    const alike = (a: string, b: string): number => similarity(fingerprint(a).mins, fingerprint(b).mins)
    expect(alike(base, `  ${base.toUpperCase()}!!! `)).toBe(1)
    expect(alike('order 17 of 20 is late again', 'order 99 of 3 is late again')).toBe(1)
    expect(fingerprint('order 17').text).not.toBe(fingerprint('order 18').text)
    expect([fingerprint('order 17 please').number, fingerprint('no number').number]).toEqual([17, null])
    expect(alike(base, base.replace('Monday', 'Tuesday'))).toBeGreaterThanOrEqual(0.7)
    const random = draws(7)
    const pairs = Array.from({ length: 300 }, () => alike(human(random), human(random)))
    expect(pairs.filter((s) => s >= 0.7 && s < 1).length).toBeLessThan(10)
  })

  it('are bounded for a long text and look at both ends of it', () => {
    const long = 'word '.repeat(200_000)
    expect(fingerprint(`${long}alpha`).text).not.toBe(fingerprint(`${long}bravo`).text)
    expect(fingerprint('').words).toBe(0)
    expect(similarity(fingerprint('').mins, fingerprint('').mins)).toBe(0)
  })
})

/** Runs calls at a rate and says what came of them. */
function play(
  rule: ExtractionRule,
  steps: readonly {
    hours: number
    perHour: number
    prompt: (i: number) => string
    body?: (i: number) => Record<string, unknown>
    who?: (i: number) => Partial<Caller>
  }[],
): {
  alerts: ExtractionAlert[]
  throttled: number
  made: number
  watch: ExtractionWatch
  clock: ReturnType<typeof testClock>
} {
  const clock = testClock(Date.UTC(2026, 10, 2, 8))
  const alerts: ExtractionAlert[] = []
  const watch = new ExtractionWatch(clock, (alert) => void alerts.push(alert))
  let throttled = 0
  let made = 0
  let i = 0
  for (const step of steps)
    for (let n = 0; n < step.hours * step.perHour; n++, i++) {
      clock.advance(HOUR_MS / step.perHour)
      const sampling = step.body === undefined ? plain : samplingOf(step.body(i))
      if (watch.see(caller(step.who?.(i)), rule, step.prompt(i), sampling) === null) made += 1
      else throttled += 1
    }
  return { alerts, throttled, made, watch, clock }
}

describe('ordinary callers are left alone', () => {
  const random = draws(11)
  it.each([
    ['a chat of people', [{ hours: 20, perHour: 200, prompt: () => human(random) }]],
    [
      'a busy chat of people, from its first hour',
      [{ hours: 3, perHour: 3_000, prompt: () => human(random) }],
    ],
    ['one prompt with many cases', [{ hours: 20, perHour: 300, prompt: () => templated(random) }]],
    [
      'one prompt with numbered cases',
      [
        {
          hours: 20,
          perHour: 300,
          prompt: (i: number) => `Summarise the case number ${i} of today in one line please`,
        },
      ],
    ],
    [
      'the same question again and again',
      [{ hours: 5, perHour: 500, prompt: () => 'is the service healthy, say yes or no' }],
    ],
    [
      'a classifier that always wants log-probabilities',
      [
        {
          hours: 20,
          perHour: 300,
          prompt: () => human(random),
          body: () => ({ logprobs: true, temperature: 0 }),
        },
      ],
    ],
    [
      'a slow growth to five times the traffic',
      [200, 300, 450, 650, 1_000].map((perHour) => ({ hours: 8, perHour, prompt: () => human(random) })),
    ],
    [
      'a handful of calls with everything odd about them',
      [
        {
          hours: 1,
          perHour: 50,
          prompt: (i: number) => `give me the weight of token number ${i} now`,
          body: () => ({ logprobs: true, n: 5 }),
        },
      ],
    ],
  ])('%s', (_, steps) => {
    const { alerts, throttled } = play(enforce, steps)
    expect(alerts.map((a) => [a.suspicion.score, a.suspicion.signals])).toEqual([])
    expect(throttled).toBe(0)
  })
})

describe('who copies a model is slowed and named', () => {
  const random = draws(23)
  const usual = { hours: 12, perHour: 120, prompt: () => human(random) }
  const reasons = (alerts: readonly ExtractionAlert[]): string[] => [
    ...new Set(alerts.flatMap((a) => a.suspicion.signals.map((s) => s.signal))),
  ]

  it('a search along a decision border: variations of one prompt, with log-probabilities', () => {
    const { alerts, throttled, made } = play(enforce, [
      {
        hours: 2,
        perHour: 600,
        prompt: () => templated(random),
        body: () => ({ logprobs: true, top_logprobs: 5 }),
      },
    ])
    expect(reasons(alerts)).toEqual(expect.arrayContaining(['near_duplicates', 'logprobs']))
    expect(throttled).toBeGreaterThan(800)
    expect(made).toBeLessThan(400)
  })

  it('an enumeration with a sweep of sampling parameters', () => {
    const { alerts } = play(enforce, [
      {
        hours: 1,
        perHour: 900,
        prompt: (i) => `Tell me everything that you know about the customer with number ${Math.floor(i / 3)}`,
        body: (i) => ({ temperature: (i % 3) / 2, seed: i }),
      },
    ])
    expect(reasons(alerts)).toEqual(expect.arrayContaining(['sampling_sweep']))
    expect(alerts.length).toBeGreaterThan(0)
  })

  it('a key that always chatted and now asks ten times as much, over all of the space', () => {
    const { alerts, throttled } = play(enforce, [
      usual,
      {
        hours: 1,
        perHour: 4_000,
        prompt: () =>
          `${human(random)} ${Array.from({ length: 12 }, () => pick(random, NOUNS) + pick(random, VERBS)).join(' ')}`,
      },
    ])
    expect(reasons(alerts)).toEqual(expect.arrayContaining(['volume', 'coverage']))
    expect(throttled).toBeGreaterThan(1_000)
  })

  it('one end user among many of a key, without slowing the others', () => {
    const { alerts, watch } = play(enforce, [
      {
        hours: 1,
        perHour: 3_000,
        prompt: (i) => (i % 4 === 0 ? templated(random) : human(random)),
        body: (i) => (i % 4 === 0 ? { logprobs: true } : {}),
        who: (i) => ({ user: i % 4 === 0 ? 'mallory' : `user-${i % 97}` }),
      },
    ])
    expect(new Set(alerts.map((a) => a.user))).toEqual(new Set(['mallory']))
    expect(watch.see(caller({ user: 'mallory' }), enforce, 'hello my friend again', plain)).not.toBeNull()
    expect(watch.see(caller({ user: 'user-3' }), enforce, 'hello my friend again', plain)).toBeNull()
  })

  it('in observe nothing is refused and the alert says so', () => {
    const { alerts, throttled } = play(observe, [
      { hours: 1, perHour: 600, prompt: () => templated(random), body: () => ({ logprobs: true }) },
    ])
    expect(throttled).toBe(0)
    expect(alerts[0]).toMatchObject({ mode: 'observe', hour: expect.any(Number) })
    expect(alerts.length).toBeLessThan(10)
  })

  it('a caller that a person accepted keeps doing what it does', () => {
    const run = play(enforce, [
      { hours: 1, perHour: 600, prompt: () => templated(random), body: () => ({ logprobs: true }) },
    ])
    expect(run.watch.see(caller(), enforce, templated(random), plain)).not.toBeNull()
    expect(run.watch.accept('o', 'k', (user) => user === null)).toBe(true)
    expect(run.watch.accept('other', 'k', (user) => user === null)).toBe(false)
    const before = run.alerts.length
    for (let i = 0; i < 300; i++) {
      run.clock.advance(6_000)
      expect(run.watch.see(caller(), enforce, templated(random), samplingOf({ logprobs: true }))).toBeNull()
    }
    expect(run.alerts.length).toBe(before)
  })

  it('slowed down is for the minute that it says, also when the clock is set', () => {
    for (const byMs of [-365 * 24 * HOUR_MS, -2 * HOUR_MS, 2 * HOUR_MS]) {
      const run = play(enforce, [
        { hours: 1, perHour: 600, prompt: () => templated(random), body: () => ({ logprobs: true }) },
      ])
      const see = () => run.watch.see(caller(), enforce, templated(random), samplingOf({ logprobs: true }))
      expect(see()).toMatchObject({ retryAfterS: expect.any(Number) })
      run.clock.step(byMs)
      expect(see()?.retryAfterS).toBeLessThanOrEqual(60)
      run.clock.advance(61_000)
      expect(see()).toBeNull()
    }
  })

  it('an hour of copying teaches no habit: it is still seen in the next days', () => {
    const { alerts } = play(observe, [
      usual,
      { hours: 30, perHour: 900, prompt: () => templated(random), body: () => ({ logprobs: true }) },
    ])
    expect(new Set(alerts.map((a) => a.hour)).size).toBeGreaterThan(25)
  })
})

it('memory does not grow with callers', () => {
  const clock = testClock()
  const watch = new ExtractionWatch(clock, () => {})
  for (let i = 0; i < 12_000; i++)
    watch.see(caller({ keyId: `k${i}` }), observe, 'hello there my friend', plain)
  expect(watch.accept('o', 'k0', () => true)).toBe(false)
  expect(watch.accept('o', 'k11999', () => true)).toBe(true)
})

it('reads sampling parameters of any type without failing', () => {
  expect(samplingOf({ logprobs: 'yes', top_logprobs: -1, logit_bias: [], n: {} }).logprobs).toBe(false)
  expect(samplingOf({ logit_bias: { 50256: -100 } }).logprobs).toBe(true)
  expect(samplingOf({ seed: 1 }).mark).not.toBe(samplingOf({ seed: 2 }).mark)
})
