/** C2SP tlog-checkpoint: origin, size, root; and tlog-proof, the offline proof as one text file. */
import { err, ok, type Result } from '../../../lib/result.ts'
import type { Asking, FormatProblem } from './asks.ts'
import { fromBase64, toBase64 } from './bytes.ts'
import { isKeyName, openNote, parseVkey, type VerifierKey } from './signed-note.ts'
import { HASH_BYTES, isSize } from './tree.ts'

/** `origin` = `<installation uuid>/<organisation uuid>/<n>`, also the name of the log's key. */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Uint8Array }

/** The three lines that are signed. Throws on a value that cannot be one: it is ours. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  if (!isKeyName(origin) || !isSize(size) || root.length !== HASH_BYTES)
    throw new RangeError(`no checkpoint: \`${origin}\` ${size}`)
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

export function parseCheckpoint(text: string): Result<Checkpoint, FormatProblem> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'checkpoint_malformed', detail })
  if (!text.endsWith('\n')) return bad('no newline at the end')
  const lines = text.slice(0, -1).split('\n')
  const [origin, digits, base64] = lines
  if (origin === undefined || digits === undefined || base64 === undefined || lines.includes(''))
    return bad('fewer than three lines')
  const root = fromBase64(base64)
  const size = Number(digits)
  if (!isKeyName(origin)) return bad('the origin is empty or holds a space or plus')
  if (!/^(?:0|[1-9][0-9]*)$/.test(digits) || !isSize(size))
    return bad('the size is not an integer within 2^53-1')
  if (root?.length !== HASH_BYTES) return bad('the root is not 32 bytes of base64')
  return ok({ origin, size, root })
}

/** A checkpoint signed by a trusted key whose name is its origin. Extension lines are covered by the signature and otherwise ignored. */
export function* openCheckpoint(
  note: string,
  vkeys: readonly string[],
): Asking<Result<Checkpoint & { readonly verified: readonly VerifierKey[] }, FormatProblem>> {
  const keys: VerifierKey[] = []
  for (const vkey of vkeys) {
    const key = yield* parseVkey(vkey)
    if (!key.ok) return key
    keys.push(key.value)
  }
  const opened = yield* openNote(note, keys)
  if (!opened.ok) return opened
  const checkpoint = parseCheckpoint(opened.value.text)
  if (!checkpoint.ok) return checkpoint
  if (!opened.value.verified.some((key) => key.name === checkpoint.value.origin))
    return err({
      code: 'checkpoint_origin',
      detail: `no trusted key is named after the origin \`${checkpoint.value.origin}\``,
    })
  return ok({ ...checkpoint.value, verified: opened.value.verified })
}

/** C2SP tlog-proof v1 (file extension `.tlog-proof`). `checkpoint` is the signed note, verbatim. */
export type TlogProof = {
  readonly index: number
  readonly hashes: readonly Uint8Array[]
  readonly checkpoint: string
}

export const formatTlogProof = ({ index, hashes, checkpoint }: TlogProof): string =>
  ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes.map(toBase64), '', checkpoint].join('\n')

export function parseTlogProof(text: string): Result<TlogProof, FormatProblem> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'proof_invalid', detail })
  const split = text.indexOf('\n\n')
  if (split === -1) return bad('no blank line before the checkpoint')
  const [first, ...rest] = text.slice(0, split).split('\n')
  if (first !== 'c2sp.org/tlog-proof@v1') return bad('not a tlog-proof of version 1')
  // An `extra` line is allowed and opaque: it is not authenticated, so nothing here reads it.
  const [indexLine, ...lines] = rest[0]?.startsWith('extra ') === true ? rest.slice(1) : rest
  const [, digits] = /^index (0|[1-9][0-9]*)$/.exec(indexLine ?? '') ?? []
  const index = Number(digits ?? Number.NaN)
  if (!isSize(index)) return bad('no index line')
  const hashes: Uint8Array[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) return bad('a hash is not 32 bytes of base64')
    hashes.push(hash)
  }
  return ok({ index, hashes, checkpoint: text.slice(split + 2) })
}
