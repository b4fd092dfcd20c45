import { useState } from 'react'
import { z } from 'zod'
import { CopyButton } from '../../design/CopyButton.tsx'
import { count, moment } from '../../design/format.ts'
import { Kv, Panel } from '../../design/Panel.tsx'
import { Hash } from '../../design/Seal.tsx'
import { Note } from '../../design/States.tsx'
import { LedgerSeal, Status } from '../../design/Status.tsx'
import { Button } from '../../design/Button.tsx'
import { Head } from '../Head.tsx'
import { useApi, useGo } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { hexOf, Rosette } from '../Rosette.tsx'
import { ledgerStatusSchema, type LedgerStatusView } from '../schemas.ts'

const hexRoot = (root: string): string => (/^[0-9a-f]{64}$/.test(root) ? root : hexOf(root))

/** The logs of this workspace: size, root, signature key, anchors, and how a stranger reads them. */
export function LedgerPage() {
  const ledger = useApi('/ledger', z.array(ledgerStatusSchema), { everyMs: 5_000 })
  const go = useGo()
  const [id, setId] = useState('')
  return (
    <>
      <Head
        title="Ledger & anchors"
        tab="Ledger & anchors"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'Ledger & anchors' }]}
      />
      <div className="stack">
        <Load query={ledger} what="the ledger">
          {(logs) =>
            logs.length === 0 ? (
              <Note kind="gap">No log yet: it opens with the first entry.</Note>
            ) : (
              <>
                {logs.map((l) => (
                  <Log key={l.origin} log={l} />
                ))}
              </>
            )
          }
        </Load>
        <div className="grid">
          <div className="s6">
            <Panel title="Look up an entry">
              <form
                className="row"
                onSubmit={(e) => {
                  e.preventDefault()
                  if (id.trim() !== '') go(`/settings/ledger/${encodeURIComponent(id.trim())}`)
                }}
              >
                <label className="sr" htmlFor="entry-id">
                  Entry id
                </label>
                <input
                  id="entry-id"
                  className="inp code grow"
                  placeholder="Entry id"
                  value={id}
                  onChange={(e) => setId(e.target.value)}
                />
                <Button type="submit">Open</Button>
              </form>
              <p className="t3 sm mt2">A request is found by its evidence id under Gateway, Requests.</p>
            </Panel>
          </div>
          <div className="s6">
            <Panel title="Add an anchor">
              <p className="t2">
                An anchor is a second place that keeps signed checkpoints, so that a rewritten log is found
                out. A git remote under other control is the cheapest; a folder on this machine counts as
                none.
              </p>
              <pre className="code mt2">{'anchor:\n  gitRemote: git@host:company/anchors.git'}</pre>
              <p className="t3 sm mt2">
                It stands in the configuration file and is read at start; the console shows it and does not
                change it.
              </p>
            </Panel>
          </div>
        </div>
        <p className="foot">
          What it proves: no recorded entry was changed or removed, and gaps are visible. What it does not
          prove: that a source told the truth, or that everything reached Sealwright.
        </p>
      </div>
    </>
  )
}

function Log({ log: l }: { log: LedgerStatusView }) {
  const root = hexRoot(l.root)
  const base = `${location.origin}/ledger/${l.origin}`
  return (
    <Panel
      title={<LedgerSeal state={l.publishedAt === null ? 'pending' : 'published'} index={l.size} />}
      sub={l.pending > 0 ? `${count(l.pending)} pending` : 'nothing pending'}
      aside={
        l.anchoredAt !== null && l.unanchoredSince === null ? (
          <Status kind="pass" word={`Anchored ${moment(l.anchoredAt)}`} />
        ) : (
          <Status
            kind="inc"
            word={`Unanchored${l.unanchoredSince === null ? '' : ` since ${moment(l.unanchoredSince)}`}`}
          />
        )
      }
    >
      <div className="row top g4 wrap">
        <Rosette hash={root} size={96} />
        <div className="grow" style={{ minWidth: 240 }}>
          <Kv
            rows={[
              [
                'Origin',
                <span key="o" className="mono sm">
                  {l.origin}
                </span>,
              ],
              ['Entries', count(l.size)],
              ['Root', <Hash key="r" hex={root} copy />],
              ['Published', l.publishedAt === null ? 'not yet' : moment(l.publishedAt, 's')],
              [
                'Log key',
                <span key="k" className="row wrap">
                  <span className="mono sm">{l.vkey}</span>
                  <CopyButton text={l.vkey}>Copy the key</CopyButton>
                </span>,
              ],
              [
                'For strangers',
                <a key="c" className="mono sm" href={`${base}/checkpoint`} target="_blank" rel="noreferrer">
                  {base}/checkpoint
                </a>,
              ],
            ]}
          />
        </div>
      </div>
    </Panel>
  )
}
