import { problem, type ProblemError } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import {
  countRequests,
  insertRequest,
  lockRequest,
  takeOver,
  type Attempt,
  type RequestId,
  type RequestRow,
} from './request-store.ts'

/** As long as Stripe keeps them: longer than any client retries, short enough to stay small. */
export const KEPT_MS = 86_400_000
/** A killed server's requests are free after this; the heartbeat comes three times as often. */
export const HELD_MS = 15_000
/** Of one caller within a day: with answers of the largest size these are 640 MB, with usual ones 10. */
const KEYS_MAX = 10_000

export type Claimed =
  | { readonly state: 'ours' }
  | { readonly state: 'answered'; readonly status: number; readonly answer: Buffer | null }

/**
 * Takes the request for this attempt, or gives the answer that it had. In one transaction of its own, before anything is carried out: a crash
 * after it leaves a row whose hold runs out. Errors: `idempotency_key_reused` (422), `idempotency_in_progress`, `idempotency_answer_lost` (409),
 * `idempotency_keys_exhausted` (429).
 */
export async function claimRequest(tx: Tx, of: RequestId, attempt: Attempt): Promise<Claimed> {
  const since = new Date(attempt.at.getTime() - KEPT_MS)
  if ((await insertRequest(tx, of, attempt)) === 1) {
    // counted with its own row, and rolled back with it
    if ((await countRequests(tx, of, since, KEYS_MAX + 1)) > KEYS_MAX) throw keysExhausted()
    return { state: 'ours' }
  }
  const row = await lockRequest(tx, of)
  // it was forgotten in this moment, having changed nothing
  if (row === undefined) throw inProgress()
  switch (verdictOf(row, attempt)) {
    case 'reused':
      throw problem(
        'idempotency_key_reused',
        422,
        'this idempotency key came with another request: one key is for one method, path, body and `If-Match`',
        { where: 'Idempotency-Key', fix: 'make a new key for each change' },
      )
    case 'running':
      throw inProgress()
    case 'lost':
      throw answerLost(null)
    case 'answered':
      return { state: 'answered', status: row.status ?? 200, answer: row.answer }
    case 'free':
      await takeOver(tx, of, attempt)
      return { state: 'ours' }
  }
}

type Verdict = 'reused' | 'running' | 'lost' | 'answered' | 'free'

/** Pure: what a known key means for this attempt. */
export function verdictOf(row: Omit<RequestRow, 'status' | 'answer' | 'attempt'>, attempt: Attempt): Verdict {
  const heldMs = row.held_until.getTime() - attempt.at.getTime()
  // further ahead than any hold: a clock was set back. Taking over a live one is safe, it then cannot commit.
  const held = row.state !== 'answered' && heldMs > 0 && heldMs <= 2 * HELD_MS
  if (!held && row.created_at.getTime() + KEPT_MS <= attempt.at.getTime()) return 'free'
  if (!row.request_hash.equals(attempt.requestHash)) return 'reused'
  if (row.state === 'answered') return 'answered'
  if (held) return 'running'
  // Whoever held it is gone. Nothing was committed: it may be carried out. Something was: never again.
  return row.state === 'changed' ? 'lost' : 'free'
}

export const inProgress = (): ProblemError =>
  problem(
    'idempotency_in_progress',
    409,
    'the first request with this idempotency key is being carried out',
    {
      where: 'Idempotency-Key',
      fix: 'repeat it in a second, with the same key',
      extra: { retryAfterSeconds: 1 },
    },
  )

/** `answered`: the status of the first answer, null when there was none. */
export const answerLost = (answered: number | null): ProblemError =>
  problem(
    'idempotency_answer_lost',
    409,
    'the first request with this idempotency key was carried out, at least in part, and its answer cannot be given again',
    {
      where: 'Idempotency-Key',
      fix: 'read what there is now before you ask for anything with a new key',
      extra: { answered },
    },
  )

const keysExhausted = (): ProblemError =>
  problem('idempotency_keys_exhausted', 429, `this caller used ${KEYS_MAX} idempotency keys within a day`, {
    where: 'Idempotency-Key',
    fix: 'send a key only with changes that must not happen twice, or spread the work over several tokens',
    extra: { retryAfterSeconds: 3_600 },
  })
