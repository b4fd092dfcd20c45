import { err, ok, type Result } from '../../lib/result.ts'
import { ed25519Verify } from './engine.ts'
import type { NoteSigner } from './note.ts'
import type { FormatProblem } from './pure/asks.ts'
import { concat, fromBase64, toBase64, toHex, utf8 } from './pure/bytes.ts'
import type { VerifierKey } from './pure/signed-note.ts'

/** DSSE v1 (secure-systems-lab/dsse), JSON form. `keyid` is the 8 hex digits of the key id in the signer's vkey. */
export type DsseEnvelope = {
  readonly payloadType: string
  readonly payload: string
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}

export const IN_TOTO = 'application/vnd.in-toto+json'

/** Pre-authentication encoding: "DSSEv1" SP length SP type SP length SP payload, lengths in bytes as ASCII decimals. */
export function pae(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType)
  return concat(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload)
}

const keyidOf = (key: { readonly keyId: Uint8Array }): string => toHex(key.keyId)

export function signDsse(
  payloadType: string,
  payload: Uint8Array,
  signers: readonly NoteSigner[],
): DsseEnvelope {
  const message = pae(payloadType, payload)
  return {
    payloadType,
    payload: toBase64(payload),
    signatures: signers.map((signer) => ({ keyid: keyidOf(signer), sig: toBase64(signer.sign(message)) })),
  }
}

/**
 * The payload, if a trusted key signed it; unknown keys are ignored, a bad signature of a known one rejects. `value` is untrusted JSON.
 */
export function openDsse(
  value: unknown,
  payloadType: string,
  keys: readonly VerifierKey[],
): Result<{ readonly payload: Uint8Array; readonly verified: readonly VerifierKey[] }, FormatProblem> {
  const envelope = shapeOf(value)
  if (envelope === undefined) return err({ code: 'dsse_malformed', detail: 'not a DSSE envelope' })
  if (envelope.payloadType !== payloadType)
    return err({ code: 'dsse_malformed', detail: `payload type \`${envelope.payloadType.slice(0, 80)}\`` })
  const payload = fromBase64(envelope.payload)
  if (payload === undefined) return err({ code: 'dsse_malformed', detail: 'the payload is not base64' })
  const message = pae(payloadType, payload)
  const verified: VerifierKey[] = []
  for (const { keyid, sig } of envelope.signatures) {
    const key = keys.find((known) => keyidOf(known) === keyid)
    if (key === undefined) continue
    const signature = fromBase64(sig)
    if (signature === undefined || !ed25519Verify(key.key, message, signature))
      return err({ code: 'signature_invalid', detail: `the signature of \`${keyid}\` does not verify` })
    if (!verified.includes(key)) verified.push(key)
  }
  return verified.length === 0
    ? err({ code: 'signature_missing', detail: 'no signature of a trusted key' })
    : ok({ payload, verified })
}

function shapeOf(value: unknown): DsseEnvelope | undefined {
  if (!isRecord(value) || typeof value['payloadType'] !== 'string' || typeof value['payload'] !== 'string')
    return undefined
  const list: unknown = value['signatures']
  if (!Array.isArray(list)) return undefined
  const signatures = list.flatMap((item: unknown) =>
    isRecord(item) && typeof item['keyid'] === 'string' && typeof item['sig'] === 'string'
      ? [{ keyid: item['keyid'], sig: item['sig'] }]
      : [],
  )
  if (signatures.length !== list.length) return undefined
  return { payloadType: value['payloadType'], payload: value['payload'], signatures }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
