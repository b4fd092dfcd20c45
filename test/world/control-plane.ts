/** What control-plane suites share: a clock that is moved by hand, a ledger and outbox that remember, a key store in memory, an API client. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { EntryId, OrgId } from '../../src/lib/ids.ts'
import { ProblemError } from '../../src/lib/problem.ts'
import { makeTxEntry } from '../../src/ledger/append.ts'
import { payloadNames } from '../../src/ledger/records.ts'
import type { EntryDraft, Ledger } from '../../src/ledger/contract.ts'
import type { Clock } from '../../src/platform/clock.ts'
import type { DomainEvent, Outbox } from '../../src/platform/events.ts'
import type { KeyStore } from '../../src/platform/keystore.ts'
import { systemRandom } from '../../src/platform/random.ts'
import type { Authorizer } from '../../src/identity/authorize.ts'
import type { Principal } from '../../src/identity/contract.ts'
import type { ApiEnv } from '../../src/identity/http.ts'
import type { MiddlewareHandler } from 'hono'
import { answersAsDescribed } from './described-answers.ts'

export class HandClock implements Clock {
  ms: number
  #monotonicMs: number
  constructor(ms = Date.UTC(2026, 10, 22, 10)) {
    this.ms = ms
    this.#monotonicMs = ms
  }
  nowMs(): number {
    return this.ms
  }
  monotonicUs(): number {
    return this.#monotonicMs * 1000
  }
  /** Time passes; backwards it is only the wall clock that goes. */
  forward(ms: number): void {
    this.ms += ms
    this.#monotonicMs += Math.max(0, ms)
  }
  /** The wall clock is set by this much; no time passes. */
  step(ms: number): void {
    this.ms += ms
  }
}

/** Remembers entries once their transaction commits; `failNext` breaks one append, to see that nothing else was kept. */
export class RememberingLedger implements Ledger {
  readonly entries: (EntryDraft & { readonly org: OrgId; readonly id: EntryId })[] = []
  failNext = false
  append: Ledger['append'] = async (tx, org, entry) => {
    if (this.failNext) {
      this.failNext = false
      throw new Error('the ledger refused on purpose')
    }
    if (tx.scope === 'system' || tx.scope.org !== org)
      throw new Error('an entry belongs in a transaction of its own organisation')
    // The real encoder: a type that is not listed, or a body that canonical JSON refuses, fails here as it would there.
    const { id } = makeTxEntry(
      { clock: { nowMs: () => Date.now(), monotonicUs: () => 0 }, random: systemRandom },
      entry,
    )
    for (const payload of entry.payloads ?? [])
      if (!payloadNames.some((name) => name === payload.name))
        throw new Error(`no payload is called ${payload.name}`)
    tx.onCommit(() => this.entries.push({ ...entry, org, id }))
    return id
  }
  types(): string[] {
    return this.entries.map((e) => e.type)
  }
  of(type: string): EntryDraft[] {
    return this.entries.filter((e) => e.type === type)
  }
}

export class RememberingOutbox implements Outbox {
  readonly events: DomainEvent[] = []
  emit: Outbox['emit'] = async (tx, event) => {
    tx.onCommit(() => this.events.push(event))
  }
}

/** Seals for real, so that a test sees when a purpose is mixed up. */
export function memoryKeyStore(): Pick<KeyStore, 'wrap' | 'unwrap'> {
  const kek = randomBytes(32)
  const keyOf = (purpose: string): Buffer => createHash('sha256').update(kek).update(purpose).digest()
  return {
    wrap(purpose, plain) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyOf(purpose), nonce)
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    unwrap(purpose, sealed) {
      const bytes = Buffer.from(sealed)
      const open = createDecipheriv('aes-256-gcm', keyOf(purpose), bytes.subarray(0, 12))
      open.setAuthTag(bytes.subarray(-16))
      return Buffer.concat([open.update(bytes.subarray(12, -16)), open.final()])
    },
  }
}

export type ApiAnswer = { readonly status: number; readonly body: any; readonly headers: Headers } // eslint-disable-line

/** The API as the app mounts it, without a socket; an answer that is not as its endpoint says fails. */
export function apiOf(middleware: MiddlewareHandler<ApiEnv>, ...rooms: Hono<ApiEnv>[]): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.use('/api/v1/*', middleware)
  app.use('/api/v1/*', answersAsDescribed)
  for (const room of rooms) app.route('/api/v1', room)
  app.onError((error, c) => {
    if (!(error instanceof ProblemError)) throw error
    return c.json({ ...error.problem }, error.problem.status as 400)
  })
  return app
}

/** A browser or a script: keeps its cookie and CSRF token, or sends a bearer token. */
export class ApiClient {
  cookie: string | null = null
  csrf: string | null = null
  readonly #app: Hono<ApiEnv>
  readonly #bearer: string | null
  constructor(app: Hono<ApiEnv>, bearer: string | null = null) {
    this.#app = app
    this.#bearer = bearer
  }
  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> {
    const all: Record<string, string> = { host: '127.0.0.1:4400', ...headers }
    if (body !== undefined) all['content-type'] ??= 'application/json'
    if (this.#bearer !== null) all['authorization'] = `Bearer ${this.#bearer}`
    if (this.cookie !== null) all['cookie'] = this.cookie
    if (this.csrf !== null) all['x-sealwright-csrf'] ??= this.csrf
    const response = await this.#app.request(`http://127.0.0.1:4400/api/v1${path}`, {
      method,
      headers: all,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const set = response.headers.get('set-cookie')
    if (set !== null) this.cookie = /Max-Age=0/i.test(set) ? null : (set.split(';')[0] ?? null)
    const text = await response.text()
    const answer = {
      status: response.status,
      body: text === '' ? null : JSON.parse(text),
      headers: response.headers,
    }
    if (typeof answer.body?.csrf === 'string') this.csrf = answer.body.csrf
    return answer
  }
  get = (path: string): Promise<ApiAnswer> => this.send('GET', path)
  post = (path: string, body: unknown = {}): Promise<ApiAnswer> => this.send('POST', path, body)
  patch = (path: string, body: unknown): Promise<ApiAnswer> => this.send('PATCH', path, body)
  put = (path: string, body: unknown): Promise<ApiAnswer> => this.send('PUT', path, body)
  delete = (path: string): Promise<ApiAnswer> => this.send('DELETE', path)
}

/** Routes with a caller that is given instead of signed in; what refuses is the authorizer, as in the product. */
export function apiAs(principal: Principal, authorizer: Authorizer, ...rooms: Hono<ApiEnv>[]): ApiClient {
  return new ApiClient(
    apiOf(
      async (c, next) => {
        c.set('principal', principal)
        c.set('authorizer', authorizer)
        await next()
      },
      ...rooms,
    ),
  )
}
