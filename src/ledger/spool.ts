import { join } from 'node:path'
import { EvidenceUnavailable } from './contract.ts'
import { frameAt, makeFrame, scanFrames, type Frame } from './frames.ts'
import { isCode, type LogFile, type SpoolFs } from './spool-fs.ts'

/**
 * The gateway's write-ahead log in one slot: zero-filled segments of frames, one durable write in flight.
 *
 * Crash rules. Before a write resolves: its frames may be found or not, nobody was told. After: they are found. A write that failed
 * is cut: the next one starts at the same place and covers it, so no half-truth survives in the middle. A segment's first frame names
 * where its predecessor ended; what stands behind that place was never acknowledged.
 */
export type SpoolOptions = {
  readonly dir: string
  readonly fs: SpoolFs
  readonly segmentBytes?: number
  /** Bytes written and not yet released at which no new call is admitted. */
  readonly backlogBytesMax: number
  /** First frame of every segment: who writes, counters, open calls. Called when a segment starts. */
  readonly opening: () => Buffer
  readonly onState?: (state: SpoolState) => void
}

export type SpoolState = 'open' | 'emergency' | 'full' | 'closed'
export type Position = { readonly segment: number; readonly offset: number }

export const isBefore = (a: Position, b: Position): boolean =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset)

export const SEGMENT_BYTES = 16 * 1024 * 1024
/** Beyond the cap no call is admitted, but those under way may still end: outcomes and output of some thousand calls. */
const HEADROOM_BYTES = 64 * 1024 * 1024
/** How often a spool without space tries to get some. Half: needless disk work; double: a longer outage after space returns. */
const RETRY_MS = 500

const EMERGENCY = 'emergency'
export const segmentName = (n: number): string => `${String(n).padStart(12, '0')}.seg`

export class Spool {
  private file: LogFile | undefined
  private at = 0
  /** End of bytes of a failed write that the next write must cover. */
  private dirtyTo = 0
  private nextWrite = 1
  private spare: Promise<boolean> | undefined
  private state: SpoolState = 'open'
  private released: Position
  private readonly ends = new Map<number, number>()
  private retry: NodeJS.Timeout | undefined

  private constructor(
    private readonly options: SpoolOptions,
    private segment: number,
  ) {
    this.released = { segment: segment + 1, offset: 0 }
  }

  /** Starts behind the segments of earlier runs, which are never appended to. `past`: where each of them ends. */
  static async start(
    options: SpoolOptions,
    past: readonly { readonly segment: number; readonly end: number }[],
  ): Promise<Spool> {
    const last = past.at(-1)
    const spool = new Spool(options, last?.segment ?? 0)
    spool.at = last?.end ?? 0
    for (const { segment, end } of past) spool.ends.set(segment, end)
    const first = past[0]
    if (first) spool.released = { segment: first.segment, offset: 0 }
    await spool.makeEmergency()
    await spool.nextSegment()
    return spool
  }

  get segmentBytes(): number {
    return this.options.segmentBytes ?? SEGMENT_BYTES
  }
  /** The number that frames of the next write must carry. */
  get writeNumber(): number {
    return this.nextWrite
  }
  get available(): boolean {
    return (
      (this.state === 'open' || this.state === 'emergency') &&
      this.backlogBytes < this.options.backlogBytesMax
    )
  }
  get status(): SpoolState {
    return this.state
  }
  /** Everything before this place is durable. */
  get durable(): Position {
    return { segment: this.segment, offset: this.at }
  }

  get firstUnreleased(): Position {
    return this.released
  }

  get backlogBytes(): number {
    let bytes = 0
    for (let s = this.released.segment; s < this.segment; s++)
      bytes +=
        (this.ends.get(s) ?? this.segmentBytes) - (s === this.released.segment ? this.released.offset : 0)
    return bytes + this.at - (this.released.segment === this.segment ? this.released.offset : 0)
  }

  /** Largest batch of frames that one write may carry. */
  get writeBytesMax(): number {
    return this.segmentBytes - 1024 * 1024
  }

