import type { Detector, Origin, RequestContext } from '../contract.ts'
import { windowDetector } from '../detector.ts'
import { onlyWhenNamed } from '../pii/types.ts'
import { Needles, type Needle } from './needles.ts'

/** Values of one request that are looked for; more are hardly read by anybody. */
const VALUES_MAX = 500
/** Code units of a request that are searched for values: up to some 60 ms of CPU, and other calls wait as long. What stands behind is not. */
const CHARS_MAX = 1_000_000
/** Shorter ones (an age, a first name) stand in every other answer. */
const CHARS_LEAST = 5

/** What the operator, a document or a tool said is worse to repeat than what the caller said of itself. */
const WEIGHT: Readonly<Partial<Record<Origin, number>>> = {
  system: 0.9,
  document: 0.8,
  tool_result: 0.8,
  tool_description: 0.8,
  assistant: 0.5,
  user: 0.5,
}

function echoOf(needles: Needles): Detector {
  return {
    ...windowDetector({
      guard: 'echo',
      version: 'echo@2',
      chars: needles.chars,
      lookback: 2,
      walk: (text, from, final, _origin, emit) => needles.walk(text, from, final, emit),
    }),
    types: ['secret_echo', 'pii_echo'],
  }
}

/**
 * Secrets and personal data of the request that come back in the answer, in any spacing and case. What a mask or a pseudonym kept from the
 * model cannot come back. `sources`: the detectors that say what is sensitive.
 */
export const sensitiveEcho = (sources: readonly Detector[]): Detector => ({
  ...echoOf(new Needles([])),
  bind: (context) => echoOf(new Needles(valuesOf(context, sources).flatMap(withCoded))),
})

/** Longer values are not looked for in code: what is held of a stream grows with the longest. Shorter ones give codes that stand anywhere. */
const CODED_CHARS_MAX = 128
const CODED_CHARS_LEAST = 8

/** The value, and as it reads whole in hex, in base64 and in a link. LIMIT: code of a longer text that the value stands in is not seen. */
function withCoded(needle: Needle): Needle[] {
  const { text } = needle
  if (text.length < CODED_CHARS_LEAST || text.length > CODED_CHARS_MAX) return [needle]
  const bytes = Buffer.from(text)
  return [
    needle,
    { ...needle, text: bytes.toString('hex') },
    { ...needle, text: bytes.toString('base64') },
    { ...needle, text: bytes.toString('base64url') },
    // as it stands in the query of a link
    { ...needle, text: encodeURIComponent(text) },
  ]
}

function valuesOf(context: RequestContext, sources: readonly Detector[]): Needle[] {
  const out = new Map<string, Needle>()
  let left = CHARS_MAX
  for (const part of context.texts) {
    const { origin } = part
    const text = part.text.slice(0, left)
    left -= text.length
    for (const source of sources)
      for (const f of source.scan(text, origin)) {
        if (f.score < 0.5 || f.end - f.start < CHARS_LEAST) continue
        if (source.guard === 'pii' && onlyWhenNamed.has(f.type)) continue
        const value = text.slice(f.start, f.end)
        const secret = source.guard === 'secrets'
        const score = secret ? 0.95 : (WEIGHT[origin] ?? 0.5)
        if ((out.get(value)?.score ?? 0) >= score) continue
        if (!out.has(value) && out.size >= VALUES_MAX) return [...out.values()]
        out.set(value, { text: value, type: secret ? 'secret_echo' : 'pii_echo', score })
      }
  }
  return [...out.values()]
}
