/**
 * Sealing payloads: one random 32-byte key each, AES-256-GCM in chunks, keys wrapped in batches under a segment key.
 * Written for the flush loop: no hkdfSync (13 us), no createHmac, no allocation that can be avoided.
 */
import { createCipheriv, createDecipheriv, createHash, hash, type Hash } from 'node:crypto'
import { err, ok, type Result } from '../../lib/result.ts'
import { run } from './engine.ts'
import type { FormatProblem } from './pure/asks.ts'
import {
  PAYLOAD_PREFIX,
  SALT_BYTES,
  verifyPayload as payloadSteps,
  type Opening,
} from './pure/commitments.ts'
import { sha256Hex } from './sha256.ts'

export const PAYLOAD_KEY_BYTES = 32
/** What a streaming producer puts in one chunk at most; readers accept up to CHUNK_READ_BYTES_MAX (a payload sealed in one piece). */
export const CHUNK_BYTES_MAX = 65_536
export const CHUNK_READ_BYTES_MAX = 33_554_432
const TAG_BYTES = 16
const LENGTH_BYTES = 4
const NONCE_BYTES = 12
const VERSION = 'sealwright/payload/v1'
const KEYS_VERSION = 'sealwright/keys/v1'

// ---- HKDF-Expand (RFC 5869 section 2.3) of one-shot hashes -------------------------------------------------------------------------

const BLOCK_BYTES = 64
const HASH_BYTES = 32
// Scratch for messages up to this length: hashing is synchronous, so one block of memory serves all; longer messages get their own.
const MESSAGE_SCRATCH_BYTES = 1024
const INNER = Buffer.alloc(BLOCK_BYTES + MESSAGE_SCRATCH_BYTES)
/** INNER cut after a message of each length: a view costs as much to make as a fifth of its hash. */
const INNER_OF: Buffer[] = []
const innerOf = (length: number): Buffer => (INNER_OF[length] ??= INNER.subarray(0, BLOCK_BYTES + length))
const OUTER = Buffer.alloc(BLOCK_BYTES + HASH_BYTES)

/** Pads a key into both scratch blocks (RFC 2104); `macInto` may then be called any number of times before the next key. */
function setKey(keys: Uint8Array, at = 0, length = keys.length): void {
  if (length > BLOCK_BYTES) throw new RangeError('a key longer than 64 bytes would have to be hashed first')
  INNER.fill(0x36, 0, BLOCK_BYTES)
  OUTER.fill(0x5c, 0, BLOCK_BYTES)
  for (let i = 0; i < length; i++) {
    const byte = keys[at + i] ?? 0
    INNER[i] = byte ^ 0x36
    OUTER[i] = byte ^ 0x5c
  }
}

/** Wipes what `setKey` left: keys must not linger in memory that lives as long as the process. */
function forgetKey(): void {
  INNER.fill(0, 0, BLOCK_BYTES + 2 * HASH_BYTES)
  OUTER.fill(0)
}

/** HMAC of `length` bytes that stand in INNER behind the padded key, or of `long`. */
function macInto(length: number, long: Uint8Array | null, out: Buffer, at: number): void {
  const message = long === null ? innerOf(length) : Buffer.concat([INNER.subarray(0, BLOCK_BYTES), long])
  OUTER.write(hash('sha256', message, 'binary'), BLOCK_BYTES, 'latin1')
  out.write(hash('sha256', OUTER, 'binary'), at, 'latin1')
}

/** HMAC-SHA-256 (RFC 2104) with a key of at most 64 bytes, from two one-shot hashes: 1.1 us where createHmac takes 2.9. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(HASH_BYTES)
  setKey(key)
  if (message.length <= MESSAGE_SCRATCH_BYTES) INNER.set(message, BLOCK_BYTES)
  macInto(message.length, message.length <= MESSAGE_SCRATCH_BYTES ? null : message, out, 0)
  forgetKey()
  return out
}

/** HKDF-Expand with SHA-256: `length` <= 8160 bytes of output keying material. */
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, length: number): Buffer {
  if (length > 255 * HASH_BYTES) throw new RangeError('HKDF-Expand gives at most 8160 bytes')
  const blocks = Math.ceil(length / HASH_BYTES)
  const out = Buffer.alloc(blocks * HASH_BYTES)
  setKey(prk)
  const fits = HASH_BYTES + info.length + 1 <= MESSAGE_SCRATCH_BYTES
  for (let i = 0; i < blocks; i++) {
    // T(i) = HMAC(prk, T(i-1) || info || i), T(0) empty.
    const previous = i === 0 ? 0 : HASH_BYTES
    const message = fits ? INNER : Buffer.alloc(BLOCK_BYTES + previous + info.length + 1)
    if (i > 0) out.copy(message, BLOCK_BYTES, (i - 1) * HASH_BYTES, i * HASH_BYTES)
    message.set(info, BLOCK_BYTES + previous)
    message[BLOCK_BYTES + previous + info.length] = i + 1
    macInto(previous + info.length + 1, fits ? null : message.subarray(BLOCK_BYTES), out, i * HASH_BYTES)
  }
  forgetKey()
  return out.subarray(0, length)
}

