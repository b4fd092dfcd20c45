import { canonicalize } from '../../lib/canonical.ts'
import { bodyInScope, type PackageScope } from '../../lib/package-scope.ts'
import { parseEnvelope, type Envelope } from '../../ledger/format/envelope.ts'
import { Frontier, leafHash } from '../../ledger/format/merkle.ts'
import { encodeEntryBundle, tilePath, TILE_WIDTH } from '../../ledger/format/tile.ts'
import type { FrozenLog, LedgerBody, LedgerExport } from './ports.ts'
import type { ZipWriter } from './zip-writer.ts'

/** Leaves per body file (docs/formats/package.md). */
export const BODIES_PER_FILE = 4_096

export const fileOf = (kind: 'log' | 'bodies' | 'keys', origin: string): string => `${kind}/${origin}`
export const bodyFile = (origin: string, index: number): string =>
  `${fileOf('bodies', origin)}/${String(Math.floor(index / BODIES_PER_FILE)).padStart(6, '0')}.jsonl`

const HASHES_PER_LEVEL = 8

/** Which bodies the package will hold, one bit a leaf, and what else the leaves told. */
export type LeafFacts = {
  readonly inScope: Uint8Array
  readonly scopeCount: number
  /** Intents in window and scope. */
  readonly calls: number
  readonly firstAt: string | null
  readonly lastAt: string | null
}

const setBit = (bits: Uint8Array, at: number): void => {
  const byte = Math.floor(at / 8)
  bits[byte] = (bits[byte] ?? 0) + 2 ** (at % 8)
}
const hasBit = (bits: Uint8Array, at: number): boolean =>
  Math.floor((bits[Math.floor(at / 8)] ?? 0) / 2 ** (at % 8)) % 2 === 1

/** Full mode: every leaf in entry bundles, every hash tile, written as they become full. Holds one open tile a level. */
export async function writeTree(
  zip: ZipWriter,
  ledger: LedgerExport,
  log: FrozenLog,
  scope: PackageScope,
  signal: AbortSignal,
): Promise<LeafFacts> {
  const folder = fileOf('log', log.origin)
  const frontier = new Frontier()
  const open: Uint8Array[][] = []
  const full: number[] = []
  const ready: { readonly path: string; readonly bytes: Uint8Array }[] = []
  const inScope = new Uint8Array(Math.ceil(log.size / 8))
  let scopeCount = 0
  let calls = 0
  let firstAt: string | null = null
  let lastAt: string | null = null
  let bundle: Uint8Array[] = []

  const closeTile = (level: number, hashes: readonly Uint8Array[]): void => {
    const index = full[level] ?? 0
    ready.push({
      path: `${folder}/${tilePath({ level, index, width: hashes.length })}`,
      bytes: Buffer.concat(hashes),
    })
    full[level] = index + 1
    open[level] = []
  }
  const closeBundle = async (index: number): Promise<void> => {
    await zip.add(
      `${folder}/${tilePath({ level: 'entries', index, width: bundle.length })}`,
      encodeEntryBundle(bundle),
    )
    bundle = []
  }

  let next = 0
  for await (const { index, leaf } of ledger.leaves(log.origin, 0, log.size)) {
    if (index !== next) throw new Error(`leaf ${next} of ${log.origin} was not given, but ${index}`)
    const envelope = envelopeOf(leaf, index, log.origin)
    if (bodyInScope(envelope, scope)) {
      setBit(inScope, index)
      scopeCount += 1
      if (envelope.type === 'gateway.intent') calls += 1
    }
    firstAt ??= envelope.ts
    lastAt = envelope.ts
    frontier.append(leafHash(leaf), (node, hash) => {
      if (node.level % HASHES_PER_LEVEL !== 0) return
      const level = node.level / HASHES_PER_LEVEL
      const hashes = (open[level] ??= [])
      hashes.push(Buffer.from(hash))
      if (hashes.length === TILE_WIDTH) closeTile(level, hashes)
    })
    bundle.push(leaf)
    next += 1
    if (bundle.length === TILE_WIDTH) {
      signal.throwIfAborted()
      await closeBundle((next - TILE_WIDTH) / TILE_WIDTH)
      for (const tile of ready.splice(0)) await zip.add(tile.path, tile.bytes)
    }
  }
  if (next !== log.size) throw new Error(`${log.origin} has ${log.size} leaves, ${next} were given`)
  if (bundle.length > 0) await closeBundle(Math.floor(next / TILE_WIDTH))
  for (const [level, hashes] of open.entries())
    if (hashes !== undefined && hashes.length > 0) closeTile(level, hashes)
  for (const tile of ready) await zip.add(tile.path, tile.bytes)
  const root = frontier.root().toString('hex')
  // The ledger is asked for its own leaves: another root than the signed one means a rotten store, and no package may hide that.
  if (root !== log.root)
    throw new Error(`the leaves of ${log.origin} give root ${root}, the checkpoint says ${log.root}`)
  return { inScope, scopeCount, calls, firstAt, lastAt }
}

