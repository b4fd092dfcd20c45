import { useState, type ReactNode } from 'react'
import { SimpleTable } from './DataTable.tsx'
import { IconButton } from './Button.tsx'
import { clock, count, shortMoment } from './format.ts'
import { Panel } from './Panel.tsx'
import type { StatusKind } from './Status.tsx'
import { useSize, useWidth } from './useWidth.ts'

const r1 = (n: number): number => Math.round(n * 10) / 10

/** Step line: counts are not smoothed. `max` fixes the scale so that neighbours compare. */
export function Spark({
  values,
  max,
  label,
  width = 72,
  height = 18,
}: {
  values: readonly number[]
  max: number
  label: string
  width?: number
  height?: number
}) {
  if (values.length < 2) return <span className="t3 sm">too few days</span>
  const x = (i: number): number => r1(1 + (i * (width - 5)) / (values.length - 1))
  const y = (v: number): number => r1(height - 3 - (v / (max || 1)) * (height - 6))
  const points = values
    .map((v, i) => (i === 0 ? `${x(0)},${y(v)}` : `${x(i)},${y(values[i - 1] ?? v)} ${x(i)},${y(v)}`))
    .join(' ')
  return (
    <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
      <polyline points={points} fill="none" stroke="var(--c1)" strokeWidth="1.4" />
      <circle cx={x(values.length - 1)} cy={y(values[values.length - 1] ?? 0)} r="2" fill="var(--c1)" />
    </svg>
  )
}

export type DayResult = { readonly day: string; readonly kind: StatusKind }
/** One column per day, oldest first: height and pattern carry the status as well as colour. */
export function ResultStrip({ days, label }: { days: readonly DayResult[]; label: string }) {
  const [ref, width] = useWidth(720)
  const n = Math.max(1, days.length)
  const w = Math.max(2.4, Math.min(24, width / n))
  const h = 38
  const gap = w > 5 ? 1.5 : 0.8
  const ticks = days.flatMap((d, i) =>
    i === 0 || i === n - 1 || (d.day.endsWith('-01') && i > 8 && i < n - 8)
      ? [{ i, text: shortDay(d.day) }]
      : [],
  )
  return (
    <div ref={ref} className="chart">
      <svg
        viewBox={`0 0 ${r1(n * w)} ${h + 18}`}
        width={r1(n * w)}
        height={h + 18}
        role="img"
        aria-label={label}
      >
        {days.map((d, i) => (
          <Bar key={d.day} kind={d.kind} x={i * w} w={w - gap} h={h} />
        ))}
        {ticks.map((t) => (
          <text
            key={t.i}
            x={r1(t.i === n - 1 ? n * w : t.i * w)}
            y={h + 14}
            textAnchor={t.i === n - 1 && n > 4 ? 'end' : 'start'}
          >
            {t.text}
          </text>
        ))}
      </svg>
    </div>
  )
}
const shortDay = (iso: string): string =>
  shortMoment(iso.length === 10 ? `${iso}T00:00:00.000Z` : iso).replace(/ \d\d:\d\d$/, '')

function Bar({ kind, x, w, h }: { kind: StatusKind; x: number; w: number; h: number }) {
  const mid = x + w / 2
  const mark = Math.min(6, w * 0.6)
  switch (kind) {
    case 'pass':
      return <rect x={r1(x)} y="8" width={r1(w)} height={h - 8} fill="var(--pass-solid)" opacity=".82" />
    case 'fail':
      return (
        <>
          <rect x={r1(x)} y="0" width={r1(w)} height={h} fill="var(--fail-solid)" />
          <path
            d={`M${r1(mid - mark / 2)} 3l${r1(mark)} ${r1(mark)}M${r1(mid + mark / 2)} 3l-${r1(mark)} ${r1(mark)}`}
            stroke="var(--on-solid)"
            strokeWidth="1.2"
          />
        </>
      )
    case 'inc':
      return <rect x={r1(x)} y={h / 2} width={r1(w)} height={h / 2} fill="var(--inconclusive-solid)" />
    case 'stale':
      return (
        <rect
          x={r1(x + 0.5)}
          y="8.5"
          width={r1(Math.max(1, w - 1))}
          height={h - 9}
          fill="none"
          stroke="var(--stale-solid)"
          strokeDasharray="2 1.5"
        />
      )
    case 'na':
      return <rect x={r1(x)} y={h - 2} width={r1(w)} height="2" fill="var(--na-solid)" />
    case 'gap':
      return <rect x={r1(x)} y={h - 1} width={r1(w)} height="1" fill="var(--border-2)" />
  }
}

