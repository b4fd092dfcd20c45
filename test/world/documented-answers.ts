/** Holds answers of a running server against the OpenAPI document that it serves. */
import { Ajv2020 } from 'ajv/dist/2020.js'

/** JSON as a reader without types has it. */
export type Loose = any // eslint-disable-line

export type Documented = {
  readonly document: Loose
  /** What of an answer the document does not say, or says otherwise; empty when all is well. Errors are not looked at. */
  readonly differences: (method: string, path: string, status: number, json: unknown) => string[]
}

const servers = new Map<string, Promise<Documented>>()

export function documentedBy(url: string): Promise<Documented> {
  const known = servers.get(url)
  if (known !== undefined) return known
  const asked = fetch(`${url}/api/v1/openapi.json`).then(async (answer) => documented(await answer.json()))
  servers.set(url, asked)
  return asked
}

function documented(document: Loose): Documented {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'api', ...closed({ components: document.components }) })
  const compiled = new Map<string, ReturnType<Ajv2020['compile']>>()
  const paths = Object.keys(document.paths)
    .map((path) => ({ path, fits: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
    // `/calls/facets` before `/calls/{id}`, as the server routes
    .toSorted((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))
  const validator = (key: string, schema: Loose) => {
    const known = compiled.get(key)
    if (known !== undefined) return known
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components/', '"api#/components/')
    const made = ajv.compile(JSON.parse(text))
    compiled.set(key, made)
    return made
  }
  return {
    document,
    differences(method, url, status, json) {
      if (status >= 400) return []
      const path = paths.find(({ fits }) => fits.test(url.replace(/\?.*/, '')))?.path
      const operation = path === undefined ? undefined : document.paths[path][method.toLowerCase()]
      const answer = operation?.responses[status]
      const at = `${method} ${path ?? url} ${status}`
      if (answer === undefined) return [`${at}: not in the document`]
      const schema = answer.content?.['application/json']?.schema
      if (schema === undefined) return json === null ? [] : [`${at}: ${JSON.stringify(json)}`]
      const validate = validator(at, schema)
      return validate(json)
        ? []
        : (validate.errors ?? []).map(
            (e) => `${at}: ${e.instancePath} ${e.message ?? ''} ${JSON.stringify(e.params)}`,
          )
    },
  }
}

/** Every object that names its fields is closed, so that an answer with a field more than the document says is wrong. */
function closed(schema: Loose): Loose {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return typeof inside['properties'] === 'object' && inside['type'] === 'object'
    ? { additionalProperties: false, ...inside }
    : inside
}
