import type { Dispatcher } from 'undici'
import type { FactSource } from '../../ledger/facts.ts'
import type { ReadDeps } from '../../ledger/read.ts'
import type { Records } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Db, Tx } from '../../platform/db.ts'
import type { Migration } from '../../platform/migrations.ts'
import type { RoutesHealth } from '../policies/contract.ts'
import type { RecordedTraffic } from '../policies/index.ts'
import { peopleDirectory } from '../../identity/index.ts'
import type { Subscription } from '../../platform/events.ts'
import type { HttpRequest, HttpResponse } from '../../platform/http1/contract.ts'
import type { JobHandler, JobQueue } from '../../platform/jobs.ts'
import { monotonicMs, SteadyClock } from '../../platform/clock.ts'
import { newId } from '../../platform/random.ts'
import { callCounts } from './call-log.ts'
import { AlertLog } from './extraction/alerts.ts'
import { Keeper } from './extraction/keeper.ts'
import type { WatchReport } from './extraction/report.ts'
import { ReportingWatch, type ToKeeper } from './extraction/reporting-watch.ts'
import { extractionRoutes } from './extraction/routes.ts'
import { ExtractionWatch, type Slowdown } from './extraction/watch.ts'
import { createGatewayCore, type GatewayCore, type GatewayCoreDeps } from './gateway.ts'
import { gatewayFacts } from './facts.ts'
import { databaseLeases, forgetLeases } from './limits/lease-store.ts'
import { Leasing, RUNNING_TTL_MS } from './limits/leases.ts'
import { seedLimits } from './limits/seed.ts'
import { LiveCalls } from './live.ts'
import { gateway0700 } from './migrations/0700-admission.ts'
import { gateway0701 } from './migrations/0701-extraction-callers.ts'
import { gateway0702 } from './migrations/0702-guard-probes.ts'
import { gateway0703 } from './migrations/0703-saved-views.ts'
import { NameBook } from './names.ts'
import { probeFacts } from './probes/facts.ts'
import { probeJob, probeSubscriptions, type GuardProbesDeps } from './probes/probe-guards.ts'
import { probeRoutes } from './probes/routes.ts'
import { viewRoutes } from './views/routes.ts'
import { recordedTraffic } from './recorded-traffic.ts'
import { callRoutes } from './routes.ts'
import { mergeHealth, type HealthScope, type Siblings } from './siblings.ts'
import {
  createSnapshotHolder,
  databaseSnapshotSource,
  type SnapshotHolder,
  type SnapshotLoaders,
} from './snapshot-holder.ts'
import type { SnapshotParts } from './snapshot.ts'
import { orgGenerations } from './store.ts'
import { routesHealth } from './resilience/health.ts'
import { exposeGateway } from './telemetry/gauges.ts'
import type { Resource } from './telemetry/otlp.ts'
import {
  createTelemetry,
  type Telemetry,
  type TelemetryDeps,
  type TelemetrySettings,
} from './telemetry/telemetry.ts'
import { withWorkerLabels } from './telemetry/worker-labels.ts'
import { sendTrialCalls, trialTarget } from './trial.ts'

export type { AccessPolicy } from './admission.ts'
export { createGatewayCore, type GatewayCore, type GatewayCoreDeps } from './gateway.ts'
export type { SnapshotHolder, SnapshotLoaders } from './snapshot-holder.ts'
export type { Snapshot, SnapshotParts } from './snapshot.ts'
export { watchReportSchema, type WatchReport } from './extraction/report.ts'
export type { Slowdown } from './extraction/watch.ts'
export { SANDBOX_MODEL } from './sandbox.ts'
export type { HealthScope, Siblings, WorkerMetrics } from './siblings.ts'
export { collector } from './telemetry/collector.ts'
export { scrape } from './telemetry/scrape.ts'

export const gatewayMigrations: readonly Migration[] = [gateway0700, gateway0701, gateway0702, gateway0703]

export type GatewayDeps = Omit<
  GatewayCoreDeps,
  'snapshots' | 'onCall' | 'telemetry' | 'leasing' | 'onExtraction' | 'watch'
