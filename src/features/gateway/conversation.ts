import { label, scanInput, type Detector, type Origin, type Span } from '../guardrails/index.ts'
import { answerText } from './recorded-answer.ts'
import { parseRecorded } from './requests.ts'

export type ShownPart = {
  readonly role: string
  readonly text: string
  readonly spans: readonly {
    readonly start: number
    readonly end: number
    readonly guard: string
    readonly type: string
  }[]
}

/** The texts of a recorded request with what guards find in them; `original` false replaces secrets and personal details by their kind. */
export function conversationOf(
  request: Buffer,
  original: boolean,
  detectors: readonly Detector[],
): ShownPart[] {
  const parsed = parseRecorded(request)
  const parts = parsed.ok
    ? parsed.request.parts.map((p) => ({ origin: p.origin, role: p.origin, text: p.text }))
    : [{ origin: 'user' as const, role: 'body', text: request.toString('utf8') }]
  return shown(parts, original, detectors)
}

/** The text of a recorded answer (JSON or event stream), null when it has none. */
export function outputOf(response: Buffer, original: boolean, detectors: readonly Detector[]): string | null {
  return outputParts(response, original, detectors)[0]?.text ?? null
}

/** The same with what guards find in it; empty when it has no text. */
export function outputParts(
  response: Buffer,
  original: boolean,
  detectors: readonly Detector[],
): ShownPart[] {
  const text = answerText(response)
  return text === '' ? [] : shown([{ origin: 'output', role: 'assistant', text }], original, detectors)
}

const ALL_GUARDS = (['injection', 'secrets', 'pii'] as const).map(
  (guard) => ({ guard, mode: 'observe', action: 'flag', threshold: 0.5 }) as const,
)

function shown(
  parts: readonly { readonly origin: Origin; readonly role: string; readonly text: string }[],
  original: boolean,
  detectors: readonly Detector[],
): ShownPart[] {
  const { spans } = scanInput(parts, ALL_GUARDS, detectors, { onGuardError: 'allow' })
  return parts.map((part, i) => ({ role: part.role, ...masked(part.text, spans[i] ?? [], original) }))
}

/** Lays masks from left to right and keeps every span where its text now stands. */
function masked(text: string, spans: readonly Span[], original: boolean): Pick<ShownPart, 'text' | 'spans'> {
  let out = ''
  let at = 0
  const moved: { start: number; end: number; guard: string; type: string }[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const hide = !original && span.guard !== 'injection'
    if (!hide || span.start < at) {
      const start = out.length + Math.max(0, span.start - at)
      if (span.end > at)
        moved.push({
          start,
          end: start + span.end - Math.max(span.start, at),
          guard: span.guard,
          type: span.type,
        })
      continue
    }
    out += text.slice(at, span.start)
    const start = out.length
    out += label(span.type)
    moved.push({ start, end: out.length, guard: span.guard, type: span.type })
    at = span.end
  }
  out += text.slice(at)
  return {
    text: out,
    spans: moved.map((s) => ({
      ...s,
      start: Math.min(s.start, out.length),
      end: Math.min(s.end, out.length),
    })),
  }
}
