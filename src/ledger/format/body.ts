import { canonicalize } from '../../lib/canonical.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Result } from '../../lib/result.ts'
import { run } from './engine.ts'
import type { FormatProblem } from './pure/asks.ts'
import { BODY_PREFIX, SALT_BYTES, verifyBody as bodySteps, type Opening } from './pure/commitments.ts'
import { sha256Hex } from './sha256.ts'

export type { Opening } from './pure/commitments.ts'
export { SALT_BYTES } from './pure/commitments.ts'

/** Canonical bytes of a body: what is committed to, stored and opened; never rebuilt from parsed JSON. Throws CanonicalError. */
export const bodyBytes = (body: JsonObject): Buffer => Buffer.from(canonicalize(body), 'utf8')

const HEAD = Buffer.from(BODY_PREFIX, 'latin1')
// Bodies are a few hundred bytes; longer ones than this get memory of their own.
const SCRATCH_BYTES = 65_536
const SCRATCH = Buffer.alloc(SCRATCH_BYTES)
HEAD.copy(SCRATCH)

/** Lower-case hex of SHA-256("sealwright/body/v1\n" || salt(32) || body): the envelope's `b`. One copy, one hash. */
export function bodyCommitment({ salt, bytes }: Opening): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`)
  const length = HEAD.length + SALT_BYTES + bytes.length
  if (length > SCRATCH_BYTES) return sha256Hex(Buffer.concat([HEAD, salt, bytes]))
  SCRATCH.set(salt, HEAD.length)
  SCRATCH.set(bytes, HEAD.length + SALT_BYTES)
  return sha256Hex(SCRATCH.subarray(0, length))
}

/** SCRATCH cut after each length up to this: making a view costs a third of the hash. */
const VIEWS_MAX = 8_192
const VIEW_OF: Buffer[] = []

/** The same of salt and body that stand in `buffer` from `saltAt` to `end`. */
export function bodyCommitmentAt(buffer: Buffer, saltAt: number, end: number): string {
  const length = HEAD.length + end - saltAt
  if (length > SCRATCH_BYTES) return sha256Hex(Buffer.concat([HEAD, buffer.subarray(saltAt, end)]))
  buffer.copy(SCRATCH, HEAD.length, saltAt, end)
  if (length > VIEWS_MAX) return sha256Hex(SCRATCH.subarray(0, length))
  return sha256Hex((VIEW_OF[length] ??= SCRATCH.subarray(0, length)))
}

export const verifyBody = (commitment: string, opening: Opening): Result<true, FormatProblem> =>
  run(bodySteps(commitment, opening))
