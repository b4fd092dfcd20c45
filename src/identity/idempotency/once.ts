/**
 * A change with an `Idempotency-Key` is carried out at most once (draft-ietf-httpapi-idempotency-key-header-07). Three things commit:
 * 1. the claim, alone, before anything: a crash after it leaves a row whose hold runs out, and the repetition takes it over.
 * 2. the change with the mark `changed`, in each transaction that the request commits (commit-rider.ts): either both or none. From the first
 *    one on nobody takes the request over; an attempt that was taken over meanwhile cannot commit.
 * 3. the sealed answer, alone, after the change and before the answer is sent: a crash between 2 and 3 leaves a change whose answer is lost,
 *    and the repetition is told so (`idempotency_answer_lost`).
 * What no transaction of the request holds (a call upstream) is marked before it begins, so that it too is never done twice.
 * LIMIT: a handler must not leave a transaction running behind when it fails; it would commit after the key was given back.
 */
import type { Context } from 'hono'
import { problem } from '../../lib/problem.ts'
import type { OrgId } from '../../lib/ids.ts'
import { withCommitRider } from '../../platform/commit-rider.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/random.ts'
import type { Principal } from '../contract.ts'
import type { IdentityDeps } from '../deps.ts'
import type { ApiEnv, Once } from '../http.ts'
import { KEPT_HEADERS, keyHashOf, openAnswer, requestHashOf, sealAnswer, type KeptAnswer } from './answer.ts'
import { answerLost, claimRequest, HELD_MS, inProgress, KEPT_MS, type Claimed } from './claim.ts'
import {
  forgetOlder,
  forgetRefused,
  forgetUnchanged,
  hasWritten,
  hold,
  keepAnswer,
  markChanged,
  type RequestId,
} from './request-store.ts'

export type OnceDeps = Pick<IdentityDeps, 'db' | 'clock' | 'random' | 'log' | 'keystore'>

/** Answers of the API are a few hundred bytes, the largest policy a few thousand; a larger answer is not kept and reads as lost. */
const ANSWER_BYTES_MAX = 65_536
const SWEPT_AT_ONCE = 5_000

export function onceByKey(deps: OnceDeps): Once {
  return async (c, { outward }, next) => {
    const key = keyOf(c)
    const caller = callerOf(c.get('principal'))
    // whoever is nobody is refused by the route
    if (key === null || caller === null) return next()
    const request = new KeyedRequest(deps, key, caller, outward)
    const claimed = await request.claim(c)
    if (claimed.state === 'answered') return repeated(deps, key, claimed)
    let status = 500
    try {
      await request.run(next)
      status = c.res.status
    } finally {
      await request.end(c, status)
    }
  }
}

/** Errors: `idempotency_key_invalid`. */
function keyOf(c: Context<ApiEnv>): string | null {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return null
  if (!/^[\x20-\x7e]{1,255}$/.test(key))
    throw problem(
      'idempotency_key_invalid',
      400,
      'an idempotency key has 1 to 255 printable ASCII characters',
      { where: 'Idempotency-Key', fix: 'send a UUID' },
    )
  return key
}

type Caller = { readonly org: OrgId; readonly name: string }

function callerOf(principal: Principal | null): Caller | null {
  if (principal === null || principal.kind === 'system') return null
  const name = principal.kind === 'user' ? `user:${principal.userId}` : `token:${principal.tokenId}`
  return { org: principal.org as OrgId, name }
}

/** One attempt at carrying a request out. */
class KeyedRequest {
  readonly #deps: OnceDeps
  readonly #key: string
  readonly #of: RequestId
  readonly #outward: boolean
  readonly #attempt: string
  /** Committed with a change. */
  #changed = false
  #over = false

  constructor(deps: OnceDeps, key: string, caller: Caller, outward: boolean) {
    this.#deps = deps
    this.#key = key
    this.#of = { org: caller.org, caller: caller.name, keyHash: keyHashOf(key) }
    this.#outward = outward
    this.#attempt = newId(deps.clock, deps.random)
  }

