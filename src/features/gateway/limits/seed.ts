import { setLimits, type LimitName, type LimitSpec } from '../../../identity/contract.ts'
import { monotonicMs, type Clock } from '../../../platform/clock.ts'
import type { Db } from '../../../platform/db.ts'
import type { SnapshotParts } from '../snapshot.ts'
import { subjectName, unitOf, type Subject } from './budget.ts'
import { utcDay, utcMonth, type Period } from './counters.ts'
import type { Limiter } from './limiter.ts'
import { USAGE_ROWS_MAX, usageBetween, usageBySecond, type UsageRow } from './usage-store.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Limits that are not counted yet: after a start all, after a change of policy or key the new ones. */
type Wanted = Map<string, { readonly subject: Subject; readonly names: Set<LimitName> }>

/**
 * Counters begin with what the ledger's calls say was used before, so that neither a restart nor a limit set in the middle of a day begins
 * with a fresh allowance. Call it before the snapshot with these parts is served (start), or right when it is adopted.
 * LIMIT: a limit that is set while calls run counts those that began before it only once they are recorded and another restart reads them.
 * An end user whose calls were erased begins anew. At a start, calls that a clock which was set back since has dated ahead count as of now: of a minute
 * those dated up to a minute ahead, of a day and a month those up to the end of the next one.
 */
export async function seedLimits(
  parts: SnapshotParts,
  deps: {
    readonly db: Db
    readonly clock: Clock
    readonly limiter: Limiter
    readonly seeded: Set<string>
    /** No call runs yet that the counters have seen themselves. */
    readonly starting?: boolean
  },
): Promise<void> {
  const { limiter, clock, seeded, starting = false } = deps
  const nowMs = clock.nowMs()
  const atMs = monotonicMs(clock)
  const { wanted, users } = wantedOf(parts, seeded)
  if (wanted.size === 0 && users.size === 0) return
  const names = new Set([...wanted.values()].flatMap((w) => [...w.names]))
  for (const spec of users.values()) for (const { name } of setLimits(spec)) names.add(name)
  const subjectsOf = subjectFinder(parts, users)
  const add = (rows: readonly UsageRow[], counts: (name: LimitName) => boolean): void => {
    if (rows.length > USAGE_ROWS_MAX)
      throw new Error(`more than ${USAGE_ROWS_MAX} groups of calls: limits would begin too low`)
    for (const row of rows)
      for (const { subject, names: own } of subjectsOf(row, wanted))
        for (const name of own)
          if (counts(name))
            limiter
              .counter(subject, name)
              .seed(unitsOfRow(name, row), atMs - Math.max(0, nowMs - row.at.getTime()), atMs)
  }
  const day = new Date(Math.floor(nowMs / DAY_MS) * DAY_MS)
  const month = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth()))
  const rowsOf = (from: Date, period: Period): Promise<UsageRow[]> => {
    const to = new Date(starting ? period.endMs(period.endMs(nowMs)) : nowMs)
    return deps.db.tx('system', (tx) => usageBetween(tx, from, to, users.size > 0), { readOnly: true })
  }
  const minutes = (name: LimitName): boolean => name === 'requestsPerMinute' || name === 'tokensPerMinute'
  const days = (name: LimitName): boolean => name === 'tokensPerDay' || name === 'costPerDayMicroUsd'
  const months = (name: LimitName): boolean => name === 'costPerMonthMicroUsd'
  if ([...names].some(minutes))
    add(
      await deps.db.tx(
        'system',
        (tx) =>
          usageBySecond(tx, new Date(nowMs - MINUTE_MS), new Date(starting ? nowMs + MINUTE_MS : nowMs)),
        {
          readOnly: true,
        },
      ),
      minutes,
    )
  if ([...names].some(days)) add(await rowsOf(day, utcDay), days)
  if ([...names].some(months)) add(await rowsOf(month, utcMonth), months)
  for (const [id, { names: own }] of wanted) for (const name of own) seeded.add(`${id} ${name}`)
  for (const [system, spec] of users)
    for (const { name } of setLimits(spec)) seeded.add(`user ${system} ${name}`)
}

