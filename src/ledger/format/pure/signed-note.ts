/** C2SP signed-note with Ed25519 (signature type 0x01): parsing, verifier keys, opening. */
import { err, ok, type Result } from '../../../lib/result.ts'
import { ed25519, sha256, type Asking, type FormatProblem } from './asks.ts'
import { concat, equal, fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts'

const ED25519 = 0x01
const KEY_BYTES = 32
const KEY_ID_BYTES = 4
/** The specification asks for at least 16; more is a reason to stop reading. */
export const NOTE_SIGNATURES_MAX = 64
const NOTE_CHARS_MAX = 1_000_000

export type NoteSignature = {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}
/** `text` includes its final newline and is what the signatures cover. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }
/** A key that the reader trusts, as `name+hexid+base64(0x01 || key)` writes it. */
export type VerifierKey = { readonly name: string; readonly keyId: Uint8Array; readonly key: Uint8Array }

/** Non-empty, without Unicode spaces, control characters and plus. */
export const isKeyName = (name: string): boolean =>
  name !== '' && !/[\s+\p{Cc}\p{Z}\p{Surrogate}]/u.test(name)

/** First four bytes of SHA-256(name || 0x0A || 0x01 || key). */
export function* keyIdOf(name: string, key: Uint8Array): Asking<Uint8Array> {
  const hash = yield* sha256(concat(utf8(name), Uint8Array.of(0x0a, ED25519), key))
  return hash.slice(0, KEY_ID_BYTES)
}

/** `example.com/foo+530d903a+AekyeRrm...`. Throws on a bad name or key length: both are ours. */
export function* formatVkey(name: string, key: Uint8Array): Asking<string> {
  if (!isKeyName(name)) throw new RangeError(`\`${name}\` cannot be a key name`)
  if (key.length !== KEY_BYTES) throw new RangeError(`an Ed25519 key has 32 bytes, not ${key.length}`)
  const id = yield* keyIdOf(name, key)
  return `${name}+${toHex(id)}+${toBase64(concat(Uint8Array.of(ED25519), key))}`
}

export function* parseVkey(text: string): Asking<Result<VerifierKey, FormatProblem>> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'vkey_malformed', detail })
  const [, name, hex, base64] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? []
  if (name === undefined || hex === undefined || base64 === undefined || !isKeyName(name))
    return bad('a verifier key reads `name+hexid+base64`')
  const keyId = fromHex(hex)
  const typed = fromBase64(base64)
  if (keyId === undefined || typed === undefined) return bad('the key is not base64')
  if (typed[0] !== ED25519 || typed.length !== 1 + KEY_BYTES)
    return bad('only Ed25519 keys (type 0x01, 32 bytes) are known here')
  const key = typed.slice(1)
  const expected = yield* keyIdOf(name, key)
  return equal(expected, keyId)
    ? ok({ name, keyId, key })
    : bad(`the key id \`${hex}\` does not belong to this name and key`)
}

/** Splits text and signatures at the last empty line. Nothing is verified yet. */
export function parseNote(note: string): Result<Note, FormatProblem> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'note_malformed', detail })
  if (note.length > NOTE_CHARS_MAX) return bad(`longer than ${NOTE_CHARS_MAX} characters`)
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || /\p{Surrogate}/u.test(note))
    return bad('a control character or a lone surrogate')
  const split = note.lastIndexOf('\n\n')
  if (split === -1) return bad('no blank line before the signatures')
  const text = note.slice(0, split + 1)
  const block = note.slice(split + 2)
  if (!block.endsWith('\n')) return bad('no newline at the end')
  const lines = block.slice(0, -1).split('\n')
  if (lines.length > NOTE_SIGNATURES_MAX) return bad(`more than ${NOTE_SIGNATURES_MAX} signatures`)
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const [, name, base64] = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? []
    const bytes = base64 === undefined ? undefined : fromBase64(base64)
    if (name === undefined || bytes === undefined || !isKeyName(name) || bytes.length <= KEY_ID_BYTES)
      return bad('a signature line reads `\u2014 name base64`')
    signatures.push({ name, keyId: bytes.slice(0, KEY_ID_BYTES), signature: bytes.slice(KEY_ID_BYTES) })
  }
  return ok({ text, signatures })
}

export const formatSignature = (signature: NoteSignature): string =>
  `\u2014 ${signature.name} ${toBase64(concat(signature.keyId, signature.signature))}\n`

/** The note's text: must be non-empty, end in a newline and hold no control character but newlines; throws otherwise (it is ours). */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const note = `${text}\n${signatures.map(formatSignature).join('')}`
  const parsed = parseNote(note)
  if (!text.endsWith('\n') || !parsed.ok || parsed.value.text !== text)
    throw new RangeError('this text cannot be a signed note')
  return note
}

export type OpenedNote = { readonly text: string; readonly verified: readonly VerifierKey[] }

/**
 * The text and the keys that really signed it. Signatures of unknown keys are ignored; a bad signature of a known key rejects the whole
 * note; no good signature of a known key rejects it too.
 */
export function* openNote(
  note: string,
  keys: readonly VerifierKey[],
): Asking<Result<OpenedNote, FormatProblem>> {
  const parsed = parseNote(note)
  if (!parsed.ok) return parsed
  const message = utf8(parsed.value.text)
  const verified: VerifierKey[] = []
  for (const { name, keyId, signature } of parsed.value.signatures) {
    const key = keys.find((known) => known.name === name && equal(known.keyId, keyId))
    if (key === undefined) continue
    if (signature.length !== 64 || !(yield* ed25519(key.key, message, signature)))
      return err({
        code: 'signature_invalid',
        detail: `the signature of \`${name}\` (${toHex(keyId)}) does not verify`,
      })
    if (!verified.includes(key)) verified.push(key)
  }
  if (verified.length === 0)
    return err({ code: 'signature_missing', detail: 'no signature of a trusted key' })
  return ok({ text: parsed.value.text, verified })
}