  async claim(c: Context<ApiEnv>): Promise<Claimed> {
    const url = new URL(c.req.url)
    const requestHash = requestHashOf(this.#key, {
      method: c.req.method,
      path: url.pathname + url.search,
      ifMatch: c.req.header('if-match') ?? '',
      body: new Uint8Array(await c.req.arrayBuffer()),
    })
    const nowMs = this.#deps.clock.nowMs()
    return this.#tx(async (tx) => {
      const claimed = await claimRequest(tx, this.#of, {
        id: this.#attempt,
        requestHash,
        at: new Date(nowMs),
        heldUntil: new Date(nowMs + HELD_MS),
      })
      if (claimed.state === 'ours' && this.#outward) await markChanged(tx, this.#of, this.#attempt)
      return claimed
    })
  }

  async run(next: () => Promise<void>): Promise<void> {
    const beat = setInterval(() => this.#beat(), HELD_MS / 3)
    beat.unref()
    try {
      await withCommitRider((tx) => this.#ride(tx), next)
    } finally {
      clearInterval(beat)
      this.#over = true
    }
  }

  /** Keeps the answer of what was done, or gives the key back. It fails without a word to the caller, whose change is made or refused already. */
  async end(c: Context<ApiEnv>, status: number): Promise<void> {
    try {
      const done = status < 400 || (status < 500 && this.#changed)
      const sealed = done ? await this.#sealed(c.res) : null
      await this.#tx(async (tx) => {
        if (done) return keepAnswer(tx, this.#of, this.#attempt, status, sealed)
        // it refused before it began: the mark that was made in advance goes too
        if (status < 500 && this.#outward) return forgetRefused(tx, this.#of, this.#attempt)
        // A commit of which nobody knows whether it held has left its mark or has not: only the row knows.
        if ((await forgetUnchanged(tx, this.#of, this.#attempt)) === 0)
          await hold(tx, this.#of, this.#attempt, new Date(this.#deps.clock.nowMs()))
      })
    } catch (error) {
      this.#deps.log.warn(
        { requestId: c.get('requestId'), error },
        'the answer to a request with an idempotency key was not kept',
      )
    }
  }

  /** Last statement of each transaction that the request opens. */
  async #ride(tx: Tx): Promise<void> {
    if (this.#over || this.#changed || !(await hasWritten(tx))) return
    const mark = async (own: Tx): Promise<void> => {
      if ((await markChanged(own, this.#of, this.#attempt)) === 0) throw inProgress()
    }
    // Another organisation's transaction cannot see the row: marked before it, which may mark what then fails, never the reverse.
    if (tx.scope === 'system' || tx.scope.org === this.#of.org) await mark(tx)
    else await this.#tx(mark)
    tx.onCommit(() => (this.#changed = true))
  }

  #beat(): void {
    const until = new Date(this.#deps.clock.nowMs() + HELD_MS)
    this.#tx((tx) => hold(tx, this.#of, this.#attempt, until)).catch((error: unknown) =>
      this.#deps.log.warn({ error }, 'a running request with an idempotency key could not be held'),
    )
  }

  async #sealed(response: Response): Promise<Buffer | null> {
    const body = Buffer.from(await response.clone().arrayBuffer())
    if (body.length > ANSWER_BYTES_MAX) return null
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = response.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    return sealAnswer(this.#deps, this.#key, { headers, body: body.toString('utf8') })
  }

  #tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#deps.db.tx({ org: this.#of.org }, work)
  }
}

function repeated(
  { keystore, log }: OnceDeps,
  key: string,
  { status, answer }: Extract<Claimed, { state: 'answered' }>,
): Response {
  if (answer === null) throw answerLost(status)
  let kept: KeptAnswer
  try {
    kept = openAnswer(keystore, key, answer)
  } catch (error) {
    log.warn({ error }, 'a kept answer does not open: was it sealed under another key-encryption key?')
    throw answerLost(status)
  }
  return new Response(kept.body === '' ? null : kept.body, {
    status,
    headers: { ...kept.headers, 'idempotency-replayed': 'true' },
  })
}

/** Requests of more than a day ago, in all organisations. */
export async function forgetOldRequests({ db, clock }: Pick<OnceDeps, 'db' | 'clock'>): Promise<void> {
  const than = new Date(clock.nowMs() - KEPT_MS)
  for (let forgotten = SWEPT_AT_ONCE; forgotten === SWEPT_AT_ONCE;)
    forgotten = await db.tx('system', (tx) => forgetOlder(tx, than, SWEPT_AT_ONCE))
}
