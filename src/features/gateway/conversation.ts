import {
  guards as guardIds,
  label,
  requestContext,
  scanInput,
  type Detector,
  type GuardId,
  type GuardRuleLike,
  type Origin,
} from '../guardrails/index.ts'
import { answerText } from './recorded-answer.ts'
import { redacted, type Marked } from './redact.ts'
import { parseRecorded } from './requests.ts'
import { schemaAsked } from './schemas-asked.ts'

export type ShownPart = {
  readonly role: string
  readonly text: string
  readonly spans: readonly Marked[]
}

/** What the record of a call says that a guard found, on the side that is shown. */
export type Recorded = {
  readonly guard: string
  readonly action: string
  readonly score: string
  readonly threshold: string
  readonly found: Readonly<Record<string, number>>
}

/**
 * The texts of a recorded request with what guards find in them; `original` false replaces secrets and personal details by their kind.
 * `recorded`: guards that found something then, so that each of their stretches is marked too.
 */
export function conversationOf(
  request: Buffer,
  original: boolean,
  detectors: readonly Detector[],
  recorded: readonly Recorded[] = [],
): ShownPart[] {
  return shown(partsOf(request), original, detectors, recorded)
}

/** The texts of a recorded answer (JSON or event stream) with what guards find in it; empty when it has no text. `request`: what guards of answers compare it with. */
export function outputParts(
  response: Buffer,
  original: boolean,
  detectors: readonly Detector[],
  recorded: readonly Recorded[] = [],
  request: Buffer | null = null,
): ShownPart[] {
  const text = answerText(response)
  return text === ''
    ? []
    : shown([{ origin: 'output', role: 'assistant', text }], original, detectors, recorded, request)
}

type Part = { readonly origin: Origin; readonly role: string; readonly text: string }
function partsOf(request: Buffer): readonly Part[] {
  const parsed = parseRecorded(request)
  return parsed.ok
    ? parsed.request.parts.map((p) => ({ origin: p.origin, role: p.origin, text: p.text }))
    : [{ origin: 'user', role: 'body', text: request.toString('utf8') }]
}

const always: readonly GuardId[] = ['injection', 'secrets', 'pii']
/** Of a server's verdict the record keeps no places, and it is not asked again. */
const notAgain: readonly GuardId[] = ['external']

function rulesOf(recorded: readonly Recorded[]): readonly GuardRuleLike[] {
  const rule = (guard: GuardId, threshold: number): GuardRuleLike => ({
    guard,
    mode: 'observe',
    action: 'flag',
    threshold,
  })
  return [
    ...always.map((guard) => rule(guard, 0.5)),
    ...guardIds
      .filter((guard) => !always.includes(guard) && !notAgain.includes(guard))
      .flatMap((guard) => {
        const hits = recorded.filter((r) => r.guard === guard && r.action !== 'none')
        return hits.length === 0
          ? []
          : [rule(guard, Math.min(...hits.flatMap((r) => [Number(r.score), Number(r.threshold)])))]
      }),
  ]
}

/**
 * LIMIT: judged by the detectors of today, answers without the canaries, hosts and exceptions of the policy of then: a mark shows where, the
 * record says what was decided.
 */
function shown(
  parts: readonly Part[],
  original: boolean,
  detectors: readonly Detector[],
  recorded: readonly Recorded[],
  request: Buffer | null = null,
): ShownPart[] {
  const context =
    request === null
      ? {}
      : { context: requestContext({ texts: partsOf(request), schema: schemaAsked(jsonOf(request)) }) }
  const { spans } = scanInput(parts, rulesOf(recorded), detectors, { onGuardError: 'allow', ...context })
  return parts.map((part, i) => ({
    role: part.role,
    ...redacted(part.text, [...(spans[i] ?? []), ...labelled(part.text, recorded)], original),
  }))
}

/** What was replaced before the text was kept stands there as its kind: `[EMAIL]`. */
function labelled(text: string, recorded: readonly Recorded[]): Marked[] {
  return recorded
    .filter((r) => r.action === 'mask')
    .flatMap(({ guard, found }) =>
      Object.keys(found).flatMap((type) =>
        placesOf(label(type), text).map((start) => ({ start, end: start + label(type).length, guard, type })),
      ),
    )
}

function placesOf(word: string, text: string): number[] {
  const out: number[] = []
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) out.push(at)
  return out
}

function jsonOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
  } catch {
    return {}
  }
}
