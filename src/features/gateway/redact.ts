/** Recorded texts as people see them: what is confidential replaced by its kind, every finding at the place where its text now stands. Pure. */
import { label } from '../guardrails/index.ts'

export type Marked = {
  readonly start: number
  readonly end: number
  readonly guard: string
  readonly type: string
}
type Hidden = { readonly start: number; end: number; readonly label: string; at: number }

/** Guards whose findings are confidential in themselves; the others name a stretch that may be read. */
const confidential: readonly string[] = ['secrets', 'pii', 'echo']

export function redacted(
  text: string,
  spans: readonly Marked[],
  original: boolean,
): { readonly text: string; readonly spans: Marked[] } {
  const ordered = spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const hidden = original ? [] : hiddenStretches(ordered)
  let out = ''
  let at = 0
  for (const stretch of hidden) {
    out += text.slice(at, stretch.start)
    stretch.at = out.length
    out += stretch.label
    at = stretch.end
  }
  out += text.slice(at)
  const moved = ordered.map((s) => ({
    start: place(hidden, s.start, 'start'),
    end: place(hidden, s.end, 'end'),
    guard: s.guard,
    type: s.type,
  }))
  return { text: out, spans: unique(moved) }
}

/** INVARIANT: they do not touch each other's text; one that begins inside another makes that longer, so that no tail of it is shown. */
function hiddenStretches(ordered: readonly Marked[]): readonly Hidden[] {
  const out: Hidden[] = []
  for (const span of ordered) {
    if (!confidential.includes(span.guard) || span.end <= span.start) continue
    const last = out.at(-1)
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end)
    else out.push({ start: span.start, end: span.end, label: label(span.type), at: 0 })
  }
  return out
}

/** Where an offset of the original stands now; inside a hidden stretch it becomes that stretch's edge. */
function place(hidden: readonly Hidden[], offset: number, edge: 'start' | 'end'): number {
  let shift = 0
  for (const h of hidden) {
    if (offset < h.start || (edge === 'end' && offset === h.start)) break
    if (offset < h.end || (edge === 'end' && offset === h.end))
      return edge === 'start' ? h.at : h.at + h.label.length
    shift = h.at + h.label.length - h.end
  }
  return offset + shift
}

/** Two findings of one guard in one hidden stretch are one mark. */
const unique = (spans: readonly Marked[]): Marked[] =>
  spans.filter(
    (s, i) => spans.findIndex((o) => o.start === s.start && o.end === s.end && o.guard === s.guard) === i,
  )
