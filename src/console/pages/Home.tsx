import type { ReactNode } from 'react'
import { z } from 'zod'
import { approvalSchema } from '../../approvals/contract.ts'
import { ButtonLink } from '../../design/Button.tsx'
import { Legend, TimePanel } from '../../design/Charts.tsx'
import { count, day, plural, span } from '../../design/format.ts'
import { Icon } from '../../design/Icon.tsx'
import { Panel } from '../../design/Panel.tsx'
import { Note, Skeleton, State } from '../../design/States.tsx'
import { AsOf, Glyph, Severity } from '../../design/Status.tsx'
import { Words } from '../../design/Words.tsx'
import { controlSchema, readinessSchema, type Control } from '../../features/controls/contract.ts'
import { CriteriaGrid, CriteriaLegend } from '../../features/controls/ui/CriteriaGrid.tsx'
import { controlHref } from '../../features/controls/ui/words.ts'
import { callFacetsSchema } from '../../features/gateway/contract.ts'
import { perStep, verdictSeries } from '../../features/gateway/ui/Strip.tsx'
import { systemSchema, type AiSystem } from '../../features/inventory/contract.ts'
import { setupSchema } from '../../features/operations/contract.ts'
import { policySchema } from '../../features/policies/contract.ts'
import { listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { useApi } from '../hooks.ts'
import { Failure } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { ledgerStatusSchema } from '../schemas.ts'
import { useSession } from '../session.tsx'
import { SystemMap } from './SystemMap.tsx'

const dayQuery = encodeURIComponent('age:<24h')

/** What needs you, readiness by criterion, what the guards did in 24 h, and who calls what. Every figure links to its rows. */
export function Home() {
  const session = useSession()
  const setup = useApi('/setup', setupSchema, { everyMs: 15_000 })
  const readiness = useApi('/readiness', readinessSchema, { everyMs: 60_000 })
  const controls = useApi('/controls', listOf(controlSchema), { everyMs: 60_000 })
  const systems = useApi('/systems?limit=100', listOf(systemSchema), { everyMs: 30_000 })
  const undone = setup.data?.steps.filter((s) => !s.done) ?? []
  return (
    <>
      <Head
        title="Home"
        tab="Home"
        meta={readiness.data === undefined ? undefined : <AsOf at={readiness.data.asOf} />}
        actions={
          <ButtonLink href="/compliance/audits" icon="doc">
            Evidence package
          </ButtonLink>
        }
      />
      {setup.data !== undefined && undone.length > 0 && session.org?.kind === 'own' ? (
        <div className="mb4">
          <Note
            kind="ink"
            icon="flag"
            mid
            action={
              <ButtonLink small href="/setup">
                Continue
              </ButtonLink>
            }
          >
            <b>
              Set up: {setup.data.steps.length - undone.length} of {setup.data.steps.length} done.
            </b>{' '}
            Next: {undone[0]?.title}.{' '}
            <span className="t2">Each step reads the data; visiting a page does not tick it.</span>
          </Note>
        </div>
      ) : null}
      <div className="grid">
        <div className="s7 stack stretch">
          <NeedsYou controls={controls.data?.items ?? null} systems={systems.data?.items ?? null} />
          <Triggers />
        </div>
        <div className="s5 stack">
          <Panel
            flush
            title="Readiness by criterion"
            sub={
              readiness.data === undefined
                ? undefined
                : `${readiness.data.criteria.filter((c) => c.status === 'pass').length} of ${readiness.data.criteria.length} pass`
            }
            aside={
              <a className="sm narrow-hide" href="/compliance/readiness">
                All criteria
              </a>
            }
            foot={readiness.data === undefined ? undefined : <CriteriaLegend readiness={readiness.data} />}
          >
            {readiness.data !== undefined ? (
              <CriteriaGrid brief readiness={readiness.data} controls={controls.data?.items ?? []} />
            ) : readiness.error === null ? (
              <Skeleton lines={8} />
            ) : (
              <Failure error={readiness.error} what="readiness" onRetry={() => void readiness.refetch()} />
            )}
          </Panel>
          <ByRisk systems={systems.data?.items ?? null} />
        </div>
        <div className="s12">
          <SystemMap />
        </div>
      </div>
    </>
  )
}

type Need = {
  readonly key: string
  readonly art: ReactNode
  readonly title: ReactNode
  readonly detail: ReactNode
  readonly when: ReactNode
  readonly href: string
  readonly act: string
}
function NeedsYou({
  controls,
  systems,
}: {
  controls: readonly Control[] | null
  systems: readonly AiSystem[] | null
}) {
  const session = useSession()
  const approvals = useApi('/approvals?state=pending', listOf(approvalSchema))
  const ledger = useApi('/ledger', z.array(ledgerStatusSchema))
  const me = session.user?.email ?? ''
  const admin = session.user?.roles.includes('admin') ?? false
  const mine = (approvals.data?.items ?? []).filter((a) => a.youMay)
  const head = ledger.data?.[ledger.data.length - 1]
  const needs: readonly Need[] = [
    ...mine.map((a): Need => ({
      key: a.id,
      art: <Icon name="inbox" />,
      title: (
        <>
          <b className="m">Decide</b> {a.subject.title}
        </>
      ),
      detail: `From ${a.requester}; ${a.decisions.filter((d) => d.verdict === 'approve').length} of ${a.rule.quorum} approvals given`,
      when: <Left until={a.expiresAt} />,
      href: `/approvals/${a.id}`,
      act: 'Review',
    })),
    ...(controls ?? [])
      .filter((c) => c.status === 'fail' && (c.owner === me || admin))
      .map((c): Need => ({
        key: c.id,
        art: <Glyph kind="fail" size={16} label="fails" />,
        title: (
          <>
            <b className="m">{c.id}</b> {c.title}
          </>
        ),
        detail:
          c.latest === null
            ? ''
            : `${c.latest.deviating.toLocaleString('en-US')} of ${plural(c.latest.checked, 'item')}: ${c.latest.deviations[0]?.what ?? ''}`,
        when: c.failingSince === null ? '' : `since ${day(c.failingSince, false)}`,
        href: controlHref(c.id),
        act: 'Open',
      })),
    ...(controls ?? [])
      .filter((c) => c.status === 'inconclusive' && (c.owner === me || admin))
      .map((c): Need => ({
        key: c.id,
        art: <Glyph kind="inc" size={16} label="inconclusive" />,
        title: (
          <>
            <b className="m">{c.id}</b> {c.title}
          </>
        ),
        detail: <Words text={c.latest?.why ?? 'not known'} />,
        when: '',
        href: controlHref(c.id),
        act: 'Open',
      })),
    ...(systems ?? [])
      .filter((s) => s.owner?.email === me && s.owner.acceptedAt === null)
      .map((s): Need => ({
        key: `accept-${s.name}`,
        art: <Icon name="systems" />,
        title: (
          <>
            <b className="m">Accept ownership</b> of {s.title || s.name}
          </>
        ),
        detail: 'You were named its owner',
        when: '',
        href: `/systems/${s.name}`,
        act: 'Open',
      })),
    ...((admin || session.mfaRequired) && session.user?.mfa === 'none'
      ? [
          {
            key: 'mfa',
            art: <Icon name="lock" />,
            title: (
              <>
                <b className="m">Set up a second factor</b>
              </>
            ),
            detail:
              'Approving, people and settings need one; the control on it counts administrators without',
            when: '',
            href: '/settings/account',
            act: 'Set up',
          },
        ]
      : []),
    ...(admin && head !== undefined && head.unanchoredSince !== null
      ? [
          {
            key: 'anchor',
            art: <Glyph kind="inc" size={16} label="unanchored" />,
            title: (
              <>
                <b className="m">The ledger has no outside anchor</b>
              </>
            ),
            detail: 'A rewritten log would not be found out by anyone else',
            when: `since ${day(head.unanchoredSince, false)}`,
            href: '/settings/ledger',
            act: 'Add',
          },
        ]
      : []),
  ]
  const loading = controls === null || approvals.data === undefined
  return (
    <Panel
      flush
      title={<>Needs you {loading ? null : <span className="t3 light">{needs.length}</span>}</>}
      aside={
        <a className="sm" href="/approvals">
          All approvals
        </a>
      }
    >
      {loading && approvals.error === null ? (
        <Skeleton lines={4} />
      ) : needs.length === 0 ? (
        <State art={emptyArt('0e0e0e')} title="Nothing needs you">
          No approval waits on you, and no control you answer for fails.
        </State>
      ) : (
        <ul className="bare needs">
          {needs.slice(0, 8).map((n) => (
            <li key={n.key}>
              <span className="inked">{n.art}</span>
              <span className="grow">
                <span className="two-line">{n.title}</span>
                <span className="t3 sm clip">{n.detail}</span>
              </span>
              <span className="nw t2 sm narrow-hide">{n.when}</span>
              <ButtonLink small href={n.href}>
                {n.act}
                <span className="sr"> {n.key}</span>
              </ButtonLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
function Left({ until }: { until: string }) {
  const ms = Date.parse(until) - Date.now()
  return ms < 3_600_000 ? <span className="st fail">expires in {span(ms)}</span> : <>expires in {span(ms)}</>
}

function Triggers() {
  const facets = useApi(`/calls/facets?q=${dayQuery}`, callFacetsSchema, { everyMs: 15_000 })
  const policies = useApi('/policies', listOf(policySchema))
  if (facets.data === undefined)
    return (
      <Panel title="Guardrail triggers, 24 h">
        {facets.error === null ? (
          <Skeleton lines={5} />
        ) : (
          <Failure error={facets.error} what="guardrail triggers" onRetry={() => void facets.refetch()} />
        )}
      </Panel>
    )
  const d = facets.data
  const verdicts = new Map(d.facets.find((f) => f.field === 'verdict')?.values.map((v) => [v.value, v.count]))
  const acted =
    (verdicts.get('masked') ?? 0) + (verdicts.get('flagged') ?? 0) + (verdicts.get('blocked') ?? 0)
  const guards = d.facets.find((f) => f.field === 'guard')?.values ?? []
  const series = verdictSeries.filter((s) => s.id !== 'allowed')
  const first = Date.parse(d.timeline[0]?.at ?? '')
  const markers = (policies.data?.items ?? [])
    .flatMap((p) =>
      p.activatedAt !== null && Date.parse(p.activatedAt) >= first && p.mode === 'enforce'
        ? [{ at: p.activatedAt, label: `${p.name} v${p.version} enforced` }]
        : [],
    )
    .slice(-1)
  if (d.matched === 0)
    return (
      <Panel className="grow-panel" title="Guardrail triggers, 24 h">
        <State
          art={emptyArt('6a4d90')}
          title="No request in 24 h"
          actions={
            <ButtonLink small href="/setup">
              Send the first request
            </ButtonLink>
          }
        >
          What the guards mask, flag and block is counted here per hour.
        </State>
      </Panel>
    )
  return (
    <TimePanel
      title="Guardrail triggers, 24 h"
      sub={
        <>
          <a
            className="b"
            href={`/gateway/requests?q=${encodeURIComponent('verdict:masked,flagged,blocked age:<24h')}`}
          >
            {count(acted)}
          </a>{' '}
          in {plural(d.matched, 'call')}, {perStep(d.stepMs)}
        </>
      }
      series={series}
      points={d.timeline.map((t) => ({ at: t.at, values: [t.masked, t.blocked] }))}
      markers={markers}
      stepMs={d.stepMs}
      height={240}
      fill
      label={`Guardrail triggers in 24 hours: ${count(acted)} in ${plural(d.matched, 'call')}`}
      aside={
        <span className="narrow-hide">
          <Legend series={series} />
        </span>
      }
      foot={
        <span className="legend">
          {guards.map((g) => (
            <a key={g.value} href={`/gateway/requests?q=${encodeURIComponent(`guard:${g.value} age:<24h`)}`}>
              {g.value} <span className="n">{count(g.count)}</span>
            </a>
          ))}
        </span>
      }
    />
  )
}

const riskOrder = ['critical', 'high', 'medium', 'low'] as const
function ByRisk({ systems }: { systems: readonly AiSystem[] | null }) {
  if (systems === null)
    return (
      <Panel title="AI systems by risk">
        <Skeleton lines={3} />
      </Panel>
    )
  const active = systems
    .filter((s) => s.state === 'active')
    .toSorted((a, b) => rank(a) - rank(b) || b.missing.length - a.missing.length)
  return (
    <Panel
      flush
      title="AI systems by risk"
      aside={
        <a className="sm" href="/systems">
          All {systems.length}
        </a>
      }
    >
      {active.length === 0 ? (
        <p className="t3 pad">
          None registered yet. <a href="/systems/new">Register one</a>
        </p>
      ) : (
        <ul className="bare needs">
          {active.slice(0, 6).map((s) => (
            <li key={s.name}>
              <span className="risk-col">
                {s.risk === null ? (
                  <span className="st inc">
                    <Glyph kind="inc" />
                    Not assessed
                  </span>
                ) : (
                  <Severity level={s.risk.class} />
                )}
              </span>
              <span className="grow">
                <a className="plain two-line" href={`/systems/${s.name}`}>
                  {s.title || s.name}
                </a>
                <span className="t3 sm two-line">
                  {s.missing.length > 0 ? `missing: ${s.missing.join(', ')}` : (s.owner?.email ?? '')}
                </span>
              </span>
              <a
                className="sm nw"
                href={`/gateway/requests?q=${encodeURIComponent(`system:${s.name} age:<24h`)}`}
              >
                {plural(s.calls24h, 'call')}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
const rank = (s: AiSystem): number => (s.risk === null ? -1 : riskOrder.indexOf(s.risk.class))
