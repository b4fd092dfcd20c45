/** What a route of the management API takes, needs and answers. The routes read by it and the OpenAPI document is made from it. */
import type { Context, MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { problem } from '../lib/problem.ts'
import type { Action } from './contract.ts'
import type { ApiEnv } from './http.ts'
import { refuseUnkept } from './kept-text.ts'

/** The permission that is asked for; several: all of them, or those that the request needs. `caller`: any valid token or session. `person`: a session, not a token. */
export type Needs = Action | readonly [Action, ...Action[]] | 'anyone' | 'caller' | 'person'

export type Answer =
  | z.ZodType
  | 'nothing'
  | { /** media type */ readonly file: string }
  | { /** data of each event of a stream that does not end */ readonly events: z.ZodType }

export type Description = {
  /** One line, as lists show it. */
  readonly summary: string
  readonly detail?: string
  readonly action: Needs
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** The body's texts are judged or compared and not kept: they may hold any character. */
  readonly anyText?: true
  readonly answer: Answer
  /** Default: 200, or 204 for `nothing`. */
  readonly status?: number | readonly number[]
  /** Not a GET, and still changes nothing but the record of having been asked: a repetition is carried out again, its answer is kept nowhere. */
  readonly readsOnly?: true
  /** Does something that none of its own transactions holds: with an idempotency key it is marked as done before it begins. A refusal (4xx) comes first. */
  readonly outward?: true
}

/** Every change but those that only a browser makes about its own session and account. */
export const takesIdempotencyKey = (method: string, { action, readsOnly }: Description): boolean =>
  /^(?:post|put|patch|delete)$/i.test(method) &&
  action !== 'anyone' &&
  action !== 'person' &&
  readsOnly !== true

export type Endpoint<Body = unknown, Query = unknown> = MiddlewareHandler<ApiEnv> & {
  /** `keys.create`: the operation's id; what stands before the dot groups it. */
  readonly id: string
  readonly description: Description
  /** The JSON body by its schema, or one `invalid_json` / `invalid_request` problem with the field's path. An absent body is `{}`. */
  readonly body: (c: Context<ApiEnv>) => Promise<Body>
  readonly query: (c: Context<ApiEnv>) => Query
}

/** Stands before its handler in the route: `routes.post('/keys', keysApi.create, async (c) => ...)`. */
export function endpoint<Body = never, Query = never>(
  id: string,
  description: Description & { readonly body?: z.ZodType<Body>; readonly query?: z.ZodType<Query> },
): Endpoint<Body, Query> {
  const middleware: MiddlewareHandler<ApiEnv> = (c, next) => {
    c.set('endpoint', made)
    const once = c.get('once')
    if (once === undefined || !takesIdempotencyKey(c.req.method, description)) return next()
    return once(c, { outward: description.outward === true }, next)
  }
  const made: Endpoint<Body, Query> = Object.assign(middleware, {
    id,
    description,
    body: async (c: Context<ApiEnv>) => {
      const value = await json(c)
      if (description.anyText !== true) refuseUnkept(value)
      return parsed(said(id, description.body), value, 'body')
    },
    query: (c: Context<ApiEnv>) => parsed(said(id, description.query), c.req.query(), 'query'),
  })
  return made
}

export const isEndpoint = (handler: object): handler is Endpoint =>
  'id' in handler && 'description' in handler && 'body' in handler

/** `limit`, `cursor`, `q` of every list. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('rows in one answer'),
  cursor: z
    .string()
    .max(500)
    .nullable()
    .default(null)
    .describe('`next` of the page before; absent for the first page'),
  q: z.string().max(500).default('').describe('words or filters that the rows must match'),
})

/** One page of a list: lib/page.ts as a schema. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('`cursor` of the next page; null on the last'),
    total: z.number().describe('rows of all pages'),
    asOf: z.string(),
  })

function said<T>(id: string, schema: z.ZodType<T> | undefined): z.ZodType<T> {
  if (schema === undefined) throw new Error(`endpoint ${id} reads what it does not describe`)
  return schema
}

async function json(c: Context<ApiEnv>): Promise<unknown> {
  const text = await c.req.text()
  try {
    return text === '' ? {} : JSON.parse(text)
  } catch {
    throw problem('invalid_json', 400, 'the body is not JSON', { where: 'body' })
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw problem('invalid_request', 400, issue?.message ?? 'the request does not match its schema', {
    where: issue?.path.join('.') || where,
    extra: { issues: result.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })) },
  })
}
