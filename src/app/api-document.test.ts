import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoint } from '../identity/endpoint.ts'
import { apiRouter } from '../identity/http.ts'
import { limitSpecSchema } from '../identity/contract.ts'
import type { Loose } from '../../test/world/documented-answers.ts'
import { apiDocument, operationsOf } from './api-document.ts'

const list = endpoint('keys.list', {
  summary: 'Keys',
  action: 'key.read',
  query: z.object({ cursor: z.string().nullable().default(null), limit: z.coerce.number().default(50) }),
  answer: z.object({ items: z.array(z.object({ id: z.string() })) }),
})
const make = endpoint('keys.create', {
  summary: 'Make a key',
  action: ['key.create', 'key.revoke'],
  body: z.strictObject({ name: z.string().default('x'), limits: limitSpecSchema }),
  answer: limitSpecSchema,
  status: 201,
})

function router(...more: ((routes: ReturnType<typeof apiRouter>) => void)[]) {
  const routes = apiRouter()
  routes.get('/keys', list, (c) => c.json({}))
  for (const add of more) add(routes)
  return routes
}

describe('the API’s document', () => {
  it('refuses a route without a description, however deep it is mounted', () => {
    const inner = router((routes) => routes.post('/keys/:id/undescribed', (c) => c.json({})))
    const outer = apiRouter().route('/', inner)
    expect(() => apiDocument([outer], '1')).toThrow('POST /keys/:id/undescribed has no description')
  })

  it('refuses an id that two operations have, and a group that nobody has explained', () => {
    expect(() => operationsOf([router((routes) => routes.get('/other', list, (c) => c.json({})))])).toThrow(
      'GET /other has the id `keys.list` of another operation',
    )
    const stranger = endpoint('strangers.list', { summary: 's', action: 'anyone', answer: 'nothing' })
    expect(() =>
      operationsOf([router((routes) => routes.get('/strangers', stranger, (c) => c.json({})))]),
    ).toThrow('GET /strangers is of the unknown group `strangers`')
  })

  it('says what may be sent and what is answered apart, and each only once', () => {
    const document: Loose = apiDocument(
      [router((routes) => routes.post('/keys/:id', make, (c) => c.json({})))],
      '1',
    )
    const operation = document.paths['/keys/{id}'].post
    const { schemas } = document.components
    const body = operation.requestBody.content['application/json'].schema
    expect(body).toMatchObject({ additionalProperties: false, required: ['limits'] })
    expect(body.properties.limits.$ref).toBe('#/components/schemas/LimitsInput')
    expect(operation.responses['201'].content['application/json'].schema.$ref).toBe(
      '#/components/schemas/Limits',
    )
    // what may be sent is closed, what is answered may grow
    expect(schemas.LimitsInput.additionalProperties).toBe(false)
    expect(schemas.Limits).not.toHaveProperty('additionalProperties')
    expect(operation.parameters).toMatchObject([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'Idempotency-Key', in: 'header', required: false },
    ])
    expect(operation['x-permissions']).toEqual(['key.create', 'key.revoke'])
    expect(operation.security).toEqual([{ token: [] }, { session: [], csrf: [] }])
  })

  it('a change takes an idempotency key; a read, and what only a browser does about its own session, does not', () => {
    const shape = { summary: 's', answer: 'nothing' } as const
    const document: Loose = apiDocument(
      [
        router((routes) => {
          routes.post('/keys', make, (c) => c.json({}))
          routes.post(
            '/calls/search',
            endpoint('calls.search', { ...shape, action: 'call.read', readsOnly: true }),
          )
          routes.delete('/session', endpoint('session.end', { ...shape, action: 'person' }))
        }),
      ],
      '1',
    )
    const takes = (operation: Loose): boolean =>
      operation.parameters.some((p: Loose) => p.name === 'Idempotency-Key')
    expect(takes(document.paths['/keys'].post)).toBe(true)
    expect(Object.keys(document.paths['/keys'].post.responses)).toEqual(['201', '409', '422', 'default'])
    expect(document.paths['/keys'].post.responses['201'].headers).toHaveProperty('idempotency-replayed')
    for (const other of [
      document.paths['/keys'].get,
      document.paths['/calls/search'].post,
      document.paths['/session'].delete,
    ]) {
      expect(takes(other)).toBe(false)
      expect(other.responses).not.toHaveProperty('409')
    }
  })

  it('a query that may be null is a parameter that may be absent', () => {
    const document: Loose = apiDocument([router()], '1')
    expect(document.paths['/keys'].get.parameters).toEqual([
      { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'number', default: 50 } },
    ])
    expect(document.paths['/keys'].get.security).toEqual([{ token: [] }, { session: [] }])
  })
})

it('an endpoint that reads what it does not describe fails', async () => {
  const routes = apiRouter()
  routes.post('/keys', list, async (c) => c.json(await list.body(c)))
  routes.onError((error) => new Response(error.message))
  expect(await (await routes.request('/keys', { method: 'POST' })).text()).toBe(
    'endpoint keys.list reads what it does not describe',
  )
})
