import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Head } from '../../../console/Head.tsx'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { ButtonLink } from '../../../design/Button.tsx'
import { CopyButton } from '../../../design/CopyButton.tsx'
import { count, moment, shortId } from '../../../design/format.ts'
import { GlyphArt, State } from '../../../design/States.tsx'
import { VerdictBadge } from '../../../design/Status.tsx'
import { callDetailSchema, type CallDetail } from '../contract.ts'
import { Attribution } from './Attribution.tsx'
import { Conversation } from './Conversation.tsx'
import { foundTypes } from './found.ts'
import { Guards } from './Guards.tsx'
import { Latency } from './Latency.tsx'
import { Checks, ProofPanel } from './ProofPanel.tsx'
import type { Proof } from './proof.ts'
import { Why } from './Why.tsx'

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
  const found = d.guards.filter((g) => foundTypes(g.found).length > 0 || g.action !== 'none')
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
