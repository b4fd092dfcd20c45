import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto'
import { z } from 'zod'
import type { KeyStore } from '../../platform/keystore.ts'
import type { Random } from '../../platform/random.ts'

/**
 * The idempotency key is a secret of its caller and kept nowhere. Rows are found by its hash, requests are compared by a hash under it (a body
 * may hold a password that could be guessed against a bare one), and answers are sealed under it and then under the installation's key: a new
 * API token in an answer is readable neither from the database nor from a backup with its keys, only by repeating the request.
 * LIMIT: that holds for keys that cannot be guessed, as the UUIDs that clients make.
 */
export const keyHashOf = (key: string): Buffer =>
  createHash('sha256').update(`sealwright/idempotency/key/v1\n${key}`).digest()

export type RequestParts = {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly ifMatch: string
  readonly body: Uint8Array
}

export const requestHashOf = (key: string, { method, path, ifMatch, body }: RequestParts): Buffer =>
  createHmac('sha256', derived(key, 'request'))
    .update(JSON.stringify([method, path, ifMatch]))
    .update('\n')
    .update(body)
    .digest()

const answerSchema = z.object({ headers: z.record(z.string(), z.string()), body: z.string() })
/** What a repetition is given, besides the status. */
export type KeptAnswer = z.infer<typeof answerSchema>

/** What says what the body is and where the thing stands; the rest (ids of the request, rules for browsers) is made anew. */
export const KEPT_HEADERS = ['content-type', 'content-disposition', 'location', 'etag'] as const

const PURPOSE = 'idempotency-answer'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function sealAnswer(
  { keystore, random }: { readonly keystore: Pick<KeyStore, 'wrap'>; readonly random: Random },
  key: string,
  answer: KeptAnswer,
): Buffer {
  const nonce = random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', derived(key, 'answer'), nonce)
  const text = Buffer.from(JSON.stringify(answer))
  return keystore.wrap(
    PURPOSE,
    Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]),
  )
}

/** Throws when it was sealed under another installation's key, or is damaged. */
export function openAnswer(keystore: Pick<KeyStore, 'unwrap'>, key: string, sealed: Buffer): KeptAnswer {
  const bytes = keystore.unwrap(PURPOSE, sealed)
  const open = createDecipheriv('aes-256-gcm', derived(key, 'answer'), bytes.subarray(0, NONCE_BYTES))
  open.setAuthTag(bytes.subarray(-TAG_BYTES))
  const text = Buffer.concat([open.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), open.final()])
  return answerSchema.parse(JSON.parse(text.toString('utf8')))
}

const derived = (key: string, use: 'request' | 'answer'): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', `sealwright/idempotency/${use}/v1`, 32))
