import { Worker } from 'node:worker_threads'
import type { Log } from '../platform/log.ts'
import type { Evidence, Orphan } from './evidence.ts'
import type { Position } from './spool.ts'

export type PumpWorkerData = {
  readonly databaseUrl: string
  readonly keysDir: string
  readonly kekFile: string | null
  readonly blobsDir: string
  readonly outsideDir: string
  readonly wal: string
  readonly replicas: boolean
  readonly slotDir: string
  readonly from: Position
  /** One 64-bit cell: segment * 2^32 + offset, so that both are read together. */
  readonly durable: SharedArrayBuffer
  readonly orphans: readonly OrphanData[]
  readonly duty: 'all' | 'ship'
}

export type OrphanData = Omit<Orphan, 'remove'> & { readonly id: number }

export type PumpTotals = {
  readonly calls: number
  readonly entries: number
  readonly sequenced: number
  readonly rounds: number
}
export type ToWorker =
  | { readonly kind: 'kick' }
  | { readonly kind: 'adopt'; readonly orphan: OrphanData }
  | { readonly kind: 'drain' | 'stop'; readonly id: number }
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'released'; readonly to: Position }
  | { readonly kind: 'orphan'; readonly id: number }
  | { readonly kind: 'done'; readonly id: number; readonly totals: PumpTotals }
  | { readonly kind: 'failed'; readonly id: number; readonly error: string }
  | {
      readonly kind: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly fields: object
      readonly message: string
    }

const SHIFT = 4294967296n

export function readDurable(cell: SharedArrayBuffer): Position {
  const value = Atomics.load(new BigInt64Array(cell), 0)
  return { segment: Number(value / SHIFT), offset: Number(value % SHIFT) }
}

export function writeDurable(cell: SharedArrayBuffer, at: Position): void {
  Atomics.store(new BigInt64Array(cell), 0, BigInt(at.segment) * SHIFT + BigInt(at.offset))
}

export type PumpThreadOptions = Pick<
  PumpWorkerData,
  'databaseUrl' | 'keysDir' | 'kekFile' | 'blobsDir' | 'outsideDir' | 'replicas' | 'duty'
> & { readonly log: Log }

/** How often the worker is told how far it may read. Half: needless wake-ups; double: entries stay pending longer. */
const TELL_MS = 20

/**
 * Runs the pump beside the thread that records. If the worker dies, evidence keeps gathering in the spool (bounded by its cap) and the
 * worker is started again after a pause; nothing depends on its memory.
 */
export class PumpThread {
  private worker: Worker | undefined
  private stopping = false
  private readonly cell = new SharedArrayBuffer(8)
  private readonly timer: NodeJS.Timeout
  private readonly waiting = new Map<
    number,
    { resolve: (totals: PumpTotals) => void; reject: (error: Error) => void }
  >()
  private nextId = 1
  private readonly evidence: Evidence
  private readonly options: PumpThreadOptions
  totals: PumpTotals = { calls: 0, entries: 0, sequenced: 0, rounds: 0 }
  /** Slots of dead processes that are not shipped to their end yet: a thread that begins again is given them all. */
  private readonly orphans = new Map<number, Orphan>()
  private nextOrphan = 1
  private removing: Promise<void> = Promise.resolve()

  constructor(evidence: Evidence, options: PumpThreadOptions) {
    this.evidence = evidence
    this.options = options
    for (const orphan of evidence.orphans) this.orphans.set(this.nextOrphan++, orphan)
    this.tell()
    this.timer = setInterval(() => this.tell(), TELL_MS)
    this.timer.unref()
    this.begin()
  }

  kick(): void {
    this.tell()
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.worker?.postMessage({ kind: 'kick' } satisfies ToWorker)
  }

  /** Ships a slot that was taken over, then removes it. */
  adopt(orphan: Orphan): void {
    const id = this.nextOrphan++
    this.orphans.set(id, orphan)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.worker?.postMessage({ kind: 'adopt', orphan: dataOf(id, orphan) } satisfies ToWorker)
  }

  /** Everything durable at the call is shipped, sequenced and published when this resolves. */
  async drain(): Promise<void> {
    this.totals = await this.ask('drain')
  }

  async stop(): Promise<void> {
    this.stopping = true
    clearInterval(this.timer)
    if (!this.worker) return
    try {
      this.totals = await this.ask('stop')
      await this.removing
    } finally {
      await this.worker.terminate()
    }
  }

  private tell(): void {
    writeDurable(this.cell, this.evidence.spool.durable)
  }

  private ask(kind: 'drain' | 'stop'): Promise<PumpTotals> {
    this.tell()
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const { worker } = this
      if (!worker) {
        reject(new Error('the evidence pump is not running'))
        return
      }
      this.waiting.set(id, { resolve, reject })
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ kind, id } satisfies ToWorker)
    })
  }

  private begin(): void {
    const { evidence, options } = this
    // The same file name with the ending of this one: .ts in development, .js in the build.
    const file = new URL(import.meta.url.replace(/pump-thread(\.\w+)$/, 'pump-worker$1'))
    const { log, ...rest } = options
    const workerData: PumpWorkerData = {
      ...rest,
      wal: evidence.walId,
      slotDir: evidence.slotDir,
      from: evidence.spool.firstUnreleased,
      durable: this.cell,
      orphans: [...this.orphans].map(([id, orphan]) => dataOf(id, orphan)),
    }
    // In development the loader that reads TypeScript is not inherited by threads: the thread registers it itself.
    const worker = file.pathname.endsWith('.ts')
      ? new Worker(
          `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${JSON.stringify(file.href)}) })`,
          { eval: true, workerData },
        )
      : new Worker(file, { workerData })
    this.worker = worker
    worker.on('message', (message: FromWorker) => this.hear(message))
    worker.on('error', (error) => log.error({ error: error.message }, 'the evidence pump failed'))
    worker.on('exit', () => {
      this.worker = undefined
      for (const { reject } of this.waiting.values()) reject(new Error('the evidence pump ended'))
      this.waiting.clear()
      if (!this.stopping) setTimeout(() => !this.stopping && this.begin(), 1000).unref()
    })
  }

  private hear(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        return
      case 'released':
        this.evidence.spool
          .release(message.to)
          .catch((error: unknown) =>
            this.options.log.warn({ error: String(error) }, 'a shipped segment could not be deleted'),
          )
        return
      case 'orphan': {
        const orphan = this.orphans.get(message.id)
        this.orphans.delete(message.id)
        this.removing = this.removing
          .then(() => orphan?.remove())
          .catch((error: unknown) =>
            this.options.log.warn({ error: String(error) }, 'a drained slot could not be removed'),
          )
        return
      }
      case 'log':
        this.options.log[message.level](message.fields, message.message)
        return
      case 'done':
        this.waiting.get(message.id)?.resolve(message.totals)
        this.waiting.delete(message.id)
        return
      case 'failed':
        this.waiting.get(message.id)?.reject(new Error(message.error))
        this.waiting.delete(message.id)
        return
    }
  }
}

const dataOf = (id: number, { dir, from, end, told }: Orphan): OrphanData => ({ id, dir, from, end, told })