> &
  ReadDeps &
  Records & {
    /** Everything but `orgs`: from identity, inventory, registry, policies. */
    readonly loaders: Omit<SnapshotLoaders, 'orgs'>
    /** Base URL of this server's own gateway (`http://127.0.0.1:4400/v1`), for the trial's test calls; asked when they are sent. */
    readonly gatewayUrl: () => string
    /** How those calls reach this very process when others serve behind the same address. */
    readonly ownDoor?: Dispatcher
    /** Worker processes that serve calls beside this one. */
    readonly siblings?: Siblings
    /** Of a worker: the main process, which keeps the profiles of extraction defence for all. Absent: they are kept here. */
    readonly toKeeper?: ToKeeper['send']
    readonly onActive?: (org: OrgId, generation: number) => void
    /** Limits are shared with other replicas on this database. Else this process counts alone. */
    readonly sharedLimits?: boolean
    /** Resolves when what was recorded before the start is in the database: limits begin with it. */
    readonly shipped?: () => Promise<unknown>
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
  handle(req: HttpRequest, res: HttpResponse): void
  /** Mounted at /api/v1. */
  readonly routes: ReturnType<typeof callRoutes>
  readonly facts: readonly FactSource[]
  readonly jobs: readonly JobHandler[]
  readonly subscriptions: (jobs: JobQueue) => readonly Subscription[]
  readonly snapshots: SnapshotHolder
  readonly stats: GatewayCore['stats']
  /** Null: not configured. */
  readonly telemetry: Telemetry | null
  /** For the policies' dry run. */
  readonly traffic: RecordedTraffic
  /** For inventory's list. */
  readonly callCounts: (tx: Tx, org: OrgId, refs: readonly string[]) => ReturnType<typeof callCounts>
  readonly live: LiveCalls
  /** Targets as this process sees them. */
  readonly health: (scope: HealthScope) => RoutesHealth
  /** Extraction defence over several processes: the main one hears what workers report, workers obey. */
  readonly extraction: {
    readonly hear: (report: WatchReport) => void
    /** Callers who are slowed down now. */
    readonly slowed: () => readonly Slowdown[]
    readonly obey: (slowed: readonly Slowdown[]) => void
  }
  /** Loads the snapshot and today's token counts, then polls. Await it before the listener opens. */
  start(): Promise<void>
  drain(deadlineMs: number): Promise<void>
}