/** "sealwright/payload/v1" | 0x00 | leaf id | 0x00 | payload name: HKDF's info and the associated data of every chunk. */
export const payloadInfo = (leafId: string, name: string): Buffer =>
  Buffer.from(`${VERSION}\0${leafId}\0${name}`, 'utf8')

/** First 32 bytes: AES key. Next 32: the salt of the payload's commitment. */
export function payloadSecrets(
  key: Uint8Array,
  info: Uint8Array,
): { readonly aes: Buffer; readonly salt: Buffer } {
  if (key.length !== PAYLOAD_KEY_BYTES) throw new RangeError('a payload key has 32 bytes')
  const okm = hkdfExpand(key, info, 2 * HASH_BYTES)
  return { aes: okm.subarray(0, HASH_BYTES), salt: okm.subarray(HASH_BYTES) }
}

// ---- commitment --------------------------------------------------------------------------------------------------------------------

const HEAD = Buffer.from(PAYLOAD_PREFIX, 'latin1')
/** Most requests and answers fit; larger ones get memory of their own. Plain text stays in it until the next payload, as it does in the body. */
const COMMIT_SCRATCH = Buffer.alloc(16_384)
HEAD.copy(COMMIT_SCRATCH)

/** COMMIT_SCRATCH cut after each length: making a view costs a third of the hash. */
const COMMIT_OF: Buffer[] = []

