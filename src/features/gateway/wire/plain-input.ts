import type { Origin } from '../../guardrails/contract.ts'
import { fieldsBut, userOf, type Asks, type Complaints, type PartList } from './input.ts'
import { isObject, type Json } from './json.ts'

/** Texts of `POST /v1/embeddings`: what is embedded is somebody's document. */
export const readEmbeddings = (value: Json, parts: PartList, say: Complaints): Asks =>
  read(value, 'document', parts, say)

/** Texts of `POST /v1/moderations`: what a user said. */
export const readModerations = (value: Json, parts: PartList, say: Complaints): Asks =>
  read(value, 'user', parts, say)

function read(value: Json, origin: Origin, parts: PartList, say: Complaints): Asks {
  const input = value['input']
  if (input === undefined) throw say.missing('input')
  let opaque = false
  if (typeof input === 'string') parts.field(origin, '', value, 'input')
  else if (Array.isArray(input)) {
    if (input.length === 0) throw say.empty('input')
    input.forEach((item: unknown, i) => {
      const at = `input[${i}]`
      if (typeof item === 'string') parts.add(origin, at, item, (text) => void (input[i] = text))
      else if (isObject(item)) fieldsBut(item, PART_KNOWN, origin, at, parts)
      // a text as numbers of tokens, or a list of such texts
      else if (typeof item === 'number' || Array.isArray(item)) opaque = true
      else throw say.wrong(at, 'a string', item)
    })
  } else throw say.wrong('input', 'a string or an array of strings', input)
  fieldsBut(value, KNOWN, 'document', '', parts)
  return { maxTokens: 0, user: userOf(value['user']), opaque }
}

const PART_KNOWN = new Set(['type', 'image_url'])
const KNOWN = new Set(['model', 'input', 'encoding_format', 'dimensions', 'user'])