export function createGateway(deps: GatewayDeps): Gateway {
  const names = new NameBook()
  const live = new LiveCalls((org, watched) => deps.siblings?.watch(org, watched))
  const orgs = async (tx: Tx) =>
    (await orgGenerations(tx)).map((o) => ({
      org: o.id,
      generation: Number(o.generation),
      sample: o.kind === 'sample',
    }))
  let loaded: SnapshotParts | null = null
  let begun = false
  let seeding: Promise<void> = Promise.resolve()
  const snapshots = createSnapshotHolder({
    source: databaseSnapshotSource(deps.db, { ...deps.loaders, orgs }),
    clock: deps.clock,
    log: deps.log,
    onLoaded(parts) {
      names.learn(parts)
      loaded = parts
      if (begun) void seeding.then(() => seed(parts)).catch(unseeded)
    },
    ...(deps.onActive === undefined ? {} : { onActive: deps.onActive }),
  })
  const telemetry =
    deps.telemetry === undefined
      ? null
      : telemetryOf(deps, deps.telemetry, async (to, org) => {
          exposeGateway(
            to,
            { core, recorder: deps.recorder, snapshots, keeper, nowMs: () => deps.clock.nowMs() },
            org,
          )
        })
  const leasing =
    deps.sharedLimits === true
      ? new Leasing({
          store: databaseLeases(deps.db, newId(deps.clock, deps.random), deps.clock),
          clock: deps.clock,
          log: deps.log,
        })
      : null
  const alertDeps = { ...deps, names, people: peopleDirectory }
  const alerts = new AlertLog(alertDeps)
  const keeper =
    deps.siblings === undefined
      ? null
      : new Keeper({
          ...deps,
          later: soon,
          onAlert: (alert) => alerts.tell(alert),
          tell: (slowed) => deps.siblings?.slowed(slowed),
        })
  const reporting =
    deps.toKeeper === undefined ? null : new ReportingWatch(deps.clock, { later: soon, send: deps.toKeeper })
  const watch = keeper?.watch ?? new ExtractionWatch(deps.clock, (alert) => alerts.tell(alert))
  const core = createGatewayCore({
    ...deps,
    snapshots,
    telemetry,
    ...(leasing === null ? {} : { leasing }),
    onCall: (call, outcome) => live.tell(call, outcome),
    watch: reporting ?? watch,
  })
  const { limiter } = core.admission
  const seeded = new Set<string>()
  const seed = (parts: SnapshotParts, starting = false): Promise<void> =>
    (seeding = seedLimits(parts, { ...deps, limiter, seeded, starting }))
  const unseeded = (cause: unknown): void =>
    deps.log.error(
      { cause: String(cause) },
      'limits that were set now begin at zero: earlier calls could not be read',
    )
  let renewal: NodeJS.Timeout | undefined
  const trialCalls = async (org: OrgId, routeName: string | undefined) => {
    const { key, route } = trialTarget(snapshots.current, org, routeName, deps.clock.nowMs())
    return core.withOwnBearer(key, (bearer) =>
      sendTrialCalls(deps.gatewayUrl(), bearer, route.part.name, deps.ownDoor),
    )
  }
  const probes: GuardProbesDeps = {
    ...deps,
    snapshots,
    probing: { detectors: deps.detectors, servers: core.servers, clock: deps.clock },
  }
  const health = (scope: HealthScope): RoutesHealth => ({
    asOf: new Date(deps.clock.nowMs()).toISOString(),
    items: routesHealth(snapshots.current, core.resilience, scope, deps.clock.nowMs()),
    cache: core.resilience.cache.stats(),
  })
  return {
    handle: core.handle,
    routes: callRoutes({
      ...deps,
      names,
      live,
      trialCalls,
      health: async (scope) => mergeHealth(health(scope), (await deps.siblings?.health(scope)) ?? []),
    })
      .route('/', extractionRoutes({ ...alertDeps, watch }))
      .route('/', probeRoutes(probes))
      .route('/', viewRoutes(deps)),
    live,
    health,
    extraction: {
      hear: (report) => keeper?.hear(report),
      slowed: () => keeper?.slowed() ?? [],
      obey: (slowed) => reporting?.obey(slowed),
    },
    subscriptions: probeSubscriptions,
    jobs: [
      probeJob(probes),
      ...(leasing === null ? [] : [forgetOldLeases(deps.db, new SteadyClock(deps.clock))]),
    ],
    facts: [...gatewayFacts(deps.clock, names), probeFacts()],
    snapshots,
    traffic: recordedTraffic({ ...deps, names }),
    stats: core.stats,
    telemetry: telemetry === null ? null : withSiblings(telemetry, deps.siblings),
    callCounts: (tx, org, refs) => callCounts(tx, org, refs, deps.clock.nowMs()),
    async start() {
      await snapshots.start()
      await shippedOrLate(deps)
      begun = true
      if (loaded !== null) await seed(loaded, true)
      if (leasing === null) return
      const renew = (): void =>
        void leasing
          .renew()
          .catch((cause: unknown) => deps.log.warn({ cause: String(cause) }, 'leases were not renewed'))
      renew()
      renewal = setInterval(renew, RUNNING_TTL_MS / 3)
      renewal.unref()
    },
    async drain(deadlineMs) {
      await core.drain(deadlineMs)
      snapshots.stop()
      clearInterval(renewal)
      reporting?.flush()
      keeper?.lookAtAll()
      await alerts.close()
      await leasing?.close()
    },
  }
}

const soon = (ms: number, act: () => void): void => void setTimeout(act, ms).unref()

function withSiblings(telemetry: Telemetry, siblings: Siblings | undefined): Telemetry {
  if (siblings === undefined) return telemetry
  return {
    ...telemetry,
    async expose(org) {
      const [own, others] = await Promise.all([telemetry.expose(org), siblings.metrics(org)])
      return withWorkerLabels([{ worker: 'main', text: own }, ...others])
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
    monotonicMs: () => monotonicMs(deps.clock),
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

const forgetOldLeases = (db: Db, steady: SteadyClock): JobHandler => ({
  type: 'gateway.forget-leases',
  deadlineMs: 30_000,
  attemptsMax: 3,
  everyMs: 3_600_000,
  handle: async () => {
    await forgetLeases(db, new Date(steady.earliestMs()))
  },
})

const SHIPPED_MS = 30_000

/**
 * What earlier calls used should be in the database before limits begin with it. When that takes longer, or cannot be, the gateway starts all
 * the same: limits then begin lower than they should, and the log says so.
 */
async function shippedOrLate(deps: Pick<GatewayDeps, 'shipped' | 'log'>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${SHIPPED_MS} ms`)), SHIPPED_MS)
  })
  try {
    await Promise.race([deps.shipped?.() ?? Promise.resolve(), late])
  } catch (cause) {
    deps.log.error(
      { cause: String(cause) },
      'earlier calls have not all reached the database: limits begin with those that have',
    )
  } finally {
    clearTimeout(timer)
  }
}
