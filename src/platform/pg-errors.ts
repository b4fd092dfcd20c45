import { DatabaseError } from 'pg'
import { ProblemError, problem } from '../lib/problem.ts'

/** node and pg say a lost or refused connection in these ways; none of them carries an SQLSTATE. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EACCES',
])
const CONNECTION_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/

/**
 * What an outage of the database looks like to the rest of the product: `database_unavailable` (try again), `database_full`,
 * `database_refused` (credentials, privileges). Any other error is a broken invariant and passes on unchanged.
 */
export function databaseProblem(error: unknown): unknown {
  if (error instanceof ProblemError) return error
  if (error instanceof DatabaseError) {
    const state = error.code ?? ''
    // 57P01-03 shutdown and starting up, 08* connection, 53300 too many connections
    if (/^(57P0[1-3]|08|53300)/.test(state)) return unavailable(error)
    // 57014: ended by its own deadline; 25P03: we kept it waiting
    if (state === '57014' || state === '25P03')
      return new ProblemError(
        {
          code: 'database_timeout',
          status: 503,
          detail: 'the database did not finish in time',
          fix: 'try again, with a narrower filter if this is a list',
        },
        { cause: error },
      )
    if (/^(53100|58030|53200)/.test(state))
      return new ProblemError(
        {
          code: 'database_full',
          status: 503,
          detail: 'the database cannot write: its disk or memory is exhausted',
          fix: 'free space on its volume; writes go on by themselves',
        },
        { cause: error },
      )
    if (state.startsWith('28') || state === '3D000')
      return problem('database_refused', 503, 'the database refused this login or has no such database', {
        fix: 'check user, password and database name in `DATABASE_URL`',
      })
    return error
  }
  if (
    error instanceof Error &&
    (('code' in error && CONNECTION_CODES.has(String(error.code))) || CONNECTION_TEXT.test(error.message))
  )
    return unavailable(error)
  return error
}

const unavailable = (cause: unknown): ProblemError =>
  new ProblemError(
    {
      code: 'database_unavailable',
      status: 503,
      detail: 'the database does not answer',
      fix: 'try again; see /readyz and docs/failures/database.md if it stays',
    },
    { cause },
  )
