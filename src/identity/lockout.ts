import { createHash } from 'node:crypto'
import { problem } from '../lib/problem.ts'
import type { Identity } from './deps.ts'
import { failuresOf, forgetFailures, giveBackFailure, lockSubject, putFailures } from './session-store.ts'

const HALF_MINUTE_MS = 30_000
const HOUR_MS = 3_600_000
/** Typing errors happen; a sixth in a row from one place is guessing. */
const FREE_PER_PLACE = 5
/** From many addresses at once. Higher, so that a stranger cannot lock an owner out with a handful of tries. */
const FREE_PER_ACCOUNT = 50

/** How long the next try waits after `failures` in a row: 0, then 30 s doubling up to an hour. */
export function lockMs(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(HOUR_MS, HALF_MINUTE_MS * 2 ** Math.min(failures - free, 10))
}

export type Attempt = { readonly account: Buffer; readonly place: Buffer; readonly lockedNow: boolean }

/**
 * Counts a try before it is made, so that a thousand parallel guesses count as a thousand; success or a right password gives it back.
 * Own transaction: the count stays when the request fails. Throws `sign_in_locked` with the seconds to wait.
 */
export async function beginAttempt(id: Identity, email: string, address: string): Promise<Attempt> {
  const account = subject('account', email, '')
  const place = subject('place', email, address)
  const now = id.steady.nowMs()
  const result = await id.db.tx('system', async (tx) => {
    let lockedNow = false
    for (const [key, free] of [
      [place, FREE_PER_PLACE],
      [account, FREE_PER_ACCOUNT],
    ] as const) {
      await lockSubject(tx, key)
      const row = await failuresOf(tx, key)
      const until = row?.locked_until?.getTime() ?? 0
      // further ahead than any lock: the clock was set back since, so the wait begins anew
      if (row !== undefined && until > now + HOUR_MS) {
        const wait = Math.max(HALF_MINUTE_MS, lockMs(row.failures, free))
        await putFailures(tx, key, row.failures, new Date(now + wait), new Date(now))
        return { waitMs: wait, lockedNow: false }
      }
      if (until > now) return { waitMs: until - now, lockedNow: false }
      const failures = (row?.failures ?? 0) + 1
      const wait = lockMs(failures, free)
      await putFailures(tx, key, failures, wait === 0 ? null : new Date(now + wait), new Date(now))
      lockedNow ||= wait > 0 && failures === free
    }
    return { waitMs: 0, lockedNow }
  })
  if (result.waitMs > 0) {
    const seconds = Math.ceil(result.waitMs / 1000)
    throw problem('sign_in_locked', 429, `too many failed sign-ins: wait ${seconds} s`, {
      fix: 'wait, or ask an admin',
      extra: { retryAfterSeconds: seconds },
    })
  }
  return { account, place, lockedNow: result.lockedNow }
}

export const attemptSucceeded = (id: Identity, attempt: Attempt): Promise<number> =>
  id.db.tx('system', (tx) => forgetFailures(tx, [attempt.account, attempt.place]))

/** The password was right but the code is still missing: not a failure, not a success. */
export const attemptUndecided = (id: Identity, attempt: Attempt): Promise<number> =>
  id.db.tx('system', (tx) => giveBackFailure(tx, [attempt.account, attempt.place]))

/** A hash: the table keeps no address and no e-mail. */
const subject = (kind: string, email: string, address: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([kind, email, address]))
    .digest()