/** Sample mode: chosen leaves with their inclusion proofs. */
export async function writeProofs(
  zip: ZipWriter,
  ledger: LedgerExport,
  log: FrozenLog,
  chosen: readonly number[],
): Promise<Pick<LeafFacts, 'inScope'>> {
  const inScope = new Uint8Array(Math.ceil(log.size / 8))
  for (const index of chosen) setBit(inScope, index)
  await zip.addStream(`${fileOf('log', log.origin)}/proofs.jsonl`, proofLines(ledger, log, chosen))
  return { inScope }
}

async function* proofLines(
  ledger: LedgerExport,
  log: FrozenLog,
  chosen: readonly number[],
): AsyncGenerator<string> {
  for (const index of chosen) {
    const hashes = await ledger.inclusion(log.origin, index, log.size)
    for await (const { leaf } of ledger.leaves(log.origin, index, index + 1)) {
      yield `${canonicalize({ i: index, leaf: base64(leaf), hashes: hashes.map(base64) })}\n`
    }
  }
}

/** Bodies of the leaves whose bit is set, 4,096 leaves a file; files without a line are left out. Answers how many were written. */
export async function writeBodies(
  zip: ZipWriter,
  ledger: LedgerExport,
  log: FrozenLog,
  inScope: Uint8Array,
  signal: AbortSignal,
): Promise<number> {
  let written = 0
  let file: string[] = []
  let number = 0
  const close = async (): Promise<void> => {
    if (file.length > 0) await zip.add(bodyFile(log.origin, number * BODIES_PER_FILE), file.join(''))
    file = []
  }
  for await (const body of bodiesOf(ledger, log, inScope)) {
    signal.throwIfAborted()
    const its = Math.floor(body.index / BODIES_PER_FILE)
    if (its !== number) await close()
    number = its
    file.push(bodyLine(body))
    written += 1
  }
  await close()
  return written
}

async function* bodiesOf(
  ledger: LedgerExport,
  log: FrozenLog,
  inScope: Uint8Array,
): AsyncGenerator<LedgerBody> {
  for (let from = 0; from < log.size; from += BODIES_PER_FILE) {
    const to = Math.min(log.size, from + BODIES_PER_FILE)
    if (!anyBit(inScope, from, to)) continue
    for await (const body of ledger.bodies(log.origin, from, to)) if (hasBit(inScope, body.index)) yield body
  }
}

function anyBit(bits: Uint8Array, from: number, to: number): boolean {
  for (let byte = Math.floor(from / 8); byte * 8 < to; byte++) if ((bits[byte] ?? 0) !== 0) return true
  return false
}

const bodyLine = ({ index, salt, body }: LedgerBody): string =>
  `{"i":${index},"s":"${base64(salt)}","b":${Buffer.from(body).toString('utf8')}}\n`

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function envelopeOf(leaf: Uint8Array, index: number, origin: string): Envelope {
  const envelope = parseEnvelope(leaf)
  if (!envelope.ok) throw new Error(`leaf ${index} of ${origin}: ${envelope.error.detail}`)
  return envelope.value
}
