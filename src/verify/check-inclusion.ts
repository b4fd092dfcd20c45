import { printable } from '../lib/package-zip.ts'
import { equal, fromBase64, toHex } from '../ledger/format/pure/bytes.ts'
import { parseEntryBundle, TILE_WIDTH, tilePath } from '../ledger/format/pure/tile-layout.ts'
import { leafHash, verifyInclusion } from '../ledger/format/pure/tree.ts'
import type { Asking } from '../ledger/format/pure/asks.ts'
import { logPath, type Context, type Log } from './context.ts'
import { latin1Text, readLeaf } from './leaf-reader.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import { linesOf } from './lines.ts'
import { Findings, type Check } from './report.ts'
import { TileTree, type BuiltTile } from './tile-tree.ts'
import { earlierCheckpoints, settleEarlier, type Earlier } from './earlier.ts'

/** Inclusion and consistency in one pass over the leaves: both are statements about the same tree. */
export async function checkInclusion(context: Context): Promise<readonly [Check, Check]> {
  const inclusion = new Findings('inclusion')
  const consistency = new Findings('consistency')
  let compared = 0
  let entries = 0
  for (const log of context.logs) {
    const earlier = await earlierCheckpoints(context, log, consistency)
    if (context.statement.predicate.mode === 'full') await readTree(context, log, earlier, inclusion)
    else await readProofs(context, log, inclusion)
    compared += await settleEarlier(context, log, earlier, consistency)
    checkKeyHistory(log, consistency)
    entries += log.entries.count
  }
  const mode = context.statement.predicate.mode
  const included =
    mode === 'full'
      ? `${entries} leaves hashed into the tree; tiles and root equal the signed checkpoint`
      : `${entries} leaves each lead to the signed root by their proof`
  const consistent =
    compared === 0
      ? 'no earlier checkpoint to compare: show one with --checkpoint'
      : `${compared} earlier checkpoints are prefixes of this log`
  return [
    inclusion.done(included),
    compared === 0 && consistency.clean ? consistency.skipped(consistent) : consistency.done(consistent),
  ]
}

async function readTree(
  context: Context,
  log: Log,
  earlier: readonly Earlier[],
  findings: Findings,
): Promise<void> {
  const tree = new TileTree()
  const { size } = log.checkpoint
  const folder = logPath('log', log.listed.origin)
  const sizes = new Set(earlier.map((e) => e.checkpoint.size))
  const roots = new Map<number, Uint8Array>()
  if (sizes.has(0)) roots.set(0, await context.host.run(tree.root()))
  const built: BuiltTile[] = []
  const used = new Set<string>([`${folder}/checkpoint`, `${folder}/earlier.json`])
  for (let start = 0; start < size; start += TILE_WIDTH) {
    const width = Math.min(TILE_WIDTH, size - start)
    const path = `${folder}/${tilePath({ level: 'entries', index: start / TILE_WIDTH, width })}`
    used.add(path)
    const file = await context.archive.read(path)
    if (!file.ok) {
      if (file.error.kind === 'incomplete') findings.incomplete(file.error.detail)
      else findings.tampered(file.error.detail)
      return
    }
    const bundle = parseEntryBundle(file.value, width)
    if (!bundle.ok) {
      findings.tampered(`\`${path}\`: ${bundle.error.detail}`)
      return
    }
    const text = latin1Text(file.value)
    for (const [i, leaf] of bundle.value.entries()) {
      const at = leaf.byteOffset - file.value.byteOffset
      const envelope = readLeaf(leaf, text.slice(at, at + leaf.length))
      if (envelope === undefined)
        findings.tampered(`entry ${start + i} of ${log.listed.origin} is not an envelope`)
      else log.entries.add(start + i, envelope, context.scope)
    }
    await context.host.run(addAll(tree, bundle.value, sizes, roots, built))
    for (const tile of built.splice(0)) used.add(await compareTile(context, folder, tile, findings))
  }
  for (const tile of tree.partial()) used.add(await compareTile(context, folder, tile, findings))
  const root = await context.host.run(tree.root())
  if (!equal(root, log.checkpoint.root)) {
    findings.tampered(
      `the leaves of ${log.listed.origin} give root ${toHex(root)}; the signed checkpoint says ${toHex(log.checkpoint.root)}`,
    )
  }
  for (const name of context.archive.names) {
    if (name.startsWith(`${folder}/`) && !used.has(name))
      findings.tampered(`\`${name}\` belongs to no tree of size ${size}`)
  }
  for (const e of earlier)
    e.recomputed = roots.get(e.checkpoint.size) ?? (e.checkpoint.size === size ? root : undefined)
}

