import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FactSource } from '../../ledger/facts.ts'
import type { ReadDeps } from '../../ledger/read.ts'
import type { Records } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { RecordedTraffic } from '../policies/index.ts'
import { callCounts } from './call-log.ts'
import { createGatewayCore, type GatewayCore, type GatewayCoreDeps } from './gateway.ts'
import { gatewayFacts } from './facts.ts'
import { LiveCalls } from './live.ts'
import { gateway0700 } from './migrations/0700-admission.ts'
import { NameBook } from './names.ts'
import { recordedTraffic } from './recorded-traffic.ts'
import { callRoutes } from './routes.ts'
import {
  createSnapshotHolder,
  databaseSnapshotSource,
  type SnapshotHolder,
  type SnapshotLoaders,
} from './snapshot-holder.ts'
import { orgGenerations, tokensSince } from './store.ts'
import { routesHealth } from './resilience/health.ts'
import { exposeGateway } from './telemetry/gauges.ts'
import type { Resource } from './telemetry/otlp.ts'
import {
  createTelemetry,
  type Telemetry,
  type TelemetryDeps,
  type TelemetrySettings,
} from './telemetry/telemetry.ts'
import { sendTrialCalls, trialTarget } from './trial.ts'

export type { AccessPolicy } from './chat.ts'
export { createGatewayCore, type GatewayCore, type GatewayCoreDeps } from './gateway.ts'
export type { SnapshotHolder, SnapshotLoaders } from './snapshot-holder.ts'
export type { Snapshot, SnapshotParts } from './snapshot.ts'
export { SANDBOX_MODEL } from './sandbox.ts'
export { collector } from './telemetry/collector.ts'
export { scrape } from './telemetry/scrape.ts'

export const gatewayMigrations: readonly Migration[] = [gateway0700]

export type GatewayDeps = Omit<GatewayCoreDeps, 'snapshots' | 'onCall' | 'telemetry'> &
  ReadDeps &
  Records & {
    /** Everything but `orgs`: from identity, inventory, registry, policies. */
    readonly loaders: Omit<SnapshotLoaders, 'orgs'>
    /** Base URL of this server's own gateway (`http://127.0.0.1:4400/v1`), for the trial's test calls; asked when they are sent. */
    readonly gatewayUrl: () => string
    readonly onActive?: (org: OrgId, generation: number) => void
    /** Absent: nothing is counted, traced or timed. */
    readonly telemetry?: TelemetrySettings & {
      readonly resource: Resource
      /** Gauges of the rest of the product, asked at each scrape. */
      readonly more?: () => Promise<
        readonly { readonly name: string; readonly help: string; readonly value: number }[]
      >
    }
  }

export type Gateway = {
  /** Every request below /v1; the Host header was checked before. */
  handle(req: IncomingMessage, res: ServerResponse): void
  /** Mounted at /api/v1. */
  readonly routes: ReturnType<typeof callRoutes>
  readonly facts: readonly FactSource[]
  readonly snapshots: SnapshotHolder
  readonly stats: GatewayCore['stats']
  /** Null: not configured. */
  readonly telemetry: Telemetry | null
  /** For the policies' dry run. */
  readonly traffic: RecordedTraffic
  /** For inventory's list. */
  readonly callCounts: (tx: Tx, org: OrgId, refs: readonly string[]) => ReturnType<typeof callCounts>
  /** Loads the snapshot and today's token counts, then polls. Await it before the listener opens. */
  start(): Promise<void>
  drain(deadlineMs: number): Promise<void>
}

export function createGateway(deps: GatewayDeps): Gateway {
  const names = new NameBook()
  const live = new LiveCalls()
  const orgs = async (tx: Tx) =>
    (await orgGenerations(tx)).map((o) => ({
      org: o.id,
      generation: Number(o.generation),
      sample: o.kind === 'sample',
    }))
  const snapshots = createSnapshotHolder({
    source: databaseSnapshotSource(deps.db, { ...deps.loaders, orgs }),
    clock: deps.clock,
    log: deps.log,
    onLoaded: (parts) => names.learn(parts),
    ...(deps.onActive === undefined ? {} : { onActive: deps.onActive }),
  })
  const telemetry =
    deps.telemetry === undefined
      ? null
      : telemetryOf(deps, deps.telemetry, async (to, org) => {
          exposeGateway(
            to,
            { core, recorder: deps.recorder, snapshots, nowMs: () => deps.clock.nowMs() },
            org,
          )
        })
  const core = createGatewayCore({
    ...deps,
    snapshots,
    telemetry,
    onCall: (call, outcome) => live.tell(call, outcome),
  })
  const trialCalls = async (org: OrgId, routeName: string | undefined) => {
    const { key, route } = trialTarget(snapshots.current, org, routeName, deps.clock.nowMs())
    return core.withOwnBearer(key, (bearer) => sendTrialCalls(deps.gatewayUrl(), bearer, route.part.name))
  }
  return {
    handle: core.handle,
    routes: callRoutes({
      ...deps,
      names,
      live,
      trialCalls,
      health: (scope) => ({
        asOf: new Date(deps.clock.nowMs()).toISOString(),
        items: routesHealth(snapshots.current, core.resilience, scope, deps.clock.nowMs()),
        cache: core.resilience.cache.stats(),
      }),
    }),
    facts: gatewayFacts(deps.clock, names),
    snapshots,
    traffic: recordedTraffic({ ...deps, names }),
    stats: core.stats,
    telemetry,
    callCounts: (tx, org, refs) => callCounts(tx, org, refs, deps.clock.nowMs()),
    async start() {
      const day = new Date(Math.floor(deps.clock.nowMs() / 86_400_000) * 86_400_000)
      for (const row of await deps.db.tx('system', (tx) => tokensSince(tx, day), { readOnly: true })) {
        if (row.key !== '') core.limiter.seed('key', row.key, Number(row.tokens))
        if (row.route !== '') core.limiter.seed('route', row.route, Number(row.tokens))
      }
      await snapshots.start()
    },
    async drain(deadlineMs) {
      await core.drain(deadlineMs)
      snapshots.stop()
    },
  }
}

function telemetryOf(
  deps: Pick<GatewayDeps, 'clock' | 'random' | 'log' | 'chance'>,
  settings: NonNullable<GatewayDeps['telemetry']>,
  gauges: TelemetryDeps['gauges'],
): Telemetry {
  return createTelemetry(settings, {
    nowMs: () => deps.clock.nowMs(),
    random: deps.chance ?? Math.random,
    bytes: (n) => deps.random.bytes(n),
    resource: settings.resource,
    later(ms, act) {
      const timer = setTimeout(act, ms)
      timer.unref()
      return () => clearTimeout(timer)
    },
    onDropped: (count, why) => deps.log.warn({ count, code: why }, 'spans were dropped'),
    async gauges(to, org) {
      await gauges(to, org)
      for (const { name, help, value } of (await settings.more?.()) ?? []) to.gauge(name, help, value)
    },
  })
}
