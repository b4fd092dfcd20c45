import { isIP } from 'node:net'
import { ProblemError, problem, type Problem } from '../lib/problem.ts'
import { databaseProblem } from './pg-errors.ts'
import type { Log } from './log.ts'

// ---- Host ----------------------------------------------------------------------------------------------------------------------------

/**
 * Exact Host allow-list against DNS rebinding: loopback names with our port, and the configured names with or without a port (a proxy in
 * front may listen on another). Asked before routing on every listener. `host` is the raw header; undefined is refused. LIMIT: of a repeated one node:http keeps the first; no browser sends two.
 */
export function hostAllowed(
  host: string | undefined,
  rule: { readonly port: number; readonly allowedHosts: readonly string[] },
): boolean {
  if (host === undefined || host.length > 300) return false
  const parsed = splitHost(host.toLowerCase())
  if (parsed === null) return false
  // Browsers leave the port out where it is the scheme's own.
  if (LOOPBACK.has(parsed.name))
    return parsed.port === rule.port || (parsed.port === null && (rule.port === 80 || rule.port === 443))
  return rule.allowedHosts.some((allowed) => {
    const own = splitHost(allowed.toLowerCase())
    return own !== null && own.name === parsed.name && (own.port === null || own.port === parsed.port)
  })
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

function splitHost(host: string): { readonly name: string; readonly port: number | null } | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/.exec(host)
  const name = match?.[1]
  if (match === null || name === undefined) return null
  if (name.startsWith('[') && isIP(name.slice(1, -1)) !== 6) return null
  return { name, port: match[2] === undefined ? null : Number(match[2]) }
}

export const hostRefused = (): ProblemError =>
  problem('host_not_allowed', 421, 'this Host header is not ours', {
    fix: 'open the address that `sealwright status` shows, or add the name to `allowedHosts` in sealwright.yaml',
  })

// ---- headers -------------------------------------------------------------------------------------------------------------------------

/**
 * On every answer of console and API. The console is our own files only: no inline script, no outside origin, no frame.
 * Styles may be inline: charts position their labels with style attributes; a style cannot run code.
 */
export function securityHeaders(tls: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    ...(tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}

// ---- errors --------------------------------------------------------------------------------------------------------------------------

/**
 * Any error as RFC 9457 problem+json. An expected one (ProblemError, an outage of the database) shows what it says; anything else is
 * `internal` with the request's id and nothing of its text, which goes to the log only.
 */
export function problemResponse(error: unknown, requestId: string, log?: Log): Response {
  const known = httpProblem(error)
  if (known === null || known.status >= 500) log?.error({ requestId, error }, 'request failed')
  const shown: Problem = known ?? {
    code: 'internal',
    status: 500,
    detail: `something broke here, not in your request: look for \`${requestId}\` in the server's log`,
    fix: 'try again; if it stays, report it with this id',
  }
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  })
  const waitSeconds = shown.status === 503 ? 1 : shown.extra?.['retryAfterSeconds']
  if (typeof waitSeconds === 'number') headers.set('retry-after', String(waitSeconds))
  return new Response(JSON.stringify(problemBody(shown, requestId)), { status: shown.status, headers })
}

/** The same body for handlers that do not go through Hono. */
export const problemBody = (shown: Problem, requestId: string): Readonly<Record<string, unknown>> => ({
  ...shown.extra,
  type: `/docs/failures/${shown.code}`,
  title: shown.code.replaceAll('_', ' '),
  status: shown.status,
  code: shown.code,
  detail: shown.detail,
  where: shown.where,
  fix: shown.fix,
  requestId,
})

function httpProblem(error: unknown): Problem | null {
  const mapped = databaseProblem(error)
  if (mapped instanceof ProblemError) return mapped.problem
  // Hono's own refusals (malformed JSON, body too large) carry a status and a text made by us or by it, never by a client.
  if (
    mapped instanceof Error &&
    'status' in mapped &&
    'getResponse' in mapped &&
    typeof mapped.status === 'number' &&
    mapped.status < 500
  )
    return {
      code: mapped.status === 400 ? 'invalid_request' : mapped.status === 413 ? 'body_too_large' : 'refused',
      status: mapped.status,
      detail: mapped.message === '' ? 'the request was refused' : mapped.message,
    }
  return null
}