function* addAll(
  tree: TileTree,
  leaves: readonly Uint8Array[],
  sizes: ReadonlySet<number>,
  roots: Map<number, Uint8Array>,
  built: BuiltTile[],
): Asking<void> {
  for (const leaf of leaves) {
    yield* tree.add(yield* leafHash(leaf), (tile) => built.push(tile))
    if (sizes.has(tree.size)) roots.set(tree.size, yield* tree.root())
  }
}

async function compareTile(
  context: Context,
  folder: string,
  tile: BuiltTile,
  findings: Findings,
): Promise<string> {
  const path = `${folder}/${tilePath(tile)}`
  const file = await context.archive.read(path)
  if (!file.ok) {
    if (file.error.kind === 'incomplete') findings.incomplete(file.error.detail)
    else findings.tampered(file.error.detail)
  } else if (!equal(file.value, tile.bytes)) {
    findings.tampered(`\`${path}\` does not hold the hashes of its leaves`)
  }
  return path
}

async function readProofs(context: Context, log: Log, findings: Findings): Promise<void> {
  const path = `${logPath('log', log.listed.origin)}/proofs.jsonl`
  const file = await context.archive.read(path)
  if (!file.ok) {
    findings.incomplete(file.error.detail)
    return
  }
  let last = -1
  for (const line of linesOf(file.value)) {
    const fields = line === undefined ? undefined : objectOf(canonicalJson(line))
    const [index, leafText, hashTexts] = [fields?.get('i'), fields?.get('leaf'), fields?.get('hashes')]
    const leaf = typeof leafText === 'string' ? fromBase64(leafText) : undefined
    const hashes = Array.isArray(hashTexts)
      ? hashTexts.map((h) => (typeof h === 'string' ? fromBase64(h) : undefined))
      : [undefined]
    if (
      fields?.size !== 3 ||
      typeof index !== 'number' ||
      leaf === undefined ||
      !hashes.every((h) => h !== undefined)
    ) {
      findings.tampered(`\`${path}\` has a line that is not a proof`)
      return
    }
    if (index <= last) findings.tampered(`\`${path}\` is not in ascending order at entry ${index}`)
    last = index
    const hash = await context.host.run(leafHash(leaf))
    const proven = await context.host.run(
      verifyInclusion({
        leaf: hash,
        index,
        size: log.checkpoint.size,
        proof: hashes,
        root: log.checkpoint.root,
      }),
    )
    const envelope = readLeaf(leaf)
    if (!proven.ok) findings.tampered(`entry ${index}: ${proven.error.detail}`)
    else if (envelope === undefined)
      findings.tampered(`entry ${index} of ${log.listed.origin} is not an envelope`)
    else log.entries.add(index, envelope, context.scope)
  }
}

/** Each key after the first was announced by an entry of the log itself. Bodies are read later, so this looks at types only; check-bodies compares the key. */
function checkKeyHistory(log: Log, findings: Findings): void {
  for (const [i, key] of log.vkeys.entries()) {
    if (i === 0 && key.fromIndex === 0) continue
    const name = `the key \`${printable(key.vkey)}\` claims entry ${key.fromIndex}`
    const entry = log.entries.get(key.fromIndex)
    if (key.fromIndex >= log.listed.size) findings.tampered(`${name}; the log has ${log.listed.size} entries`)
    else if (entry === undefined) findings.incomplete(`${name}, which is not in this package`)
    else if (entry.type !== 'log.key') findings.tampered(`${name}, which is a \`${entry.type}\``)
  }
}
