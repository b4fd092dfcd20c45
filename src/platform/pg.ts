import { Pool, type PoolClient, type QueryResult } from 'pg'
import { problem, type ProblemError } from '../lib/problem.ts'
import { isUuid } from '../lib/ids.ts'
import { commitRider, withoutCommitRider } from './commit-rider.ts'
import type { Db, Scope, Sql, Tx, TxOptions } from './db.ts'
import { silentLog, type Log } from './log.ts'
import { databaseProblem } from './pg-errors.ts'
import { Turnstile } from './turnstile.ts'

export type DbOptions = {
  /** `postgresql://user:password@host/db`, or `...@localhost/db?host=/socket/dir` for a Unix socket. */
  readonly url: string
  /** Connections at most. 10: one process keeps two cores of PostgreSQL busy with fewer; the default server allows 100. */
  readonly connectionsMax?: number
  readonly connectDeadlineMs?: number
  /** How long a transaction waits for one of them to come free. 20 s: a burst of heavy pages is answered late rather than refused. */
  readonly busyDeadlineMs?: number
  /** A statement, or a transaction that waits for our own code, is ended after this. 120 s: longer than any page or job step needs. */
  readonly statementDeadlineMs?: number
  readonly log?: Log
}

/**
 * Db over a pool of connections. Every transaction enters its scope's role for its own length:
 * `{ org }` is `sw_app` with `app.org` set (row level security), `'system'` is `sw_system`.
 * Types come back as pg gives them: bigint and numeric as strings, timestamptz as Date, bytea as Buffer, json parsed.
 * Throws `database_unavailable` while the server is away and recovers by itself; `database_busy` when no connection comes free in time;
 * `commit_unknown` when the connection broke in COMMIT.
 */
export function openDb(options: DbOptions): Db {
  const log = options.log ?? silentLog
  const connections = options.connectionsMax ?? 10
  const turnstile = new Turnstile(connections)
  const pool = new Pool({
    connectionString: options.url,
    // one more than the transactions take: who asks for its health is answered under any load
    max: connections + 1,
    connectionTimeoutMillis: options.connectDeadlineMs ?? 5_000,
    application_name: 'sealwright',
  })
  // Without a listener a dropped connection would end the process; the query in flight reports it to its caller.
  const lost = (error: Error): void => log.warn({ error: error.message }, 'database connection lost')
  pool.on('error', lost)
  pool.on('connect', (client) => void client.on('error', lost))
  const deadlineMs = Math.round(options.statementDeadlineMs ?? 120_000)
  const busyMs = options.busyDeadlineMs ?? 20_000
  let closing: Promise<void> | undefined

  const transaction: Db['tx'] = async (scope, work, txOptions = {}) => {
    const client = await pool.connect().catch((error: unknown) => {
      throw databaseProblem(error)
    })
    const open = new OpenTx(scope, client)
    let value
    try {
      await client.query(beginText(scope, txOptions, deadlineMs))
      value = await work(open)
      if (txOptions.readOnly !== true) await commitRider()?.(open)
    } catch (error) {
      open.end()
      client.release(await rolledBack(client))
      throw databaseProblem(error)
    }
    open.end()
    await commit(client)
    withoutCommitRider(() => open.runHints(log))
    return value
  }

  return {
    async tx(scope, work, txOptions) {
      if (closing !== undefined) throw problem('database_closed', 503, 'the server is shutting down')
      if (!(await turnstile.enter(busyMs, txOptions?.ahead))) throw busy(connections, busyMs)
      try {
        return await transaction(scope, work, txOptions)
      } finally {
        turnstile.leave()
      }
    },

    async ping(deadlineMs) {
      const query = pool.query('select 1').then(
        () => ({ ok: true }) as const,
        (error: unknown) => ({ ok: false, reason: reasonOf(databaseProblem(error)) }) as const,
      )
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<{ ok: false; reason: string }>((resolve) => {
        timer = setTimeout(
          () => resolve({ ok: false, reason: `no answer within ${deadlineMs} ms` }),
          deadlineMs,
        )
      })
      return Promise.race([query, late]).finally(() => clearTimeout(timer))
    },

    close() {
      closing ??= pool.end()
      return closing
    },
  }
}

