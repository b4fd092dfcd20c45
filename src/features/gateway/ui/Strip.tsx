import { Legend, TimePanel, type Series } from '../../../design/Charts.tsx'
import { count, span } from '../../../design/format.ts'
import type { CallFacets } from '../contract.ts'

export const verdictSeries: readonly Series[] = [
  { id: 'allowed', name: 'Allowed', colour: 'var(--c6)', opacity: 0.45 },
  { id: 'masked', name: 'Masked or flagged', colour: 'var(--c1)' },
  { id: 'blocked', name: 'Blocked or refused', colour: 'var(--fail-solid)' },
]
export const perStep = (ms: number): string =>
  ms === 60_000
    ? 'per minute'
    : ms === 3_600_000
      ? 'per hour'
      : ms === 86_400_000
        ? 'per day'
        : `per ${span(ms)}`
/** How many requests came when, of the same query as the table. */
export function Strip({ data }: { data: CallFacets }) {
  if (data.timeline.length === 0) return null
  const points = data.timeline.map((t) => ({ at: t.at, values: [t.allowed, t.masked, t.blocked] }))
  const sum = (k: 'allowed' | 'masked' | 'blocked'): number => data.timeline.reduce((a, t) => a + t[k], 0)
  return (
    <TimePanel
      bare
      title={`Requests ${perStep(data.stepMs)}`}
      sub={<Legend series={verdictSeries} />}
      series={verdictSeries}
      points={points}
      stepMs={data.stepMs}
      label={`Requests ${perStep(data.stepMs)}: ${count(sum('allowed'))} allowed, ${count(sum('masked'))} masked or flagged, ${count(sum('blocked'))} blocked or refused`}
    />
  )
}
