import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import type { Asking } from './pure/asks.ts'
import { sha256 } from './sha256.ts'

// RFC 8410: SubjectPublicKeyInfo of an Ed25519 key is this prefix and the 32 bytes.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/** A KeyObject from the 32 bytes of RFC 8032. Throws when they are not 32 bytes. */
export function ed25519PublicKey(key: Uint8Array): KeyObject {
  if (key.length !== 32) throw new RangeError(`an Ed25519 key has 32 bytes, not ${key.length}`)
  return createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' })
}

/** False for a key or signature that cannot be parsed, too: both may come from outside. */
export function ed25519Verify(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (key.length !== 32 || signature.length !== 64) return false
  try {
    return verify(null, message, ed25519PublicKey(key), signature)
  } catch {
    // OpenSSL throws on 32 bytes that are no point of the curve: then nothing was signed with it.
    return false
  }
}

const VALID = Uint8Array.of(1)
const INVALID = Uint8Array.of(0)

/** Runs an asking algorithm with node:crypto. */
export function run<T>(asking: Asking<T>): T {
  let step = asking.next()
  while (step.done !== true) {
    const ask = step.value
    if ('sha256' in ask) step = asking.next(sha256(ask.sha256))
    else
      step = asking.next(
        ed25519Verify(ask.ed25519.key, ask.ed25519.message, ask.ed25519.signature) ? VALID : INVALID,
      )
  }
  return step.value
}
