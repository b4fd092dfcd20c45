import { Fragment, type ReactNode } from 'react'

export type MarkedSpan = {
  readonly start: number
  readonly end: number
  readonly guard: string
  readonly type: string
}
/** Findings of like kind look alike: red = orders and harm, purple = persons, amber = secrets that leave, grey = doubt. */
const families: Readonly<Record<string, 'inj' | 'pii' | 'secret' | 'doubt'>> = {
  injection: 'inj',
  unsafe: 'inj',
  code: 'inj',
  pii: 'pii',
  echo: 'pii',
  secrets: 'secret',
  leak: 'secret',
  exfiltration: 'secret',
}
export const markClass = (guard: string): string => families[guard] ?? 'doubt'

/**
 * A text with its findings as `<mark>`. Where several cover a stretch it looks like the shortest of them, so that what lies inside a long one is
 * seen too; each has its number at its end and is told to the reader.
 */
export function Marked({
  text,
  spans,
  numbers,
}: {
  text: string
  spans: readonly MarkedSpan[]
  numbers?: ReadonlyMap<string, number>
}): ReactNode {
  const real = spans.filter((s) => s.end > s.start && s.start < text.length)
  if (real.length === 0) return text
  const edges = [
    ...new Set([0, text.length, ...real.flatMap((s) => [s.start, Math.min(s.end, text.length)])]),
  ]
    .filter((n) => n >= 0)
    .toSorted((a, b) => a - b)
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? text.length
    const over = real.filter((s) => s.start <= from && Math.min(s.end, text.length) >= to)
    const inner = over.toSorted((a, b) => a.end - a.start - (b.end - b.start))[0]
    const part = text.slice(from, to)
    if (inner === undefined) return <Fragment key={from}>{part}</Fragment>
    const begin = over.filter((s) => s.start === from)
    const finish = over.filter((s) => Math.min(s.end, text.length) === to)
    const ends = [...new Set(finish.flatMap((s) => numbers?.get(s.guard) ?? []))].toSorted((a, b) => a - b)
    return (
      <mark key={from} className={markClass(inner.guard)} title={named(inner)}>
        {begin.map((s) => (
          <span className="sr" key={`${s.guard} ${s.type}`}>
            start {s.guard} {numbers?.get(s.guard) ?? s.type}:{' '}
          </span>
        ))}
        {part}
        {ends.length === 0 ? null : <sup aria-hidden="true">{ends.join(',')}</sup>}
        {finish.length === 0 ? null : <span className="sr"> end</span>}
      </mark>
    )
  })
}
const named = (s: MarkedSpan): string => `${s.guard}: ${s.type.replaceAll('_', ' ')}`
