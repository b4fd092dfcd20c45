import { useState } from 'react'
import { download } from '../../../console/download.ts'
import { errorText } from '../../../console/hooks.ts'
import { Rosette } from '../../../console/Rosette.tsx'
import { Button } from '../../../design/Button.tsx'
import { InclusionPath } from '../../../design/Charts.tsx'
import { clock, count } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { Hash } from '../../../design/Seal.tsx'
import { Note } from '../../../design/States.tsx'
import { Glyph, LedgerSeal, StatusBadge } from '../../../design/Status.tsx'
import type { CallDetail } from '../contract.ts'
import { proveCall, type Proof, type ProofResult } from './proof.ts'

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'error'; readonly words: string }
  | ProofResult

/** Not verified yet, verifying, verified in this browser, pending, unable, or does not match (which the page then shows first). */
export function ProofPanel({
  detail,
  onMismatch,
}: {
  detail: CallDetail
  onMismatch: (proof: Proof) => void
}) {
  const [state, setState] = useState<State>({ kind: 'idle' })
  const verify = (): void => {
    setState({ kind: 'verifying' })
    proveCall(detail.id, detail.entries).then(
      (result) => {
        setState(result)
        if (result.kind === 'mismatch') onMismatch(result.proof)
      },
      (error: unknown) =>
        setState({
          kind: 'error',
          words: error instanceof Error ? errorText(error) : 'The proof could not be read.',
        }),
    )
  }
  const done = state.kind === 'verified' || state.kind === 'mismatch'
  return (
    <Panel
      title="Ledger proof"
      aside={
        <>
          <Button small look="primary" busy={state.kind === 'verifying'} onClick={verify}>
            {state.kind === 'verifying' ? 'Verifying' : done ? 'Verify again' : 'Verify'}
          </Button>
          {done ? (
            <Button
              small
              icon="dl"
              onClick={() =>
                download(
                  `proof-${detail.id}.json`,
                  'application/json',
                  JSON.stringify(state.proof.raw, null, 2),
                )
              }
            >
              Proof
            </Button>
          ) : null}
        </>
      }
    >
      <div aria-live="polite">
        {state.kind === 'error' ? (
          <Note kind="inc">
            <b>Nothing was verified.</b> {state.words}
          </Note>
        ) : null}
        {state.kind === 'unable' ? (
          <Note kind="inc">
            <b>Not verified.</b> {state.why}
          </Note>
        ) : null}
        {state.kind === 'pending' ? (
          <Note kind="ink" icon="clock">
            <b>Pending.</b> The record is durable at the gateway and waits for the next signed checkpoint,
            about a second. Verify again then.
          </Note>
        ) : null}
        {done ? <Verified proof={state.proof} ok={state.kind === 'verified'} /> : null}
        {state.kind === 'idle' || state.kind === 'verifying' ? (
          <Waiting detail={detail} busy={state.kind === 'verifying'} />
        ) : null}
      </div>
    </Panel>
  )
}

function Waiting({ detail, busy }: { detail: CallDetail; busy: boolean }) {
  return (
    <div className="row top g3">
      <Rosette hash={detail.id} size={84} quiet opacity={0.4} />
      <div className="grow">
        <div className="m lg">{busy ? 'Reading the proof and checking it here' : 'Not verified yet'}</div>
        <p className="t2">
          The check runs in this browser: it reads both entries, follows their hashes to a signed checkpoint
          and checks the signature. Nothing is taken on the server's word but the key, which is remembered.
        </p>
        <ul className="bare mt2">
          {detail.entries.map((e) => (
            <li key={e.id} className="row">
              <LedgerSeal
                state={e.state === 'published' || e.state === 'sequenced' ? e.state : 'pending'}
                index={e.index}
              />
              <a className="mono sm tap" href={`/settings/ledger/${e.id}`}>
                {e.type}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

function Verified({ proof, ok }: { proof: Proof; ok: boolean }) {
  return (
    <>
      <div className="row top g3">
        <Rosette hash={proof.root} size={84} />
        <div className="grow">
          <div className="row wrap">
            <StatusBadge
              kind={ok ? 'pass' : 'fail'}
              word={ok ? 'Verified in this browser' : 'Does not match'}
            />
            <span className="t3 sm">
              {clock(proof.at)} UTC, {proof.tookMs} ms
            </span>
          </div>
          <div className="mt1">
            <Hash hex={proof.root} copy />
          </div>
          <div className="t3 sm">
            Root of checkpoint {count(proof.size)}. Compare all 64 digits; the seal print only helps the eye.
          </div>
        </div>
      </div>
      <div className="mt2">
        <InclusionPath
          leaf={`leaf ${count(proof.index)}`}
          root={`root, size ${count(proof.size)}`}
          hashes={proof.hashes}
        />
      </div>
      <Checks proof={proof} />
    </>
  )
}

export function Checks({ proof }: { proof: Proof }) {
  return (
    <table className="tbl dense bleed">
      <caption className="sr">What was checked</caption>
      <tbody>
        {proof.checks.map((c) => (
          <tr key={c.name}>
            <td className="ic">
              <Glyph kind={c.ok ? 'pass' : 'fail'} label={c.ok ? 'holds' : 'fails'} />
            </td>
            <th scope="row" className="m nw rowhead">
              {c.name}
            </th>
            <td className="t2">{c.words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
