import type { FactSource, FactTable } from '../../ledger/facts.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Clock } from '../../platform/clock.ts'
import { modesOf } from './model.ts'
import { intervalsIn, routePage } from './route-store.ts'
import { policySpecSchema, type Modes } from './contract.ts'

const ROWS_MAX = 20_000
const modeFields = {
  inputInjection: 'string',
  inputSecrets: 'string',
  inputPii: 'string',
  outputInjection: 'string',
  outputSecrets: 'string',
  outputPii: 'string',
  /** `output.leak:enforce output.schema:observe`: the guards that have no field of their own. */
  otherGuards: 'string',
} as const
const NO_MODES = modesOf(policySpecSchema.parse({ input: [], output: [] }))

function modeColumns({ others, ...six }: Modes): JsonObject {
  const words = Object.entries(others ?? {}).map(([guard, mode]) => `${guard}:${mode}`)
  return { ...six, otherGuards: words.toSorted().join(' ') }
}

/** `policies.routes`: what stands on each route now. `policies.intervals`: what stood on it when; observe is not enforcement. */
export function policyFacts(clock: Clock): FactSource[] {
  const table = (source: string, rows: JsonObject[], query: string): FactTable => ({
    source,
    rows: rows.slice(0, ROWS_MAX),
    complete: rows.length <= ROWS_MAX,
    why: rows.length <= ROWS_MAX ? '' : `more than ${ROWS_MAX} rows`,
    asOf: new Date(clock.nowMs()).toISOString(),
    query,
  })
  return [
    {
      id: 'policies.routes',
      fields: {
        id: 'string',
        name: 'string',
        system: 'string',
        environment: 'string',
        trial: 'boolean',
        enabled: 'boolean',
        regulated: 'boolean',
        policy: 'string',
        policyVersion: 'number?',
        policyDigest: 'string?',
        ...modeFields,
        onGuardError: 'string',
        targets: 'number',
        createdAt: 'instant',
        updatedAt: 'instant',
      },
      async load(tx, org, window) {
        const rows = await routePage(tx, org, null, null, '', ROWS_MAX + 1)
        const wanted = rows.filter(
          (r) =>
            r.created_at.toISOString() < window.to &&
            (window.environments === undefined || window.environments.includes(r.environment)),
        )
        return table(
          'policies.routes',
          wanted.map((r) => ({
            id: r.id,
            name: r.name,
            system: r.system_name,
            environment: r.environment,
            trial: r.environment === 'trial',
            enabled: r.enabled,
            regulated: r.regulated,
            policy: r.policy_name,
            policyVersion: r.policy_version,
            policyDigest: r.policy_digest,
            ...modeColumns(r.policy_spec === null ? NO_MODES : modesOf(r.policy_spec)),
            onGuardError: r.policy_spec?.onGuardError ?? 'block',
            targets: r.target_ids.length,
            createdAt: r.created_at.toISOString(),
            updatedAt: r.updated_at.toISOString(),
          })),
          `all routes of this organisation created before ${window.to}${inEnvironments(window.environments)}, disabled ones included, with the policy version active on each now`,
        )
      },
    },
    {
      id: 'policies.intervals',
      fields: {
        id: 'string',
        route: 'string',
        routeName: 'string',
        system: 'string',
        from: 'instant',
        to: 'instant?',
        enabled: 'boolean',
        policy: 'string',
        policyVersion: 'number',
        policyDigest: 'string',
        ...modeFields,
      },
      async load(tx, org, window) {
        const rows = await intervalsIn(
          tx,
          org,
          null,
          new Date(window.from),
          new Date(window.to),
          ROWS_MAX + 1,
        )
        return table(
          'policies.intervals',
          rows.map((i) => ({
            id: i.id,
            route: i.route_id,
            routeName: i.route_name,
            system: i.system_name,
            from: i.from_at.toISOString(),
            to: i.to_at?.toISOString() ?? null,
            enabled: i.enabled,
            policy: i.policy_name,
            policyVersion: i.policy_version,
            policyDigest: i.digest,
            ...modeColumns(i.modes),
          })),
          `every interval of a route's guard modes that touches ${window.from} to ${window.to}; none left out`,
        )
      },
    },
  ]
}

const inEnvironments = (names: readonly string[] | undefined): string =>
  names === undefined ? '' : ` in environments ${names.join(', ')}`
