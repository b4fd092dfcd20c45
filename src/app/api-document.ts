import type { Hono } from 'hono'
import { z } from 'zod'
import {
  isEndpoint,
  takesIdempotencyKey,
  type Answer,
  type Endpoint,
  type Needs,
} from '../identity/endpoint.ts'
import type { ApiEnv } from '../identity/http.ts'
import { csrfHeader } from '../identity/session-middleware.ts'
import { components, tags } from './api-components.ts'

type Json = Readonly<Record<string, unknown>>
type Operation = { readonly method: string; readonly path: string; readonly endpoint: Endpoint }

/**
 * OpenAPI 3.1 of the routers, from the schemas that their routes validate by. Throws, with all of them, on routes without a description, on ids
 * that occur twice and on unknown groups: a test builds it, so none of these ships.
 */
export function apiDocument(routers: readonly Hono<ApiEnv>[], version: string): Json {
  const operations = operationsOf(routers)
  const input = schemasOf(operations, 'input')
  const output = schemasOf(operations, 'output')
  const inputName = namesOfInputs(input.named, output.named)
  const schemas = {
    ...mapValues(output.named, (schema) => referring(schema, (name) => name)),
    ...Object.fromEntries(
      Object.entries(input.named).map(([name, schema]) => [inputName(name), referring(schema, inputName)]),
    ),
    Problem: problemSchema,
  }
  const paths: Record<string, Record<string, Json>> = {}
  for (const operation of operations) {
    const { method, path, endpoint } = operation
    const { body, query } = endpoint.description
    const side = (part: string): Json => referring(input.inline[`${endpoint.id}.${part}`] ?? {}, inputName)
    const at = path.replaceAll(/:(\w+)/g, '{$1}')
    const keyed = takesIdempotencyKey(method, endpoint.description)
    paths[at] = {
      ...paths[at],
      [method]: {
        operationId: endpoint.id,
        tags: [tagOf(endpoint.id)],
        summary: endpoint.description.summary,
        description: [endpoint.description.detail, needsInWords(endpoint.description.action)]
          .filter((part) => part !== undefined)
          .join(' '),
        'x-permissions': permissionsOf(endpoint.description.action),
        security: securityOf(endpoint.description.action, method),
        parameters: [
          ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
            name,
            in: 'path',
            required: true,
            schema: { type: 'string' },
          })),
          ...(query === undefined ? [] : parametersOf(side('query'))),
          ...(keyed ? [idempotencyKey] : []),
        ],
        ...(body === undefined
          ? {}
          : {
              requestBody: {
                required: !body.safeParse({}).success,
                content: { 'application/json': { schema: side('body') } },
              },
            }),
        responses: {
          ...answersOf(
            endpoint.description,
            referring(output.inline[`${endpoint.id}.answer`] ?? {}, same),
            keyed,
          ),
          ...(keyed ? idempotencyProblems : {}),
          default: { $ref: '#/components/responses/Problem' },
        },
      },
    }
  }
  const used = new Set(operations.map(({ endpoint }) => tagOf(endpoint.id)))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sealwright management API',
      version,
      description:
        'Everything that the console and the command line do. Answers may get more fields in later versions: leave alone what you do not know. docs/api.md says how to sign in, page and read errors.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    tags: Object.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457); `code` is stable and has a page in docs/failures',
          content: problemContent,
        },
      },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'an API token `swt-...` of Settings, API tokens',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'session',
          description: 'the cookie that `POST /session` sets; its name depends on the installation',
        },
        csrf: {
          type: 'apiKey',
          in: 'header',
          name: csrfHeader,
          description: 'with a session, on every change: `csrf` of `GET /session`',
        },
      },
    },
  }
}

