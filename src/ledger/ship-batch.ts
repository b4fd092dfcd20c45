import { hash } from 'node:crypto'
import { decodeCallRow, type CallRow } from './call-row.ts'
import { encodeDirectory, encodeWraps, type DirectoryRecord } from './directory.ts'
import { uuidText, type Batch } from './records.ts'

/** What one organisation's frames of one producer run become: one batch row, one payload object, call rows. */
export type ShipBatch = {
  readonly org: string
  readonly producer: string
  readonly epoch: string
  readonly first: number
  /** Counters [lostFrom, first) were shipped to a database that is gone (an older one was restored). */
  readonly lostFrom: number | undefined
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
  readonly hashes: Buffer
  readonly leaves: Buffer
  readonly bodies: Buffer
  readonly payload: Buffer
  readonly directory: Buffer
  readonly wraps: Buffer
  readonly segmentKeys: readonly string[]
  /** Intent counters of streamed payloads with a piece here. */
  readonly pieces: readonly number[]
  readonly calls: readonly CallRow[]
  /** Runs whose end an entry tells: the own one (`src.close`) or a dead one (`src.recovered`, `src.lost`). */
  readonly ends: readonly RunEnd[]
}

export type RunEnd = {
  readonly producer: string
  readonly epoch: string
  readonly state: 'closed' | 'recovered' | 'lost'
}

/** Gathers frames. `from` is the first counter not shipped yet: earlier entries (a delivery repeated after a crash) are dropped here. */
export class ShipGather {
  private readonly leaves: Buffer[] = []
  private readonly bodies: Buffer[] = []
  private readonly sealed: Buffer[] = []
  private readonly directory: DirectoryRecord[] = []
  private readonly groups: { count: number; segmentKey: Buffer; wrapped: Buffer }[] = []
  private readonly pieces = new Set<number>()
  private readonly calls: CallRow[] = []
  private hashes = Buffer.alloc(32 * 256)
  private count = 0
  private keys = 0
  private offset = 0
  private firstMs = Number.POSITIVE_INFINITY
  private lastMs = 0
  private readonly ends: RunEnd[] = []
  private next: number
  private first: number
  private lostFrom: number | undefined
  bytes = 0
  readonly org: string
  readonly producer: string
  readonly epoch: string
  readonly from: number

  constructor(org: string, producer: string, epoch: string, from: number) {
    this.org = org
    this.producer = producer
    this.epoch = epoch
    this.from = from
    this.next = from
    this.first = from
  }

  /** Throws when a counter is missing in the middle: the spool is ordered, so that is damage, which recovery reports before. */
  add(batch: Batch): void {
    const past = batch.firstCounter + batch.entries.length
    // A frame of pieces only carries no entry: it is new exactly when its counter is not behind.
    if (past < this.next || (past === this.next && batch.entries.length > 0)) return
    if (batch.firstCounter > this.next && this.count === 0 && this.directory.length === 0) {
      this.lostFrom = this.from
      this.first = batch.firstCounter
      this.next = batch.firstCounter
    }
    if (batch.firstCounter > this.next)
      throw new Error(
        `spool of ${this.producer}/${this.epoch} jumps from ${this.next} to ${batch.firstCounter}`,
      )
    const skip = this.next - batch.firstCounter
    batch.entries.forEach((entry, i) => {
      if (i >= skip) this.entry(entry.leaf, entry.salt, entry.body)
    })
    this.next = past
    const base = this.keys
    const streamBase = base + (batch.keys?.count ?? 0)
    if (batch.keys) this.group(batch.keys.count, batch.segmentKey, batch.keys.wrapped)
    for (const key of batch.streamKeys) this.group(1, key.segmentKey, key.wrapped)
    for (const p of batch.payloads) {
      this.directory.push({
        name: p.name,
        streamed: p.streamed,
        last: p.last,
        owner: p.owner,
        piece: p.piece,
        offset: this.offset,
        length: p.sealed.length,
        plainLength: p.plainLength,
        key: p.keyIndex < 0 ? -1 : (p.streamed ? streamBase : base) + p.keyIndex,
      })
      this.sealed.push(p.sealed)
      this.offset += p.sealed.length
      if (p.streamed) this.pieces.add(p.owner)
    }
    for (const call of batch.calls) {
      const row = decodeCallRow(call.toString())
      if (row.outcome >= this.first) this.calls.push(row)
    }
  }