function unitsOfRow(name: LimitName, row: UsageRow): number {
  const unit = unitOf(name)
  return Number(unit === 'tokens' ? row.tokens : unit === 'cost' ? row.cost : row.calls)
}

/** Subjects with limits that have no counter yet, and the limits of end users by system. */
function wantedOf(
  parts: SnapshotParts,
  seeded: ReadonlySet<string>,
): { readonly wanted: Wanted; readonly users: Map<string, LimitSpec> } {
  const wanted: Wanted = new Map()
  const users = new Map<string, LimitSpec>()
  const want = (subject: Subject, spec: LimitSpec | undefined): void => {
    const id = subjectName(subject)
    for (const { name } of setLimits(spec ?? {})) {
      if (seeded.has(`${id} ${name}`)) continue
      const entry = wanted.get(id) ?? { subject, names: new Set<LimitName>() }
      entry.names.add(name)
      wanted.set(id, entry)
    }
  }
  for (const key of [...parts.keys, ...(parts.issuers ?? [])])
    want({ scope: 'key', org: key.org, id: key.id }, key.limits)
  const policies = new Map(parts.policies.map((p) => [p.id, p.spec]))
  const versions = new Map(parts.versions.map((v) => [v.id, v]))
  for (const route of parts.routes) {
    const spec = policies.get(route.policyId)
    if (spec === undefined) continue
    want({ scope: 'route', org: route.org, id: route.id }, spec.limits)
    want({ scope: 'system', org: route.org, id: route.systemId }, spec.systemLimits)
    for (const id of route.targets) {
      const version = versions.get(id)
      if (version !== undefined)
        want({ scope: 'model', org: route.org, id: modelSubject(version) }, spec.modelLimits)
    }
    const fresh = setLimits(spec.userLimits ?? {}).filter(
      ({ name }) => !seeded.has(`user ${route.systemId} ${name}`),
    )
    if (fresh.length > 0)
      users.set(route.systemId, {
        ...users.get(route.systemId),
        ...Object.fromEntries(fresh.map(({ name, max }) => [name, max])),
      })
  }
  return { wanted, users }
}

/** A model of an upstream is one thing, whichever version of ours names it. */
export const modelSubject = (version: { readonly upstream: string; readonly modelId: string }): string =>
  `${version.upstream} ${version.modelId}`

function subjectFinder(
  parts: SnapshotParts,
  users: ReadonlyMap<string, LimitSpec>,
): (row: UsageRow, wanted: Wanted) => { readonly subject: Subject; readonly names: Iterable<LimitName> }[] {
  const systems = new Map(parts.systems.map((s) => [`${s.org} ${s.ref}`, s.id]))
  const versions = new Map(parts.versions.map((v) => [v.id, v]))
  return (row, wanted) => {
    const org = row.org_id
    const system = systems.get(`${org} ${row.sys}`)
    const version = versions.get(row.version)
    const ids: Subject[] = [
      { scope: 'key', org, id: row.key },
      { scope: 'route', org, id: row.route },
      ...(system === undefined ? [] : [{ scope: 'system', org, id: system } as const]),
      ...(version === undefined ? [] : [{ scope: 'model', org, id: modelSubject(version) } as const]),
    ]
    const found = ids.flatMap((subject) => {
      const entry = wanted.get(subjectName(subject))
      return entry === undefined ? [] : [entry]
    })
    const spec = system === undefined || row.end_user === null ? undefined : users.get(system)
    if (spec === undefined || system === undefined || row.end_user === null) return found
    return [
      ...found,
      {
        subject: { scope: 'user', org, id: `${system} ${row.end_user}` },
        names: new Set(setLimits(spec).map(({ name }) => name)),
      },
    ]
  }
}
