import { join } from 'node:path'
import type { Clock } from '../platform/clock.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { BatchBuilder } from './batch-builder.ts'
import { Recorder } from './recorder.ts'
import { recoverSlot, type RecoverDeps, type Recovered } from './recover.ts'
import { SegmentKeys } from './segment-keys.ts'
import type { OpenCall, OwedRun } from './open-calls.ts'
import { claimSlot, freeSlot, slotNames, type Slot } from './slot.ts'
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
  /** Takes this slot and no other: a worker process, whose orphans are the main process's to recover. Absent: every free slot on this disk. */
  readonly slot?: string
}

/** Another slot on this disk whose process is dead: shipped to its end, then removed. */
export type Orphan = {
  readonly dir: string
  readonly from: Position
  readonly end: Position
  /** Place in our own slot before which the outcomes of its calls and the end of its run stand: it is removed when that is shipped too. */
  readonly told: Position
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
  /**
   * Takes over the slot of a process that died while this one runs: when it resolves, its open calls have their outcome durably. Undefined:
   * somebody alive holds it.
   */
  adopt(name: string): Promise<{ readonly orphan: Orphan; readonly calls: number } | undefined>
  close(): Promise<void>
}

const SLOTS_MAX = 64
/** Ending of a slot's folder that is being removed. */
const SHIPPED = '.shipped'

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
  await endDeadRuns(recorder, [...builder.open.values()], [...builder.owed])
  builder.owed.length = 0
  if (count > 0) options.log.warn({ calls: count }, 'calls of a killed process are recorded as unknown')
  /** Calls that were ended here though their slot could not be taken over to the end: never ended twice. */
  const ended = new Set<string>()
  const takeOver = async (slot: Slot): Promise<{ readonly orphan: Orphan; readonly calls: number }> => {
    const scan = await scanSlot(slot.dir, fs)
    const found = await recoverSlot(scan, { keys: options.keys, shippedPieces: options.shippedPieces })
    const known = await closedInDatabase(options, found)
    const open = found.open.filter((call) => !known.has(call.callId) && !ended.has(call.callId))
    // in the builder first: a segment that starts meanwhile names them in its opening frame, like those of a start
    for (const call of open) builder.open.set(call.callId, call)
    builder.owed.push(...found.owed)
    try {
      await endDeadRuns(recorder, open, found.owed, ended)
    } finally {
      builder.owed.splice(0, builder.owed.length, ...builder.owed.filter((run) => !found.owed.includes(run)))
    }
    if (open.length > 0)
      options.log.warn(
        { calls: open.length, slot: slot.name },
        'calls of a killed process are recorded as unknown',
      )
    for (const call of open) ended.delete(call.callId)
    return { orphan: orphanOf(slot, scan, fs, spool.durable), calls: open.length }
  }
  return {
    recorder,
    spool,
    slotDir: own.dir,
    walId,
    producer: own.producer,
    epoch: source.epoch,
    segmentKeys,
    orphans: scans.slice(1).map(({ slot, scan }) => orphanOf(slot, scan, fs, spool.durable)),
    recoveredCalls: count,
    async adopt(name) {
      const slot = await claimSlot(options.walDir, name, { fs, newProducer: newProducer(options) })
      if (slot === undefined) return undefined
      try {
        return await takeOver(slot)
      } catch (error) {
        await freeSlot(slot, fs) // tried again later
        throw error
      }
    },
    async close() {
      await recorder.close()
      await freeSlot(own, fs)
    },
  }
}

/** Same recorder, same write as any other evidence; in one batch unless it is very large. */
async function endDeadRuns(
  recorder: Recorder,
  open: readonly OpenCall[],
  owed: readonly OwedRun[],
  ended: Set<string> = new Set(),
): Promise<void> {
  await Promise.all([
    ...open.map((call) => recorder.abandon(call, 'process_died').then(() => void ended.add(call.callId))),
    ...owed.map((run) =>
      recorder.entry(run.org, run.lost ? 'src.lost' : 'src.recovered', {
        e: run.e,
        last: run.last,
        p: run.p,
      }),
    ),
  ])
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

function orphanOf(slot: Slot, scan: SlotScan, fs: SpoolFs, told: Position): Orphan {
  const first = scan.segments[0]
  const last = scan.segments.at(-1)
  return {
    dir: slot.dir,
    from: { segment: first?.segment ?? 1, offset: 0 },
    end: { segment: last?.segment ?? 1, offset: last?.end ?? 0 },
    told,
    // renamed first: a crash in the middle of removing must not leave half a slot to be read again
    remove: async () => {
      await fs.rename(slot.dir, `${slot.dir}${SHIPPED}`)
      await fs.removeDir(`${slot.dir}${SHIPPED}`)
    },
  }
}

const newProducer = (options: EvidenceOptions) => (): string =>
  Buffer.from(options.random.bytes(8)).toString('hex')

async function claimSlots(options: EvidenceOptions, fs: SpoolFs): Promise<Slot[]> {
  const claim = (name: string): Promise<Slot | undefined> =>
    claimSlot(options.walDir, name, { fs, newProducer: newProducer(options) })
  if (options.slot !== undefined) {
    const slot = await claim(options.slot)
    return slot === undefined ? [] : [slot]
  }
  for (const name of await fs.list(options.walDir))
    if (name.endsWith(SHIPPED)) await fs.removeDir(join(options.walDir, name))
  const existing = await slotNames(options.walDir, fs)
  const slots: Slot[] = []
  for (const name of existing) {
    const slot = await claim(name)
    if (slot) slots.push(slot)
  }
  for (let i = 0; slots.length === 0 && i < SLOTS_MAX; i++) {
    if (existing.includes(String(i))) continue
    const slot = await claim(String(i))
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