  get empty(): boolean {
    return this.count === 0
  }

  finish(): ShipBatch {
    return {
      org: this.org,
      producer: this.producer,
      epoch: this.epoch,
      first: this.first,
      lostFrom: this.lostFrom,
      count: this.count,
      firstMs: this.firstMs,
      lastMs: this.lastMs,
      hashes: this.hashes.subarray(0, this.count * 32),
      leaves: Buffer.concat(this.leaves),
      bodies: Buffer.concat(this.bodies),
      payload: Buffer.concat(this.sealed),
      directory: encodeDirectory(this.directory),
      wraps: encodeWraps(this.groups),
      segmentKeys: [...new Set(this.groups.map((group) => uuidText(group.segmentKey)))],
      pieces: [...this.pieces],
      calls: this.calls,
      ends: this.ends,
    }
  }

  private end(leaf: Buffer, body: Buffer): void {
    const own = { producer: this.producer, epoch: this.epoch }
    if (leaf.includes('"src.close"', -48, 'latin1')) this.ends.push({ ...own, state: 'closed' })
    const state = leaf.includes('"src.recovered"', -48, 'latin1')
      ? 'recovered'
      : leaf.includes('"src.lost"', -48, 'latin1')
        ? 'lost'
        : undefined
    if (state === undefined) return
    const about: { p: string; e: string } = JSON.parse(body.toString())
    this.ends.push({ producer: about.p, epoch: about.e, state })
  }

  private group(count: number, segmentKey: Buffer, wrapped: Buffer): void {
    this.groups.push({ count, segmentKey, wrapped })
    this.keys += count
  }

  private entry(leaf: Buffer, salt: Buffer, body: Buffer): void {
    if ((this.count + 1) * 32 > this.hashes.length)
      this.hashes = Buffer.concat([this.hashes, Buffer.alloc(this.hashes.length)])
    const column = Buffer.allocUnsafe(2 + leaf.length)
    column.writeUInt16BE(leaf.length, 0)
    leaf.copy(column, 2)
    hashLeaf(leaf, this.hashes, this.count * 32)
    this.leaves.push(column)
    const head = Buffer.allocUnsafe(36)
    head.writeUInt32BE(body.length, 0)
    salt.copy(head, 4)
    this.bodies.push(head, body)
    const ms = leafTime(leaf)
    if (ms < this.firstMs) this.firstMs = ms
    if (ms > this.lastMs) this.lastMs = ms
    if (leaf.includes('"type":"src.', -48, 'latin1')) this.end(leaf, body)
    this.count += 1
    this.bytes += leaf.length + body.length
  }
}

const scratch = Buffer.alloc(1 + 65_535)

function hashLeaf(leaf: Buffer, out: Buffer, at: number): void {
  leaf.copy(scratch, 1)
  out.write(hash('sha256', scratch.subarray(0, 1 + leaf.length), 'binary'), at, 'latin1')
}

let timeText = ''
let timeMs = 0

/** The leaf's `ts`. INVARIANT: leaves are templates, `"ts":"` occurs once (no field can hold a quote). */
function leafTime(leaf: Buffer): number {
  const at = leaf.indexOf('"ts":"', 116, 'latin1') + 6
  const text = leaf.toString('latin1', at, at + 24)
  if (text !== timeText) {
    timeText = text
    timeMs = Date.parse(text)
  }
  return timeMs
}
