import type { Result } from '../../lib/result.ts'
import { run } from './engine.ts'
import { signNote, type NoteSigner } from './note.ts'
import type { FormatProblem } from './pure/asks.ts'
import type { VerifierKey } from './pure/signed-note.ts'
import { formatCheckpoint, openCheckpoint as openSteps, type Checkpoint } from './pure/tree-head.ts'

export {
  formatTlogProof,
  parseCheckpoint,
  parseTlogProof,
  type Checkpoint,
  type TlogProof,
} from './pure/tree-head.ts'

/** `<installation uuid>/<organisation uuid>/<n>`: fixed at init, never a host name. */
export const originOf = (installation: string, org: string, n: number): string =>
  `${installation}/${org}/${n}`

/** Signs without asking whether it may: the caller keeps the last signed head and refuses a smaller size or a second root for one size. */
export const signCheckpoint = (checkpoint: Checkpoint, signers: readonly NoteSigner[]): string =>
  signNote(formatCheckpoint(checkpoint), signers)

/** A checkpoint signed by a trusted key whose name is its origin. Unknown keys are ignored; a bad signature of a known one rejects. */
export const openCheckpoint = (
  note: string,
  vkeys: readonly string[],
): Result<Checkpoint & { readonly verified: readonly VerifierKey[] }, FormatProblem> =>
  run(openSteps(note, vkeys))
