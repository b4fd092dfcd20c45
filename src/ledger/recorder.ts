import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import { newId } from '../platform/random.ts'
import type { CallId } from '../lib/ids.ts'
import { needsKey, type BatchBuilder, type Item, type Work } from './batch-builder.ts'
import { CLIENT_TEXT_MAX } from './call-row.ts'
import type { CallIntent, CallOutcome, CallRecorder, Settled } from './contract.ts'
import { EvidenceUnavailable } from './contract.ts'
import type { OpenCall } from './open-calls.ts'
import { SegmentKeys } from './segment-keys.ts'
import type { Spool } from './spool.ts'

/** Refusals of unknown keys that get an entry of their own each second; the rest is counted (LEDGER.md). */
const UNKNOWN_PER_SECOND = 50
/** Records that make a write worth its while however many calls are open. */
const COMPANY_MAX = 256
/** How long a record waits for company at most: half: under load twice the writes; double: it shows in the answer's latency. */
const GATHER_US = 4_000
/** Most bytes of one write. Larger: a longer wait for the first in the batch; smaller: more writes. A bigger single record gets its own buffer. */
const WRITE_BYTES = 4 * 1024 * 1024

export type RecorderDeps = {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly keys: SegmentKeys
  /** Organisation id under which the installation's system log stands. */
  readonly systemOrg: string
}

/**
 * Producer of evidence: queues what happened, and at each flush builds, seals and hashes the whole batch in one loop, because OpenSSL calls
 * scattered between HTTP work run cold (134 against 208 µs a call). Group commit without a timer: a flush starts at the next turn of the
 * event loop unless a write is in flight, and takes whatever has gathered.
 */
export class Recorder implements CallRecorder {
  private queue: Item[] = []
  private flushing = false
  private seen = 0
  private gatheringSince = 0
  private idle: (() => void)[] = []
  private buffer = Buffer.alloc(WRITE_BYTES)
  private readonly builder: BatchBuilder
  private readonly spool: Spool
  private readonly deps: RecorderDeps
  private unknown = { second: -1, count: 0, extra: 0, since: 0, codes: new Map<string, number>() }
  private unknownTimer: NodeJS.Timeout | undefined
  /** Calls whose evidence could not be written, per organisation; told by `evidence.gap` as soon as writing works again. */
  private readonly missed = new Map<string, number>()
  private closed = false
  private recordsWritten = 0

  constructor(spool: Spool, builder: BatchBuilder, deps: RecorderDeps) {
    this.spool = spool
    this.builder = builder
    this.deps = deps
  }

  get available(): boolean {
    return !this.closed && this.spool.available
  }

  backlog(): { bytes: number; records: number; oldestMs: number | null } {
    return { bytes: this.spool.backlogBytes, records: this.queue.length, oldestMs: null }
  }

  get durableRecords(): number {
    return this.recordsWritten
  }

  intent(intent: CallIntent): Promise<void> {
    return new Promise((resolve, reject) => this.intentThen(intent, settling(resolve, reject)))
  }

  intentThen(intent: CallIntent, settled: Settled): void {
    const closed = this.notAdmitted(intent.org)
    if (closed) {
      queueMicrotask(() => settled(closed))
      return
    }
    this.announced.set(intent.callId, intent.org)
    this.add({ kind: 'intent', org: intent.org, intent, room: intentRoom(intent), settled })
  }

  chunk(callId: CallId, bytes: Uint8Array): Promise<void> {
    const org = this.orgOf(callId)
    if (org === undefined) return Promise.reject(unknownCall(callId))
    return this.enqueue({ kind: 'chunk', org, callId, bytes, room: 2048 + roomOf(bytes) })
  }

  outcome(outcome: CallOutcome): Promise<void> {
    return new Promise((resolve, reject) => this.outcomeThen(outcome, settling(resolve, reject)))
  }

