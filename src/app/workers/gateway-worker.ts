/** Entry of a gateway worker: serves /v1 on connections that the main process hands over, records into its own slot, ships that. */
import { Socket } from 'node:net'
import { createGateway, type Gateway } from '../../features/gateway/index.ts'
import { defaultDetectors, warmDetectors } from '../../features/guardrails/index.ts'
import { createLedger } from '../../ledger/index.ts'
import type { OrgId } from '../../lib/ids.ts'
import { systemClock } from '../../platform/clock.ts'
import { fileBlobs } from '../../platform/file-blobs.ts'
import { openFileKeyStore } from '../../platform/file-keystore.ts'
import { createLifecycle } from '../../platform/lifecycle.ts'
import { allowList, createOutbound } from '../../platform/outbound.ts'
import { openDb } from '../../platform/pg.ts'
import { createLog } from '../../platform/pino-log.ts'
import { systemRandom } from '../../platform/random.ts'
import { createWork } from '../../platform/work.ts'
import { openEvidencePath } from '../evidence-path.ts'
import { createLedgerRoom } from '../ledger-room.ts'
import { drained, handTo, layCallLane, openSockets, routeOf, serverOf } from '../listener.ts'
import { recordSnapshot, snapshotLoaders, systemNames } from '../ports.ts'
import { createRooms } from '../rooms.ts'
import type { Store } from '../store.ts'
import { telemetryOf } from '../telemetry.ts'
import { LOAD_MS, type Begin, type FromWorker, type Question, type ToWorker } from './protocol.ts'
import { alone } from './recorders.ts'
import { relayTo } from './relay.ts'

/** Connections for snapshots, leases, alerts and key usage; shipping has three of its own. */
const DB_CONNECTIONS = 4

const tell = (message: FromWorker, sent: () => void = () => {}): void => {
  if (process.connected) process.send?.(message, undefined, undefined, sent)
}

process.once('message', (message: ToWorker) => {
  if (message.kind !== 'begin') throw new Error('a gateway worker is begun before anything else')
  begin(message).catch((error: unknown) => {
    createLog({ level: 'error' }).error({ error }, 'a gateway worker could not start')
    process.exit(1)
  })
})
// Signals go to the main process, which ends its workers in order; a terminal sends them to all.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})

async function begin(start: Begin): Promise<void> {
  const { config, dirs } = start
  const log = createLog({ level: config.logLevel }).child({ slot: start.slot })
  const lifecycle = createLifecycle(log)
  let ending: Promise<void> | undefined
  const end = (reason: string, code: number): Promise<void> =>
    (ending ??= lifecycle.stop(reason).then((clean) => process.exit(clean ? code : 1)))
  process.on('disconnect', () => void end('the main process is gone', 0))
  for (const name of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(name, (cause: unknown) => {
      log.error({ error: cause }, `ending: ${name}`)
      void end(name, 70)
    })

  const keystore = await openFileKeyStore(dirs.keys, config.kekFile)
  const db = openDb({ url: start.runtimeUrl, log, connectionsMax: DB_CONNECTIONS })
  lifecycle.onStop({ name: 'database connections', deadlineMs: 10_000, stop: () => db.close() })
  const store: Store = {
    config,
    log,
    clock: systemClock,
    random: systemRandom,
    dirs,
    db,
    ownerUrl: start.ownerUrl,
    runtimeUrl: start.runtimeUrl,
    keystore,
    blobs: fileBlobs(dirs.blobs),
    lifecycle,
  }
  const gateway = await gatewayOf(start, store)

  // ---- connections ----------------------------------------------------------------------------------------------------------------
  const relay = relayTo(start.mainSocket)
  const server = serverOf(
    config,
    routeOf(config, () => start.port, {
      gateway: (req, res) => gateway.core.handle(req, res),
      ledger: relay,
      metrics: relay,
      probe: relay,
      api: relay,
    }),
  )
  // the main process hands over whom its door admits
  const lane = layCallLane(
    server,
    config,
    () => start.port,
    (req, res) => gateway.core.handle(req, res),
    () => true,
  )
  const open = openSockets(server)
  // Listening itself, if only on a private socket, makes node:http keep its time limits for connections that it was handed.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(start.ownSocket, resolve)
  })
  lifecycle.onStop({ name: 'gateway', deadlineMs: 20_000, stop: () => gateway.core.drain(10_000) })
  lifecycle.onStop({
    name: 'connections',
    deadlineMs: 15_000,
    stop: () => {
      lane.close()
      return drained(server, open, 12_000)
    },
  })

  const stopWatching = new Map<string, () => void>()
  process.on('message', (message: ToWorker, handle: unknown) => {
    switch (message.kind) {
      case 'connection':
        tell({ kind: 'taken', id: message.id })
        // none: the client left while the connection was under way
        if (!(handle instanceof Socket)) return
        if (lifecycle.stopping) handle.destroy()
        else handTo(server, handle)
        return
      case 'ask':
        gateway.answer(message.question).then(
          (value) => tell({ kind: 'answer', id: message.id, value }),
          (error: unknown) => tell({ kind: 'failed', id: message.id, error: String(error) }),
        )
        return
      case 'watch':
        stopWatching.get(message.org)?.()
        stopWatching.delete(message.org)
        if (message.watched)
          stopWatching.set(
            message.org,
            gateway.core.live.listen(message.org, (call) => tell({ kind: 'call', org: message.org, call })),
          )
        return
      case 'slowed':
        gateway.core.extraction.obey(message.callers)
        return
      case 'stop':
        void end('the main process stops', 0)
        return
      case 'begin':
        return
    }
  })
  const load = setInterval(
    () => tell({ kind: 'load', open: open.size, running: gateway.core.stats().running, ...gateway.spool() }),
    LOAD_MS,
  )
  load.unref()
  tell({ kind: 'ready' })
}

