import type { AnswerSchema } from '../guardrails/index.ts'

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const ofRequest = (schema: unknown): AnswerSchema | null =>
  isObject(schema) ? { source: 'request', schema } : null

/**
 * The JSON Schema that a request wants of its answer: chat's `response_format`, `text.format` of responses, `output_config.format` of messages;
 * plain JSON mode is any object.
 */
export function schemaAsked(request: Json): AnswerSchema | null {
  const { text, output_config: config } = request
  const format =
    request['response_format'] ??
    (isObject(text) ? text['format'] : undefined) ??
    (isObject(config) ? config['format'] : undefined) ??
    request['output_format']
  if (!isObject(format)) return null
  if (format['type'] === 'json_object') return { source: 'request', schema: { type: 'object' } }
  if (format['type'] !== 'json_schema') return null
  const named = format['json_schema']
  return ofRequest(isObject(named) ? named['schema'] : format['schema'])
}

const TOOLS_MAX = 512

/** Per tool, what its arguments must fit: chat's `function.parameters`, `parameters` of responses, `input_schema` of messages. */
export function toolSchemas(request: Json): ReadonlyMap<string, AnswerSchema> {
  const out = new Map<string, AnswerSchema>()
  const { tools } = request
  if (!Array.isArray(tools)) return out
  for (const tool of tools.slice(0, TOOLS_MAX)) {
    const own: unknown = isObject(tool) && isObject(tool['function']) ? tool['function'] : tool
    if (!isObject(own) || typeof own['name'] !== 'string') continue
    const schema = ofRequest(own['parameters'] ?? own['input_schema'])
    if (schema !== null) out.set(own['name'], schema)
  }
  return out
}
