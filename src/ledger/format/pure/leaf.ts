/** The frozen leaf: canonical JSON of a small envelope. docs/formats/ledger.md has the example bytes. */
import { parseStrict } from '../../../lib/canonical.ts'
import { err, ok, type Result } from '../../../lib/result.ts'
import type { FormatProblem } from './asks.ts'
import { utf8Decode } from './bytes.ts'

/** What an envelope normally stays under; the hard limit is the entry bundle's (65,535). Ours is far below: about 330 bytes. */
export const ENVELOPE_BYTES_MAX = 1024

/** `tx`: born inside a SQL transaction, whose commit is its completeness. Otherwise the `n`-th entry (from 0) of producer `p` in its run `e`. */
export type EnvelopeSource =
  { readonly tx: true } | { readonly p: string; readonly e: string; readonly n: number }

export type Envelope = {
  readonly v: 1
  /** Lower-case UUID (version 7). */
  readonly id: string
  /** Dotted lower-case words: `registry.approved`. */
  readonly type: string
  readonly src: EnvelopeSource
  /** `2026-11-22T10:00:00.000Z` */
  readonly ts: string
  /** Random id of the AI system, or ''. */
  readonly sys: string
  /** Body commitment: 64 lower-case hex digits. */
  readonly b: string
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TYPE = /^[a-z][a-z0-9_]{0,31}(?:\.[a-z][a-z0-9_]{0,31}){1,3}$/
const TOKEN = /^[a-z0-9][a-z0-9._-]{0,63}$/
const HEX32 = /^[0-9a-f]{64}$/
const STAMP = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/

function isInstant(text: string): boolean {
  if (!STAMP.test(text)) return false
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toISOString() === text
}

/**
 * Remembers the last value that was in order: times, producers, epochs and systems repeat from leaf to leaf, and this check would otherwise
 * cost more than writing the leaf. One string per field, so nothing grows.
 */
function remembering(check: (text: string) => boolean): (text: string) => boolean {
  let last: string | undefined
  return (text) => {
    if (text === last) return true
    if (!check(text)) return false
    last = text
    return true
  }
}
const isToken = (text: string): boolean => TOKEN.test(text)
const instantOk = remembering(isInstant)
const producerOk = remembering(isToken)
const epochOk = remembering(isToken)
const systemOk = remembering((text) => text === '' || TOKEN.test(text))
const typeOk = remembering((text) => TYPE.test(text))

/** What is wrong with an envelope, or undefined. No field can hold a character that JSON would escape: that is what makes the template exact. */
function fault(e: Envelope): string | undefined {
  if (e.v !== 1) return '`v` is not 1'
  if (!UUID.test(e.id)) return '`id` is not a lower-case uuid'
  if (!typeOk(e.type)) return '`type` is not dotted lower-case words'
  if ('tx' in e.src) {
    if (e.src.tx !== true) return '`src.tx` is not true'
  } else {
    if (!producerOk(e.src.p)) return '`src.p` is not a producer name'
    if (!epochOk(e.src.e)) return '`src.e` is not an epoch'
    if (!Number.isSafeInteger(e.src.n) || e.src.n < 0 || Object.is(e.src.n, -0))
      return '`src.n` is not a counter'
  }
  if (!instantOk(e.ts)) return '`ts` is not an instant in UTC with milliseconds'
  if (!systemOk(e.sys)) return '`sys` is not a system id'
  if (!HEX32.test(e.b)) return '`b` is not 64 hex digits'
  return undefined
}

/**
 * The leaf's text, ASCII only. A template with RFC 8785's key order in place of the generic encoder (80-160k leaves/s became the bound of a
 * thread); tests prove both equal. Throws RangeError: an envelope that cannot be written is our own mistake.
 */
export function encodeEnvelope(e: Envelope): string {
  const wrong = fault(e)
  if (wrong !== undefined) throw new RangeError(`no envelope: ${wrong}`)
  const src = 'tx' in e.src ? '{"tx":true}' : `{"e":"${e.src.e}","n":${e.src.n},"p":"${e.src.p}"}`
  return `{"b":"${e.b}","id":"${e.id}","src":${src},"sys":"${e.sys}","ts":"${e.ts}","type":"${e.type}","v":1}`
}

/** Accepts exactly the bytes that encodeEnvelope makes for some envelope, nothing looser. */
export function parseEnvelope(bytes: Uint8Array): Result<Envelope, FormatProblem> {
  const bad = (detail: string): Result<never, FormatProblem> => err({ code: 'envelope_invalid', detail })
  if (bytes.length > ENVELOPE_BYTES_MAX) return bad(`longer than ${ENVELOPE_BYTES_MAX} bytes`)
  const text = utf8Decode(bytes)
  if (text === undefined) return bad('not UTF-8')
  const json = parseStrict(text)
  if (!json.ok) return bad(`${json.error.detail} at ${json.error.at}`)
  const envelope = shapeOf(json.value)
  if (envelope === undefined) return bad('not the fields of an envelope of version 1')
  const wrong = fault(envelope)
  if (wrong !== undefined) return bad(wrong)
  return encodeEnvelope(envelope) === text ? ok(envelope) : bad('not in canonical form')
}

/** Unknown fields need no check of their own: the text is compared with what these fields encode to. */
function shapeOf(value: unknown): Envelope | undefined {
  if (!isRecord(value)) return undefined
  const { v, id, type, src, ts, sys, b } = value
  if (
    v !== 1 ||
    typeof id !== 'string' ||
    typeof type !== 'string' ||
    typeof ts !== 'string' ||
    typeof sys !== 'string' ||
    typeof b !== 'string'
  )
    return undefined
  if (!isRecord(src)) return undefined
  if (src['tx'] === true) return { v, id, type, src: { tx: true }, ts, sys, b }
  const { p, e, n } = src
  if (typeof p !== 'string' || typeof e !== 'string' || typeof n !== 'number') return undefined
  return { v, id, type, src: { p, e, n }, ts, sys, b }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
