import { describe, expect, it } from 'vitest'
import { Exporter, exporterDefaults, type ExporterSettings, type Post } from './exporter.ts'

/** Time and timers in hand. */
function hand() {
  let ms = 0
  let n = 0
  const timers = new Map<number, { at: number; act: () => void }>()
  return {
    nowMs: () => ms,
    later: (after: number, act: () => void) => {
      const id = n++
      timers.set(id, { at: ms + after, act })
      return () => void timers.delete(id)
    },
    /** Lets time pass, timer by timer, and promises settle in between. */
    async pass(by: number): Promise<void> {
      const end = ms + by
      for (;;) {
        await settled()
        const due = [...timers].filter(([, t]) => t.at <= end).sort(([, a], [, b]) => a.at - b.at)[0]
        if (due === undefined) break
        timers.delete(due[0])
        ms = Math.max(ms, due[1].at)
        due[1].act()
      }
      ms = end
      await settled()
    },
  }
}
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

const ok = { kind: 'answered', status: 200, retryAfterMs: null, rejected: 0 } as const
type Answer = Awaited<ReturnType<Post>>

function setUp(answers: Answer[], settings: Partial<ExporterSettings> = {}) {
  const time = hand()
  const bodies: string[] = []
  const times: number[] = []
  const drops: string[] = []
  const exporter = new Exporter(
    {
      ...time,
      random: () => 0,
      encode: JSON.stringify,
      post: async (_path, body) => {
        bodies.push(body)
        times.push(time.nowMs())
        return answers.shift() ?? ok
      },
      onDropped: (count, why) => drops.push(`${count} ${why}`),
    },
    { ...exporterDefaults, ...settings },
  )
  return { time, bodies, times, drops, exporter }
}

describe('the exporter', () => {
  it('gathers, sends in batches, and keeps the order', async () => {
    const { time, bodies, exporter } = setUp([], { batchMax: 3, everyMs: 1_000 })
    for (let n = 0; n < 5; n++) exporter.add({ n })
    await time.pass(0)
    expect(bodies).toEqual(['[{"n":0},{"n":1},{"n":2}]'])
    await time.pass(1_000)
    expect(bodies[1]).toBe('[{"n":3},{"n":4}]')
    expect([exporter.sent, exporter.waiting]).toEqual([5, 0])
  })

  it('asks a collector that says 429 again after its `retry-after`, and loses nothing', async () => {
    const busy = { ...ok, status: 429, retryAfterMs: 7_000 }
    const { time, times, exporter } = setUp([busy, busy, ok], { everyMs: 1_000 })
    exporter.add({})
    await time.pass(30_000)
    expect(times).toEqual([1_000, 8_000, 15_000])
    expect([exporter.sent, exporter.dropped]).toEqual([1, 0])
  })

  it('backs off from one that is away, and drops the batch after its time, counted', async () => {
    const away: Answer[] = Array.from({ length: 50 }, () => ({ kind: 'unreachable', why: 'ECONNREFUSED' }))
    const { time, times, drops, exporter } = setUp(away, { everyMs: 1_000, retryMsMax: 10_000 })
    exporter.add({})
    await time.pass(60_000)
    expect(times).toEqual([1_000, 1_500, 2_500, 4_500, 8_500])
    expect(drops).toEqual(['1 given_up'])
  })

  it('does not repeat what was refused, and counts what a full answer rejected', async () => {
    const { time, bodies, drops, exporter } = setUp(
      [
        { ...ok, status: 400 },
        { ...ok, rejected: 1 },
      ],
      { batchMax: 2, everyMs: 1_000 },
    )
    for (let n = 0; n < 4; n++) exporter.add({ n })
    await time.pass(5_000)
    expect(bodies).toHaveLength(2)
    expect(drops).toEqual(['2 refused', '1 refused'])
    expect(exporter.sent).toBe(1)
  })

  it('never holds more than its queue: what comes while a collector hangs is dropped and counted', async () => {
    const time = hand()
    let answer: (a: Answer) => void = () => {}
    const exporter = new Exporter(
      {
        ...time,
        random: () => 0,
        encode: JSON.stringify,
        post: () => new Promise((resolve) => (answer = resolve)),
      },
      { ...exporterDefaults, queueMax: 10, batchMax: 5 },
    )
    for (let n = 0; n < 1_000; n++) exporter.add({ n })
    expect(exporter.waiting).toBe(10)
    expect(exporter.dropped).toBe(1_000 - 5 - 10)
    answer(ok)
    await time.pass(0)
    expect(exporter.sent).toBe(5)
  })

  it('sends what waits when it is stopped, also a batch that waited for its retry; nothing is taken after', async () => {
    const { time, bodies, exporter } = setUp([{ ...ok, status: 503 }], { everyMs: 1_000 })
    exporter.add({ n: 1 })
    await time.pass(1_000)
    exporter.add({ n: 2 })
    const stopped = exporter.stop(5_000)
    await time.pass(10)
    await stopped
    expect(bodies).toEqual(['[{"n":1}]', '[{"n":1}]', '[{"n":2}]'])
    exporter.add({ n: 3 })
    expect([exporter.sent, exporter.dropped]).toEqual([2, 1])
  })
})
