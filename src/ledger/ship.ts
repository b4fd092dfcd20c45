import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '../platform/blobs.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { makeTxEntry } from './append.ts'
import { insertTxEntry } from './log-store.ts'
import { frameAt, FRAME_HEADER_BYTES } from './frames.ts'
import { decodeOpening } from './open-calls.ts'
import { isBatch, readBatch, uuidText } from './records.ts'
import { ShipGather, type ShipBatch } from './ship-batch.ts'
import {
  classId,
  classOf,
  endRun,
  ensurePartitions,
  insertBatch,
  insertCalls,
  lockSource,
  shippedCounter,
  skipLost,
  sourceId,
  type PlacedCall,
} from './ship-store.ts'
import { isOpening, openingJson, openingPreviousEnd, segmentName, type Position } from './spool.ts'

export type ShipDeps = {
  readonly db: Db
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly log: Log
  readonly random: Random
  /** Random id of the wal directory. */ readonly wal: string
}

/** Most spool bytes of one round: bounds memory and the length of the transaction. Twice: no cheaper a call; half: more commits. */
const ROUND_BYTES = 4 * 1024 * 1024

/**
 * Moves a slot's frames into blob store and database. Order: payload object (synced), then one transaction with entries, call rows,
 * wrapped keys and the run's high-water mark; only then may the caller delete the spool up to the position returned.
 * Crash before the commit: the object is written again under the same name. Crash after: the high-water mark drops what is delivered twice.
 */
export class Shipper {
  private position: Position
  private run: { producer: string; epoch: string } | undefined
  private file: { segment: number; handle: FileHandle } | undefined
  private readonly classes = new Map<string, number>()
  private readonly sources = new Map<string, number>()
  private readonly shipped = new Map<string, number>()
  private month = ''
  private readonly dir: string
  private readonly deps: ShipDeps

  /** `from`: the first segment that exists. */
  constructor(dir: string, from: Position, deps: ShipDeps) {
    this.dir = dir
    this.position = from
    this.deps = deps
  }

  get at(): Position {
    return this.position
  }

