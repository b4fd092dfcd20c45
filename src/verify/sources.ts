import type { Envelope } from '../ledger/format/pure/leaf.ts'

/** A producer's run as its entries in one log show it. Counters start at 0 and rise by one (docs/formats/ledger.md). */
export type Source = {
  readonly p: string
  readonly e: string
  /** Counter of its first entry in this log: above 0 when the run began in the log before. */
  readonly first: number
  next: number
  /** Ranges [from, to] of counters that are not in the log. */
  readonly gaps: [number, number][]
  /** Entries whose counter is not above the one before. */
  readonly repeats: number[]
  /** Leaf indices of this run's own src.* entries. */
  readonly close: number[]
  readonly marks: number[]
}

/** Follows the counters of every (producer, epoch) while leaves are read in log order. */
export class SourceTable {
  readonly #sources = new Map<string, Source>()
  readonly #owners = new Map<number, Source>()
  /** Entries born in a SQL transaction: no counter; their completeness is the transaction. */
  transactional = 0

  add(index: number, envelope: Envelope): void {
    const { src } = envelope
    if ('tx' in src) {
      this.transactional += 1
      return
    }
    const key = `${src.p}\n${src.e}`
    let source = this.#sources.get(key)
    if (source === undefined) {
      source = { p: src.p, e: src.e, first: src.n, next: 0, gaps: [], repeats: [], close: [], marks: [] }
      this.#sources.set(key, source)
    }
    if (src.n > source.next) source.gaps.push([source.next, src.n - 1])
    if (src.n < source.next) source.repeats.push(src.n)
    else source.next = src.n + 1
    if (envelope.type === 'src.close') source.close.push(index)
    if (envelope.type === 'src.mark') source.marks.push(index)
    if (envelope.type.startsWith('src.')) this.#owners.set(index, source)
  }

  /** The run that wrote this src.* entry. */
  ownerOf(index: number): Source | undefined {
    return this.#owners.get(index)
  }

  of(p: string, e: string): Source | undefined {
    return this.#sources.get(`${p}\n${e}`)
  }

  all(): readonly Source[] {
    return [...this.#sources.values()]
  }
}
