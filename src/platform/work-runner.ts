import type { Subscription } from './events.ts'
import type { JobHandler } from './jobs.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import type { Log } from './log.ts'
import { newId, type Random } from './random.ts'
import * as store from './work-store.ts'

export type WorkDeps = { readonly db: Db; readonly clock: Clock; readonly random: Random; readonly log: Log }

export type Runner = {
  /** A hint that there may be work now. */
  wake(): void
  /** Takes no more work, aborts signals after `graceMs`, resolves when nothing runs. Work cut off is taken up by the next process. */
  stop(graceMs?: number): Promise<void>
  /** One round of everything that is due; resolves when that work has ended. For tests and `sealwright doctor`. */
  drain(): Promise<void>
}

type Wiring = {
  readonly handlers: readonly JobHandler[]
  readonly subscriptions: readonly Subscription[]
  readonly pollMs?: number
}

/** At half a second an idle process asks four short questions a second; a hint makes the usual wait far shorter. */
const POLL_MS = 500
/** Two cores: a third long job would only slow the gateway. Events are delivered apart from these. */
const JOBS_AT_ONCE = 2
/** A killed process's jobs are free after this; the heartbeat comes three times as often. */
const HELD_MS = 30_000
const EVENT_ATTEMPTS_MAX = 8
const SWEEP_EVERY_MS = 3_600_000

