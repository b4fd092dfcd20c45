import type { OrgId } from '../../lib/ids.ts'
import { monotonicMs, type Clock } from '../../platform/clock.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Log } from '../../platform/log.ts'
import {
  compileSnapshot,
  emptySnapshot,
  type OrgPart,
  type Snapshot,
  type SnapshotParts,
} from './snapshot.ts'

/** Where the parts come from. `generations` is the cheap question asked every 500 ms; `load` reads all parts in one transaction. */
export interface SnapshotSource {
  generations(): Promise<readonly OrgPart[]>
  load(): Promise<SnapshotParts>
}

/** One loader per room that owns rows which the gateway obeys; each runs inside the snapshot's transaction (scope `system`). */
export type SnapshotLoaders = {
  readonly [Part in keyof SnapshotParts]: (tx: Tx) => Promise<NonNullable<SnapshotParts[Part]>>
}

/** All parts in one repeatable-read transaction: a generation and the rows that it numbers are seen together or not at all. */
export const databaseSnapshotSource = (db: Db, loaders: SnapshotLoaders): SnapshotSource => ({
  generations: () => db.tx('system', (tx) => loaders.orgs(tx), { readOnly: true, ahead: true }),
  load: () =>
    db.tx(
      'system',
      async (tx) => ({
        orgs: await loaders.orgs(tx),
        keys: await loaders.keys(tx),
        systems: await loaders.systems(tx),
        versions: await loaders.versions(tx),
        policies: await loaders.policies(tx),
        routes: await loaders.routes(tx),
        kills: await loaders.kills(tx),
        upstreams: await loaders.upstreams(tx),
        prices: (await loaders.prices?.(tx)) ?? [],
        issuers: (await loaders.issuers?.(tx)) ?? [],
      }),
      { isolation: 'repeatable read', readOnly: true, ahead: true },
    ),
})

/** How long a replica that cannot confirm its snapshot may go on (ARCHITECTURE.md, "Snapshot"). */
export const freshness = { pollMs: 500, regulatedMs: 10_000, allMs: 900_000 } as const

/** A read that takes longer counts as failed, so that one hung connection does not end the polling. A snapshot loads in some 10 ms. */
const READ_MS = 5_000

export type SnapshotHolder = {
  readonly current: Snapshot
  /** Milliseconds since the snapshot was last known to be the newest; Infinity before the first load. */
  ageMs(): number
  /** Ask now; resolves when a read that began after this call has been adopted or has failed. Never rejects. */
  refresh(): Promise<void>
  start(): Promise<void>
  stop(): void
}

type Deps = {
  readonly source: SnapshotSource
  readonly clock: Clock
  readonly log: Log
  /** Called with the rows of each snapshot before it is adopted. Must not throw. */
  readonly onLoaded?: (parts: SnapshotParts) => void
  /** Called once per organisation and adopted generation, for the `snapshot.active` entry. Must not throw. */
  readonly onActive?: (org: OrgId, generation: number) => void
}

/** Polls; a hint (notification, local commit) is only `refresh()`. LIMIT: age counts from the start of a read, so a slow database ages it. */
export function createSnapshotHolder(deps: Deps): SnapshotHolder {
  let current: Snapshot = emptySnapshot
  let confirmedMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<void> | undefined
  let again: Promise<void> | undefined

  /** What had expired by then was left out: when the wall clock is set back, some of it may hold again. */
  let loadedWallMs = Number.NEGATIVE_INFINITY
  let reads = 0
  let adopted = 0

  const read = async (): Promise<void> => {
    const mine = ++reads
    const startedMs = monotonicMs(deps.clock)
    const wallMs = deps.clock.nowMs()
    try {
      if (!same(await deps.source.generations(), current) || wallMs < loadedWallMs) {
        const parts = await deps.source.load()
        // a read that was given up may still end: it must not put older rules in the place of newer ones
        if (mine < adopted) return
        adopted = mine
        loadedWallMs = wallMs
        deps.onLoaded?.(parts)
        const next = compileSnapshot(parts)
        const before = current.generations
        current = next
        for (const [org, generation] of next.generations) {
          if (before.get(org) !== generation) deps.onActive?.(org, generation)
        }
      }
      confirmedMs = Math.max(confirmedMs, startedMs)
    } catch (cause) {
      deps.log.warn(
        { code: 'snapshot_unconfirmed', cause: String(cause) },
        'the policy snapshot could not be confirmed',
      )
    }
  }
  const givenUp = (): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, READ_MS).unref()
    })
  const run = (): Promise<void> => {
    running = Promise.race([read(), givenUp()]).finally(() => {
      running = undefined
    })
    return running
  }
  const refresh = (): Promise<void> => {
    if (running === undefined) return run()
    again ??= running.then(() => {
      again = undefined
      return run()
    })
    return again
  }
  const loop = (): void => {
    if (stopped) return
    timer = setTimeout(() => void refresh().then(loop), freshness.pollMs)
    timer.unref()
  }
  return {
    get current() {
      return current
    },
    ageMs: () => monotonicMs(deps.clock) - confirmedMs,
    refresh,
    async start() {
      await refresh()
      loop()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

const same = (orgs: readonly OrgPart[], snapshot: Snapshot): boolean =>
  orgs.length === snapshot.generations.size &&
  orgs.every((o) => snapshot.generations.get(o.org) === o.generation)
