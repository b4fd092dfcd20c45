import { getRequestListener } from '@hono/node-server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { Agent } from 'undici'
import { createGateway } from '../features/gateway/index.ts'
import { defaultDetectors, warmDetectors } from '../features/guardrails/index.ts'
import { createOperations, databaseProbe, diskProbe, jobsProbe } from '../features/operations/index.ts'
import { continueRestored, createLedger, finishErasures, preparePartitions } from '../ledger/index.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Config } from '../platform/config.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import { writeDurable } from '../platform/durable-file.ts'
import { problemResponse } from '../platform/http-guard.ts'
import { stopOnSignals } from '../platform/lifecycle.ts'
import { allowList, createOutbound } from '../platform/outbound.ts'
import { createLog } from '../platform/pino-log.ts'
import { createWork } from '../platform/work.ts'
import { buildApi } from './api.ts'
import { backupSchedule } from './backup-schedule.ts'
import { createDemo } from './demo.ts'
import { demoPorts, demoRoutes } from './demo-ports.ts'
import { openEvidencePath } from './evidence-path.ts'
import { ensureInstallation, organisations } from './installation.ts'
import { createLedgerRoom } from './ledger-room.ts'
import { listen } from './listener.ts'
import { answerScrapes, listenForScrapes, telemetryOf } from './telemetry.ts'
import { migrations } from './migrations.ts'
import { recordSnapshot, setupFacts, snapshotLoaders, systemNames } from './ports.ts'
import { createRooms } from './rooms.ts'
import { consoleFiles } from './static-files.ts'
import { openStore, RUN_FILE } from './store.ts'
import { bootstrapTrial } from './trial.ts'
import { openDoor } from './door.ts'
import { privateSockets } from './workers/private-sockets.ts'
import { Workers } from './workers/workers.ts'

export type Ready = {
  readonly ready: true
  readonly pid: number
  readonly url: string
  readonly gateway: string
  /** Absent once the installation is claimed. */
  readonly setupUrl?: string
  /** Only on the first start of a trial, and only for `--output json`. */
  readonly key?: string
  readonly adminToken?: string
}

export type RunningServer = { readonly ready: Ready; readonly trial: boolean; readonly ended: Promise<void> }

/** Composition root: opens the store, builds every room, listens. A failure at any step stops what was started, in reverse order. */
export async function startServer(config: Config, version: string): Promise<RunningServer> {
  const log = createLog({ level: config.logLevel })
  const store = await openStore(config, log)
  try {
    return await started(store, version)
  } catch (error) {
    await store.lifecycle.stop('start failed')
    throw error
  }
}