export type Series = {
  readonly id: string
  readonly name: string
  readonly colour: string
  readonly opacity?: number
}
export type TimePoint = { readonly at: string; readonly values: readonly number[] }
export type Marker = { readonly at: string; readonly label: string }
type TimeProps = {
  series: readonly Series[]
  points: readonly TimePoint[]
  height?: number
  /** grow with the panel */ fill?: boolean
  markers?: readonly Marker[]
  label: string
  stepMs: number
  hrefOf?: (at: string) => string
}

/** Stacked bars over time, drawn for the container's width: fewer ticks when narrow, never smaller text. Axis from 0. */
export function StackedTime({
  series,
  points,
  height: asked = 92,
  fill = false,
  markers = [],
  label,
  stepMs,
}: TimeProps) {
  const [ref, width, tall] = useSize(900, asked)
  const height = fill ? Math.min(420, Math.max(asked, tall)) : asked
  const n = points.length
  const totals = points.map((p) => p.values.reduce((a, b) => a + b, 0))
  const max = niceMax(Math.max(1, ...totals))
  const x0 = 12 + String(count(max)).length * 6
  const x1 = Math.max(x0 + 40, width - 8)
  const y0 = height - 20
  const top = markers.length > 0 ? 26 : 10
  // With few points the bars keep a width that can be read, newest at the right edge.
  const slots = Math.max(slotsMin, n)
  const bw = (x1 - x0) / slots
  const xs = x1 - n * bw
  const scale = (y0 - top) / max
  const every = Math.max(1, Math.ceil(70 / bw))
  const first = Date.parse(points[0]?.at ?? '')
  const grid = max >= 2 && max % 2 === 0 ? [0, max / 2, max] : [0, max]
  return (
    <div
      ref={ref}
      className={fill ? 'chart fill' : 'chart'}
      {...(fill ? { style: { minHeight: asked } } : {})}
    >
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={label}>
        {grid.map((v) => (
          <g key={v}>
            <line x1={x0} x2={x1} y1={r1(y0 - v * scale)} y2={r1(y0 - v * scale)} stroke="var(--c-grid)" />
            <text x={x0 - 6} y={r1(y0 - v * scale + 4)} textAnchor="end">
              {count(v)}
            </text>
          </g>
        ))}
        {points.map((p, i) => {
          let y = y0
          return (
            <g key={p.at}>
              {p.values.map((v, k) => {
                if (v === 0) return null
                const hh = v * scale
                y -= hh
                const s = series[k]
                return (
                  <rect
                    key={s?.id ?? k}
                    x={r1(xs + i * bw + (bw > 4 ? 1 : 0.2))}
                    y={r1(y)}
                    width={r1(Math.max(1, bw - (bw > 4 ? 2 : 0.4)))}
                    height={r1(Math.max(0.8, hh - (hh > 3 ? 0.8 : 0)))}
                    fill={s?.colour}
                    opacity={s?.opacity ?? 1}
                  />
                )
              })}
            </g>
          )
        })}
        {points.map((p, i) =>
          i % every === 0 && xs + i * bw < x1 - 28 ? (
            <text key={p.at} x={r1(xs + i * bw)} y={height - 4}>
              {tick(p.at, stepMs)}
            </text>
          ) : null,
        )}
        {markers.map((m) => {
          const x = r1(xs + ((Date.parse(m.at) - first) / stepMs) * bw)
          const left = x > (x0 + x1) / 2
          return (
            <g key={m.at + m.label}>
              <line x1={x} x2={x} y1={10} y2={y0} stroke="var(--c-marker)" strokeDasharray="3 2" />
              <path d={`M${x} 14l-4-6h8z`} fill="var(--c-marker)" />
              <text className="t2" x={left ? x - 8 : x + 8} y={14} textAnchor={left ? 'end' : 'start'}>
                {m.label}
              </text>
            </g>
          )
        })}
      </svg>
    </div>
  )
}
const slotsMin = 24
const tick = (at: string, stepMs: number): string => (stepMs >= 86_400_000 ? shortDay(at) : clock(at, 'min'))
/** The next of 1, 2, 4, 5, 8 times a power of ten that halves to a whole number where it can. */
function niceMax(v: number): number {
  const p = 10 ** Math.floor(Math.log10(v))
  for (const m of [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]) if (m * p >= v) return m * p
  return v
}