type Served = {
  readonly core: Gateway
  readonly answer: (question: Question) => Promise<unknown>
  readonly spool: () => { readonly backlogBytes: number; readonly available: boolean }
}

/** The same rooms as in the main process, of which only the gateway is used: what it obeys, it loads by their loaders. */
async function gatewayOf(start: Begin, store: Store): Promise<Served> {
  const { config, log, clock, random, db, lifecycle } = store
  const { segmentKeys, evidence, pump } = await openEvidencePath(store, {
    installation: start.installation,
    slot: start.slot,
    duty: 'ship',
  })
  const ledger = createLedger({ clock, random, keys: segmentKeys, blobs: store.blobs })
  const work = createWork({ db, clock, random, log })
  const outbound = createOutbound({ allows: config.trial ? () => true : allowList(config.outboundAllow) })
  lifecycle.onStop({ name: 'outbound connections', deadlineMs: 5_000, stop: () => outbound.close() })
  const rooms = createRooms({
    store,
    outbound,
    work,
    ledger,
    ledgerRoom: createLedgerRoom({
      store,
      evidence,
      recorders: alone(pump, evidence, segmentKeys),
      records: { ledger, outbox: work.outbox },
      systemNames: (org) => systemNames(store, org),
    }),
    publicUrl: () => start.url,
    installation: start.installation,
    traffic: { read: (org, query) => gateway.traffic.read(org, query) },
    callCounts: (tx, org, refs) => gateway.callCounts(tx, org, refs),
    organisation: () => Promise.reject(new Error('a gateway worker exports nothing')),
    moreFacts: () => [],
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
    gatewayUrl: () => `${start.url}/v1`,
    access: rooms.identity.callAuthorizer,
    verifyToken: rooms.identity.verifyToken,
    sharedLimits: true,
    toKeeper: (report, sent) => tell({ kind: 'seen', report }, sent),
    onActive: (org, generation) => recordSnapshot(log, evidence, org, generation),
    telemetry: telemetryOf(store, { version: start.version }),
    loaders: snapshotLoaders(rooms),
  })
  await gateway.start()
  lifecycle.onStop({ name: 'key usage notes', deadlineMs: 5_000, stop: () => rooms.identity.usage.flush() })
  lifecycle.onStop({
    name: 'telemetry',
    deadlineMs: 6_000,
    stop: async () => void (await gateway.telemetry?.stop(3_000)),
  })
  const minute = setInterval(
    () =>
      void rooms.identity.usage
        .flush()
        .catch((error: unknown) => log.warn({ error }, 'key usage was not written')),
    60_000,
  )
  minute.unref()
  return {
    core: gateway,
    spool: () => ({
      backlogBytes: evidence.recorder.backlog().bytes,
      available: evidence.recorder.available,
    }),
    async answer(question) {
      switch (question.what) {
        case 'ship':
          return pump.drain()
        case 'refresh':
          return gateway.snapshots.refresh()
        case 'mark':
          return evidence.recorder.mark(question.org)
        case 'retire':
          return segmentKeys.retire(question.org, question.key)
        case 'metrics':
          return (await gateway.telemetry?.expose(question.org)) ?? null
        case 'health':
          return gateway.health({ org: question.org, systems: question.systems })
      }
    },
  }
}