  /**
   * Makes room for `length` bytes (starting a segment if needed) before frames are built, because the opening frame of a new segment
   * records the counters as they stand. Throws EvidenceUnavailable when there is no place.
   */
  async reserve(length: number): Promise<void> {
    if (this.state === 'closed') throw new EvidenceUnavailable('evidence_closed', 'the spool is closed')
    if (this.backlogBytes >= this.options.backlogBytesMax + HEADROOM_BYTES)
      throw new EvidenceUnavailable('evidence_backlog_full', 'the evidence backlog is at its cap')
    if (!this.file || this.at + length > this.segmentBytes) await this.nextSegment()
  }

  fits(length: number): boolean {
    return (
      this.file !== undefined &&
      this.at + length <= this.segmentBytes &&
      this.state !== 'closed' &&
      this.backlogBytes < this.options.backlogBytesMax + HEADROOM_BYTES
    )
  }

  /** Frames [0, length) of `bytes`; resolves when durable. Call `reserve` first; never two at once. `bytes` may be longer than `length`. */
  async write(bytes: Buffer, length: number): Promise<void> {
    const file = this.file
    if (!file) throw new EvidenceUnavailable('evidence_write_failed', 'the spool has no segment to write to')
    let size = length
    if (this.at + length < this.dirtyTo) {
      size = Math.min(this.dirtyTo - this.at, bytes.length)
      bytes.fill(0, length, size)
    }
    try {
      await file.write(bytes, size, this.at)
    } catch (error) {
      this.dirtyTo = Math.max(this.dirtyTo, this.at + length)
      throw new EvidenceUnavailable('evidence_write_failed', `spool write failed: ${text(error)}`)
    }
    this.at += length
    this.nextWrite += 1
  }

  /** Everything before `to` is shipped: its segments are deleted. */
  async release(to: Position): Promise<void> {
    const from = this.released.segment
    if (to.segment < from || (to.segment === from && to.offset <= this.released.offset)) return
    this.released = to
    for (let s = from; s < to.segment; s++) {
      await this.options.fs.remove(join(this.options.dir, segmentName(s)))
      this.ends.delete(s)
    }
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    this.setState('closed')
    clearTimeout(this.retry)
    await this.spare
    await this.file?.close()
    this.file = undefined
  }

  private async nextSegment(): Promise<void> {
    const { fs, dir } = this.options
    const next = this.segment + 1
    const path = join(dir, segmentName(next))
    if (!this.spare) this.spare = this.makeSpare()
    const roomy = await this.spare
    this.spare = undefined
    if (roomy) {
      await fs.rename(join(dir, 'spare'), path)
      if (this.state !== 'closed') this.setState('open')
    } else {
      try {
        await fs.rename(join(dir, EMERGENCY), path)
        this.setState('emergency')
      } catch (error) {
        this.setState('full')
        this.retryLater()
        throw new EvidenceUnavailable('evidence_write_failed', `no space for evidence: ${text(error)}`)
      }
      this.retryLater()
    }
    const file = await fs.openLog(path)
    const previousEnd = this.at
    const head = makeFrame(openingBody(this.options.opening(), this.segment, previousEnd), this.nextWrite)
    try {
      await file.write(head, head.length, 0)
    } catch (error) {
      // The old segment is closed for good: if this file did reach the disk, it already names the old one's end.
      await file.close().catch(() => undefined)
      await fs.remove(path).catch(() => undefined)
      await this.file?.close().catch(() => undefined)
      this.file = undefined
      throw new EvidenceUnavailable('evidence_write_failed', `spool write failed: ${text(error)}`)
    }
    await this.file?.close()
    if (this.segment > 0) this.ends.set(this.segment, previousEnd)
    this.file = file
    this.segment = next
    this.at = head.length
    this.dirtyTo = 0
    this.nextWrite += 1
    if (roomy) this.spare = this.makeSpare()
  }

  private async makeSpare(): Promise<boolean> {
    try {
      await this.options.fs.createZeroed(join(this.options.dir, 'spare'), this.segmentBytes)
      return true
    } catch {
      // Full disk: whatever was allocated goes back so that others can work; the emergency segment is next.
      await this.options.fs.remove(join(this.options.dir, 'spare')).catch(() => undefined)
      return false
    }
  }

