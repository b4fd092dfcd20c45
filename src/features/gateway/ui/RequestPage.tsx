import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Head } from '../../../console/Head.tsx'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { ButtonLink } from '../../../design/Button.tsx'
import { Waterfall, type Stage } from '../../../design/Charts.tsx'
import { CopyButton } from '../../../design/CopyButton.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count, moment, shortId } from '../../../design/format.ts'
import { Kv, Panel, Tag } from '../../../design/Panel.tsx'
import { GlyphArt, State } from '../../../design/States.tsx'
import { Status, Verdict, VerdictBadge } from '../../../design/Status.tsx'
import { callDetailSchema, type CallDetail } from '../contract.ts'
import { Conversation } from './Conversation.tsx'
import { Checks, ProofPanel } from './ProofPanel.tsx'
import type { Proof } from './proof.ts'

/** One request: why, what was said, what each guard found, who called, how long it took, and the proof. */
export function RequestPage() {
  const { id } = useParams({ strict: false })
  const detail = useApi(id === undefined ? null : `/calls/${encodeURIComponent(id)}`, callDetailSchema)
  return (
    <Load query={detail} what="request" lines={10}>
      {(d) => <Request key={d.id} detail={d} />}
    </Load>
  )
}

function Request({ detail: d }: { detail: CallDetail }) {
  const [broken, setBroken] = useState<Proof | null>(null)
  useEffect(() => setBroken(null), [d.id])
  const found = d.guards.filter((g) => Object.values(g.found).some((n) => n > 0) || g.action !== 'none')
  const numbers = new Map<string, number>()
  for (const g of found) if (!numbers.has(g.guard)) numbers.set(g.guard, numbers.size + 1)
  return (
    <>
      <Head
        tab={`Request ${shortId(d.id)}`}
        crumbs={[
          { href: '/gateway/requests', text: 'Gateway' },
          { href: '/gateway/requests', text: 'Requests' },
          { text: <span className="mono">{shortId(d.id)}</span> },
        ]}
        badge={<VerdictBadge kind={d.verdict} />}
        title={`${d.system || 'No system'}, ${moment(d.at, 'ms')}`}
        actions={
          <>
            <CopyButton small={false} text={`sealwright ledger show ${d.id}`}>
              Copy as command
            </CopyButton>
            {d.previous === null ? null : (
              <ButtonLink href={`/gateway/requests/${d.previous}`}>
                <span aria-hidden="true">‹</span>
                <span className="sr">Older request</span>
              </ButtonLink>
            )}
            {d.next === null ? null : (
              <ButtonLink href={`/gateway/requests/${d.next}`}>
                <span aria-hidden="true">›</span>
                <span className="sr">Newer request</span>
              </ButtonLink>
            )}
          </>
        }
      />
      {broken === null ? null : <Broken detail={d} proof={broken} />}
      <p className="t2 lg why">
        <b>Why:</b> <Why detail={d} />
      </p>
      <div className="grid">
        <div className="s7 stack">
          <Conversation detail={d} numbers={numbers} />
          <Guards detail={d} numbers={numbers} />
          <Attribution detail={d} />
        </div>
        <div className="s5 stack">
          <ProofPanel detail={d} onMismatch={setBroken} />
          <Latency detail={d} />
        </div>
      </div>
    </>
  )
}

/** The one state that takes over the page. */
function Broken({ detail, proof }: { detail: CallDetail; proof: Proof }) {
  return (
    <section className="panel takeover" style={{ marginBottom: 16 }}>
      <State
        role="alert"
        art={<GlyphArt kind="fail" />}
        title={`Entry ${count(proof.index)} does not match the ledger`}
        actions={
          <ButtonLink small href="/settings/ledger">
            Compare with the anchored copy
          </ButtonLink>
        }
        after="Do not change anything on this machine before a copy is taken."
      >
        What the server handed out for request <span className="mono sm">{shortId(detail.id)}</span> does not
        lead to a root that the log's key signed. Either the record or its copy here was changed, or the
        answer was. Controls that rest on this log are not to be trusted until it is explained.
      </State>
      <div style={{ padding: '0 16px 12px' }}>
        <Checks proof={proof} />
      </div>
    </section>
  )
}