/** A chart in a panel with its table behind the table icon: the same numbers. */
export function TimePanel({
  title,
  sub,
  aside,
  foot,
  bare = false,
  ...chart
}: TimeProps & { title: ReactNode; sub?: ReactNode; aside?: ReactNode; foot?: ReactNode; bare?: boolean }) {
  const [asTable, setAsTable] = useState(false)
  return (
    <Panel
      className={chart.fill ? 'grow-panel' : ''}
      title={title}
      sub={sub}
      bare={bare && !asTable}
      {...(foot === undefined ? {} : { foot })}
      aside={
        <>
          {aside}
          <IconButton
            icon="table"
            label={asTable ? 'Show as chart' : 'Show as table'}
            pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          />
        </>
      }
    >
      {asTable ? (
        <SimpleTable
          dense
          caption={chart.label}
          columns={[{ head: 'From, UTC' }, ...chart.series.map((s) => ({ head: s.name, num: true }))]}
          rows={chart.points
            .filter((p) => p.values.some((v) => v > 0))
            .map((p) => ({
              key: p.at,
              cells: [
                <span className="mono" key="t">
                  {shortMoment(p.at)}
                </span>,
                ...p.values.map((v) => count(v)),
              ],
            }))}
        />
      ) : (
        <StackedTime {...chart} />
      )}
    </Panel>
  )
}
export function Legend({
  series,
}: {
  series: readonly (Series & { readonly total?: number; readonly href?: string })[]
}) {
  return (
    <span className="legend">
      {series.map((s) => {
        const inner = (
          <>
            <i style={{ background: s.colour, opacity: s.opacity ?? 1 }} />
            {s.name}
            {s.total === undefined ? null : <span className="n">{count(s.total)}</span>}
          </>
        )
        return s.href === undefined ? (
          <span key={s.id}>{inner}</span>
        ) : (
          <a key={s.id} href={s.href}>
            {inner}
          </a>
        )
      })}
    </span>
  )
}

