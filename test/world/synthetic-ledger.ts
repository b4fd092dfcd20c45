import { createHash } from 'node:crypto'
import type {
  AnchorReceipt,
  FrozenLog,
  LedgerExport,
  OpenedEntry,
  PayloadState,
} from '../../src/features/audit/ports.ts'
import { bodyBytes, bodyCommitment } from '../../src/ledger/format/body.ts'
import { signCheckpoint } from '../../src/ledger/format/checkpoint.ts'
import { encodeEnvelope, type Envelope } from '../../src/ledger/format/envelope.ts'
import {
  consistencyProof,
  Frontier,
  inclusionProof,
  leafHash,
  nodeHash,
  type HashReader,
  type NodeId,
} from '../../src/ledger/format/merkle.ts'
import { noteSigner } from '../../src/ledger/format/note.ts'
import { toHex } from '../../src/ledger/format/pure/bytes.ts'
import { payloadCommitment } from '../../src/ledger/format/seal.ts'
import type { JsonObject } from '../../src/lib/json.ts'

export type SyntheticEntry = {
  readonly envelope: Envelope
  readonly leaf: Buffer
  readonly salt: Buffer
  readonly body: Buffer
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const id = (seed: string): string => {
  const hex = sha256(seed).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A log of real leaves, tiles and signatures held in memory. Deterministic: the same calls give the same bytes. */
export class SyntheticLedger implements LedgerExport {
  readonly entries: SyntheticEntry[] = []
  readonly origin: string
  readonly signer
  readonly receipts: AnchorReceipt[] = []
  readonly payloads = new Map<string, PayloadState>()
  readonly #callEntries = new Map<string, number[]>()
  readonly #byId = new Map<string, number>()
  #counter = 0
  #ms: number

  constructor(
    readonly name = 'synthetic',
    startMs = Date.parse('2026-11-01T00:00:00.000Z'),
  ) {
    this.origin = `${id(`${name}/installation`)}/${id(`${name}/org`)}/1`
    this.signer = noteSigner(this.origin, sha256(`${name}/log key`))
    this.#ms = startMs
  }

  get nowMs(): number {
    return this.#ms
  }

  tick(ms: number): void {
    this.#ms += ms
  }

  uuid(seed: string): string {
    return id(`${this.name}/${seed}`)
  }

  /** Appends one entry; `src: 'tx'` for control-plane entries. Answers its id and index. */
  append(
    type: string,
    body: JsonObject,
    options: {
      readonly src?: 'tx' | 'producer'
      readonly sys?: string
      readonly ts?: string
      readonly counter?: number
    } = {},
  ): { readonly id: string; readonly index: number } {
    this.#ms += 1
    const index = this.entries.length
    const entryId = id(`${this.name}/entry/${index}`)
    const bytes = bodyBytes(body)
    const salt = sha256(`${this.name}/salt/${index}`)
    const counter = options.counter ?? this.#counter
    const src = options.src === 'producer' ? { p: 'gw-1', e: 'run-1', n: counter } : ({ tx: true } as const)
    if (options.src === 'producer') this.#counter = counter + 1
    const envelope: Envelope = {
      v: 1,
      id: entryId,
      type,
      src,
      ts: options.ts ?? new Date(this.#ms).toISOString(),
      sys: options.sys ?? '',
      b: bodyCommitment({ salt, bytes }),
    }
    this.entries.push({ envelope, leaf: Buffer.from(encodeEnvelope(envelope), 'latin1'), salt, body: bytes })
    this.#byId.set(entryId, index)
    const call = body['call']
    if (typeof call === 'string') this.#callEntries.set(call, [...(this.#callEntries.get(call) ?? []), index])
    return { id: entryId, index }
  }

  /** A control-plane entry under an id that was given out already. */
  appendAs(entryId: string, type: string, body: JsonObject): void {
    const { id: own, index } = this.append(type, body)
    const entry = this.entries[index]
    if (entry === undefined) return
    const envelope: Envelope = { ...entry.envelope, id: entryId }
    this.entries[index] = { ...entry, envelope, leaf: Buffer.from(encodeEnvelope(envelope), 'latin1') }
    this.#byId.delete(own)
    this.#byId.set(entryId, index)
  }

  /** One call with its two entries and a payload. */
  call(n: number, sys: string, extra: JsonObject = {}): string {
    const call = id(`${this.name}/call/${n}`)
    const request = Buffer.from(`{"messages":[{"role":"user","content":"question ${n}"}]}`)
    const salt = sha256(`${this.name}/payload/${n}`)
    const commitment = payloadCommitment({ salt, bytes: request })
    const intent = this.append(
      'gateway.intent',
      {
        call,
        environment: 'production',
        payloads: [{ bytes: request.length, commitment, name: 'request' }],
        ...extra,
      },
      { src: 'producer', sys },
    )
    this.payloads.set(`${intent.index}/request`, { state: 'OPENED', salt, bytes: request })
    this.append(
      'gateway.outcome',
      { authorisedTo: 10, call, status: 'completed', payloads: [] },
      { src: 'producer', sys },
    )
    return call
  }

  checkpointAt(size: number): { readonly note: string; readonly root: string } {
    const frontier = new Frontier()
    for (const entry of this.entries.slice(0, size)) frontier.append(leafHash(entry.leaf))
    const root = frontier.root()
    return { note: signCheckpoint({ origin: this.origin, size, root }, [this.signer]), root: toHex(root) }
  }

  log(): FrozenLog {
    const { note, root } = this.checkpointAt(this.entries.length)
    return {
      origin: this.origin,
      size: this.entries.length,
      root,
      checkpoint: note,
      vkeys: [{ vkey: this.signer.vkey, fromIndex: 0 }],
    }
  }

  async freeze(): Promise<readonly FrozenLog[]> {
    this.append('src.mark', { n: this.#counter }, { src: 'producer' })
    return [this.log()]
  }

  async *leaves(
    _origin: string,
    from: number,
    to: number,
  ): AsyncGenerator<{ index: number; leaf: Uint8Array }> {
    for (let index = from; index < to; index++) {
      const entry = this.entries[index]
      if (entry !== undefined) yield { index, leaf: entry.leaf }
    }
  }

  async *bodies(
    _origin: string,
    from: number,
    to: number,
  ): AsyncGenerator<{ index: number; salt: Uint8Array; body: Uint8Array }> {
    for (let index = from; index < to; index++) {
      const entry = this.entries[index]
      if (entry !== undefined) yield { index, salt: entry.salt, body: entry.body }
    }
  }

  #reader(): HashReader {
    const node = ({ level, index }: NodeId): Uint8Array => {
      const entry = this.entries[index]
      if (level === 0) return entry === undefined ? Buffer.alloc(32) : leafHash(entry.leaf)
      return nodeHash(
        node({ level: level - 1, index: index * 2 }),
        node({ level: level - 1, index: index * 2 + 1 }),
      )
    }
    return { nodes: async (ids) => ids.map(node) }
  }

  inclusion(_origin: string, index: number, size: number): Promise<readonly Uint8Array[]> {
    return inclusionProof(this.#reader(), index, size)
  }

  consistency(_origin: string, from: number, to: number): Promise<readonly Uint8Array[]> {
    return consistencyProof(this.#reader(), from, to)
  }

  async locate(
    _org: string,
    ids: readonly string[],
  ): Promise<readonly { id: string; origin: string; index: number }[]> {
    return ids.flatMap((wanted) => {
      const own = this.#byId.get(wanted)
      const indices = own === undefined ? (this.#callEntries.get(wanted) ?? []) : [own]
      return indices.map((index) => ({ id: wanted, origin: this.origin, index }))
    })
  }

  async sign(_log: unknown, message: Uint8Array): Promise<{ keyid: string; signature: Uint8Array }> {
    return { keyid: toHex(this.signer.keyId), signature: this.signer.sign(message) }
  }

  async anchors(): Promise<readonly AnchorReceipt[]> {
    return this.receipts
  }

  async newestAt(): Promise<Date | null> {
    const times = this.entries.map(({ envelope }) => Date.parse(envelope.ts))
    return times.length === 0 ? null : new Date(Math.max(...times))
  }

  async ofTypes(_org: string, types: readonly string[]): Promise<readonly OpenedEntry[]> {
    return this.entries.flatMap(({ envelope, salt, body }, index) =>
      types.includes(envelope.type)
        ? [
            {
              id: envelope.id,
              type: envelope.type,
              at: envelope.ts,
              origin: this.origin,
              index,
              salt,
              body: JSON.parse(body.toString()),
            },
          ]
        : [],
    )
  }

  async payload(_org: string, at: { readonly index: number }, name: string): Promise<PayloadState> {
    return this.payloads.get(`${at.index}/${name}`) ?? { state: 'WITHHELD' }
  }
}
