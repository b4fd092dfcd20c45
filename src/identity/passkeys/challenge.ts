import { createHash } from 'node:crypto'
import { z } from 'zod'
import { problem } from '../../lib/problem.ts'
import type { Identity } from '../deps.ts'
import { spendChallenge } from './passkey-store.ts'

const PURPOSE = 'passkey-challenge'
/** A person looks for the security key, types its PIN and touches it: five minutes, as the browser's own dialog waits. */
export const challengeMs = 300_000

/** What a challenge was made for: to sign in (nobody is known yet), or to register in one session of one person. */
export type Ceremony = { readonly for: 'sign_in' } | { readonly for: 'register'; readonly session: string }

/** `n` makes each one different; the sealing's own nonce would do, but a format should not lean on it. */
const contentSchema = z.object({
  for: z.enum(['sign_in', 'register']),
  session: z.string(),
  until: z.number(),
  n: z.string(),
})

const sessionOf = (c: Ceremony): string => (c.for === 'register' ? c.session : '')

/**
 * A challenge that carries its own purpose and end, sealed: nobody else can make one, and a stranger who asks for a million of them leaves
 * no row behind. Only answered ones are kept, until they expire.
 */
export function newChallenge(id: Identity, ceremony: Ceremony): Uint8Array<ArrayBuffer> {
  const content = {
    for: ceremony.for,
    session: sessionOf(ceremony),
    until: id.clock.nowMs() + challengeMs,
    n: id.random.bytes(16).toString('base64url'),
  }
  return new Uint8Array(id.keystore.wrap(PURPOSE, Buffer.from(JSON.stringify(content))))
}

export type OpenChallenge = { readonly text: string; readonly hash: Buffer; readonly until: Date }

/** The challenge inside a browser's answer, if it is one of ours, for this ceremony, and not over; else null. */
export function openChallenge(
  id: Identity,
  clientDataJSON: string,
  ceremony: Ceremony,
): OpenChallenge | null {
  const text = challengeText(clientDataJSON)
  if (text === null) return null
  const content = contentOf(id, text)
  if (content === null || content.for !== ceremony.for || content.session !== sessionOf(ceremony)) return null
  const now = id.steady.latestMs()
  // one that ends later than a challenge of now was made before the clock was set back
  if (content.until <= now || content.until > now + 2 * challengeMs) return null
  // Of the bytes: base64url has several spellings of one value.
  const hash = createHash('sha256').update(Buffer.from(text, 'base64url')).digest()
  return { text, hash, until: new Date(content.until) }
}

/** Uses it up, whatever comes of it: own transaction, so it stays used when the request fails. */
export const spend = (id: Identity, challenge: OpenChallenge): Promise<boolean> =>
  id.db.tx('system', (tx) => spendChallenge(tx, challenge.hash, challenge.until))

export const challengeRefused = () =>
  problem('passkey_challenge_refused', 400, 'this passkey request is over or was answered before', {
    fix: 'try again',
  })

const clientDataSchema = z.object({ challenge: z.string().min(1).max(4_096) })

function challengeText(clientDataJSON: string): string | null {
  const data = clientDataSchema.safeParse(jsonOf(Buffer.from(clientDataJSON, 'base64url').toString('utf8')))
  return data.success ? data.data.challenge : null
}

function contentOf(id: Identity, text: string): z.infer<typeof contentSchema> | null {
  let plain: Buffer
  try {
    plain = id.keystore.unwrap(PURPOSE, Buffer.from(text, 'base64url'))
  } catch (error) {
    // Not sealed by us: a made-up challenge, or one of another installation.
    id.log.debug({ error }, 'a passkey challenge that is not ours')
    return null
  }
  const content = contentSchema.safeParse(jsonOf(plain.toString('utf8')))
  return content.success ? content.data : null
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
