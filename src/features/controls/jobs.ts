import type { JobHandler } from '../../platform/jobs.ts'
import type { Subscription } from '../../platform/events.ts'
import type { ControlsDeps } from './deps.ts'
import type { TestDefinition } from './model.ts'
import { SCHEDULE_MS } from './read-controls.ts'
import { runTests } from './run-tests.ts'
import { allOrgs, type Cause } from './store.ts'
import { tests } from './tests/index.ts'

/** A run over all tests takes well under a second here; the deadline is for a database in trouble. */
const DEADLINE_MS = 120_000
/** How soon a result follows the calls that change it. Costs one read of the call roll-up a minute; records nothing while the word stays. */
const WATCH_MS = 60_000

export function controlJobs(deps: ControlsDeps): JobHandler[] {
  const everywhere = async (
    definitions: readonly TestDefinition[],
    cause: Cause,
    signal: AbortSignal,
  ): Promise<void> => {
    for (const org of await deps.db.tx('system', allOrgs, { readOnly: true })) {
      signal.throwIfAborted()
      await runTests(deps, deps.sources(), org, definitions, { cause })
    }
  }
  return [
    {
      type: 'controls.schedule',
      deadlineMs: DEADLINE_MS,
      attemptsMax: 2,
      everyMs: SCHEDULE_MS,
      handle: (_, { signal }) => everywhere(tests, 'schedule', signal),
    },
    {
      type: 'controls.watch',
      deadlineMs: WATCH_MS,
      attemptsMax: 1,
      everyMs: WATCH_MS,
      handle: (_, { signal }) =>
        everywhere(
          tests.filter((test) => test.watch),
          'watch',
          signal,
        ),
    },
    {
      type: 'controls.test',
      deadlineMs: DEADLINE_MS,
      attemptsMax: 3,
      handle: async (data, { org }) => {
        if (org === null) return
        await runTests(deps, deps.sources(), org, namedIn(data['controls']), { cause: 'event' })
      },
    },
  ]
}

const namedIn = (ids: unknown): readonly TestDefinition[] =>
  tests.filter((test) => Array.isArray(ids) && ids.includes(test.control))

/** One subscription per event that some test declares: it enqueues those tests, once however many such events wait. */
export function controlSubscriptions(deps: Pick<ControlsDeps, 'jobs'>): Subscription[] {
  const events = new Set(tests.flatMap((test) => test.events))
  return [...events].toSorted().map((event) => {
    const controls = tests.filter((test) => test.events.includes(event)).map((test) => test.control)
    return {
      event,
      name: `controls.on.${event}`,
      handle: ({ org }, tx) =>
        deps.jobs.enqueue(tx, {
          type: 'controls.test',
          org,
          data: { controls },
          dedupeKey: `controls.test ${org} ${controls.join(' ')}`,
        }),
    }
  })
}