  private async makeEmergency(): Promise<void> {
    const { fs, dir } = this.options
    if ((await fs.list(dir)).includes(EMERGENCY)) return
    try {
      await fs.createZeroed(join(dir, 'emergency.new'), this.segmentBytes)
      await fs.rename(join(dir, 'emergency.new'), join(dir, EMERGENCY))
    } catch (error) {
      await fs.remove(join(dir, 'emergency.new')).catch(() => undefined)
      if (!isCode(error, 'ENOSPC')) throw error
    }
  }

  private retryLater(): void {
    clearTimeout(this.retry)
    // whatever the disk says then, the next try comes
    this.retry = setTimeout(() => void this.findSpace().catch(() => this.retryLater()), RETRY_MS)
    this.retry.unref()
  }

  /** After a full disk: gets an ordinary spare and a new emergency segment, then reports `open`. Called by timer; tests call it too. */
  findSpace(): Promise<void> {
    // one search at a time: two would rename the same new emergency segment
    this.search ??= this.lookForSpace().finally(() => (this.search = undefined))
    return this.search
  }
  private search: Promise<void> | undefined

  private async lookForSpace(): Promise<void> {
    if (this.state === 'closed' || this.state === 'open') return
    if (!this.spare) {
      const making = this.makeSpare()
      this.spare = making
      if (!(await making)) {
        if (this.spare === making) this.spare = undefined
        this.retryLater()
        return
      }
    }
    await this.makeEmergency()
    if (this.state === 'full' || this.state === 'emergency') this.setState('open')
  }

  private setState(state: SpoolState): void {
    if (this.state === state) return
    this.state = state
    this.options.onState?.(state)
  }
}

const OPENING = 1

function openingBody(json: Buffer, previous: number, previousEnd: number): Buffer {
  const body = Buffer.alloc(10 + json.length)
  body.writeUInt8(OPENING, 0)
  body.writeUInt8(1, 1)
  body.writeUInt32LE(previous, 2)
  body.writeUInt32LE(previousEnd, 6)
  json.copy(body, 10)
  return body
}

export const isOpening = (body: Buffer): boolean => body.readUInt8(0) === OPENING
/** Where segment `previous` ends, as its follower's opening frame says. Throws when it follows another one: segments were lost. */
export function openingPreviousEnd(body: Buffer, previous: number): number {
  if (!isOpening(body) || body.readUInt32LE(2) !== previous)
    throw new Error(`the spool segment after ${previous} does not follow it`)
  return body.readUInt32LE(6)
}
export const openingJson = (body: Buffer): Buffer => body.subarray(10)

export type SegmentScan = {
  readonly segment: number
  readonly frames: readonly Frame[]
  readonly end: number
}
export type SlotScan = {
  readonly segments: readonly SegmentScan[]
  readonly lastSegment: number
  /** Set when acknowledged bytes are unreadable: the first segment in which that is so. */
  readonly damagedAt: number | null
}

/** All frames that a dead process left in its slot. A torn tail is cut; damage before the tail is reported, never skipped silently. */
export async function scanSlot(dir: string, fs: SpoolFs): Promise<SlotScan> {
  const names = (await fs.list(dir)).filter((name) => name.endsWith('.seg'))
  const segments: SegmentScan[] = []
  let damagedAt: number | null = null
  let lastSegment = 0
  for (const [i, name] of names.entries()) {
    const segment = Number.parseInt(name, 10)
    lastSegment = segment
    const bytes = await fs.read(join(dir, name))
    if (!bytes) continue
    const follower = names[i + 1]
    const limit = follower ? await endNamedBy(dir, follower, segment, fs) : undefined
    const scan = scanFrames(limit === undefined ? bytes : bytes.subarray(0, limit))
    const gap = i > 0 && segment !== (segments.at(-1)?.segment ?? segment - 1) + 1
    const short = limit !== undefined && scan.end < limit
    if (damagedAt === null && (gap || short || scan.tail === 'damaged')) damagedAt = segment
    segments.push({ segment, frames: scan.frames, end: scan.end })
  }
  return { segments, lastSegment, damagedAt }
}

async function endNamedBy(
  dir: string,
  name: string,
  previous: number,
  fs: SpoolFs,
): Promise<number | undefined> {
  const bytes = await fs.read(join(dir, name))
  const first = bytes && frameAt(bytes, 0)
  if (!first || !isOpening(first.body) || first.body.readUInt32LE(2) !== previous) return undefined
  return openingPreviousEnd(first.body, previous)
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error))
