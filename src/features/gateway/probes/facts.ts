import type { FactSource } from '../../../ledger/facts.ts'
import { probesOf } from './probe-guards.ts'

/** `gateway.probes`: the population of "are the guards alive" is what is enforced, not what was probed: a guard without a probe is a row. */
export const probeFacts = (): FactSource => ({
  id: 'gateway.probes',
  fields: {
    id: 'string',
    route: 'string',
    routeName: 'string',
    system: 'string',
    environment: 'string',
    trial: 'boolean',
    side: 'string',
    guard: 'string',
    detector: 'string',
    probedAt: 'instant?',
    samePolicy: 'boolean',
    hostile: 'number',
    stopped: 'number',
    harmless: 'number',
    passed: 'number',
    failure: 'string',
    recordedAs: 'string?',
  },
  async load(tx, org, window) {
    const { items, complete, routes } = await probesOf(tx, org, new Date(window.to), null)
    const digest = new Map(routes.map((r) => [r.id, r.policyDigest]))
    return {
      source: 'gateway.probes',
      complete,
      why: complete ? '' : 'more routes or probes than are read at once',
      asOf: window.to,
      query: `every guard that is enforced with more than a flag on an enabled route now, with its newest probe until ${window.to}; guards that were never probed included`,
      rows: items
        .filter((i) => window.environments === undefined || window.environments.includes(i.environment))
        .map((i) => ({
          id: `${i.routeName} (${i.environment}) ${i.side}.${i.guard}${i.detector === '' ? '' : `.${i.detector}`} ${i.route}`,
          route: i.route,
          routeName: i.routeName,
          system: i.system,
          environment: i.environment,
          trial: i.environment === 'trial',
          side: i.side,
          guard: i.guard,
          detector: i.detector,
          probedAt: i.at,
          samePolicy: i.policyDigest !== null && i.policyDigest === digest.get(i.route),
          hostile: i.hostile,
          stopped: i.stopped,
          harmless: i.harmless,
          passed: i.passed,
          failure: i.failure,
          recordedAs: i.entry,
        })),
    }
  },
})
