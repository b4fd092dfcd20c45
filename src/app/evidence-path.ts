import { openEvidence, PumpThread, recoveryPorts, SegmentKeys, type Evidence } from '../ledger/index.ts'
import type { Store } from './store.ts'

export type EvidencePath = {
  readonly segmentKeys: SegmentKeys
  readonly evidence: Evidence
  readonly pump: PumpThread
}

/** What a process that serves calls records with: its slot, recovered before this resolves, and the thread that ships it. Both end with the process. */
export async function openEvidencePath(
  store: Store,
  of: {
    /** Organisation id of the installation's own log. */
    readonly installation: string
    /** By name; without, the first that is free. */
    readonly slot?: string
    readonly duty: 'all' | 'ship'
  },
): Promise<EvidencePath> {
  const { config, log, clock, random, db, lifecycle } = store
  const segmentKeys = new SegmentKeys(store.keystore, clock, random)
  const evidence = await openEvidence({
    walDir: store.dirs.wal,
    ...(of.slot === undefined ? {} : { slot: of.slot }),
    keys: store.keystore,
    clock,
    random,
    log,
    systemOrg: of.installation,
    backlogBytesMax: config.spool.backlogBytesMax,
    segmentKeys,
    ...recoveryPorts({ db, blobs: store.blobs }),
  })
  const pump = new PumpThread(evidence, {
    databaseUrl: store.runtimeUrl,
    keysDir: store.dirs.keys,
    kekFile: config.kekFile,
    blobsDir: store.dirs.blobs,
    outsideDir: store.dirs.keys,
    replicas: config.limits.shared,
    duty: of.duty,
    log,
  })
  // ended in the opposite order: the spool is closed, then all of it is shipped
  lifecycle.onStop({ name: 'evidence pump', deadlineMs: 60_000, stop: () => pump.stop() })
  lifecycle.onStop({ name: 'evidence spool', deadlineMs: 15_000, stop: () => evidence.close() })
  return { segmentKeys, evidence, pump }
}
