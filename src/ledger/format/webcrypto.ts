/**
 * The same verification in a browser: WebCrypto answers what node:crypto answers on the server. This file and everything it imports is free
 * of Node. LIMIT: `crypto.subtle` exists only in secure contexts (https, localhost, file); Ed25519 needs a browser of 2025 or newer.
 */
import type { Result } from '../../lib/result.ts'
import type { Asking, FormatProblem } from './pure/asks.ts'
import { verifyBody as bodySteps, verifyPayload as payloadSteps, type Opening } from './pure/commitments.ts'
import { openCheckpoint as openSteps, type Checkpoint } from './pure/tree-head.ts'
import {
  leafHash,
  verifyConsistency as consistencySteps,
  verifyInclusion as inclusionSteps,
} from './pure/tree.ts'

const VALID = Uint8Array.of(1)
const INVALID = Uint8Array.of(0)

/** Runs an asking algorithm with WebCrypto. */
export async function runAsync<T>(asking: Asking<T>): Promise<T> {
  let step = asking.next()
  while (step.done !== true) {
    const ask = step.value
    if ('sha256' in ask)
      step = asking.next(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(ask.sha256))))
    else step = asking.next((await ed25519Verify(ask.ed25519)) ? VALID : INVALID)
  }
  return step.value
}

async function ed25519Verify(ask: {
  readonly key: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}): Promise<boolean> {
  if (ask.key.length !== 32 || ask.signature.length !== 64) return false
  const key = await crypto.subtle.importKey('raw', new Uint8Array(ask.key), 'Ed25519', false, ['verify'])
  return crypto.subtle.verify('Ed25519', key, new Uint8Array(ask.signature), new Uint8Array(ask.message))
}

/** Whether this browser can check Ed25519 signatures at all; if not, say so instead of "invalid". */
export async function canVerify(): Promise<boolean> {
  try {
    // The key of RFC 8032 section 7.1, test 1.
    const key = Uint8Array.from(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'.match(/../g) ?? [],
      (h) => Number.parseInt(h, 16),
    )
    await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify'])
    return true
  } catch {
    return false
  }
}

export const openCheckpoint = (
  note: string,
  vkeys: readonly string[],
): Promise<Result<Checkpoint, FormatProblem>> => runAsync(openSteps(note, vkeys))
export const verifyInclusion = (
  claim: Parameters<typeof inclusionSteps>[0],
): Promise<Result<true, FormatProblem>> => runAsync(inclusionSteps(claim))
export const verifyConsistency = (
  claim: Parameters<typeof consistencySteps>[0],
): Promise<Result<true, FormatProblem>> => runAsync(consistencySteps(claim))
export const verifyBody = (commitment: string, opening: Opening): Promise<Result<true, FormatProblem>> =>
  runAsync(bodySteps(commitment, opening))
export const verifyPayload = (commitment: string, opening: Opening): Promise<Result<true, FormatProblem>> =>
  runAsync(payloadSteps(commitment, opening))

/** One entry's whole chain: checkpoint signature by a trusted key, then the leaf's path to its root. `leaf` is the envelope's bytes. */
export async function verifyEntry(proof: {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly hashes: readonly Uint8Array[]
  readonly checkpoint: string
  readonly vkeys: readonly string[]
}): Promise<Result<Checkpoint, FormatProblem>> {
  const checkpoint = await openCheckpoint(proof.checkpoint, proof.vkeys)
  if (!checkpoint.ok) return checkpoint
  if (checkpoint.value.size !== proof.size)
    return {
      ok: false,
      error: {
        code: 'proof_invalid',
        detail: `the checkpoint is of size ${checkpoint.value.size}, the proof of ${proof.size}`,
      },
    }
  const included = await verifyInclusion({
    leaf: await runAsync(leafHash(proof.leaf)),
    index: proof.index,
    size: proof.size,
    proof: proof.hashes,
    root: checkpoint.value.root,
  })
  return included.ok ? checkpoint : included
}