/** All operations of the routers; one described route is one operation. */
export function operationsOf(routers: readonly Hono<ApiEnv>[]): Operation[] {
  const found = new Map<string, { method: string; path: string; endpoint?: Endpoint }>()
  for (const { method, path, handler } of routers.flatMap((router) => router.routes)) {
    const key = `${method} ${path}`
    const before = found.get(key) ?? { method: method.toLowerCase(), path }
    found.set(key, isEndpoint(handler) ? { ...before, endpoint: handler } : before)
  }
  const operations: Operation[] = []
  const wrong: string[] = []
  const ids = new Set<string>()
  for (const [key, { method, path, endpoint }] of found) {
    if (endpoint === undefined) {
      wrong.push(`${key} has no description`)
      continue
    }
    if (ids.has(endpoint.id)) wrong.push(`${key} has the id \`${endpoint.id}\` of another operation`)
    if (!(tagOf(endpoint.id) in tags)) wrong.push(`${key} is of the unknown group \`${tagOf(endpoint.id)}\``)
    ids.add(endpoint.id)
    operations.push({ method, path, endpoint })
  }
  if (wrong.length > 0) throw new Error(`the API cannot be described: ${wrong.join('; ')}`)
  return operations
}

const tagOf = (id: string): string => id.split('.', 1)[0] ?? id
const same = (name: string): string => name

// ---- schemas -------------------------------------------------------------------------------------------------------------------------

type Schemas = {
  readonly inline: Readonly<Record<string, Json>>
  readonly named: Readonly<Record<string, Json>>
}

/** One conversion for all, so that each named schema is made once. `input`: what may be sent; `output`: what is answered. */
function schemasOf(operations: readonly Operation[], io: 'input' | 'output'): Schemas {
  const parts: Record<string, z.ZodType> = {}
  for (const { endpoint } of operations) {
    const { body, query, answer } = endpoint.description
    const shown = schemaOfAnswer(answer)
    if (io === 'output' && shown !== undefined) parts[`${endpoint.id}.answer`] = shown
    if (io === 'input' && body !== undefined) parts[`${endpoint.id}.body`] = body
    if (io === 'input' && query !== undefined) parts[`${endpoint.id}.query`] = query
  }
  for (const [id, schema] of Object.entries(components))
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id })
  const made = z.toJSONSchema(z.object(parts), {
    target: 'draft-2020-12',
    io,
    override: ({ jsonSchema }) => {
      // The format says it; the pattern is a screenful.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
  const shown = io === 'output' ? open : (schema: Json) => schema
  return { inline: mapValues(objects(made.properties), shown), named: mapValues(objects(made.$defs), shown) }
}

export const schemaOfAnswer = (answer: Answer): z.ZodType | undefined =>
  answer instanceof z.ZodType
    ? answer
    : typeof answer === 'object' && 'events' in answer
      ? answer.events
      : undefined

/** A schema whose sent and answered forms differ (defaults; what is sent may be closed) has two names: `PolicySpec` and `PolicySpecInput`. */
function namesOfInputs(input: Schemas['named'], output: Schemas['named']): (name: string) => string {
  const shared = Object.keys(input).filter((name) => name in output)
  const differs = new Set(shared.filter((name) => text(input[name]) !== text(output[name])))
  for (let before = -1; before !== differs.size;) {
    before = differs.size
    for (const name of shared)
      if ([...differs].some((other) => text(input[name]).includes(`"#/$defs/${other}"`))) differs.add(name)
  }
  for (const name of differs)
    if (`${name}Input` in { ...input, ...output }) throw new Error(`two schemas are called \`${name}Input\``)
  return (name) => (differs.has(name) ? `${name}Input` : name)
}

const text = (value: unknown): string => JSON.stringify(value)

const referring = (schema: Json, name: (name: string) => string): Json =>
  walk(schema, (node) => refTo(node, name))

const refTo = (node: Json, name: (name: string) => string): Json =>
  typeof node['$ref'] === 'string'
    ? { ...node, $ref: `#/components/schemas/${name(node['$ref'].replace('#/$defs/', ''))}` }
    : node

/** Later versions may answer more fields: what a client does not know must not break it. */
const open = (schema: Json): Json =>
  walk(schema, (node) => {
    const { additionalProperties, ...rest } = node
    return additionalProperties === false ? rest : node
  })

function walk(schema: Json, change: (node: Json) => Json): Json {
  const inside = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inside) : isObject(value) ? walk(value, change) : value
  return mapValues(change(schema), inside)
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objects = (value: unknown): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).filter((entry): entry is [string, Json] =>
      isObject(entry[1]),
    ),
  )

