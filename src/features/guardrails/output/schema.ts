import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AnswerSchema, Detector, Finding } from '../contract.ts'
import { wholeDetector } from '../detector.ts'
import { repaired } from './json-repair.ts'

const CHARS_MAX = 131_072
/** A request may bring any schema: a larger one costs its caller's gateway more than it is worth. */
const SCHEMA_CHARS_MAX = 32_768
const KNOWN_MAX = 128

/** What is wrong with an answer, in words without any of its content: for the record. */
type OffSchema = { readonly why: string }
type Check = (value: unknown) => OffSchema | null

const known = new Map<string, Check>()

/** Each schema is compiled once; the least recently made are forgotten. Throws when it is none. */
function checkOf({ schema, source }: AnswerSchema): Check {
  const text = JSON.stringify(schema)
  if (text.length > SCHEMA_CHARS_MAX) throw new SchemaInvalid('the schema is too large')
  const key = `${source} ${text}`
  let check = known.get(key)
  if (check === undefined) {
    check = compile(schema, source)
    if (known.size >= KNOWN_MAX) known.delete(known.keys().next().value ?? '')
    known.set(key, check)
  }
  return check
}

class SchemaInvalid extends Error {
  override readonly name = 'SchemaInvalid'
}

function compile(schema: AnswerSchema['schema'], source: AnswerSchema['source']): Check {
  // a request's `pattern` is a regular expression of a stranger that could take for ever: it is not run
  const regExp = Object.assign(
    (pattern: string, flags: string) =>
      source === 'policy' ? new RegExp(pattern, flags) : { test: () => true },
    { code: 'sealwright' },
  )
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, code: { regExp } })
  let validate: ReturnType<typeof ajv.compile>
  try {
    const { $id: _id, $schema: _draft, ...rest } = schema
    validate = ajv.compile(rest)
  } catch (cause) {
    throw new SchemaInvalid(
      cause instanceof Error ? cause.message.slice(0, 200) : 'the schema does not compile',
    )
  }
  return (value) => {
    if (validate(value) === true) return null
    const error = validate.errors?.[0]
    const where =
      error?.instancePath === '' || error === undefined ? 'the value' : `\`${pathOf(error.instancePath)}\``
    return { why: `${where} ${error?.message ?? 'does not fit the schema'}` }
  }
}

/** Names of the schema's own may be told; what an answer made up for names and positions is cut short. */
const pathOf = (path: string): string => (path.length > 120 ? `${path.slice(0, 120)}…` : path)

/** The first thing that keeps `text` from being JSON that fits, or null. */
function offSchema(text: string, schema: AnswerSchema): OffSchema | null {
  const check = checkOf(schema)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    return { why: 'the answer is not JSON' }
  }
  return check(value)
}

function detector(schemaNow: () => AnswerSchema | null): Detector {
  return {
    ...wholeDetector({
      guard: 'schema',
      version: 'schema@1',
      charsMax: CHARS_MAX,
      judge: (text) => {
        const schema = schemaNow()
        // an answer that only calls tools has an empty text
        return schema === null || text.trim() === '' ? [] : judge(text, schema)
      },
    }),
    types: ['not_json', 'off_schema', 'repaired'],
  }
}

function judge(text: string, schema: AnswerSchema): readonly Finding[] {
  const problem = offSchema(text, schema)
  if (problem === null) return []
  const mended = repaired(text)
  const all = { guard: 'schema', start: 0, end: text.length, score: 1 } as const
  if (mended !== null && offSchema(mended, schema) === null)
    return [{ ...all, type: 'repaired', replacement: mended }]
  return [{ ...all, type: problem.why === 'the answer is not JSON' ? 'not_json' : 'off_schema' }]
}

/**
 * An answer must be JSON that fits the policy's schema, else the request's own. A `repair` rule sends the mended answer when one attempt mends
 * it (code fences, text around, trailing commas), and blocks otherwise. It needs the whole answer. LIMIT: `format` is not checked, and
 * `pattern` only where the policy brought it.
 */
export const jsonSchema: Detector = {
  ...detector(() => null),
  // asked when the text is complete: which tool is called may be known only then
  bind: (context) => detector(() => context.schema),
}