export type Stage = {
  readonly name: string
  readonly startMs: number
  readonly ms: number
  readonly kind: 'own' | 'evidence' | 'guard' | 'upstream'
}
const stageColour: Readonly<Record<Stage['kind'], string>> = {
  own: 'var(--c6)',
  evidence: 'var(--c1)',
  guard: 'var(--c4)',
  upstream: 'var(--c2)',
}
export function Waterfall({ stages, totalMs }: { stages: readonly Stage[]; totalMs: number }) {
  const [ref, width] = useWidth(470)
  const x0 = 150
  const end = Math.max(totalMs, ...stages.map((s) => s.startMs + s.ms), 0.1)
  const scale = (width - x0 - 56) / end
  const step = niceStep(end)
  const marks = Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
  const h = 22 + stages.length * 20
  return (
    <div ref={ref} className="chart">
      <svg
        viewBox={`0 0 ${width} ${h}`}
        width={width}
        height={h}
        role="img"
        aria-label={`Latency: ${stages.map((s) => `${s.name} ${s.ms.toFixed(1)} ms`).join(', ')}; ${totalMs.toFixed(1)} ms in all`}
      >
        {marks.map((t) => (
          <g key={t}>
            <line x1={r1(x0 + t * scale)} x2={r1(x0 + t * scale)} y1="14" y2={h - 4} stroke="var(--c-grid)" />
            <text x={r1(x0 + t * scale)} y="10" textAnchor="middle">{`${r1(t)} ms`}</text>
          </g>
        ))}
        {stages.map((s, i) => (
          <g key={s.name}>
            <text className="t2" x="0" y={31 + i * 20} style={{ fontSize: 12 }}>
              {s.name}
            </text>
            <rect
              x={r1(x0 + s.startMs * scale)}
              y={22 + i * 20}
              width={r1(Math.max(2, s.ms * scale))}
              height="11"
              rx="1"
              fill={stageColour[s.kind]}
            />
            <text x={r1(x0 + (s.startMs + s.ms) * scale + 6)} y={31 + i * 20}>
              {s.ms < 10 ? s.ms.toFixed(1) : Math.round(s.ms)}
            </text>
          </g>
        ))}
      </svg>
    </div>
  )
}
function niceStep(end: number): number {
  const raw = end / 3
  const p = 10 ** Math.floor(Math.log10(raw))
  for (const m of [1, 2, 5, 10]) if (m * p >= raw) return m * p
  return raw
}

export type HistogramBin = { readonly from: number; readonly count: number }
/** Scores 0..1 on a log scale of counts (it says so); bars at and above `limit` are the ones that count. */
export function ScoreHistogram({
  bins,
  limit,
  now,
  label,
}: {
  bins: readonly HistogramBin[]
  limit: number | null
  now: number | null
  label: string
}) {
  const [ref, width] = useWidth(640)
  const h = 150
  const x0 = 44
  const x1 = width - 14
  const y0 = h - 34
  const sorted = [...bins].sort((a, b) => a.from - b.from)
  const binWidth =
    sorted.length > 1 ? Math.min(...sorted.slice(1).map((b, i) => b.from - (sorted[i]?.from ?? 0))) : 0.05
  const max = Math.max(10, ...sorted.map((b) => b.count))
  const decades = Math.ceil(Math.log10(max))
  const y = (v: number): number =>
    v <= 0 ? y0 : y0 - ((y0 - 22) * (Math.log10(v) + 0.22)) / (decades + 0.22)
  const x = (v: number): number => x0 + (x1 - x0) * v
  const lines = [
    { v: limit, text: limit === null ? '' : `limit ${limit.toFixed(2)}`, dash: false },
    { v: now === limit ? null : now, text: now === null ? '' : `${now.toFixed(2)} now`, dash: true },
  ]
  return (
    <div ref={ref} className="chart">
      <svg viewBox={`0 0 ${width} ${h}`} width={width} height={h} role="img" aria-label={label}>
        {Array.from({ length: decades + 1 }, (_, k) => 10 ** k).map((v) => (
          <g key={v}>
            <line x1={x0} x2={x1} y1={r1(y(v))} y2={r1(y(v))} stroke="var(--c-grid)" />
            <text x={x0 - 6} y={r1(y(v) + 4)} textAnchor="end">
              {count(v)}
            </text>
          </g>
        ))}
        {sorted.map((b) => {
          const hot = limit !== null && b.from + 1e-9 >= limit
          return b.count === 0 ? null : (
            <rect
              key={b.from}
              x={r1(x(b.from) + 1.5)}
              y={r1(y(b.count))}
              width={r1(Math.max(1, (x1 - x0) * binWidth - 3))}
              height={r1(y0 - y(b.count))}
              fill={hot ? 'var(--fail-solid)' : 'var(--c6)'}
              opacity={hot ? 1 : 0.5}
            />
          )
        })}
        {lines.map((l) =>
          l.v === null ? null : (
            <g key={l.text}>
              <line
                x1={r1(x(l.v))}
                x2={r1(x(l.v))}
                y1="8"
                y2={y0}
                stroke="var(--c-marker)"
                strokeWidth={l.dash ? 1 : 1.5}
                strokeDasharray={l.dash ? '3 2' : undefined}
              />
              <text
                className={l.dash ? 't2' : 'v'}
                x={r1(x(l.v) + (l.dash ? 5 : -5))}
                y="16"
                textAnchor={l.dash ? 'start' : 'end'}
              >
                {l.text}
              </text>
            </g>
          ),
        )}
        {[0, 0.2, 0.4, 0.6, 0.8, 1].map((v) => (
          <text key={v} x={r1(x(v))} y={y0 + 14} textAnchor="middle">
            {v.toFixed(1)}
          </text>
        ))}
        <text x={(x0 + x1) / 2} y={h - 4} textAnchor="middle">
          score, requests on a log scale
        </text>
      </svg>
    </div>
  )
}