/** Lower-case hex of SHA-256("sealwright/payload/v1\n" || salt || payload). */
export function payloadCommitment({ salt, bytes }: Opening): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`)
  const length = HEAD.length + SALT_BYTES + bytes.length
  if (length > COMMIT_SCRATCH.length) return sha256Hex(Buffer.concat([HEAD, salt, bytes]))
  COMMIT_SCRATCH.set(salt, HEAD.length)
  COMMIT_SCRATCH.set(bytes, HEAD.length + SALT_BYTES)
  return sha256Hex((COMMIT_OF[length] ??= COMMIT_SCRATCH.subarray(0, length)))
}

export const verifyPayload = (commitment: string, opening: Opening): Result<true, FormatProblem> =>
  run(payloadSteps(commitment, opening))

/** The same commitment over a payload that arrives in pieces; also past the capture cap, so that the full digest is kept. */
export class PayloadDigest {
  readonly #hash: Hash
  bytes = 0
  constructor(salt: Uint8Array) {
    if (salt.length !== SALT_BYTES) throw new RangeError(`a salt has 32 bytes, not ${salt.length}`)
    this.#hash = createHash('sha256').update(HEAD).update(salt)
  }
  update(piece: Uint8Array): void {
    this.#hash.update(piece)
    this.bytes += piece.length
  }
  /** Once. */
  commitment(): string {
    return this.#hash.digest('hex')
  }
}

// ---- sealing -----------------------------------------------------------------------------------------------------------------------

/** 11 bytes of counter (big endian), 1 byte last flag, as STREAM and age do it: order, loss and truncation are visible. */
function nonceOf(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  if (counter > 0) nonce.writeUIntBE(counter, 5, 6)
  if (last) nonce[NONCE_BYTES - 1] = 1
  return nonce
}

/**
 * Seals one payload as it is released. Each piece becomes a frame: length of the plaintext (uint32, big endian), ciphertext, 16-byte tag.
 * INVARIANT: one sealer per payload key, ever; a process that lost its counter must not make a second one for the same key.
 */
export class PayloadSealer {
  readonly salt: Buffer
  readonly #aes: Buffer
  readonly #info: Buffer
  #counter = 0
  #ended = false

  constructor(key: Uint8Array, leafId: string, name: string) {
    this.#info = payloadInfo(leafId, name)
    const { aes, salt } = payloadSecrets(key, this.#info)
    this.#aes = aes
    this.salt = salt
  }

  /** `last` ends the payload; a payload without a last frame opens as truncated. */
  seal(piece: Uint8Array, last: boolean): Buffer {
    if (this.#ended) throw new Error('this payload has its last chunk already')
    if (piece.length > CHUNK_READ_BYTES_MAX)
      throw new RangeError(`a chunk has at most ${CHUNK_READ_BYTES_MAX} bytes`)
    const cipher = createCipheriv('aes-256-gcm', this.#aes, nonceOf(this.#counter, last))
    cipher.setAAD(this.#info)
    const frame = Buffer.allocUnsafe(LENGTH_BYTES + piece.length + TAG_BYTES)
    frame.writeUInt32BE(piece.length, 0)
    cipher.update(piece).copy(frame, LENGTH_BYTES)
    cipher.final()
    cipher.getAuthTag().copy(frame, LENGTH_BYTES + piece.length)
    this.#counter++
    this.#ended = last
    return frame
  }
}

/** A whole payload in one frame, with the commitment's salt and the commitment. */
export function sealPayload(
  key: Uint8Array,
  leafId: string,
  name: string,
  payload: Uint8Array,
): { readonly sealed: Buffer; readonly salt: Buffer; readonly commitment: string } {
  const sealed = Buffer.allocUnsafe(sealedLength(payload.length))
  if (key.length !== PAYLOAD_KEY_BYTES) throw new RangeError('a payload key has 32 bytes')
  const commitment = sealPayloadInto(key, 0, leafId, name, payload, sealed, 0)
  return { sealed, salt: Buffer.from(SALT), commitment }
}

/** Bytes that a payload of `plainLength` takes when it is sealed in one frame. */
export const sealedLength = (plainLength: number): number => LENGTH_BYTES + plainLength + TAG_BYTES

/** Key and salt of the payload in hand (HKDF's 64 bytes). createCipheriv takes a copy of its key, so one place serves all. */
const SECRETS = Buffer.alloc(2 * HASH_BYTES)
const AES = SECRETS.subarray(0, HASH_BYTES)
const SALT = SECRETS.subarray(HASH_BYTES)
/** HKDF's info and the associated data; a leaf id and the names of payloads are ASCII and short. */
const INFO = Buffer.alloc(256)
const INFO_HEAD = INFO.write(`${VERSION}\0`, 0, 'latin1')
const INFO_OF: Buffer[] = []
const WHOLE_NONCE = nonceOf(0, true)

/**
 * Seals a whole payload, under the key that stands in `keys` at `keyAt`, in one frame into `into` at `at` and gives its commitment: what the flush loop of a recorder does for each call, so
 * nothing is allocated here that can be avoided. The same bytes as PayloadSealer and payloadCommitment give (a test compares them).
 */
export function sealPayloadInto(
  keys: Uint8Array,
  keyAt: number,
  leafId: string,
  name: string,
  payload: Uint8Array,
  into: Buffer,
  at: number,
): string {
  if (keyAt + PAYLOAD_KEY_BYTES > keys.length) throw new RangeError('a payload key has 32 bytes')
  if (payload.length > CHUNK_READ_BYTES_MAX)
    throw new RangeError(`a chunk has at most ${CHUNK_READ_BYTES_MAX} bytes`)
  if (at + sealedLength(payload.length) > into.length)
    throw new RangeError('a sealed payload passes the end of its buffer')
  const said = `${leafId}\0${name}`
  const length = INFO_HEAD + said.length
  if (length > INFO.length) throw new RangeError('a leaf id and a payload name have at most 200 characters')
  INFO.write(said, INFO_HEAD, 'latin1')
  expandSecrets(keys, keyAt, length)
  const cipher = createCipheriv('aes-256-gcm', AES, WHOLE_NONCE)
  AES.fill(0)
  cipher.setAAD((INFO_OF[length] ??= INFO.subarray(0, length)))
  into.writeUInt32BE(payload.length, at)
  into.set(cipher.update(payload), at + LENGTH_BYTES)
  cipher.final()
  into.set(cipher.getAuthTag(), at + LENGTH_BYTES + payload.length)
  return payloadCommitment({ salt: SALT, bytes: payload })
}

/** `hkdfExpand(key, info, 64)` into SECRETS for the key of 32 bytes at `keyAt` and the first `length` bytes of INFO. */
function expandSecrets(keys: Uint8Array, keyAt: number, length: number): void {
  setKey(keys, keyAt, PAYLOAD_KEY_BYTES)
  INFO.copy(INNER, BLOCK_BYTES, 0, length)
  INNER[BLOCK_BYTES + length] = 1
  macInto(length + 1, null, SECRETS, 0)
  SECRETS.copy(INNER, BLOCK_BYTES, 0, HASH_BYTES)
  INFO.copy(INNER, BLOCK_BYTES + HASH_BYTES, 0, length)
  INNER[BLOCK_BYTES + HASH_BYTES + length] = 2
  macInto(HASH_BYTES + length + 1, null, SECRETS, HASH_BYTES)
  forgetKey()
}

export type OpenedPayload = { readonly payload: Buffer; readonly salt: Buffer; readonly complete: boolean }

/**
 * Opens what a sealer made. `sealed_mismatch`: wrong key, leaf id or name, or changed, reordered or dropped frames. A payload whose last
 * frame is missing (the process was killed) gives `sealed_truncated`, or, with `allowTruncated`, what there is with complete: false.
 */
export function openPayload(
  key: Uint8Array,
  leafId: string,
  name: string,
  sealed: Uint8Array,
  options: { readonly allowTruncated?: boolean } = {},
): Result<OpenedPayload, FormatProblem> {
  const info = payloadInfo(leafId, name)
  const { aes, salt } = payloadSecrets(key, info)
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length)
  const pieces: Buffer[] = []
  let at = 0
  for (let counter = 0; at < bytes.length; counter++) {
    if (bytes.length - at < LENGTH_BYTES + TAG_BYTES)
      return err({ code: 'sealed_malformed', detail: 'ends inside a frame' })
    const end = at + LENGTH_BYTES + bytes.readUInt32BE(at) + TAG_BYTES
    if (end > bytes.length) return err({ code: 'sealed_malformed', detail: 'ends inside a frame' })
    const last = end === bytes.length
    const frame = bytes.subarray(at + LENGTH_BYTES, end)
    const piece = openFrame(aes, info, counter, last, frame)
    if (piece !== undefined) {
      pieces.push(piece)
      if (last) return ok({ payload: Buffer.concat(pieces), salt, complete: true })
    } else {
      const open = last ? openFrame(aes, info, counter, false, frame) : undefined
      if (open === undefined)
        return err({ code: 'sealed_mismatch', detail: `chunk ${counter} does not open` })
      pieces.push(open)
    }
    at = end
  }
  if (options.allowTruncated !== true)
    return err({ code: 'sealed_truncated', detail: `no last chunk after ${pieces.length}` })
  return ok({ payload: Buffer.concat(pieces), salt, complete: false })
}

function openFrame(
  aes: Buffer,
  info: Buffer,
  counter: number,
  last: boolean,
  frame: Buffer,
): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', aes, nonceOf(counter, last), { authTagLength: TAG_BYTES })
  decipher.setAAD(info)
  decipher.setAuthTag(frame.subarray(-TAG_BYTES))
  const plain = decipher.update(frame.subarray(0, -TAG_BYTES))
  try {
    decipher.final()
    return plain
  } catch {
    // The only failure of final() under GCM is a tag that does not match.
    return undefined
  }
}

// ---- wrapping keys -----------------------------------------------------------------------------------------------------------------

/**
 * Wraps N payload keys under a segment key with one cipher call: nonce (12, random, the caller's) || ciphertext (32 N) || tag (16).
 * `batch` names the batch and is authenticated. LIMIT: at most 2^32 batches per segment key (random nonces); a segment key lives an hour.
 */
export function wrapKeys(
  segmentKey: Uint8Array,
  batch: string,
  keys: readonly Uint8Array[],
  nonce: Uint8Array,
): Buffer {
  const plain = Buffer.alloc(keys.length * PAYLOAD_KEY_BYTES)
  keys.forEach((key, i) => {
    if (key.length !== PAYLOAD_KEY_BYTES) throw new RangeError('a payload key has 32 bytes')
    plain.set(key, i * PAYLOAD_KEY_BYTES)
  })
  return wrapKeyBytes(segmentKey, batch, plain, nonce)
}

/** The same of keys that stand one behind the other in `plain`, which is wiped. */
export function wrapKeyBytes(
  segmentKey: Uint8Array,
  batch: string,
  plain: Buffer,
  nonce: Uint8Array,
): Buffer {
  if (nonce.length !== NONCE_BYTES) throw new RangeError('a nonce has 12 bytes')
  const cipher = createCipheriv('aes-256-gcm', segmentKey, nonce)
  cipher.setAAD(batchInfo(batch))
  const body = cipher.update(plain)
  cipher.final()
  plain.fill(0)
  return Buffer.concat([nonce, body, cipher.getAuthTag()])
}

export function unwrapKeys(
  segmentKey: Uint8Array,
  batch: string,
  wrapped: Uint8Array,
): Result<Buffer[], FormatProblem> {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.length)
  const length = bytes.length - NONCE_BYTES - TAG_BYTES
  if (length < 0 || length % PAYLOAD_KEY_BYTES !== 0)
    return err({ code: 'sealed_malformed', detail: 'not a batch of wrapped keys' })
  const decipher = createDecipheriv('aes-256-gcm', segmentKey, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(batchInfo(batch))
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, NONCE_BYTES + length))
  try {
    decipher.final()
  } catch {
    return err({
      code: 'sealed_mismatch',
      detail: `the keys of batch \`${batch}\` do not open under this segment key`,
    })
  }
  return ok(
    Array.from({ length: length / PAYLOAD_KEY_BYTES }, (_, i) =>
      plain.subarray(i * PAYLOAD_KEY_BYTES, (i + 1) * PAYLOAD_KEY_BYTES),
    ),
  )
}

const batchInfo = (batch: string): Buffer => Buffer.from(`${KEYS_VERSION}\0${batch}`, 'utf8')