  outcomeThen(outcome: CallOutcome, settled: Settled): void {
    const org = this.orgOf(outcome.callId)
    if (org === undefined) queueMicrotask(() => settled(unknownCall(outcome.callId)))
    else this.add({ kind: 'outcome', org, outcome, room: outcomeRoom(outcome), settled })
  }

  refused(intent: CallIntent, outcome: CallOutcome): Promise<void> {
    const closed = this.notAdmitted(intent.org)
    if (closed) return Promise.reject(closed)
    return this.enqueue({
      kind: 'refused',
      org: intent.org,
      intent,
      outcome,
      room: intentRoom(intent) + outcomeRoom(outcome),
    })
  }

  async refusedUnknown(info: {
    readonly callId: CallId
    readonly atMs: number
    readonly code: string
    readonly httpStatus: number
  }): Promise<'recorded' | 'batched'> {
    const second = Math.floor(this.deps.clock.nowMs() / 1000)
    const u = this.unknown
    if (u.second !== second) {
      u.second = second
      u.count = 0
    }
    if (u.count >= UNKNOWN_PER_SECOND) {
      if (u.extra === 0) u.since = info.atMs
      u.extra += 1
      u.codes.set(info.code, (u.codes.get(info.code) ?? 0) + 1)
      this.unknownTimer ??= setTimeout(() => this.flushUnknown(), 1000).unref()
      return 'batched'
    }
    u.count += 1
    await this.entry(
      this.deps.systemOrg,
      'gateway.refused',
      { call: info.callId, code: info.code, httpStatus: info.httpStatus },
      info.callId,
    )
    return 'recorded'
  }

  /** Writes the counted refusals as one entry. By timer once a second; also at close. */
  flushUnknown(): void {
    clearTimeout(this.unknownTimer)
    this.unknownTimer = undefined
    const u = this.unknown
    if (u.extra === 0) return
    const body = {
      codes: Object.fromEntries(u.codes),
      count: u.extra,
      from: new Date(u.since).toISOString(),
      to: new Date(this.deps.clock.nowMs()).toISOString(),
    }
    u.extra = 0
    u.codes = new Map()
    this.entry(this.deps.systemOrg, 'gateway.refused.batch', body).catch((error: unknown) =>
      this.deps.log.warn({ error: String(error) }, 'refusals could not be recorded'),
    )
  }

  /** `src.mark{n}` in the organisation's log: a population frozen after it contains everything this producer recorded before. */
  async mark(org: string): Promise<{ readonly p: string; readonly e: string; readonly n: number }> {
    const { producer, epoch } = this.builder.source
    let n = -1
    await this.enqueue({ kind: 'mark', org, room: 4096, tell: (counter) => (n = counter) })
    return { p: producer, e: epoch, n }
  }

  /** Resolves when everything queued before is durable or refused. */
  barrier(org: string): Promise<void> {
    return this.enqueue({ kind: 'barrier', org, room: 256 })
  }

  /** A counted entry of the closed list that is born outside SQL. `body` as the canonical encoder takes it. */
  entry(org: string, type: string, body: object, id?: string): Promise<void> {
    const atMs = this.deps.clock.nowMs()
    return this.enqueue({
      kind: 'entry',
      org,
      type,
      atMs,
      id: id ?? newId(this.deps.clock, this.deps.random),
      body,
      room: 8192 + JSON.stringify(body).length * 3,
    })
  }

  /** Ends a call that its gateway will never end (recovery, shutdown): outcome `unknown`. */
  abandon(call: OpenCall, code: string): Promise<void> {
    return this.enqueue({
      kind: 'abandon',
      org: call.org,
      call,
      code,
      atMs: this.deps.clock.nowMs(),
      room: 16_384,
    })
  }