const busy = (connections: number, busyMs: number): ProblemError =>
  problem(
    'database_busy',
    503,
    `all ${connections} connections to the database were in use for ${busyMs / 1_000} s: more is asked of this server than it can answer`,
    { fix: 'repeat in a few seconds; nothing was changed' },
  )

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One round trip: begin, deadlines (local ones, which every pooler lets through), role and organisation. The organisation is spliced only after it proved to be a UUID. */
function beginText(scope: Scope, options: TxOptions, deadlineMs: number): string {
  const isolation = options.isolation === 'repeatable read' ? 'repeatable read' : 'read committed'
  const deadlines = `set local statement_timeout = ${deadlineMs}; set local idle_in_transaction_session_timeout = ${deadlineMs}`
  const begin = `begin isolation level ${isolation}${options.readOnly === true ? ' read only' : ''}; ${deadlines}`
  if (scope === 'system') return `${begin}; set local role sw_system`
  if (!isUuid(scope.org)) throw new Error('an organisation id is a UUID')
  return `${begin}; set local role sw_app; set local app.org = '${scope.org}'`
}

/** True when the connection must be thrown away because it could not even roll back. */
async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return false
  } catch {
    return true // the first error is the one that counts; this connection is destroyed
  }
}

async function commit(client: PoolClient): Promise<void> {
  let result: QueryResult
  try {
    result = await client.query('commit')
  } catch (error) {
    client.release(true)
    if (databaseProblem(error) === error) throw error // a deferred constraint: rolled back for sure
    throw problem(
      'commit_unknown',
      503,
      'the database went away while it committed: the change may or may not be stored',
      {
        fix: 'read the object again before you repeat the change',
      },
    )
  }
  client.release()
  // PostgreSQL answers ROLLBACK to a COMMIT of a transaction whose statement failed and was swallowed by the caller.
  if (result.command !== 'COMMIT')
    throw new Error('a failed statement was ignored inside a transaction: nothing was committed')
}

class OpenTx implements Tx {
  #alive = true
  readonly #hints: (() => void)[] = []
  readonly scope: Scope
  readonly #client: PoolClient

  constructor(scope: Scope, client: PoolClient) {
    this.scope = scope
    this.#client = client
  }

  async rows<R extends object>(statement: Sql): Promise<R[]> {
    return (await this.#query<R>(statement)).rows
  }

  async maybe<R extends object>(statement: Sql): Promise<R | undefined> {
    const { rows } = await this.#query<R>(statement)
    if (rows.length > 1) throw new Error(`expected at most one row, got ${rows.length}: ${statement.text}`)
    return rows[0]
  }

  async one<R extends object>(statement: Sql): Promise<R> {
    const row = await this.maybe<R>(statement)
    if (row === undefined) throw new Error(`expected one row, got none: ${statement.text}`)
    return row
  }

  async run(statement: Sql): Promise<number> {
    return (await this.#query(statement)).rowCount ?? 0
  }

  onCommit(hint: () => void): void {
    this.#hints.push(hint)
  }

  end(): void {
    this.#alive = false
  }

  runHints(log: Log): void {
    for (const hint of this.#hints) {
      try {
        hint()
      } catch (error) {
        log.warn({ error: reasonOf(error) }, 'a hint after commit failed') // only a hint: the work itself is durable
      }
    }
  }

  #query<R extends object>(statement: Sql): Promise<QueryResult<R>> {
    if (!this.#alive) return Promise.reject(new Error('this transaction is over: its function has returned'))
    return this.#client.query<R>({
      text: statement.text,
      values: [...statement.values],
      name: statement.name,
    })
  }
}
