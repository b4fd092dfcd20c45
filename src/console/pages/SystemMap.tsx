import type { z } from 'zod'
import { useState } from 'react'
import { IconButton } from '../../design/Button.tsx'
import { SimpleTable } from '../../design/DataTable.tsx'
import { count } from '../../design/format.ts'
import { Panel } from '../../design/Panel.tsx'
import { Skeleton } from '../../design/States.tsx'
import { Glyph, Status, type StatusKind } from '../../design/Status.tsx'
import { useWidth } from '../../design/useWidth.ts'
import { callFacetsSchema } from '../../features/gateway/contract.ts'
import { systemSchema, type AiSystem } from '../../features/inventory/contract.ts'
import { healthSchema } from '../../features/operations/contract.ts'
import { killSchema, upstreamSchema } from '../../features/policies/contract.ts'
import { versionSchema } from '../../features/registry/contract.ts'
import { keySchema, type VirtualKey } from '../../identity/contract.ts'
import { listOf } from '../api.ts'
import { useApi } from '../hooks.ts'

type Version = z.infer<typeof versionSchema>
type Node = {
  readonly id: string
  readonly name: string
  readonly sub: string
  readonly kind: StatusKind
  readonly href: string
  readonly weight: number
}
type Edge = { readonly from: string; readonly to: string; readonly weight: number; readonly dashed?: boolean }
const rowsMax = 8

/** Who calls through the gateway, which systems they reach, and which providers answer: keys, inventory and registry of now, calls of 24 h. */
export function SystemMap() {
  const [asTable, setAsTable] = useState(false)
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const keys = useApi('/keys', listOf(keySchema))
  const upstreams = useApi('/upstreams', listOf(upstreamSchema))
  const versions = useApi('/versions', listOf(versionSchema))
  const kill = useApi('/kill', listOf(killSchema))
  const health = useApi('/health', healthSchema)
  const facets = useApi(`/calls/facets?q=${encodeURIComponent('age:<24h')}`, callFacetsSchema)
  if (systems.data === undefined)
    return (
      <Panel title="System map">
        <Skeleton lines={5} />
      </Panel>
    )
  const byKey = new Map(
    facets.data?.facets.find((f) => f.field === 'key')?.values.map((v) => [v.value, v.count]),
  )
  const callsOf = (k: VirtualKey): number => byKey.get(k.name) ?? byKey.get(k.id) ?? 0
  const killed = new Set((kill.data?.items ?? []).filter((k) => k.killed).map((k) => k.system))
  const live = (versions.data?.items ?? []).filter((v) => v.state === 'deployed')
  const callers = (keys.data?.items ?? [])
    .filter((k) => k.state === 'active')
    .toSorted((a, b) => callsOf(b) - callsOf(a))
    .slice(0, rowsMax)
    .map((k): Node => ({
      id: `k:${k.id}`,
      name: k.name || k.prefix,
      sub: `${count(callsOf(k))} calls`,
      kind: 'pass',
      href: '/gateway/keys',
      weight: callsOf(k),
    }))
  const nodes = systems.data.items
    .filter((s) => s.state === 'active')
    .toSorted((a, b) => b.calls24h - a.calls24h)
    .slice(0, rowsMax)
    .map((s) => systemNode(s, live, killed))
  const ups = (upstreams.data?.items ?? []).slice(0, rowsMax).map((u): Node => ({
    id: `u:${u.name}`,
    name: u.name,
    sub: u.kind === 'sandbox' ? 'built-in, labelled in each answer' : (u.baseUrl ?? ''),
    kind: 'pass',
    href: '/gateway/routes',
    weight: 0,
  }))
  const edges = edgesOf(callers, nodes, live)
  const more = systems.data.items.length - nodes.length
  return (
    <Panel
      title="System map"
      sub="line width: calls in 24 h"
      aside={
        <>
          <span className="row wrap sm g3 narrow-hide">
            <Status kind="pass" word="Healthy" />
            <Status kind="inc" word="Record incomplete" />
            <Status kind="fail" word="Stopped" />
          </span>
          <span className="narrow-hide">
            <IconButton
              icon="table"
              label={asTable ? 'Show as map' : 'Show as table'}
              pressed={asTable}
              onClick={() => setAsTable(!asTable)}
            />
          </span>
        </>
      }
      {...(more > 0 ? { foot: <a href="/systems">{more} more with fewer calls</a> } : {})}
    >
      {nodes.length === 0 ? (
        <p className="t3">
          No AI system is registered, so there is nothing to draw. <a href="/systems/new">Register one</a>
        </p>
      ) : (
        <>
          <div className={asTable ? '' : 'narrow-only'}>
            <MapTable nodes={nodes} live={live} />
          </div>
          <div className={asTable ? 'sr' : 'narrow-hide'} {...(asTable ? { hidden: true } : {})}>
            <Drawing
              callers={callers}
              systems={nodes}
              upstreams={ups}
              edges={edges}
              gateway={health.data?.status ?? 'ok'}
              total={facets.data?.matched ?? 0}
            />
          </div>
        </>
      )}
    </Panel>
  )
}

