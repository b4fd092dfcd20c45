/** Holds every answer of a described endpoint against its description: status, kind, and JSON by the schema with no field more. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { isEndpoint, type Endpoint } from '../../src/identity/endpoint.ts'
import type { ApiEnv } from '../../src/identity/http.ts'

/** Before the routes of an API under test. An answer that is not as described fails the request. */
export const answersAsDescribed: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next()
  const endpoint = c.get('endpoint')
  if (endpoint === undefined || !isEndpoint(endpoint) || c.res.status >= 400) return
  const type = c.res.headers.get('content-type') ?? ''
  const json = type.startsWith('application/json') ? await c.res.clone().json() : undefined
  const wrong = mismatch(endpoint, { status: c.res.status, type, json })
  if (wrong !== null) throw new Error(`${endpoint.id} does not answer as it is described: ${wrong}`)
}

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
