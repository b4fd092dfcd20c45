/** Holds every answer of a described endpoint against its description: status, kind, and JSON by the schema with no field more. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { isEndpoint, type Endpoint } from '../../src/identity/endpoint.ts'
import type { Action } from '../../src/identity/contract.ts'
import type { ApiEnv } from '../../src/identity/http.ts'

/** What a route asks only to say in its answer whether the caller may. */
const ASKED_TO_TELL: Readonly<Record<string, readonly Action[]>> = { 'calls.show': ['call.open'] }

/** Before the routes of an API under test. An answer that is not as described, and a permission that is not, fail the request. */
export const answersAsDescribed: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const asked = new Set<Action>()
  const authorizer = c.get('authorizer')
  if (authorizer !== undefined)
    c.set('authorizer', {
      authorize: (principal, action, resource) => {
        asked.add(action)
        return authorizer.authorize(principal, action, resource)
      },
    })
  await next()
  const endpoint = c.get('endpoint')
  if (endpoint === undefined || !isEndpoint(endpoint)) return
  const { id, description } = endpoint
  const described = [description.action, ...(ASKED_TO_TELL[id] ?? [])].flat()
  // who changes a thing reads it first
  const named = (action: Action): boolean =>
    described.some((one) => one === action || (action.endsWith('.read') && nounOf(one) === nounOf(action)))
  for (const action of asked)
    if (!named(action)) throw new Error(`${id} asks for \`${action}\`, which its description does not name`)
  if (c.res.status >= 400) return
  const type = c.res.headers.get('content-type') ?? ''
  const json = type.startsWith('application/json') ? await c.res.clone().json() : undefined
  const wrong = mismatch(endpoint, { status: c.res.status, type, json })
  if (wrong !== null) throw new Error(`${endpoint.id} does not answer as it is described: ${wrong}`)
}

const nounOf = (action: string): string => action.split('.', 1)[0] ?? action

export function mismatch(
  { id, description }: Endpoint,
  answered: { readonly status: number; readonly type: string; readonly json: unknown },
): string | null {
  const { answer } = description
  const statuses = [description.status ?? (answer === 'nothing' ? 204 : 200)].flat()
  if (!statuses.includes(answered.status))
    return `status ${answered.status} instead of ${statuses.join(' or ')}`
  if (answer === 'nothing') return answered.type === '' ? null : `\`${answered.type}\` instead of nothing`
  if (!(answer instanceof z.ZodType)) {
    const type = 'file' in answer ? answer.file : 'text/event-stream'
    return answered.type.startsWith(type) ? null : `\`${answered.type}\` instead of \`${type}\``
  }
  if (answered.json === undefined) return `\`${answered.type}\` instead of JSON`
  const validate = validators.get(id) ?? compiled(answer)
  validators.set(id, validate)
  return validate(answered.json)
    ? null
    : (validate.errors ?? [])
        .map((e) => `${e.instancePath} ${e.message ?? ''} ${JSON.stringify(e.params)}`)
        .join('; ')
}

type Validate = ReturnType<Ajv2020['compile']>
const validators = new Map<string, Validate>()
// `output` closes every object that is not declared loose: a field that the document does not name is a mismatch.
const compiled = (schema: z.ZodType): Validate =>
  new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(
    z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' }),
  )
