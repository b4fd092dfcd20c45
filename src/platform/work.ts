import { newId } from './random.ts'
import type { Outbox, Subscription } from './events.ts'
import type { JobHandler, JobQueue } from './jobs.ts'
import { startRunner, type Runner, type WorkDeps } from './work-runner.ts'
import { counts, insertEvent, insertJob, type WorkCounts } from './work-store.ts'

export type { WorkDeps }

export type Work = {
  readonly outbox: Outbox
  readonly jobs: JobQueue
  /** Starts delivering and running; once per process. `await runner.stop()` lets running work end within its deadline. */
  start(wiring: {
    readonly handlers: readonly JobHandler[]
    readonly subscriptions: readonly Subscription[]
    readonly pollMs?: number
  }): Runner
  /** Queue lengths and parked work, for health. */
  counts(): Promise<WorkCounts>
}

/**
 * Transactional outbox and job queue on PostgreSQL. Enqueueing and emitting commit with the change that asks for them; a hint after commit
 * wakes this process, polling is the guarantee. Events: at least once, in order per organisation and subscription, the subscriber's
 * writes and the mark "done" in one transaction. Jobs: at least once; a handler must be safe to repeat.
 */
export function createWork(deps: WorkDeps): Work {
  let runner: Runner | undefined
  const wake = (): void => runner?.wake()
  return {
    outbox: {
      async emit(tx, event) {
        await insertEvent(tx, newId(deps.clock, deps.random), event, deps.clock.nowMs())
        tx.onCommit(wake)
      },
    },
    jobs: {
      async enqueue(tx, job) {
        await insertJob(tx, newId(deps.clock, deps.random), job, deps.clock.nowMs())
        tx.onCommit(wake)
      },
    },
    start(wiring) {
      if (runner !== undefined) throw new Error('the job runner is started once per process')
      runner = startRunner(deps, wiring)
      return runner
    },
    counts: () => deps.db.tx('system', (tx) => counts(tx, deps.clock.nowMs()), { readOnly: true }),
  }
}
