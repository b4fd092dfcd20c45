import { join } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { BatchBuilder } from './batch-builder.ts'
import { Recorder } from './recorder.ts'
import { recoverSlot, type RecoverDeps, type Recovered } from './recover.ts'
import { SegmentKeys } from './segment-keys.ts'
import { claimSlot, freeSlot, type Slot } from './slot.ts'
import { scanSlot, Spool, type Position, type SlotScan } from './spool.ts'
import { isCode, nodeSpoolFs, type SpoolFs } from './spool-fs.ts'

export type EvidenceOptions = {
  /** `<data>/wal` */
  readonly walDir: string
  readonly keys: KeyStore
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly systemOrg: string
  readonly backlogBytesMax: number
  readonly segmentBytes?: number
  readonly fs?: SpoolFs
  readonly segmentKeys?: SegmentKeys
  readonly shippedPieces?: RecoverDeps['shippedPieces']
  /** Of these calls, which have an outcome in the database: an orphaned slot may have been recovered half-way before. */
  readonly closedCalls?: (org: string, ids: readonly string[]) => Promise<ReadonlySet<string>>
}

/** Another slot on this disk whose process is dead: shipped to its end, then removed. */
export type Orphan = {
  readonly dir: string
  readonly from: Position
  readonly end: Position
  readonly remove: () => Promise<void>
}

export type Evidence = {
  readonly recorder: Recorder
  readonly spool: Spool
  readonly slotDir: string
  readonly walId: string
  readonly producer: string
  readonly epoch: string
  readonly segmentKeys: SegmentKeys
  readonly orphans: readonly Orphan[]
  /** Calls that a kill left open and that were ended as `unknown`. */
  readonly recoveredCalls: number
  close(): Promise<void>
}

const SLOTS_MAX = 64

/**
 * Opens this process's slot: recovers what a dead predecessor left (and any orphaned slot on this disk), then records.
 * When it resolves, every intent of a dead process has its outcome durably, and every run that did not say goodbye has its `src.recovered`.
 */
export async function openEvidence(options: EvidenceOptions): Promise<Evidence> {
  const fs = options.fs ?? nodeSpoolFs
  await fs.mkdir(options.walDir)
  const walId = await walIdOf(options, fs)
  const slots = await claimSlots(options, fs)
  const own = slots[0]
  if (!own) throw new Error(`no slot is free under ${options.walDir}: ${SLOTS_MAX} processes hold them`)
  const scans = await Promise.all(slots.map(async (slot) => ({ slot, scan: await scanSlot(slot.dir, fs) })))
  const mine = scans[0]?.scan ?? { segments: [], lastSegment: 0, damagedAt: null }
  const recovered: Recovered[] = []
  for (const { scan } of scans)
    recovered.push(await recoverSlot(scan, { keys: options.keys, shippedPieces: options.shippedPieces }))

  const segmentKeys = options.segmentKeys ?? new SegmentKeys(options.keys, options.clock, options.random)
  const source = { producer: own.producer, epoch: String(own.epoch) }
  const builder = new BatchBuilder(source, segmentKeys, options.clock, options.random)
  const closed = new Set(recovered.flatMap((r) => [...r.closedCalls]))
  for (const [i, r] of recovered.entries()) {
    const known = i === 0 ? new Set<string>() : await closedInDatabase(options, r)
    for (const call of r.open)
      if (!closed.has(call.callId) && !known.has(call.callId)) builder.open.set(call.callId, call)
    builder.owed.push(...r.owed)
  }
  const spool = await Spool.start(
    {
      dir: own.dir,
      fs,
      backlogBytesMax: options.backlogBytesMax,
      segmentBytes: options.segmentBytes,
      opening: () => builder.opening(),
      onState: (state) => options.log.info({ state }, 'evidence spool'),
    },
    mine.segments,
  )
  const recorder = new Recorder(spool, builder, { ...options, keys: segmentKeys })
  segmentKeys.users.push((org) => recorder.barrier(org))
  const count = builder.open.size
  await endDeadRuns(recorder, builder)
  if (count > 0) options.log.warn({ calls: count }, 'calls of a killed process are recorded as unknown')
  return {
    recorder,
    spool,
    slotDir: own.dir,
    walId,
    producer: own.producer,
    epoch: source.epoch,
    segmentKeys,
    orphans: scans.slice(1).map(({ slot, scan }) => orphanOf(slot, scan, fs)),
    recoveredCalls: count,
    async close() {
      await recorder.close()
      await freeSlot(own, fs)
    },
  }
}

/** Same recorder, same write as any other evidence; in one batch unless it is very large. */
async function endDeadRuns(recorder: Recorder, builder: BatchBuilder): Promise<void> {
  const owed = [...builder.owed]
  await Promise.all([
    ...[...builder.open.values()].map((call) => recorder.abandon(call, 'process_died')),
    ...owed.map((run) =>
      recorder.entry(run.org, run.lost ? 'src.lost' : 'src.recovered', {
        e: run.e,
        last: run.last,
        p: run.p,
      }),
    ),
  ])
  builder.owed.length = 0
}

async function closedInDatabase(options: EvidenceOptions, r: Recovered): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  for (const org of new Set(r.open.map((call) => call.org)))
    for (const id of (await options.closedCalls?.(
      org,
      r.open.filter((call) => call.org === org).map((call) => call.callId),
    )) ?? [])
      known.add(id)
  return known
}

function orphanOf(slot: Slot, scan: SlotScan, fs: SpoolFs): Orphan {
  const first = scan.segments[0]
  const last = scan.segments.at(-1)
  return {
    dir: slot.dir,
    from: { segment: first?.segment ?? 1, offset: 0 },
    end: { segment: last?.segment ?? 1, offset: last?.end ?? 0 },
    remove: () => fs.removeDir(slot.dir),
  }
}

async function claimSlots(options: EvidenceOptions, fs: SpoolFs): Promise<Slot[]> {
  const newProducer = (): string => Buffer.from(options.random.bytes(8)).toString('hex')
  const existing = (await fs.list(options.walDir))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
  const slots: Slot[] = []
  for (const name of existing) {
    const slot = await claimSlot(options.walDir, name, { fs, newProducer })
    if (slot) slots.push(slot)
  }
  for (let i = 0; slots.length === 0 && i < SLOTS_MAX; i++) {
    if (existing.includes(String(i))) continue
    const slot = await claimSlot(options.walDir, String(i), { fs, newProducer })
    if (slot) slots.push(slot)
  }
  return slots
}

async function walIdOf(options: EvidenceOptions, fs: SpoolFs): Promise<string> {
  const path = join(options.walDir, 'id')
  for (;;) {
    const known = await fs.read(path)
    if (known && known.length === 32) return known.toString()
    if (known) await fs.remove(path) // torn at creation: nothing refers to it yet
    try {
      await fs.createSynced(path, Buffer.from(Buffer.from(options.random.bytes(16)).toString('hex')))
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error
    }
  }
}
