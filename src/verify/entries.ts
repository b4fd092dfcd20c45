import type { Envelope } from '../ledger/format/pure/leaf.ts'
import { bodyInScope, type PackageScope } from '../lib/package-scope.ts'
import { SourceTable } from './sources.ts'
import { toHex } from '../ledger/format/pure/bytes.ts'
import { hexInto } from './codecs.ts'

/** Clocks of the product's processes may differ by this much (docs/formats/ledger.md calls more a finding). */
const BACKDATED_MS = 60_000

/** What later checks need of a leaf. */
export type Entry = Pick<Envelope, 'id' | 'type' | 'sys' | 'b'> & {
  readonly index: number
  readonly inScope: boolean
  readonly atMs: number
}

/**
 * Leaves of one log in compact columns: about 62 bytes an entry, so that a million fit in 62 MB.
 * Sample mode fills only some rows.
 */
export class EntryTable {
  readonly #commitments: Uint8Array
  readonly #ids: Uint8Array
  readonly #types: Uint16Array
  readonly #systems: Uint16Array
  readonly #flags: Uint8Array
  readonly #times: Float64Array
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()
  readonly #sparse: Map<number, Entry> | null
  #lastStamp = ''
  #lastMs = 0
  readonly sources = new SourceTable()
  newestMs = 0
  /** Call entries inside the window whose system is out of scope. */
  callsClosed = 0
  /** Systems out of scope with entries inside the window. */
  readonly closedSystems = new Set<string>()
  /** Entries born in a transaction that are dated well before one that stands before them. They are written at once, so the clock was set back or the date is false. */
  backdated = { count: 0, first: -1, mostMs: 0 }
  count = 0
  inScopeCount = 0

  constructor(
    readonly origin: string,
    readonly size: number,
    readonly mode: 'full' | 'sample',
  ) {
    const rows = mode === 'full' ? size : 0
    this.#sparse = mode === 'full' ? null : new Map()
    this.#commitments = new Uint8Array(rows * 32)
    this.#ids = new Uint8Array(rows * 16)
    this.#types = new Uint16Array(rows)
    this.#systems = new Uint16Array(rows)
    this.#flags = new Uint8Array(rows)
    this.#times = new Float64Array(rows)
  }

  add(index: number, envelope: Envelope, scope: PackageScope): void {
    const within = bodyInScope(envelope, scope)
    const atMs = this.#msOf(envelope.ts)
    this.sources.add(index, envelope)
    const behindMs = this.newestMs - atMs
    if (behindMs > BACKDATED_MS && 'tx' in envelope.src)
      this.backdated = {
        count: this.backdated.count + 1,
        first: this.backdated.count === 0 ? index : this.backdated.first,
        mostMs: Math.max(this.backdated.mostMs, behindMs),
      }
    this.newestMs = Math.max(this.newestMs, atMs)
    this.count += 1
    if (within) this.inScopeCount += 1
    else if (envelope.ts >= scope.from && envelope.ts <= scope.to) {
      this.closedSystems.add(envelope.sys)
      if (envelope.type.startsWith('gateway.')) this.callsClosed += 1
    }
    if (this.#sparse !== null) {
      this.#sparse.set(index, {
        index,
        id: envelope.id,
        type: envelope.type,
        sys: envelope.sys,
        b: envelope.b,
        inScope: within,
        atMs,
      })
      return
    }
    hexInto(envelope.b, 32, this.#commitments, index * 32)
    hexInto(envelope.id, 16, this.#ids, index * 16)
    this.#types[index] = this.#number(envelope.type)
    this.#systems[index] = this.#number(envelope.sys)
    this.#flags[index] = within ? 3 : 1
    this.#times[index] = atMs
  }

  get(index: number): Entry | undefined {
    if (this.#sparse !== null) return this.#sparse.get(index)
    const flags = this.#flags[index]
    if (flags === undefined || flags === 0) return undefined
    return {
      index,
      id: uuidText(this.#ids, index * 16),
      type: this.#names[this.#types[index] ?? 0] ?? '',
      sys: this.#names[this.#systems[index] ?? 0] ?? '',
      b: toHex(this.#commitments.subarray(index * 32, index * 32 + 32)),
      inScope: flags === 3,
      atMs: this.#times[index] ?? 0,
    }
  }

  /** The parts that bodies ask for once each, without building the rest. */
  typeOf(index: number): string | undefined {
    if (this.#sparse !== null) return this.#sparse.get(index)?.type
    return (this.#flags[index] ?? 0) === 0 ? undefined : this.#names[this.#types[index] ?? 0]
  }

  timeOf(index: number): number {
    return (this.#sparse !== null ? this.#sparse.get(index)?.atMs : this.#times[index]) ?? 0
  }

  /** Whether the envelope commits to this hash. */
  commitsTo(index: number, hash: Uint8Array): boolean {
    if (this.#sparse !== null) return this.#sparse.get(index)?.b === toHex(hash)
    for (let i = 0; i < 32; i++) if (hash[i] !== this.#commitments[index * 32 + i]) return false
    return hash.length === 32
  }

  isInScope(index: number): boolean {
    return this.#sparse !== null ? this.#sparse.get(index)?.inScope === true : this.#flags[index] === 3
  }

  *indices(): Generator<number> {
    if (this.#sparse !== null) yield* [...this.#sparse.keys()].sort((a, b) => a - b)
    else for (let i = 0; i < this.size; i++) if (this.#flags[i] !== 0) yield i
  }

  /** Entries of one batch share few distinct milliseconds. */
  #msOf(ts: string): number {
    if (ts !== this.#lastStamp) {
      this.#lastStamp = ts
      this.#lastMs = Date.parse(ts)
    }
    return this.#lastMs
  }

  #number(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    // LIMIT: 65,535 different types and systems; the types are a closed list, and a log with more systems is refused by the caller's count.
    if (this.#names.length >= 65_535)
      throw new RangeError('more than 65,535 different types and systems in one log')
    this.#numbers.set(name, this.#names.length)
    this.#names.push(name)
    return this.#names.length - 1
  }
}

function uuidText(bytes: Uint8Array, at: number): string {
  const hex = toHex(bytes.subarray(at, at + 16))
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