export function startRunner(deps: WorkDeps, wiring: Wiring): Runner {
  refuseTwins(wiring)
  const { db, clock, random, log } = deps
  const me = newId(clock, random)
  const types = wiring.handlers.map((h) => h.type)
  const running = new Map<string, { readonly abort: AbortController; readonly done: Promise<void> }>()
  const life = { stopping: false }
  let failing = false
  let sweptMs = 0
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined
  const busy = (): boolean => round !== undefined || running.size > 0
  let again = false

  /** One round at a time; a hint during a round asks for one more. */
  const poke = (): Promise<void> => {
    if (round !== undefined) {
      again = true
      return round
    }
    round = rounds().finally(() => {
      round = undefined
      if (!life.stopping) arm()
    })
    return round
  }
  const arm = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void poke(), wiring.pollMs ?? POLL_MS)
    timer.unref()
  }
  const rounds = async (): Promise<void> => {
    do {
      again = false
      try {
        await once()
        if (failing) log.info({}, 'job runner reaches the database again')
        failing = false
      } catch (error) {
        // Said once per outage; the next poll tries again.
        if (!failing) log.error({ error: messageOf(error) }, 'job runner cannot reach the database')
        failing = true
      }
    } while (again && !life.stopping && !failing)
  }

  async function once(): Promise<void> {
    await deliverEvents()
    await upkeep()
    while (!life.stopping && running.size < JOBS_AT_ONCE) {
      const job = await db.tx('system', (tx) =>
        store.claimJob(tx, types, me, clock.nowMs(), clock.nowMs() + HELD_MS),
      )
      if (job === undefined) return
      run(job)
    }
  }

  async function upkeep(): Promise<void> {
    const now = clock.nowMs()
    await db.tx('system', async (tx) => {
      if (running.size > 0) await store.beat(tx, me, now + HELD_MS)
      for (const job of await store.lostJobs(tx, now)) {
        const handler = wiring.handlers.find((h) => h.type === job.type)
        await store.failJob(
          tx,
          job,
          job.runner,
          'its process ended without a word',
          handler?.attemptsMax ?? 1,
          now,
          backoffMs(job.attempts),
        )
      }
      for (const handler of wiring.handlers) {
        if (handler.everyMs !== undefined && (await store.takePeriod(tx, handler.type, handler.everyMs, now)))
          await store.insertJob(
            tx,
            newId(clock, random),
            { type: handler.type, org: null, data: {}, dedupeKey: store.PERIODIC },
            now,
          )
      }
      if (now - sweptMs > SWEEP_EVERY_MS) {
        await store.sweep(tx, now)
        sweptMs = now
      }
    })
  }

  function run(job: store.JobRow): void {
    const handler = wiring.handlers.find((h) => h.type === job.type)
    if (handler === undefined) throw new Error(`claimed a job of type ${job.type} without a handler`)
    const abort = new AbortController()
    const done = attempt(handler, job, abort)
      .then(
        () => db.tx('system', (tx) => store.finishJob(tx, job.id, me, clock.nowMs())),
        async (error: unknown) => {
          if (life.stopping && abort.signal.aborted)
            return db.tx('system', (tx) => store.giveBack(tx, job.id, me, clock.nowMs()))
          const state = await db.tx('system', (tx) =>
            store.failJob(
              tx,
              job,
              me,
              messageOf(error),
              handler.attemptsMax,
              clock.nowMs(),
              backoffMs(job.attempts),
            ),
          )
          log.warn(
            { job: job.id, type: job.type, attempt: job.attempts, state, error: messageOf(error) },
            'job failed',
          )
        },
      )
      .catch((error: unknown) => {
        // The end could not be stored: its hold runs out and it is tried again.
        log.error(
          { job: job.id, type: job.type, error: messageOf(error) },
          'the end of a job could not be stored',
        )
      })
      .finally(() => {
        running.delete(job.id)
        if (!life.stopping) void poke()
      })
    running.set(job.id, { abort, done })
  }

  /** Rejects at the deadline even when the handler ignores its signal. */
  async function attempt(handler: JobHandler, job: store.JobRow, abort: AbortController): Promise<void> {
    const late = new Error(`not done within ${handler.deadlineMs} ms`)
    let timeout: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_, reject) => {
      timeout = setTimeout(() => {
        abort.abort(late)
        reject(late)
      }, handler.deadlineMs)
    })
    try {
      await Promise.race([handler.handle(job.data, { org: job.org_id, signal: abort.signal }), deadline])
    } finally {
      clearTimeout(timeout)
    }
  }

  async function deliverEvents(): Promise<void> {
    const names = wiring.subscriptions.map((s) => s.name)
    while (!life.stopping) {
      const fanned = await db.tx('system', (tx) => store.fanOut(tx, wiring.subscriptions, clock.nowMs()))
      const due = await db.tx('system', (tx) => store.dueDeliveries(tx, names, clock.nowMs()), {
        readOnly: true,
      })
      let moved = fanned
      for (const row of due) if (await deliver(row)) moved++
      if (moved === 0) return // all that is due is in another process's hands
    }
  }

  /** True when the delivery is no longer where it was: done, put off or parked. */
  async function deliver(row: store.DeliveryRow): Promise<boolean> {
    const subscription = wiring.subscriptions.find((s) => s.name === row.subscription)
    if (subscription === undefined) return false
    try {
      return await db.tx({ org: row.org_id }, async (tx) => {
        const event = await store.lockDelivery(tx, row)
        if (event === undefined) return false
        await subscription.handle(
          { id: event.event_id, type: event.type, org: event.org_id, data: event.data },
          tx,
        )
        await store.finishDelivery(tx, row)
        return true
      })
    } catch (error) {
      const state = await db.tx('system', (tx) =>
        store.failDelivery(tx, row, messageOf(error), EVENT_ATTEMPTS_MAX, clock.nowMs(), backoffMs),
      )
      log.warn(
        { event: row.event, subscription: row.subscription, state, error: messageOf(error) },
        'event delivery failed',
      )
      return state !== 'gone'
    }
  }

  const beating = setInterval(() => {
    if (running.size > 0) void poke()
  }, HELD_MS / 3)
  beating.unref()
  void poke()

  return {
    wake: () => {
      if (!life.stopping) void poke()
    },
    async stop(graceMs = 10_000) {
      life.stopping = true
      clearTimeout(timer)
      clearInterval(beating)
      await round
      const grace = setTimeout(() => {
        for (const job of running.values()) job.abort.abort(new Error('the server is shutting down'))
      }, graceMs)
      await Promise.all([...running.values()].map((j) => j.done))
      clearTimeout(grace)
    },
    async drain() {
      do {
        await poke()
        await Promise.all([...running.values()].map((j) => j.done))
      } while (busy())
    },
  }
}

/** 1 s, 2 s, 4 s ... at most 10 min. No jitter: one installation has few runners, and tests replay. */
const backoffMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), 600_000)

/** Short, without a stack: it is shown to people and kept in SQL. */
const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500)

function refuseTwins(wiring: Wiring): void {
  for (const names of [wiring.handlers.map((h) => h.type), wiring.subscriptions.map((s) => s.name)]) {
    const twin = names.find((n, i) => names.indexOf(n) !== i)
    if (twin !== undefined) throw new Error(`two handlers are called ${twin}`)
  }
}