function Why({ detail: d }: { detail: CallDetail }) {
  const hit =
    d.guards.find((g) => g.action === 'block' && g.mode === 'enforce') ??
    d.guards.find((g) => ['mask', 'tokenise', 'repair'].includes(g.action) && g.mode === 'enforce') ??
    d.guards.find((g) => g.action !== 'none')
  const policy =
    d.policy === null ? null : (
      <>
        {' '}
        Policy{' '}
        <a href={`/gateway/policies/${d.policy.name}`}>
          {d.policy.name}@{d.policy.version}
        </a>
        .
      </>
    )
  if (d.verdict === 'refused')
    return (
      <>
        refused before any guard ran, HTTP {d.httpStatus}, <span className="mono">{d.code}</span>
        {d.decidedBy === '' ? '' : `: ${d.decidedBy}`}.
      </>
    )
  if (hit !== undefined) {
    const did =
      hit.mode === 'observe'
        ? `would have been acted on (${hit.action}), but only observes`
        : hit.action === 'block'
          ? 'blocks on this route'
          : hit.action === 'mask'
            ? 'masks what it finds'
            : hit.action === 'tokenise'
              ? 'puts pseudonyms in its place, turned back in the answer'
              : hit.action === 'repair'
                ? 'mended the answer'
                : 'flags it'
    return (
      <>
        the {hit.guard} guard scored {Number(hit.score).toFixed(2)} (limit {Number(hit.threshold).toFixed(2)},{' '}
        {hit.mode}) on the {hit.side} and {did}.{policy}
      </>
    )
  }
  if (d.verdict === 'failed' || d.verdict === 'cut' || d.verdict === 'unknown')
    return (
      <>
        <span className="mono">{d.code || d.verdict}</span>
        {d.decidedBy === '' ? '' : `, ${d.decidedBy}`}; no guard acted.{policy}
      </>
    )
  return (
    <>
      {d.guards.length === 0
        ? 'no guard is configured for this route'
        : `${d.guards.length} guard runs found nothing that counts`}
      .{policy}
    </>
  )
}

function Guards({ detail: d, numbers }: { detail: CallDetail; numbers: ReadonlyMap<string, number> }) {
  return (
    <Panel
      flush
      title="Guardrails"
      sub={
        d.policy === null ? (
          'no policy'
        ) : (
          <>
            policy {d.policy.name}@{d.policy.version},{' '}
            {count(d.guards.reduce((n, g) => n + g.scannedChars, 0))} characters scanned
          </>
        )
      }
    >
      {d.guards.length === 0 ? (
        <p className="t3" style={{ padding: '12px 16px' }}>
          No guard ran on this call.
        </p>
      ) : (
        <SimpleTable
          dense
          caption="Guard results"
          columns={[
            { head: <span className="sr">Number</span> },
            { head: 'Guard' },
            { head: 'Found in' },
            { head: 'Found' },
            { head: 'Score', num: true },
            { head: 'Limit', num: true },
            { head: 'Verdict' },
            { head: 'Took', num: true, hide: 'mob0' },
          ]}
          rows={d.guards.map((g, i) => {
            const n = Object.values(g.found).reduce((a, b) => a + b, 0)
            return {
              key: `${g.guard}-${g.side}-${i}`,
              cells: [
                numbers.has(g.guard) && (n > 0 || g.action !== 'none') ? (
                  <Tag key="n">
                    <b>{numbers.get(g.guard)}</b>
                  </Tag>
                ) : (
                  ''
                ),
                <span key="g">
                  {g.guard} <span className="t3 sm mono narrow-hide">{g.detector}</span>
                </span>,
                g.side,
                n === 0 ? (
                  <span className="t3" key="f">
                    none
                  </span>
                ) : (
                  Object.entries(g.found)
                    .map(([t, k]) => (k > 1 ? `${t} ×${k}` : t))
                    .join(', ')
                ),
                Number(g.score).toFixed(2),
                Number(g.threshold).toFixed(2),
                <GuardVerdict key="v" action={g.action} mode={g.mode} />,
                `${(g.tookUs / 1000).toFixed(1)} ms`,
              ],
            }
          })}
        />
      )}
    </Panel>
  )
}
function GuardVerdict({
  action,
  mode,
}: {
  action: 'none' | 'flag' | 'mask' | 'tokenise' | 'repair' | 'block'
  mode: 'observe' | 'enforce'
}) {
  if (action === 'none') return <Verdict kind="allowed" />
  if (mode === 'observe') return <Verdict kind="flagged" detail={`Would ${action}`} />
  return action === 'block' ? (
    <Verdict kind="blocked" />
  ) : action !== 'flag' ? (
    <Verdict kind="masked" />
  ) : (
    <Verdict kind="flagged" />
  )
}