/** The way from a leaf up to the signed root, with the first digits of the sibling hashes. */
export function InclusionPath({
  leaf,
  root,
  hashes,
}: {
  leaf: string
  root: string
  hashes: readonly string[]
}) {
  const [ref, width] = useWidth(470)
  const shown = Math.min(4, hashes.length)
  const more = hashes.length - shown
  const dx = (width - 120) / 4.4
  const points = Array.from({ length: shown + 1 }, (_, i) => ({ x: 58 + i * dx, y: 106 - i * 22 }))
  return (
    <div ref={ref} className="chart">
      <svg
        viewBox={`0 0 ${width} 150`}
        width={width}
        height="150"
        role="img"
        aria-label={`Inclusion proof: ${leaf}, ${hashes.length} hashes, ${root}`}
      >
        {points.slice(1).map((p, i) => {
          const from = points[i]
          if (from === undefined) return null
          return (
            <g key={i}>
              <path d={`M${r1(from.x)} ${from.y}L${r1(p.x)} ${p.y}`} stroke="var(--ink)" strokeWidth="2" />
              <path
                d={`M${r1(p.x + 30)} ${p.y + 36}L${r1(p.x)} ${p.y}`}
                stroke="var(--c-axis)"
                strokeWidth="1.2"
              />
              <rect
                x={r1(p.x + 10)}
                y={p.y + 36}
                width="46"
                height="18"
                rx="2"
                fill="var(--surface-sunken)"
                stroke="var(--border-2)"
              />
              <text className="m" x={r1(p.x + 33)} y={p.y + 49} textAnchor="middle">
                {hashes[i]?.slice(0, 4)}…
              </text>
            </g>
          )
        })}
        {points.map((p, i) => (
          <circle
            key={i}
            cx={r1(p.x)}
            cy={p.y}
            r={i === 0 || i === shown ? 6 : 4}
            fill={i === 0 || i === shown ? 'var(--ink)' : 'var(--surface-panel)'}
            stroke="var(--ink)"
            strokeWidth="2"
          />
        ))}
        <text className="v" x="0" y={(points[0]?.y ?? 100) - 14}>
          {leaf}
        </text>
        <text
          className="v"
          x={r1((points[shown]?.x ?? 100) - 14)}
          y={(points[shown]?.y ?? 20) + 4}
          textAnchor="end"
        >
          {shown === 0 ? '' : root}
        </text>
        {more > 0 ? (
          <text
            x={r1((points[2]?.x ?? 100) - 12)}
            y={(points[2]?.y ?? 60) - 8}
            textAnchor="end"
          >{`+ ${more} more levels`}</text>
        ) : null}
      </svg>
    </div>
  )
}
