import { guards } from '../guardrails/index.ts'
import type { FactSource } from '../../ledger/facts.ts'
import type { Clock } from '../../platform/clock.ts'
import type { NameBook } from './names.ts'
import { factRows } from './store.ts'

const GROUPS_MAX = 50_000

/**
 * `gateway.calls`: the window's calls, aggregated by day, class of call, status and verdict.
 * LIMIT: running calls have no row before their outcome, so `open` is 0; `outputFullyScanned` follows from whether an output guard judged the
 * answer (the recorder releases nothing that its scanner had not authorised), the exact offsets stand in each outcome entry.
 */
export function gatewayFacts(clock: Clock, names: NameBook): FactSource[] {
  return [
    {
      id: 'gateway.calls',
      fields: {
        id: 'string',
        count: 'number',
        day: 'string',
        firstAt: 'instant',
        lastAt: 'instant',
        system: 'string',
        route: 'string',
        routeName: 'string',
        environment: 'string',
        trial: 'boolean',
        key: 'string?',
        version: 'string?',
        policyDigest: 'string?',
        dispatched: 'boolean',
        status: 'string',
        verdict: 'string',
        attributed: 'boolean',
        withIntent: 'number',
        withOutcome: 'number',
        open: 'number',
        inputInjection: 'string',
        inputSecrets: 'string',
        inputPii: 'string',
        outputInjection: 'string',
        outputSecrets: 'string',
        outputPii: 'string',
        outputReleased: 'boolean',
        outputFullyScanned: 'boolean',
      },
      async load(tx, org, window) {
        const rows = await factRows(
          tx,
          org,
          new Date(window.from),
          new Date(window.to),
          window.environments ?? null,
          GROUPS_MAX + 1,
        )
        const complete = rows.length <= GROUPS_MAX
        const scope =
          window.environments === undefined
            ? 'all environments'
            : `environments ${window.environments.join(', ')}`
        return {
          source: 'gateway.calls',
          complete,
          why: complete ? '' : `more than ${GROUPS_MAX} groups of calls`,
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `chat completions accepted from ${window.from} until ${window.to}, ${scope}, refusals of known keys included, grouped by day, route, key, version, policy, guards, status and verdict; calls whose evidence is still in a gateway's write-ahead log are not in it yet`,
          rows: rows.slice(0, GROUPS_MAX).map((r) => {
            const released =
              r.status === 'completed' || r.status === 'cut' || (r.status === 'blocked' && r.version !== '')
            const modes = guardModes(r.guards)
            const judged = guards.some((guard) => modes(guard, 'output') !== 'none')
            return {
              id: `${r.day}/${r.class_id}/${r.status}/${r.verdict}`,
              count: Number(r.n),
              day: r.day,
              firstAt: r.first_at.toISOString(),
              lastAt: r.last_at.toISOString(),
              system: names.name('system', r.sys),
              route: r.route,
              routeName: r.route === '' ? '' : names.name('route', r.route),
              environment: r.environment,
              trial: r.environment === 'trial',
              key: r.key === '' ? null : r.key,
              version: r.version === '' ? null : r.version,
              policyDigest: r.policy === '' ? null : r.policy,
              dispatched: r.version !== '',
              status: r.status,
              verdict: r.verdict,
              attributed: r.key !== '' && r.sys !== '',
              withIntent: Number(r.with_intent),
              withOutcome: Number(r.with_outcome),
              open: 0,
              inputInjection: modes('injection', 'input'),
              inputSecrets: modes('secrets', 'input'),
              inputPii: modes('pii', 'input'),
              outputInjection: modes('injection', 'output'),
              outputSecrets: modes('secrets', 'output'),
              outputPii: modes('pii', 'output'),
              outputReleased: released,
              outputFullyScanned: !released || judged,
            }
          }),
        }
      },
    },
  ]
}

/** Reads `injection/input:enforce secrets/input:observe`; of two modes of one guard the stronger counts. */
function guardModes(text: string): (guard: string, side: string) => 'enforce' | 'observe' | 'none' {
  const found = new Set(text.split(' '))
  return (guard, side) =>
    found.has(`${guard}/${side}:enforce`)
      ? 'enforce'
      : found.has(`${guard}/${side}:observe`)
        ? 'observe'
        : 'none'
}
