import pino, { type DestinationStream, type Logger } from 'pino'
import { ProblemError } from '../lib/problem.ts'
import type { Log } from './log.ts'

/**
 * Field names whose value never reaches the log, at the top, one and two levels deep. A net under the rule of log.ts, not a licence:
 * callers log ids, codes, counts and durations.
 */
export const REDACTED_FIELDS = [
  'password', 'passwd', 'secret', 'token', 'accessToken', 'adminToken', 'apiKey', 'api_key', 'key', 'privateKey', 'kek', 'authorization',
  'cookie', 'set-cookie', 'csrf', 'totp', 'seed', 'prompt', 'messages', 'content', 'input', 'output', 'body', 'request', 'response',
  'payload', 'setupUrl', 'databaseUrl', 'DATABASE_URL', 'ownerUrl', 'runtimeUrl', 'connectionString', 'email',
] as const // prettier-ignore

/** Structured log, one JSON object a line, on stderr; stdout belongs to the ready line and to commands. */
export function createLog(options: {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly destination?: DestinationStream
}): Log {
  const logger = pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: REDACTED_FIELDS.flatMap((f) => {
          const path = /^[a-zA-Z_]+$/.test(f) ? f : `["${f}"]`
          return path.startsWith('[') ? [path, `*${path}`, `*.*${path}`] : [path, `*.${path}`, `*.*.${path}`]
        }),
        censor: '[redacted]',
      },
      serializers: { error: describeError, err: describeError },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  )
  return wrap(logger)
}

const wrap = (logger: Logger): Log => ({
  debug: (fields, message) => logger.debug(fields, message),
  info: (fields, message) => logger.info(fields, message),
  warn: (fields, message) => logger.warn(fields, message),
  error: (fields, message) => logger.error(fields, message),
  child: (fields) => wrap(logger.child(fields)),
})

/** Only what finds the place in our code: pg errors, for one, carry row values in `detail` and `where`. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  return {
    type: error.name,
    message: masked(error.message),
    problem: error instanceof ProblemError ? error.problem.code : undefined,
    stack: masked(error.stack?.split('\n').slice(1, 8).join('\n') ?? ''),
    cause: error.cause instanceof Error ? describeError(error.cause) : undefined,
  }
}

/** Credentials inside free text: `user:password@` of a URL, our own key shapes, bearer tokens. */
export const masked = (text: string): string =>
  text
    .replace(/\/\/[^/\s:@]*:[^/\s@]+@/g, '//[redacted]@')
    .replace(/\b(sw|swt|sk|pk)-[A-Za-z0-9_-]{8,}/g, '$1-[redacted]')
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 [redacted]')
