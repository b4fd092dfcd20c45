import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { Result } from '../../lib/result.ts'
import { run } from './engine.ts'
import type { FormatProblem } from './pure/asks.ts'
import { utf8 } from './pure/bytes.ts'
import {
  formatNote,
  formatVkey,
  keyIdOf,
  openNote as openSteps,
  parseVkey as parseSteps,
  type NoteSignature,
  type OpenedNote,
  type VerifierKey,
} from './pure/signed-note.ts'

export { parseNote, type Note, type NoteSignature, type VerifierKey } from './pure/signed-note.ts'

// RFC 8410: PKCS #8 of an Ed25519 key is this prefix and the 32-byte seed.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Signs notes and DSSE envelopes under one name. Holds the private key; never log it. */
export type NoteSigner = {
  readonly name: string
  readonly keyId: Uint8Array
  readonly publicKey: Uint8Array
  readonly vkey: string
  sign(message: Uint8Array): Buffer
}

/** `seed`: the 32 secret bytes of RFC 8032, drawn by the caller. */
export function noteSigner(name: string, seed: Uint8Array): NoteSigner {
  if (seed.length !== 32) throw new RangeError('an Ed25519 seed has 32 bytes')
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    name,
    keyId: run(keyIdOf(name, publicKey)),
    publicKey,
    vkey: run(formatVkey(name, publicKey)),
    sign: (message) => sign(null, message, key),
  }
}

const signatureOf = (signer: NoteSigner, text: string): NoteSignature => ({
  name: signer.name,
  keyId: signer.keyId,
  signature: signer.sign(utf8(text)),
})

/** The text must end in a newline. Several signers give several lines (key rotation). */
export const signNote = (text: string, signers: readonly NoteSigner[]): string =>
  formatNote(
    text,
    signers.map((signer) => signatureOf(signer, text)),
  )

export const parseVkey = (vkey: string): Result<VerifierKey, FormatProblem> => run(parseSteps(vkey))

/** Ignores unknown keys, rejects a bad signature of a known one, rejects when no known key signed. */
export const openNote = (note: string, keys: readonly VerifierKey[]): Result<OpenedNote, FormatProblem> =>
  run(openSteps(note, keys))