function Attribution({ detail: d }: { detail: CallDetail }) {
  return (
    <Panel title="Attribution">
      <div className="two">
        <Kv
          rows={[
            [
              'Caller',
              d.key === null ? (
                <Status key="c" kind="gap" word="No known key" />
              ) : (
                <a key="c" href={`/gateway/requests?q=key:${encodeURIComponent(d.key.name || d.key.id)}`}>
                  {d.key.name || d.key.id}
                </a>
              ),
            ],
            [
              'End user',
              d.endUser === null ? (
                <span className="t3" key="u">
                  none given
                </span>
              ) : (
                <span key="u">
                  {d.endUser.name}{' '}
                  <span className="t3">
                    ({d.endUser.proof === 'verified' ? 'verified' : 'as the caller asserts'})
                  </span>
                </span>
              ),
            ],
            [
              'AI system',
              d.system === '' ? (
                <span className="t3" key="s">
                  none
                </span>
              ) : (
                <span key="s">
                  <a href={`/systems/${d.system}`}>{d.system}</a>, {d.environment}
                </span>
              ),
            ],
          ]}
        />
        <Kv
          rows={[
            [
              'Version',
              d.version === null || d.version === '' ? (
                <span key="v">
                  route <span className="mono">{d.route || 'none'}</span>, none dispatched
                </span>
              ) : (
                <span key="v">
                  route <span className="mono">{d.route}</span>,{' '}
                  <a className="mono" href={`/models/${encodeURIComponent(d.version)}`}>
                    {d.version}
                  </a>
                  {d.fallbackIndex > 0 ? `, fallback ${d.fallbackIndex}` : ''}
                </span>
              ),
            ],
            ['Answer', `HTTP ${d.httpStatus}${d.stream ? ', streamed' : ''}`],
            [
              'Text kept',
              d.payload.state === 'sealed' ? 'sealed, opened for a purpose only' : d.payload.state,
            ],
          ]}
        />
      </div>
    </Panel>
  )
}

const stageNames: readonly (readonly [key: string, name: string, kind: Stage['kind']])[] = [
  ['authenticate', 'authenticate key', 'own'],
  ['admit', 'authorise, limits', 'own'],
  ['guardIn', 'guards: input', 'guard'],
  ['intent', 'intent durable', 'evidence'],
  ['upstream', 'upstream', 'upstream'],
  ['guardOut', 'guards: output', 'guard'],
  ['outcome', 'outcome durable', 'evidence'],
]
function Latency({ detail: d }: { detail: CallDetail }) {
  let at = 0
  const stages = stageNames.flatMap(([key, name, kind]): Stage[] => {
    const us = d.timingsUs[key]
    if (us === undefined || us <= 0) return []
    const stage = { name, startMs: at, ms: us / 1000, kind }
    at += stage.ms
    return [stage]
  })
  const total = (d.timingsUs.total ?? d.durationMs * 1000) / 1000
  const upstream = (d.timingsUs.upstream ?? 0) / 1000
  return (
    <Panel
      title="Latency"
      sub={`${total < 100 ? total.toFixed(1) : Math.round(total)} ms in all, ${upstream === 0 ? 'upstream not called' : `upstream ${upstream < 100 ? upstream.toFixed(1) : Math.round(upstream)} ms`}`}
    >
      {stages.length === 0 ? (
        <p className="t3">No stage times were recorded.</p>
      ) : (
        <Waterfall stages={stages} totalMs={total} />
      )}
    </Panel>
  )
}
