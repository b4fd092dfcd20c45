import { Hono, type MiddlewareHandler } from 'hono'
import type { apiRouter, ApiEnv } from '../identity/http.ts'
import { notFound } from '../lib/problem.ts'
import { problemResponse, securityHeaders } from '../platform/http-guard.ts'
import type { Log } from '../platform/log.ts'

export type ApiParts = {
  /** Before every API route: caller, cross-site checks, request id. */
  readonly middleware: MiddlewareHandler<ApiEnv>
  readonly routers: readonly ReturnType<typeof apiRouter>[]
  /** The console's files; last, so that it answers what nothing else did. */
  readonly files: MiddlewareHandler
  readonly tls: boolean
  readonly log: Log
}

/** API and console. Every error is problem+json; every answer carries the security headers. */
export function buildApi(parts: ApiParts): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  const headers = Object.entries(securityHeaders(parts.tls))
  app.use('/api/*', async (c, next) => {
    await next()
    for (const [name, value] of headers) c.header(name, value)
  })
  app.use('/api/v1/*', parts.middleware)
  for (const router of parts.routers) app.route('/api/v1', router)
  app.all('/api/*', (c) => {
    throw notFound('endpoint', `${c.req.method} ${c.req.path}`)
  })
  app.use('*', parts.files)
  app.notFound((c) => problemResponse(notFound('page', c.req.path), '', parts.log))
  app.onError((error, c) => problemResponse(error, c.get('requestId') ?? '', parts.log))
  return app
}
