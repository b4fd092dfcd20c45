import { Hono, type MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { endpoint } from '../identity/endpoint.ts'
import { apiRouter, type ApiEnv } from '../identity/http.ts'
import { notFound } from '../lib/problem.ts'
import { problemResponse, securityHeaders } from '../platform/http-guard.ts'
import type { Log } from '../platform/log.ts'
import { apiDocument } from './api-document.ts'

export type ApiParts = {
  /** Before every API route: caller, cross-site checks, request id. */
  readonly middleware: MiddlewareHandler<ApiEnv>
  readonly routers: readonly ReturnType<typeof apiRouter>[]
  /** Of the product, as the API's document says it. */
  readonly version: string
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
  const routers: ApiParts['routers'] = [
    ...parts.routers,
    documentRoutes(() => apiDocument(routers, parts.version)),
  ]
  for (const router of routers) app.route('/api/v1', router)
  app.all('/api/*', (c) => {
    throw notFound('endpoint', `${c.req.method} ${c.req.path}`)
  })
  app.use('*', parts.files)
  app.notFound((c) => problemResponse(notFound('page', c.req.path), '', parts.log))
  app.onError((error, c) => problemResponse(error, c.get('requestId') ?? '', parts.log))
  return app
}

const showDocument = endpoint('api.document', {
  summary: 'OpenAPI 3.1 of this API',
  detail: 'It is the same for every installation of a version and holds no secret.',
  action: 'anyone',
  answer: z.looseObject({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.unknown()) }),
})

/** Made when it is first asked for: a start should not wait for it. */
function documentRoutes(make: () => Readonly<Record<string, unknown>>): ReturnType<typeof apiRouter> {
  const routes = apiRouter()
  let made: Readonly<Record<string, unknown>> | undefined
  routes.get('/openapi.json', showDocument, (c) => c.json((made ??= make())))
  return routes
}
