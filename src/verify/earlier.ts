import type { Json } from '../lib/json.ts'
import { equal, fromBase64, toHex } from '../ledger/format/pure/bytes.ts'
import { openCheckpoint, type Checkpoint } from '../ledger/format/pure/tree-head.ts'
import { parseNote } from '../ledger/format/pure/signed-note.ts'
import { verifyConsistency } from '../ledger/format/pure/tree.ts'
import { logPath, type Context, type Log } from './context.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

/** A checkpoint of the same log from another time or place. `recomputed`: the root of that size, from the leaves (full mode). */
export type Earlier = {
  readonly what: string
  readonly checkpoint: Checkpoint
  readonly proof: readonly Uint8Array[] | null
  recomputed?: Uint8Array
}

/** Collects earlier checkpoints of one log: in the package (earlier.json, anchors/) and shown by the reader. Signatures are checked here. */
export async function earlierCheckpoints(context: Context, log: Log, findings: Findings): Promise<Earlier[]> {
  const found: Earlier[] = []
  const open = async (
    what: string,
    note: string,
    proof: readonly Uint8Array[] | null,
    vkeys: readonly string[],
  ): Promise<void> => {
    const opened = await context.host.run(openCheckpoint(note, vkeys))
    if (!opened.ok) findings.tampered(`${what}: ${opened.error.detail}`)
    else if (opened.value.origin === log.listed.origin) found.push({ what, checkpoint: opened.value, proof })
  }
  const ours = log.vkeys.map((key) => key.vkey)
  const listed = await context.archive.read(`${logPath('log', log.listed.origin)}/earlier.json`)
  if (listed.ok) {
    const items = canonicalJson(listed.value)
    if (!Array.isArray(items)) findings.tampered('`earlier.json` is not a list')
    else
      for (const item of items)
        await openItem(item, `earlier.json of ${log.listed.origin}`, ours, open, findings)
  }
  for (const name of context.archive.names.filter((n) => n.startsWith('anchors/'))) {
    const file = await context.archive.read(name)
    const item = file.ok ? canonicalJson(file.value) : undefined
    if (item === undefined) findings.tampered(`\`${name}\` is not canonical JSON`)
    else if (originOf(objectOf(item)?.get('checkpoint')) === log.listed.origin)
      await openItem(item, name, ours, open, findings)
  }
  for (const note of context.outside.checkpoints) {
    if (originOf(note) === log.listed.origin) await open('the checkpoint that you gave', note, null, ours)
  }
  return found
}

async function openItem(
  item: Json,
  where: string,
  vkeys: readonly string[],
  open: (
    what: string,
    note: string,
    proof: readonly Uint8Array[] | null,
    vkeys: readonly string[],
  ) => Promise<void>,
  findings: Findings,
): Promise<void> {
  const fields = objectOf(item)
  const [note, hashTexts] = [fields?.get('checkpoint'), fields?.get('hashes')]
  if (typeof note !== 'string') {
    findings.tampered(`${where} has an item without a checkpoint`)
    return
  }
  const hashes = Array.isArray(hashTexts)
    ? hashTexts.map((h) => (typeof h === 'string' ? fromBase64(h) : undefined))
    : null
  if (hashes !== null && !hashes.every((h) => h !== undefined)) {
    findings.tampered(`${where} has a proof that is not base64`)
    return
  }
  await open(where, note, hashes, vkeys)
}

/** First line of a note: which log it speaks of. Unverified; only to find the right log. */
function originOf(note: Json | undefined): string | undefined {
  const parsed = typeof note === 'string' ? parseNote(note) : undefined
  return parsed?.ok === true ? parsed.value.text.split('\n')[0] : undefined
}

/** Compares each earlier checkpoint with this log; answers how many could be compared. */
export async function settleEarlier(
  context: Context,
  log: Log,
  earlier: readonly Earlier[],
  findings: Findings,
): Promise<number> {
  let compared = 0
  const { size, root } = log.checkpoint
  for (const { what, checkpoint, proof, recomputed } of earlier) {
    if (checkpoint.size > size) {
      findings.note(
        `${what} is of size ${checkpoint.size}, newer than this package (${size}): compare it the other way round`,
      )
      continue
    }
    if (checkpoint.size === size || recomputed !== undefined) {
      const here = recomputed ?? root
      if (!equal(here, checkpoint.root))
        findings.tampered(
          `${what} is signed with root ${toHex(checkpoint.root)} at size ${checkpoint.size}; here that size has root ${toHex(here)}: the log was rewritten`,
        )
      compared += 1
      continue
    }
    if (proof === null) {
      findings.note(
        `${what} is of size ${checkpoint.size}; without the leaves it needs a consistency proof, which is not here`,
      )
      continue
    }
    const consistent = await context.host.run(
      verifyConsistency({ from: checkpoint.size, to: size, fromRoot: checkpoint.root, toRoot: root, proof }),
    )
    if (!consistent.ok) findings.tampered(`${what}: ${consistent.error.detail}`)
    compared += 1
  }
  return compared
}