function systemNode(s: AiSystem, live: readonly Version[], killed: ReadonlySet<string>): Node {
  const serving = live.filter((v) => v.system === s.name).map((v) => v.label)
  const kind: StatusKind = killed.has(s.name)
    ? 'fail'
    : s.missing.length > 0 || s.owner?.active === false
      ? 'inc'
      : 'pass'
  return {
    id: `s:${s.name}`,
    name: s.title || s.name,
    sub: [
      s.risk === null ? 'risk not assessed' : `${s.risk.class} risk`,
      serving[0] ?? 'nothing deployed',
    ].join(' · '),
    kind,
    href: `/systems/${s.name}`,
    weight: s.calls24h,
  }
}
function edgesOf(
  callers: readonly Node[],
  systems: readonly Node[],
  live: readonly Version[],
): readonly Edge[] {
  const out: Edge[] = []
  for (const c of callers) out.push({ from: c.id, to: 'g', weight: c.weight })
  for (const s of systems) {
    out.push({ from: 'g', to: s.id, weight: s.weight })
    const name = s.id.slice(2)
    for (const u of new Set(live.filter((v) => v.system === name).map((v) => v.source.upstream)))
      out.push({ from: s.id, to: `u:${u}`, weight: s.weight })
  }
  return out
}

const nodeH = 40
const pitch = 48
function Drawing({
  callers,
  systems,
  upstreams,
  edges,
  gateway,
  total,
}: {
  callers: readonly Node[]
  systems: readonly Node[]
  upstreams: readonly Node[]
  edges: readonly Edge[]
  gateway: 'ok' | 'degraded' | 'down'
  total: number
}) {
  const [ref, width] = useWidth(1150)
  const rows = Math.max(callers.length, systems.length, upstreams.length, 2)
  const height = 24 + rows * pitch
  const nodeW = Math.min(230, Math.max(150, width * 0.19))
  const gateW = 168
  const gap = (width - 3 * nodeW - gateW) / 3
  const x = { k: 2, g: 2 + nodeW + gap, s: 2 + nodeW + gap + gateW + gap, u: width - nodeW - 2 }
  const mid = 22 + ((rows - 1) * pitch + nodeH) / 2
  const placed = new Map<string, { x: number; y: number; w: number }>()
  const place = (list: readonly Node[], left: number): void => {
    const offset = ((rows - list.length) * pitch) / 2
    list.forEach((n, i) => placed.set(n.id, { x: left, y: 22 + offset + i * pitch, w: nodeW }))
  }
  place(callers, x.k)
  place(systems, x.s)
  place(upstreams, x.u)
  placed.set('g', { x: x.g, y: mid - nodeH / 2, w: gateW })
  const max = Math.max(1, ...edges.map((e) => e.weight))
  return (
    <div ref={ref} className="chart">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="group"
        aria-label={`System map: ${callers.length} callers, ${systems.length} AI systems, ${upstreams.length} providers`}
      >
        {(
          [
            ['Callers', x.k],
            ['Gateway', x.g],
            ['AI systems', x.s],
            ['Providers', x.u],
          ] as const
        ).map(([t, left]) => (
          <text key={t} className="h" x={left} y="12">
            {t}
          </text>
        ))}
        {edges.map((e) => {
          const a = placed.get(e.from)
          const b = placed.get(e.to)
          if (a === undefined || b === undefined) return null
          const x1 = a.x + a.w
          const y1 = a.y + nodeH / 2
          const y2 = b.y + nodeH / 2
          const m = (x1 + b.x) / 2
          return (
            <path
              key={`${e.from}>${e.to}`}
              d={`M${x1} ${y1}C${m} ${y1} ${m} ${y2} ${b.x} ${y2}`}
              fill="none"
              stroke="var(--c-axis)"
              strokeWidth={e.weight === 0 ? 1 : 1.2 + (4 * e.weight) / max}
              strokeDasharray={e.weight === 0 ? '3 3' : undefined}
            />
          )
        })}
        {[...callers, ...systems, ...upstreams].map((n) => {
          const p = placed.get(n.id)
          return p === undefined ? null : <NodeBox key={n.id} node={n} x={p.x} y={p.y} w={p.w} />
        })}
        <a href="/settings/health">
          <rect
            x={x.g}
            y={mid - 34}
            width={gateW}
            height="68"
            rx="6"
            fill="var(--ink-soft)"
            stroke="var(--ink-line)"
          />
          <g transform={`translate(${x.g + 12},${mid - 20})`}>
            <Glyph kind={gateway === 'ok' ? 'pass' : gateway === 'degraded' ? 'inc' : 'fail'} size={16} />
          </g>
          <text className="big" x={x.g + 36} y={mid - 7}>
            {gateway === 'ok'
              ? 'Gateway works'
              : gateway === 'degraded'
                ? 'Gateway degraded'
                : 'Gateway down'}
          </text>
          <text x={x.g + 12} y={mid + 16}>
            {count(total)} calls in 24 h
          </text>
        </a>
      </svg>
    </div>
  )
}
function NodeBox({ node: n, x, y, w }: { node: Node; x: number; y: number; w: number }) {
  const chars = Math.floor((w - 40) / 6.4)
  const cut = (t: string, k: number): string => (t.length > k ? `${t.slice(0, k - 1)}…` : t)
  return (
    <a href={n.href}>
      <title>{`${n.name}: ${n.sub}`}</title>
      <rect
        x={x}
        y={y}
        width={w}
        height={nodeH}
        rx="4"
        fill="var(--surface-panel)"
        stroke={
          n.kind === 'fail'
            ? 'var(--fail-solid)'
            : n.kind === 'inc'
              ? 'var(--inconclusive-solid)'
              : 'var(--border-2)'
        }
        strokeWidth={n.kind === 'pass' ? 1 : 1.5}
      />
      <g transform={`translate(${x + 9},${y + 13})`}>
        <Glyph kind={n.kind} />
      </g>
      <text className="big" x={x + 31} y={y + 17}>
        {cut(n.name, chars)}
      </text>
      <text x={x + 31} y={y + 32}>
        {cut(n.sub, chars + 3)}
      </text>
    </a>
  )
}
function MapTable({ nodes, live }: { nodes: readonly Node[]; live: readonly Version[] }) {
  return (
    <SimpleTable
      dense
      caption="Systems and what answers them"
      columns={[{ head: 'AI system' }, { head: 'Answered by' }, { head: 'Calls, 24 h', num: true }]}
      rows={nodes.map((n) => ({
        key: n.id,
        cells: [
          <span key="n" className="row g1">
            <Glyph kind={n.kind} />
            <a href={n.href}>{n.name}</a>
          </span>,
          <span key="v" className="mono sm">
            {live
              .filter((v) => v.system === n.id.slice(2))
              .map((v) => `${v.label} at ${v.source.upstream}`)
              .join(', ') || 'nothing deployed'}
          </span>,
          count(n.weight),
        ],
      }))}
    />
  )
}
