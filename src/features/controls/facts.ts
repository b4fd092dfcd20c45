import type { FactSource } from '../../ledger/facts.ts'
import type { Clock } from '../../platform/clock.ts'
import { factFields } from './fact-fields.ts'
import { latestOutcomes } from './store.ts'
import { tests } from './tests/index.ts'

/** What this room knows about itself: when each automated control last ran and on how complete populations. */
export function controlFacts(clock: Clock): FactSource {
  return {
    id: 'controls.populations',
    fields: factFields['controls.populations'],
    async load(tx, org) {
      const latest = await latestOutcomes(
        tx,
        org,
        tests.map((test) => test.control),
      )
      return {
        source: 'controls.populations',
        rows: tests.map((test) => {
          const outcome = latest.get(test.control)
          return {
            id: test.control,
            status: outcome?.status ?? 'untested',
            lastTestedAt: outcome?.asOf.toISOString() ?? null,
            freshUntil:
              outcome === undefined ? null : new Date(outcome.asOf.getTime() + test.freshForMs).toISOString(),
            populations: outcome?.populations.length ?? 0,
            incomplete: outcome?.populations.filter((population) => !population.complete).length ?? 0,
            recordedAs: outcome?.entryId ?? null,
          }
        }),
        complete: true,
        why: '',
        asOf: new Date(clock.nowMs()).toISOString(),
        query: 'all controls of the catalogue that have an automated test, each with its newest outcome',
      }
    },
  }
}
