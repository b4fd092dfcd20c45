/** The API's own document as the page reads it. Pure. */
import { z } from 'zod'

const schemaNode = z.record(z.string(), z.unknown())
const content = z.record(z.string(), z.looseObject({ schema: schemaNode.optional() })).optional()
const operationSchema = z.looseObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string(),
  'x-permissions': z.array(z.string()),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.string(),
      required: z.boolean(),
      description: z.string().optional(),
      schema: schemaNode,
    }),
  ),
  requestBody: z.looseObject({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().optional(), content })),
})

export const apiDocumentSchema = z.looseObject({
  info: z.looseObject({ version: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), schemaNode) }),
})
export type ApiDocument = z.infer<typeof apiDocumentSchema>
export type SchemaNode = z.infer<typeof schemaNode>
export type Operation = z.infer<typeof operationSchema> & { readonly method: string; readonly path: string }
export type Group = {
  readonly name: string
  readonly description: string
  readonly operations: readonly Operation[]
}

/** In the document's order; words match path, id, summary or permission. Groups without a match are left out. */
export function groupsOf(document: ApiDocument, words: string): Group[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const all = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
  )
  const fits = (o: Operation): boolean => {
    const text =
      `${o.method} ${o.path} ${o.operationId} ${o.summary} ${o['x-permissions'].join(' ')}`.toLowerCase()
    return wanted.every((word) => text.includes(word))
  }
  return document.tags
    .map(({ name, description }) => ({
      name,
      description,
      operations: all.filter((o) => o.tags.includes(name) && fits(o)),
    }))
    .filter(({ operations }) => operations.length > 0)
}

export type Field = { readonly name: string; readonly required: boolean; readonly schema: SchemaNode }

/** Follows references; a schema that is one of null and another is that other. */
export function resolved(document: ApiDocument, schema: SchemaNode): SchemaNode {
  const name = nameOf(schema)
  if (name !== null) return resolved(document, document.components.schemas[name] ?? {})
  const choices = choicesOf(schema)
  return choices.length === 1 && choices[0] !== undefined ? resolved(document, choices[0]) : schema
}

export function fieldsOf(document: ApiDocument, schema: SchemaNode): Field[] {
  const node = resolved(document, schema)
  if (node['type'] === 'array') return fieldsOf(document, object(node['items']))
  const required = Array.isArray(node['required']) ? node['required'] : []
  return Object.entries(object(node['properties'])).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: object(property),
  }))
}

/** What it may be one of, without null. */
export const choicesOf = (schema: SchemaNode): SchemaNode[] =>
  list(schema['anyOf'] ?? schema['oneOf'])
    .map(object)
    .filter((choice) => choice['type'] !== 'null')

export function typeInWords(schema: SchemaNode): string {
  const name = nameOf(schema)
  if (name !== null) return name
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ')
  if ('const' in schema) return JSON.stringify(schema['const'])
  const either = list(schema['anyOf'] ?? schema['oneOf']).map(object)
  if (either.length > 0) return [...new Set(either.map(typeInWords))].join(' or ')
  const types = list(schema['type']).map(String)
  if (types.includes('array')) return `list of ${typeInWords(object(schema['items']))}`
  const format = typeof schema['format'] === 'string' ? ` (${schema['format']})` : ''
  return types.length === 0 ? 'anything' : `${types.join(' or ')}${format}`
}

/** Bounds and the value that an absent field has. */
export function boundsInWords(schema: SchemaNode): string {
  const node = choicesOf(schema).length === 1 ? { ...schema, ...choicesOf(schema)[0] } : schema
  const say = (key: string, words: string): string[] => (key in node ? [`${words} ${String(node[key])}`] : [])
  return [
    ...say('minimum', 'at least'),
    ...say('exclusiveMinimum', 'above'),
    // what JavaScript cannot count further is no bound worth a word
    ...(Number(node['maximum']) < Number.MAX_SAFE_INTEGER ? say('maximum', 'at most') : []),
    ...say('minLength', 'characters at least'),
    ...say('maxLength', 'characters at most'),
    ...say('minItems', 'items at least'),
    ...say('maxItems', 'items at most'),
    ...('default' in node ? [`default ${JSON.stringify(node['default'])}`] : []),
  ].join(', ')
}

/** A request for the shell. What stands in angle brackets is the caller's to fill in. */
export function curlOf(document: ApiDocument, operation: Operation, origin: string): string {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, '<$1>')
  const query = operation.parameters
    .filter((p) => p.in === 'query' && p.required)
    .map((p) => `${p.name}=<${p.name}>`)
    .join('&')
  const url = `${origin}${document.servers[0]?.url ?? ''}${path}${query === '' ? '' : `?${query}`}`
  const body = bodyOf(operation)
  return [
    `curl ${operation.method === 'get' ? '' : `-X ${operation.method.toUpperCase()} `}'${url}'`,
    ...(takesToken(operation) ? [`-H "authorization: Bearer $SEALWRIGHT_TOKEN"`] : []),
    ...(body === undefined
      ? []
      : [
          `-H 'content-type: application/json'`,
          `-d '${JSON.stringify(exampleOf(document, body), null, 2).replaceAll("'", String.raw`'\''`)}'`,
        ]),
  ].join(' \\\n  ')
}

export const takesToken = (operation: Operation): boolean =>
  operation.security.some((scheme) => 'token' in scheme)

export const bodyOf = (operation: Operation): SchemaNode | undefined =>
  operation.requestBody?.content?.['application/json']?.schema

/** The least that may be sent: required fields only. */
function exampleOf(document: ApiDocument, schema: SchemaNode): unknown {
  if ('default' in schema) return schema['default']
  const node = resolved(document, schema)
  if ('const' in node) return node['const']
  if (Array.isArray(node['enum'])) return node['enum'][0]
  const [choice] = choicesOf(node)
  if (choice !== undefined) return exampleOf(document, choice)
  switch (list(node['type'])[0]) {
    case 'object':
      return Object.fromEntries(
        fieldsOf(document, node)
          .filter((field) => field.required)
          .map((field) => [
            field.name,
            resolved(document, field.schema)['type'] === 'string' && !('enum' in field.schema)
              ? `<${field.name}>`
              : exampleOf(document, field.schema),
          ]),
      )
    case 'array':
      return Number(node['minItems'] ?? 0) > 0 ? [exampleOf(document, object(node['items']))] : []
    case 'integer':
    case 'number':
      return Number(node['minimum'] ?? 1)
    case 'boolean':
      return true
    case 'string':
      return '<text>'
    default:
      return {}
  }
}

function nameOf(schema: SchemaNode): string | null {
  const ref = schema['$ref']
  return typeof ref === 'string' ? ref.replace('#/components/schemas/', '') : null
}

const list = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]

const object = (value: unknown): SchemaNode => {
  const read = schemaNode.safeParse(value)
  return read.success ? read.data : {}
}