  /**
   * Ships at most one round of what lies before `durable`; resolves with what it moved and whether more is waiting. Throws when the database or blob store fails: nothing has moved, call again.
   */
  async round(durable: Position): Promise<{
    readonly calls: number
    readonly entries: number
    readonly bytes: number
    readonly more: boolean
  }> {
    const gathers = new Map<string, ShipGather>()
    const start = this.position
    const run = this.run
    let at = start
    try {
      let bytes = 0
      while (bytes < ROUND_BYTES) {
        const last = at.segment === durable.segment
        const end = last ? durable.offset : await this.endOf(at.segment)
        if (at.offset >= end) {
          if (last) break
          at = { segment: at.segment + 1, offset: 0 }
          continue
        }
        const piece = await this.read(at, Math.min(ROUND_BYTES, end - at.offset), end - at.offset)
        const used = await this.gather(at.segment, piece, gathers)
        if (used === 0) throw new Error(`spool segment ${at.segment} is unreadable at ${at.offset}`)
        at = { segment: at.segment, offset: at.offset + used }
        bytes += used
      }
      let calls = 0
      let entries = 0
      for (const gather of gathers.values()) {
        const batch = gather.finish()
        if (batch.count === 0 && batch.pieces.length === 0) continue
        await this.deliver(batch)
        calls += batch.calls.length
        entries += batch.count
      }
      this.position = at
      return { calls, entries, bytes, more: at.segment < durable.segment || at.offset < durable.offset }
    } catch (error) {
      this.run = run
      this.shipped.clear()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.file?.handle.close()
    this.file = undefined
  }

  /** Where a finished segment ends: its follower's opening frame says so. */
  private async endOf(segment: number): Promise<number> {
    const known = this.ends.get(segment)
    if (known !== undefined) return known
    const handle = await open(join(this.dir, segmentName(segment + 1)), 'r')
    try {
      const head = Buffer.alloc(FRAME_HEADER_BYTES + 10)
      await handle.read(head, 0, head.length, 0)
      const end = openingPreviousEnd(head.subarray(FRAME_HEADER_BYTES), segment)
      this.ends.clear()
      this.ends.set(segment, end)
      return end
    } finally {
      await handle.close()
    }
  }
  private readonly ends = new Map<number, number>()

  /** Who wrote a segment: its opening frame, when shipping begins in the middle of it (the pump's thread was started again). */
  private async runOf(segment: number): Promise<{ producer: string; epoch: string }> {
    const first = frameAt(await this.read({ segment, offset: 0 }, 65_536, Number.MAX_SAFE_INTEGER), 0)
    if (!first || !isOpening(first.body))
      throw new Error(`spool segment ${segment} does not begin with its opening frame`)
    return decodeOpening(openingJson(first.body))
  }

  private async read(at: Position, length: number, most: number): Promise<Buffer> {
    if (this.file?.segment !== at.segment) {
      await this.file?.handle.close()
      this.file = undefined
      this.file = { segment: at.segment, handle: await open(join(this.dir, segmentName(at.segment)), 'r') }
    }
    let want = length
    for (;;) {
      const bytes = Buffer.allocUnsafe(Math.min(want, 64 * 1024 * 1024))
      const { bytesRead } = await this.file.handle.read(bytes, 0, bytes.length, at.offset)
      const got = bytes.subarray(0, bytesRead)
      // A frame larger than a round (a 10 MiB prompt): read on until it is whole.
      if (bytesRead < FRAME_HEADER_BYTES || frameAt(got, 0)) return got
      const whole = FRAME_HEADER_BYTES + got.readUInt32LE(4)
      if (whole <= got.length || whole > most) return got
      want = whole
    }
  }

  /** Bytes of whole frames consumed. */
  private async gather(segment: number, bytes: Buffer, gathers: Map<string, ShipGather>): Promise<number> {
    let at = 0
    for (let frame = frameAt(bytes, 0); frame; frame = frameAt(bytes, at)) {
      if (isOpening(frame.body)) this.run = decodeOpening(openingJson(frame.body))
      else if (isBatch(frame.body)) {
        const batch = readBatch(frame.body)
        const run = this.run ?? (this.run = await this.runOf(segment))
        const org = uuidText(batch.org)
        const key = `${org}/${run.producer}/${run.epoch}`
        let gather = gathers.get(key)
        if (!gather) {
          gather = new ShipGather(
            org,
            run.producer,
            run.epoch,
            await this.shippedOf(key, org, run.producer, run.epoch),
          )
          gathers.set(key, gather)
        }
        gather.add(batch)
      } else throw new Error('the spool holds a frame of an unknown kind: a newer release wrote it')
      at = frame.end
    }
    return at
  }

  private async shippedOf(key: string, org: string, producer: string, epoch: string): Promise<number> {
    const known = this.shipped.get(key)
    if (known !== undefined) return known
    return this.deps.db.tx('system', (tx) => shippedCounter(tx, org, producer, epoch), { readOnly: true })
  }

  private async deliver(batch: ShipBatch): Promise<void> {
    const { db, blobs, clock } = this.deps
    const at = new Date(clock.nowMs())
    const key = `${batch.org}/${batch.producer}/${batch.epoch}`
    const object = batch.payload.length > 0 ? objectName(batch) : null
    if (object !== null) await blobs.put(object, batch.payload)
    const classes = await this.classesOf(batch)
    await this.partitions([at, ...(batch.count > 0 ? [new Date(batch.firstMs), new Date(batch.lastMs)] : [])])
    await db.tx('system', async (tx) => {
      const source = await lockSource(tx, batch.org, batch.producer, batch.epoch, this.deps.wal, at)
      if (source.shipped !== (batch.lostFrom ?? batch.first))
        throw new Error(`another shipper moved ${key} from ${batch.first} to ${source.shipped}`)
      if (batch.lostFrom !== undefined) await this.tellLost(tx, source.id, batch, batch.lostFrom)
      this.sources.set(key, source.id)
      await insertBatch(tx, source.id, batch, object, at)
      for (const end of batch.ends) await endRun(tx, batch.org, end)
      if (batch.calls.length > 0)
        await insertCalls(tx, batch.org, await this.place(tx, batch, source.id, classes))
    })
    this.shipped.set(key, batch.first + batch.count)
  }

  private async tellLost(tx: Tx, source: number, batch: ShipBatch, from: number): Promise<void> {
    await skipLost(tx, source, from, batch.first)
    const entry = makeTxEntry(this.deps, {
      type: 'src.lost',
      body: { e: batch.epoch, from, p: batch.producer, to: batch.first },
    })
    await insertTxEntry(tx, {
      org: batch.org,
      ...entry,
      object: null,
      directory: null,
      wraps: null,
      segmentKey: null,
    })
    this.deps.log.error(
      { producer: batch.producer, epoch: batch.epoch, from, to: batch.first },
      'entries were lost with an older database',
    )
  }

  private async place(
    tx: Tx,
    batch: ShipBatch,
    outcomeSource: number,
    classes: readonly number[],
  ): Promise<PlacedCall[]> {
    const placed: PlacedCall[] = []
    for (const [i, row] of batch.calls.entries()) {
      const key = `${batch.org}/${row.producer}/${row.epoch}`
      let intentSource = this.sources.get(key)
      if (intentSource === undefined) {
        intentSource = await sourceId(tx, batch.org, row.producer, row.epoch)
        if (intentSource === undefined)
          throw new Error(`the intent of call ${row.head.id} comes from ${key}, which was never shipped`)
        this.sources.set(key, intentSource)
      }
      placed.push({ row, classId: classes[i] ?? 0, intentSource, outcomeSource })
    }
    return placed
  }

  private async classesOf(batch: ShipBatch): Promise<number[]> {
    const ids: number[] = []
    for (const row of batch.calls) {
      const columns = classOf(row)
      const key = `${batch.org}\n${columns.join('\n')}`
      let id = this.classes.get(key)
      if (id === undefined) {
        // Its own transaction: a class may outlive a failed delivery, a cached id must not outlive a rolled-back class.
        id = await this.deps.db.tx('system', (tx) => classId(tx, batch.org, columns))
        if (this.classes.size > 50_000) this.classes.clear()
        this.classes.set(key, id)
      }
      ids.push(id)
    }
    return ids
  }

  private async partitions(times: readonly Date[]): Promise<void> {
    const months = [...new Set(times.map((t) => t.toISOString().slice(0, 7)))].filter((m) => m !== this.month)
    if (months.length === 0) return
    await this.deps.db.tx('system', async (tx) => {
      for (const month of months) await ensurePartitions(tx, new Date(`${month}-01T00:00:00Z`))
    })
    this.month = times[0]?.toISOString().slice(0, 7) ?? ''
  }
}

/** Deterministic, so that a repeated delivery replaces its own object. */
const objectName = (batch: ShipBatch): string =>
  `payload/${batch.org}/${batch.producer}/${batch.epoch}/${batch.first}-${batch.count}-${batch.pieces.length}-${batch.payload.length}`
