/**
 * One algorithm, two engines. Verification is written as a generator that asks for hashes and signature checks; node:crypto answers at once
 * (format/engine.ts), WebCrypto answers with promises (format/webcrypto.ts). So the browser runs exactly the code that the server runs.
 */
export type Ask =
  | { readonly sha256: Uint8Array }
  | {
      readonly ed25519: {
        readonly key: Uint8Array
        readonly message: Uint8Array
        readonly signature: Uint8Array
      }
    }

/** A hash answers with 32 bytes; a signature check with one byte, 1 = valid. */
export type Asking<T> = Generator<Ask, T, Uint8Array>

export function* sha256(bytes: Uint8Array): Asking<Uint8Array> {
  return yield { sha256: bytes }
}

export function* ed25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Asking<boolean> {
  const answer = yield { ed25519: { key, message, signature } }
  return answer[0] === 1
}

/** A value that came from outside and does not hold. `code` is stable; `detail` says what and where. */
export type FormatProblem = { readonly code: FormatProblemCode; readonly detail: string }

export type FormatProblemCode =
  | 'envelope_invalid'
  | 'opening_mismatch'
  | 'proof_invalid'
  | 'tile_invalid'
  | 'note_malformed'
  | 'vkey_malformed'
  | 'signature_invalid'
  | 'signature_missing'
  | 'checkpoint_malformed'
  | 'checkpoint_origin'
  | 'sealed_malformed'
  | 'sealed_mismatch'
  | 'sealed_truncated'
  | 'dsse_malformed'