  /** Drains, closes what is open as unknown, writes `src.close` to every log written, closes the spool. */
  async close(): Promise<void> {
    if (this.closed) return
    this.flushUnknown()
    await this.drained()
    const settle = (work: Promise<void>): Promise<void> =>
      work.catch((error: unknown) =>
        this.deps.log.error({ error: String(error) }, 'evidence at shutdown was not written'),
      )
    await Promise.all([...this.builder.open.values()].map((call) => settle(this.abandon(call, 'shutdown'))))
    await Promise.all(
      [...this.builder.counters.keys()].map((org) =>
        settle(this.enqueue({ kind: 'close', org, room: 4096 })),
      ),
    )
    this.closed = true
    await this.drained()
    await this.spool.close()
  }

  /** Resolves when nothing is queued and nothing is being written. */
  drained(): Promise<void> {
    if (this.queue.length === 0 && !this.flushing) return Promise.resolve()
    return new Promise((resolve) => this.idle.push(resolve))
  }

  /** Calls that could not be recorded are owed an `evidence.gap`; the gateway adds calls that it let through unrecorded. */
  countMissed(org: string, calls: number): void {
    this.missed.set(org, (this.missed.get(org) ?? 0) + calls)
  }

  /** Why no new call may begin. Such a call is owed to `evidence.gap`: it happened (as a 503) and has no record of its own. */
  private notAdmitted(org: string): EvidenceUnavailable | undefined {
    if (this.available) return undefined
    this.countMissed(org, 1)
    if (this.closed) return new EvidenceUnavailable('evidence_closed', 'the recorder is closed')
    return this.spool.status === 'full'
      ? new EvidenceUnavailable('evidence_write_failed', 'there is no space for evidence')
      : new EvidenceUnavailable('evidence_backlog_full', 'the evidence backlog is at its cap')
  }

  private orgOf(callId: string): string | undefined {
    return this.builder.open.get(callId)?.org ?? this.announced.get(callId)
  }
  /** Intents that are queued or being written, so that an outcome may follow without waiting. */
  private readonly announced = new Map<string, string>()

  private enqueue(work: Work): Promise<void> {
    return new Promise((resolve, reject) => this.add({ ...work, settled: settling(resolve, reject) }))
  }

  private add(item: Item): void {
    if (this.closed) {
      const closed = new EvidenceUnavailable('evidence_closed', 'the recorder is closed')
      queueMicrotask(() => item.settled(closed))
      return
    }
    this.queue.push(item)
    if (!this.flushing) this.gather()
  }

  /**
   * A write of one record costs nearly as much as one of thirty, so a busy process lets records gather: as long as each turn of the event loop
   * brings another one, and at most GATHER_MS. Whoever is alone, or the last of the open calls, does not wait.
   */
  private gather(): void {
    this.flushing = true
    this.seen = 0
    this.gatheringSince = this.deps.clock.monotonicUs()
    setImmediate(this.look)
  }

  private readonly look = (): void => {
    const { length } = this.queue
    const calls = this.builder.open.size + this.announced.size
    const grows = length > this.seen && length < calls && length < COMPANY_MAX
    if (grows && this.deps.clock.monotonicUs() - this.gatheringSince < GATHER_US) {
      this.seen = length
      setImmediate(this.look)
    } else void this.turn()
  }

  private async turn(): Promise<void> {
    await this.flush()
    this.flushing = false
    if (this.queue.length > 0) this.gather()
    else if (this.idle.length > 0) for (const settle of this.idle.splice(0)) settle()
  }

  private async flush(): Promise<void> {
    if (this.queue.length === 0) return
    const items = this.take()
    try {
      let room = 0
      for (const item of items) room += item.room
      if (!this.spool.fits(room)) await this.spool.reserve(room)
      let prepared = ''
      for (const item of items) {
        if (item.org === prepared || !needsKey(item.kind)) continue
        prepared = item.org
        if (!this.deps.keys.ready(item.org)) await this.deps.keys.prepare(item.org)
      }
      const buffer = room <= this.buffer.length ? this.buffer : Buffer.alloc(room)
      const built = this.builder.build(items, buffer, this.spool.writeNumber)
      try {
        await this.spool.write(buffer, built.length)
      } catch (error) {
        built.undo()
        throw error
      }
      built.keep()
      this.recordsWritten += built.entries
    } catch (error) {
      this.fail(items, error)
      return
    } finally {
      for (const item of items) if (item.kind === 'intent') this.announced.delete(item.intent.callId)
    }
    for (const item of items) item.settled(null)
    if (this.missed.size > 0) this.tellMissed()
  }

