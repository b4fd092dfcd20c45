import { canonicalize, parseStrict } from '../lib/canonical.ts'
import type { Json } from '../lib/json.ts'
import { parseStatement, type PackageStatement } from '../lib/package-manifest.ts'
import { err, ok, type Result } from '../lib/result.ts'
import { ed25519, type Asking } from '../ledger/format/pure/asks.ts'
import { concat, fromBase64, toHex, utf8, utf8Decode } from '../ledger/format/pure/bytes.ts'
import type { VerifierKey } from '../ledger/format/pure/signed-note.ts'

export const IN_TOTO = 'application/vnd.in-toto+json'

export type Manifest = {
  readonly statement: PackageStatement
  readonly keyid: string
  readonly signature: Uint8Array
  readonly signed: Uint8Array
}

/** The 8 hex digits in the middle of a vkey. */
export const keyidOf = (key: VerifierKey): string => toHex(key.keyId)

/**
 * The manifest's content before its signature is checked (the keys are found through it). Canonical bytes only: the envelope is not covered
 * by its own signature, so another spelling of the same envelope is refused.
 */
export function readManifest(bytes: Uint8Array): Result<Manifest, string> {
  const json = canonicalJson(bytes)
  if (json === undefined) return err('the envelope is not canonical JSON')
  const envelope = objectOf(json)
  const payloadText = envelope?.get('payload')
  const signatures = envelope?.get('signatures')
  if (
    envelope === undefined ||
    envelope.size !== 3 ||
    envelope.get('payloadType') !== IN_TOTO ||
    typeof payloadText !== 'string'
  )
    return err('it is not a DSSE envelope of an in-toto statement')
  if (!Array.isArray(signatures) || signatures.length !== 1)
    return err('it does not have exactly one signature')
  const only = objectOf(signatures[0])
  const keyid = only?.get('keyid')
  const sig = only?.get('sig')
  const payload = fromBase64(payloadText)
  const signature = typeof sig === 'string' ? fromBase64(sig) : undefined
  if (only?.size !== 2 || typeof keyid !== 'string' || signature === undefined || payload === undefined)
    return err('its signature or payload is not base64')
  const content = canonicalJson(payload)
  if (content === undefined) return err('the payload is not canonical JSON')
  const statement = parseStatement(content)
  if (!statement.ok) return err(statement.error)
  // DSSE v1, pre-authentication encoding.
  const type = utf8(IN_TOTO)
  const signed = concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload)
  return ok({ statement: statement.value, keyid, signature, signed })
}

/** True when the manifest's one signature is by `key`. */
export function* signedBy(manifest: Manifest, key: VerifierKey): Asking<boolean> {
  return manifest.keyid === keyidOf(key) && (yield* ed25519(key.key, manifest.signed, manifest.signature))
}

/** JSON that is exactly its own RFC 8785 form; undefined otherwise. */
export function canonicalJson(bytes: Uint8Array): Json | undefined {
  const text = utf8Decode(bytes)
  if (text === undefined) return undefined
  const parsed = parseStrict(text)
  return parsed.ok && canonicalize(parsed.value) === text ? parsed.value : undefined
}

/** The fields of an object; undefined for everything else. */
export function objectOf(value: Json | undefined): ReadonlyMap<string, Json> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined
}
