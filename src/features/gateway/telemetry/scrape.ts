import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authorizer } from '../../../identity/authorize.ts'
import type { Principal } from '../../../identity/contract.ts'
import { PROMETHEUS_TYPE } from './prometheus.ts'
import type { Telemetry } from './telemetry.ts'

export type ScrapeAuth = {
  readonly principalOfToken: (token: string) => Promise<Principal | null>
  readonly authorizer: Authorizer
}

/**
 * GET /metrics. With `auth`: an API token that may see the request log of its whole organisation, and gets that organisation's series. Without:
 * the listener that only this machine reaches, all organisations.
 */
export async function scrape(
  req: IncomingMessage,
  res: ServerResponse,
  telemetry: Telemetry,
  auth: ScrapeAuth | null,
): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD') return plain(res, 405, 'only GET\n')
  let org: string | null = null
  if (auth !== null) {
    const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
    const principal = bearer === undefined ? null : await auth.principalOfToken(bearer.trim())
    if (principal === null) {
      res.setHeader('www-authenticate', 'Bearer')
      return plain(res, 401, 'an API token is needed: Authorization: Bearer <token>\n')
    }
    if (!auth.authorizer.authorize(principal, 'call.read', { kind: 'call' }).ok)
      return plain(res, 403, 'this token may not see the request log of the whole organisation\n')
    org = principal.org
  }
  const text = Buffer.from(await telemetry.expose(org))
  res.writeHead(200, {
    'content-type': PROMETHEUS_TYPE,
    'content-length': text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  res.end(req.method === 'HEAD' ? undefined : text)
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  res.end(text)
}
