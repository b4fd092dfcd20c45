import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { bytes, count, moment, shortId } from '../../design/format.ts'
import { Kv, Panel } from '../../design/Panel.tsx'
import { SimpleTable } from '../../design/DataTable.tsx'
import { Hash } from '../../design/Seal.tsx'
import { Note } from '../../design/States.tsx'
import { LedgerSeal, Status, StatusBadge } from '../../design/Status.tsx'
import { Button } from '../../design/Button.tsx'
import { parseEnvelope } from '../../ledger/format/pure/leaf.ts'
import { canVerify, verifyEntry } from '../../ledger/format/webcrypto.ts'
import { call } from '../api.ts'
import { Head } from '../Head.tsx'
import { useAction, useApi, errorText } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { entrySchema, inclusionSchema } from '../schemas.ts'

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))

/** One entry: the envelope everyone may read, the body for those who may see its system, commitments of its payloads, and its proof. */
export function EntryPage() {
  const { id } = useParams({ strict: false })
  const entry = useApi(id === undefined ? null : `/entries/${encodeURIComponent(id)}`, entrySchema)
  const [result, setResult] = useState<{ ok: boolean; words: string } | null>(null)
  const verify = useAction(
    async () => {
      if (!(await canVerify()))
        return { ok: false, words: 'this browser cannot check Ed25519; use sealwright verify' }
      const p = await call('GET', `/entries/${encodeURIComponent(id ?? '')}/proof`, inclusionSchema)
      const envelope = parseEnvelope(bytesOf(p.leaf))
      if (!envelope.ok) return { ok: false, words: envelope.error.detail }
      if (envelope.value.id !== id)
        return { ok: false, words: `the leaf is of another entry: ${envelope.value.id}` }
      const checked = await verifyEntry({
        leaf: bytesOf(p.leaf),
        index: p.index,
        size: p.size,
        hashes: p.hashes.map(bytesOf),
        checkpoint: p.checkpoint,
        vkeys: [p.vkey],
      })
      return checked.ok
        ? { ok: true, words: `entry ${count(p.index)} leads to the signed root of size ${count(p.size)}` }
        : { ok: false, words: checked.error.detail }
    },
    { after: setResult },
  )
  return (
    <Load query={entry} what="entry">
      {(e) => (
        <>
          <Head
            tab={`Entry ${shortId(e.id)}`}
            crumbs={[
              { href: '/settings/people', text: 'Settings' },
              { href: '/settings/ledger', text: 'Ledger & anchors' },
              { text: <span className="mono">{shortId(e.id)}</span> },
            ]}
            title={<span className="mono">{e.type}</span>}
            meta={
              <>
                <LedgerSeal state={e.state} index={e.index} />
                <span>{moment(e.at, 'ms')}</span>
              </>
            }
            actions={
              <Button
                look="primary"
                busy={verify.busy}
                why={
                  e.state === 'published'
                    ? null
                    : 'Not under a signed checkpoint yet; it takes about a second'
                }
                onClick={() => verify.run(undefined)}
              >
                Verify
              </Button>
            }
          />
          <div role="status" className="mb4">
            {result === null ? null : (
              <span className="row wrap">
                <StatusBadge
                  kind={result.ok ? 'pass' : 'fail'}
                  word={result.ok ? 'Verified in this browser' : 'Does not match'}
                />
                <span className="t2">{result.words}</span>
              </span>
            )}
            {verify.error === null ? null : (
              <Note kind="inc">
                <b>Nothing was verified.</b> {errorText(verify.error)}
              </Note>
            )}
          </div>
          <div className="grid">
            <div className="s6 stack">
              <Panel title="Envelope" sub="what everyone who holds the log can read">
                <pre className="code">{JSON.stringify(e.envelope, null, 2)}</pre>
              </Panel>
              <Panel title="Record">
                <Kv
                  rows={[
                    [
                      'Id',
                      <span key="i" className="mono sm">
                        {e.id}
                      </span>,
                    ],
                    [
                      'Log',
                      <span key="l" className="mono sm">
                        {e.log}
                      </span>,
                    ],
                    ['Index', e.index === null ? 'none yet' : count(e.index)],
                  ]}
                />
              </Panel>
            </div>
            <div className="s6 stack">
              <Panel title="Body" sub="bound to the envelope by a salted commitment">
                {e.body === null ? (
                  <p className="t3">Not shown: you may not see this system's entries.</p>
                ) : (
                  <pre className="code">{JSON.stringify(e.body, null, 2)}</pre>
                )}
              </Panel>
              <Panel flush title="Payloads">
                {e.payloads.length === 0 ? (
                  <p className="t3 pad">None.</p>
                ) : (
                  <SimpleTable
                    caption="Payloads"
                    columns={[
                      { head: 'Name' },
                      { head: 'State' },
                      { head: 'Size', num: true },
                      { head: 'Commitment', hide: 'mob0' },
                    ]}
                    rows={e.payloads.map((p) => ({
                      key: p.name,
                      cells: [
                        p.name,
                        <Status
                          key="s"
                          kind={p.state === 'sealed' ? 'pass' : 'na'}
                          word={
                            p.state === 'sealed'
                              ? 'Sealed'
                              : p.state === 'erased'
                                ? 'Erased, commitment retained'
                                : 'None'
                          }
                        />,
                        bytes(p.bytes),
                        <Hash key="c" hex={p.commitment} short />,
                      ],
                    }))}
                  />
                )}
              </Panel>
            </div>
          </div>
        </>
      )}
    </Load>
  )
}