async function started(
  store: Awaited<ReturnType<typeof openStore>>,
  version: string,
): Promise<RunningServer> {
  const { config, log, clock, random, db, lifecycle } = store
  const startedAtMs = clock.nowMs()
  const installation = await ensureInstallation(store)
  const tls = config.tls !== null
  let url = ''

  // ---- evidence: recovery runs before anything can be served -----------------------------------------------------------------------
  await preparePartitions(db, clock)
  const outside = fileBlobs(store.dirs.keys)
  const continued = await continueRestored({ ...store, keys: store.keystore, outside })
  await finishErasures({ db, keys: store.keystore, outside })
  const { segmentKeys, evidence, pump } = await openEvidencePath(store, {
    installation: installation.id,
    duty: 'all',
  })
  const ledger = createLedger({ clock, random, keys: segmentKeys, blobs: store.blobs })
  const work = createWork({ db, clock, random, log })
  const sockets = await privateSockets(store)
  const workers = new Workers({
    count: config.gateway.workers,
    walDir: store.dirs.wal,
    evidence,
    pump,
    segmentKeys,
    log,
    begin: (slot, index) => ({
      kind: 'begin',
      config,
      dirs: store.dirs,
      runtimeUrl: store.runtimeUrl,
      ownerUrl: store.ownerUrl,
      installation: installation.id,
      version,
      slot,
      url,
      port: listener.port,
      mainSocket: sockets.main,
      ownSocket: sockets.worker(index),
    }),
    onCall: (org, call) => gateway.live.show(org, call),
    onSeen: (report) => gateway.extraction.hear(report),
    slowed: () => gateway.extraction.slowed(),
    onChange: () => void (lifecycle.stopping ? undefined : tellRun()),
  })
  const serving = config.gateway.workers > 0
  const ledgerRoom = createLedgerRoom({
    store,
    evidence,
    recorders: workers,
    records: { ledger, outbox: work.outbox },
    systemNames: (org) => systemNames(store, org),
  })

  // ---- rooms -------------------------------------------------------------------------------------------------------------------------
  const outbound = createOutbound({ allows: config.trial ? () => true : allowList(config.outboundAllow) })
  lifecycle.onStop({ name: 'outbound connections', deadlineMs: 5_000, stop: () => outbound.close() })
  const rooms = createRooms({
    store,
    outbound,
    work,
    ledger,
    ledgerRoom,
    publicUrl: () => config.publicUrl ?? url,
    installation: installation.id,
    traffic: { read: (org, query) => gateway.traffic.read(org, query) },
    callCounts: (tx, org, refs) => gateway.callCounts(tx, org, refs),
    organisation: async (org) => {
      const found = (await organisations(store)).find((o) => o.id === org)
      if (found === undefined) throw new Error(`no organisation ${org}`)
      return { id: found.id, name: found.name, createdAt: found.createdAt.toISOString() }
    },
    moreFacts: () => [...ledgerRoom.recorded(gateway.facts), ...operations.facts],
  })
  warmDetectors()
  const gateway = createGateway({
    clock,
    random,
    log,
    db,
    ledger,
    outbox: work.outbox,
    blobs: store.blobs,
    keys: store.keystore,
    recorder: evidence.recorder,
    detectors: defaultDetectors,
    bodyBytesMax: config.limits.bodyBytesMax,
    connector: outbound.connector,
    outbound,
    noteKeyUse: (org, key, atMs) => rooms.identity.usage.noteKey(org as OrgId, key, atMs),
    gatewayUrl: () => `${url}/v1`,
    ...(serving ? { ownDoor: new Agent({ connect: { socketPath: sockets.main } }), siblings: workers } : {}),
    access: rooms.identity.callAuthorizer,
    verifyToken: rooms.identity.verifyToken,
    // several processes that each counted alone would overspend every limit
    sharedLimits: config.limits.shared || serving,
    shipped: () => workers.drain(),
    onActive: (org, generation) => recordSnapshot(log, evidence, org, generation),
    telemetry: telemetryOf(store, { version, work }),
    loaders: snapshotLoaders(rooms),
  })

  const operations = createOperations({
    db,
    clock,
    random,
    log,
    ledger,
    version,
    startedAtMs,
    stopping: () => lifecycle.stopping,
    ownerUrl: store.ownerUrl,
    migrations,
    blobs: store.blobs,
    keysDir: store.dirs.keys,
    backupDir: config.backupDir ?? join(store.dirs.top, 'backups'),
    installation: installation.id,
    ...(config.backupSchedule === null
      ? {}
      : { schedule: { org: installation.own, ...backupSchedule(config.backupSchedule) } }),
    shipPending: () => workers.drain(),
    setup: (tx, org) => setupFacts(tx, org, { gatewayUrl: `${url}/v1` }),
    probes: [
      databaseProbe(db),
      diskProbe(store.dirs.top),
      jobsProbe(() => work.counts()),
      ...ledgerRoom.probes,
      ...(serving ? [workers.probe] : []),
    ],
  })
  rooms.controls.checkSources()

  // ---- API, console ------------------------------------------------------------------------------------------------------------------
  const files = consoleFiles(join(import.meta.dirname, '../console'), tls)
  const routers = [
    rooms.identity.routes,
    rooms.approvals.routes,
    rooms.inventory.routes,
    rooms.registry.routes,
    rooms.policies.routes,
    rooms.controls.routes,
    rooms.audit.routes,
    gateway.routes,
    operations.routes,
    ledgerRoom.routes,
  ]
  const demo = createDemo(
    demoPorts({
      store,
      rooms,
      recorders: workers,
      snapshotFollows: async () => void (await Promise.all([gateway.snapshots.refresh(), workers.refresh()])),
      ledger,
      own: installation.own,
      routers,
      files,
      version,
      url: () => url,
    }),
  )
  const api = buildApi({
    middleware: rooms.identity.middleware,
    routers: [...routers, demoRoutes(demo)],
    version,
    files,
    tls,
    log,
  })

  const probe = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const ready = req.url === '/readyz' ? await operations.health.ready() : { ready: !lifecycle.stopping }
    res.writeHead(ready.ready ? 200 : 503, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
    })
    res.end(JSON.stringify(ready))
  }

  // ---- first start -------------------------------------------------------------------------------------------------------------------
  const trial =
    config.trial && installation.first ? await bootstrapTrial(store, rooms, installation.own) : undefined
  await gateway.start()

  const listener = await listen(
    config,
    {
      gateway: (req, res) => gateway.handle(req, res),
      ledger: (req, res) =>
        void ledgerRoom.serveTiles(req, res, rooms.identity.resolveToken, rooms.identity.authorizer),
      metrics: answerScrapes(log, gateway.telemetry, rooms.identity),
      probe: (req, res) => void probe(req, res),
      api: getRequestListener(api.fetch, { errorHandler: (error) => problemResponse(error, '', log) }),
    },
    await openDoor(config, () => rooms.identity.isClaimed(installation.own)),
    serving ? { workers, ownSocket: sockets.own, mainSocket: sockets.main } : undefined,
  )
  url = listener.url
  const runner = work.start({
    handlers: [
      ...rooms.identity.jobs,
      ...rooms.approvals.jobs,
      ...rooms.controls.jobs,
      ...rooms.audit.jobs,
      ...operations.jobs,
      ...gateway.jobs,
      ...ledgerRoom.jobs,
    ],
    subscriptions: [
      ...rooms.controls.subscriptions,
      ...gateway.subscriptions(work.jobs),
      ...operations.subscriptions,
    ],
  })
  lifecycle.onStop({ name: 'key usage notes', deadlineMs: 5_000, stop: () => rooms.identity.usage.flush() })
  lifecycle.onStop({ name: 'jobs', deadlineMs: 20_000, stop: () => runner.stop(10_000) })
  const scrapes = await listenForScrapes(config, log, gateway.telemetry)
  lifecycle.onStop({
    name: 'telemetry',
    deadlineMs: 6_000,
    stop: async () => {
      await scrapes?.close()
      await gateway.telemetry?.stop(3_000)
    },
  })
  lifecycle.onStop({ name: 'gateway', deadlineMs: 20_000, stop: () => gateway.drain(10_000) })
  lifecycle.onStop({ name: 'gateway workers', deadlineMs: 75_000, stop: () => workers.stop(60_000) })
  lifecycle.onStop({ name: 'listener', deadlineMs: 15_000, stop: () => listener.close(12_000) })
  const minute = setInterval(
    () =>
      void rooms.identity.usage
        .flush()
        .catch((error: unknown) => log.warn({ error }, 'key usage was not written')),
    60_000,
  )
  minute.unref()

  const setup = (await rooms.identity.isClaimed(installation.own))
    ? undefined
    : await rooms.identity.issueSetupLink(installation.own)
  let running: Promise<void> = Promise.resolve()
  const tellRun = (): Promise<void> => {
    running = running
      .then(() => {
        const run = { pid: process.pid, url, ...(serving ? { workers: workers.pids } : {}) }
        return writeDurable(store.dirs.top, RUN_FILE, Buffer.from(JSON.stringify(run)), true)
      })
      .catch((error: unknown) => log.warn({ error }, 'the run file could not be written'))
    return running
  }
  await workers.start()
  await tellRun()
  log.info({ url, version, recovered: evidence.recoveredCalls, continuedLogs: continued.length }, 'ready')

  const ended = new Promise<void>((resolve) => {
    stopOnSignals(lifecycle, log, (code) => {
      process.exitCode = code
      resolve()
    })
  })
  return {
    trial: config.trial,
    ended,
    ready: {
      ready: true,
      pid: process.pid,
      url,
      gateway: `${url}/v1`,
      ...(setup === undefined ? {} : { setupUrl: setup.url }),
      ...(trial === undefined ? {} : { key: trial.key, adminToken: trial.adminToken }),
    },
  }
}
