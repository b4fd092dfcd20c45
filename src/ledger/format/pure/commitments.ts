/** Salted commitments: hiding until opened, binding for ever. */
import { err, ok, type Result } from '../../../lib/result.ts'
import { sha256, type Asking, type FormatProblem } from './asks.ts'
import { concat, toHex, utf8 } from './bytes.ts'

export const SALT_BYTES = 32
export const BODY_PREFIX = 'sealwright/body/v1\n'
export const PAYLOAD_PREFIX = 'sealwright/payload/v1\n'

/** What opens a commitment: the bytes and their salt. */
export type Opening = { readonly salt: Uint8Array; readonly bytes: Uint8Array }

function* commit(prefix: string, { salt, bytes }: Opening): Asking<string> {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`)
  return toHex(yield* sha256(concat(utf8(prefix), salt, bytes)))
}

/** Lower-case hex of SHA-256("sealwright/body/v1\n" || salt || canonical body bytes): the envelope's `b`. */
export const bodyCommitment = (opening: Opening): Asking<string> => commit(BODY_PREFIX, opening)
/** Lower-case hex of SHA-256("sealwright/payload/v1\n" || salt || payload). */
export const payloadCommitment = (opening: Opening): Asking<string> => commit(PAYLOAD_PREFIX, opening)

function* verify(prefix: string, commitment: string, opening: Opening): Asking<Result<true, FormatProblem>> {
  if (opening.salt.length !== SALT_BYTES)
    return err({ code: 'opening_mismatch', detail: 'the salt is not 32 bytes' })
  const actual = yield* commit(prefix, opening)
  return actual === commitment
    ? ok(true)
    : err({ code: 'opening_mismatch', detail: `opens to \`${actual}\`, committed to \`${commitment}\`` })
}

export const verifyBody = (commitment: string, opening: Opening): Asking<Result<true, FormatProblem>> =>
  verify(BODY_PREFIX, commitment, opening)
export const verifyPayload = (commitment: string, opening: Opening): Asking<Result<true, FormatProblem>> =>
  verify(PAYLOAD_PREFIX, commitment, opening)
