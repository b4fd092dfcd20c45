import type { Log } from './log.ts'

export type StopStep = {
  readonly name: string
  readonly deadlineMs: number
  readonly stop: () => Promise<void>
}

export type Lifecycle = {
  /** Stops run in the reverse order of registration: what was started last ends first. */
  onStop(step: StopStep): void
  /** Runs each step once, under its deadline; a step that fails or is late is logged and the next one runs. Idempotent. True when all ended well. */
  stop(reason: string): Promise<boolean>
  readonly stopping: boolean
}

/** Graceful shutdown: listener, requests, jobs, spool, database, lock - each with its own deadline, so that a stuck one cannot keep the rest from closing. */
export function createLifecycle(log: Log): Lifecycle {
  const steps: StopStep[] = []
  let done: Promise<boolean> | undefined
  const run = async (reason: string): Promise<boolean> => {
    log.info({ reason }, 'stopping')
    let clean = true
    for (const step of steps.toReversed()) {
      const result = await bounded(step)
      if (result === 'ok') continue
      clean = false
      log.error({ step: step.name, error: result }, 'a part did not stop cleanly')
    }
    log.info({ clean }, 'stopped')
    return clean
  }
  return {
    onStop(step) {
      if (done !== undefined) throw new Error(`cannot start ${step.name}: the server is shutting down`)
      steps.push(step)
    },
    stop(reason) {
      done ??= run(reason)
      return done
    },
    get stopping() {
      return done !== undefined
    },
  }
}

async function bounded(step: StopStep): Promise<'ok' | string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`not done within ${step.deadlineMs} ms`), step.deadlineMs)
  })
  try {
    return await Promise.race([step.stop().then(() => 'ok'), late])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * SIGTERM and SIGINT drain and end with 0 (1 when a part failed); a second signal ends at once with 130.
 * Uncaught errors end the process with 70 after the same drain: a broken invariant must not go on serving.
 */
export function stopOnSignals(
  lifecycle: Lifecycle,
  log: Log,
  exit: (code: number) => void = (code) => process.exit(code),
): void {
  let signals = 0
  for (const name of ['SIGTERM', 'SIGINT'] as const) {
    process.on(name, () => {
      if (++signals > 1) return exit(130)
      void lifecycle.stop(name).then((clean) => exit(clean ? 0 : 1))
    })
  }
  for (const name of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(name, (cause: unknown) => {
      log.error({ error: cause }, `ending: ${name}`)
      void lifecycle.stop(name).then(() => exit(70))
    })
  }
}