  private take(): Item[] {
    let room = 0
    let count = 0
    const cap = Math.min(WRITE_BYTES, this.spool.writeBytesMax)
    for (const item of this.queue) {
      room += item.room
      if (count > 0 && room > cap) break
      count += 1
    }
    if (count === this.queue.length) {
      const all = this.queue
      this.queue = []
      return all
    }
    return this.queue.splice(0, count)
  }

  private fail(items: readonly Item[], error: unknown): void {
    const reason =
      error instanceof EvidenceUnavailable
        ? error
        : new EvidenceUnavailable('evidence_write_failed', `evidence was not written: ${String(error)}`)
    this.deps.log.error(
      { code: reason.code, items: items.length, error: reason.message },
      'evidence was not written',
    )
    for (const item of items) {
      if (item.kind === 'intent' || item.kind === 'refused') this.countMissed(item.org, 1)
      if (item.kind === 'outcome') this.owed.push({ callId: item.outcome.callId, code: reason.code })
      item.settled(reason)
    }
  }
  /** Calls whose outcome was refused by the disk: they end as unknown once writing works. */
  private readonly owed: { callId: string; code: string }[] = []

  private tellMissed(): void {
    const silent = (error: unknown): void =>
      this.deps.log.warn({ error: String(error) }, 'the evidence gap is still to be told')
    for (const [org, count] of this.missed) {
      this.missed.delete(org)
      this.entry(org, 'evidence.gap', { count }).catch((error: unknown) => {
        this.countMissed(org, count)
        silent(error)
      })
    }
    for (const { callId, code } of this.owed.splice(0)) {
      const call = this.builder.open.get(callId)
      if (call) this.abandon(call, code).catch(silent)
    }
  }
}

const settling =
  (resolve: () => void, reject: (error: Error) => void): Settled =>
  (error) =>
    error === null ? resolve() : reject(error)

const unknownCall = (callId: string): Error => new Error(`call \`${callId}\` has no intent on record`)

const roomOf = (bytes: Uint8Array | undefined): number =>
  bytes ? Math.min(bytes.length, 10 * 1024 * 1024) + 256 + Math.ceil(bytes.length / 65_536) * 64 : 0
/** Upper bounds of what one item needs in the buffer; the writer refuses to pass its end, so a wrong bound fails loudly. */
const intentRoom = (i: CallIntent): number =>
  2_600 +
  guardRoom(i.input) +
  8 * clientRoom(i) +
  3 * (i.policyDigest.length + i.allowedBy.length + i.routeId.length + i.versionId.length) +
  roomOf(i.request)
const outcomeRoom = (o: CallOutcome): number =>
  6_800 +
  guardRoom(o.output) +
  6 * (o.decidedBy.length + o.code.length) +
  countsRoom(o.timingsUs) +
  roomOf(o.response)
const clientRoom = (i: CallIntent): number =>
  Math.min(i.requestedModel.length, CLIENT_TEXT_MAX) +
  Math.min(i.principal.endUser?.name.length ?? 0, CLIENT_TEXT_MAX)
function guardRoom(verdicts: CallIntent['input']): number {
  let room = 0
  for (const v of verdicts) room += 500 + countsRoom(v.found)
  return room
}
function countsRoom(counts: Readonly<Record<string, number>>): number {
  let room = 0
  for (const name in counts) room += name.length * 9 + 64
  return room
}