const mapValues = <T, U>(of: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]))

/** Defined fields of `lib/problem.ts` as they leave the server; a code may add its own. */
const problemSchema: Json = {
  type: 'object',
  properties: {
    type: { type: 'string', description: 'the page about this code' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'stable; decide by it' },
    detail: { type: 'string', description: 'for people; may change' },
    where: { type: 'string', description: 'a field’s path, or the name of a thing' },
    fix: { type: 'string', description: 'what to do next' },
    requestId: { type: 'string', description: 'also in `x-request-id` and in the server’s log' },
  },
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
}

// ---- operations ----------------------------------------------------------------------------------------------------------------------

/** A query is text: a parameter that may be null is one that may be absent. */
function parametersOf(schema: Json): Json[] {
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(objects(schema['properties'])).map(([name, property]) => {
    const { description, default: standard, ...rest } = property
    return {
      name,
      in: 'query',
      required: required.includes(name),
      ...(typeof description === 'string' ? { description } : {}),
      schema: {
        ...withoutNull(rest),
        ...(standard === undefined || standard === null ? {} : { default: standard }),
      },
    }
  })
}

function withoutNull({ type, anyOf, ...rest }: Json): Json {
  if (Array.isArray(type)) return { ...rest, type: type.find((name) => name !== 'null') }
  if (!Array.isArray(anyOf)) return type === undefined ? rest : { ...rest, type }
  const given = anyOf.filter(isObject).filter((choice) => choice['type'] !== 'null')
  return given.length === 1 ? { ...rest, ...given[0] } : { ...rest, anyOf: given }
}

const problemContent: Json = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'one of your making for this change, such as a UUID: sent again within 24 hours with the same request, it gets the first answer and nothing happens twice',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const idempotencyProblems: Json = {
  '409': {
    description:
      'another state than the request thinks; with an Idempotency-Key also `idempotency_in_progress` (repeat after `retry-after`) and `idempotency_answer_lost`',
    headers: {
      'retry-after': { schema: { type: 'integer' }, description: 'seconds; with `idempotency_in_progress`' },
    },
    content: problemContent,
  },
  '422': {
    description: '`idempotency_key_reused`: the key came with another request before',
    content: problemContent,
  },
}

const replayed: Json = {
  'idempotency-replayed': {
    schema: { type: 'string', const: 'true' },
    description: 'this is the answer to the first request with this Idempotency-Key',
  },
}

function answersOf(description: Endpoint['description'], schema: Json, keyed: boolean): Record<string, Json> {
  const { answer } = description
  const statuses = [description.status ?? (answer === 'nothing' ? 204 : 200)].flat()
  const content =
    answer === 'nothing'
      ? undefined
      : answer instanceof z.ZodType
        ? { 'application/json': { schema } }
        : 'file' in answer
          ? { [answer.file]: { schema: { type: 'string', contentMediaType: answer.file } } }
          : { 'text/event-stream': { schema: { type: 'string' }, 'x-event-data': schema } }
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: STATUS_WORDS[status] ?? 'answered',
        ...(keyed ? { headers: replayed } : {}),
        ...(content === undefined ? {} : { content }),
      },
    ]),
  )
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  200: 'done',
  201: 'made',
  202: 'accepted: it waits for another person, or is being made',
  204: 'done, nothing to say',
}

const permissionsOf = (needs: Needs): readonly string[] =>
  typeof needs === 'object' ? needs : needs.includes('.') ? [needs] : []

function needsInWords(needs: Needs): string {
  if (typeof needs === 'object')
    return `Needs ${needs.map((action) => `\`${action}\``).join(' or ')}, by what is asked.`
  if (needs === 'anyone') return 'Needs no sign-in.'
  if (needs === 'caller') return 'Needs a valid token or session.'
  if (needs === 'person') return 'Needs a signed-in person; a token is refused.'
  return `Needs \`${needs}\`.`
}

function securityOf(needs: Needs, method: string): readonly Json[] {
  if (needs === 'anyone') return []
  const session = method === 'get' ? { session: [] } : { session: [], csrf: [] }
  return needs === 'person' ? [session] : [{ token: [] }, session]
}
