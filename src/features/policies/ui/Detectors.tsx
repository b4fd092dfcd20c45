import { useState } from 'react'
import { call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { SelectField, TextField } from '../../../design/Form.tsx'
import { moment } from '../../../design/format.ts'
import { Marked } from '../../../design/Marked.tsx'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { State, IconArt } from '../../../design/States.tsx'
import { ExternalDetectors } from './ExternalDetectors.tsx'
import { GuardProbes } from '../../gateway/ui/index.ts'
import { detectorSchema, tryOrigins, trySchema, type InstalledDetector, type Tried } from '../contract.ts'
import { originWords, guardWords } from '../../../console/guard-words.ts'

/** What judges texts here, what was measured of exactly these versions, and a place to try a text. */
export function Detectors() {
  const detectors = useApi('/detectors', listOf(detectorSchema))
  return (
    <>
      <Head
        title="Detectors"
        tab="Detectors"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Detectors' }]}
      />
      <div className="stack">
        <GuardProbes />
        <Try />
        <Panel
          flush
          title="Installed"
          sub="a policy's rules choose from these; what no rule wants never runs"
        >
          <Load query={detectors} what="detectors">
            {(list) => <Installed detectors={list.items} />}
          </Load>
        </Panel>
        <ExternalDetectors />
        <Figures detectors={detectors.data?.items ?? []} />
      </div>
    </>
  )
}

function Installed({ detectors }: { detectors: readonly InstalledDetector[] }) {
  return (
    <SimpleTable
      caption="Installed detectors"
      columns={[
        { head: 'Guard' },
        { head: 'Detector' },
        { head: 'How it judges' },
        { head: 'On a stream', hide: 'mob0' },
      ]}
      rows={detectors.map((d) => ({
        key: d.version,
        cells: [
          <b key="g">{guardWords(d.guard)}</b>,
          <span key="v" className="mono sm">
            {d.version}
          </span>,
          d.needsRequest ? 'answer against its request' : 'each text alone',
          d.scope.kind === 'window'
            ? `holds at most ${d.scope.chars.toLocaleString('en-US')} characters`
            : `needs the whole text, up to ${d.scope.chars.toLocaleString('en-US')} characters`,
        ],
      }))}
    />
  )
}

function Figures({ detectors }: { detectors: readonly InstalledDetector[] }) {
  const measured = detectors.flatMap((d) => (d.figures === null ? [] : [{ ...d, figures: d.figures }]))
  return (
    <Panel
      flush
      title="Measured"
      sub="figures of exactly the versions above, on development sets; expect less on unseen sources"
    >
      {measured.length === 0 ? (
        <State art={<IconArt name="doc" />} title="No figures for these versions">
          Figures are shown only for the version that they were measured of. The commands stand in
          docs/guardrails.md.
        </State>
      ) : (
        <SimpleTable
          caption="Measured figures"
          columns={[
            { head: 'Detector' },
            { head: 'What' },
            { head: 'Value', num: true },
            { head: 'On', hide: 'mob0' },
          ]}
          rows={measured.flatMap((d) =>
            d.figures.rows.map((row) => ({
              key: `${d.version} ${row.what}`,
              cells: [
                <span
                  key="v"
                  className="mono sm"
                  title={`${d.figures.command}, ${moment(d.figures.measuredAt)}`}
                >
                  {d.version}
                </span>,
                row.what,
                row.value,
                <span key="o" className="t3">
                  {row.of}
                </span>,
              ],
            })),
          )}
        />
      )}
    </Panel>
  )
}

function Try() {
  const [text, setText] = useState('')
  const [origin, setOrigin] = useState<(typeof tryOrigins)[number]>('user')
  const [shown, setShown] = useState<{ readonly text: string; readonly tried: Tried } | null>(null)
  const judge = useAction((t: string) => call('POST', '/detectors/try', trySchema, { text: t, origin }), {
    after: (tried, t) => setShown({ text: t, tried }),
  })
  return (
    <Panel title="Try a text" sub="judged in memory, kept nowhere, in no log">
      <div className="grid">
        <div className="s7">
          <TextField
            label="Text"
            multiline
            value={text}
            onChange={setText}
            hint="Up to 100,000 characters."
            error={judge.error === null ? null : errorText(judge.error)}
          />
        </div>
        <div className="s5">
          <SelectField
            label="Where it comes from"
            value={origin}
            onChange={setOrigin}
            options={tryOrigins.map((value) => ({ value, label: originWords(value) }))}
            hint="An order inside data weighs more than one from the user."
          />
          <div className="row mt3">
            <Button
              look="primary"
              busy={judge.busy}
              why={text.trim() === '' ? 'Write a text first' : null}
              onClick={() => judge.run(text)}
            >
              Judge this text
            </Button>
          </div>
        </div>
      </div>
      {shown === null ? null : <Result text={shown.text} tried={shown.tried} />}
    </Panel>
  )
}

function Result({ text, tried }: { text: string; tried: Tried }) {
  const found = tried.results.filter((r) => r.findings.length > 0)
  return (
    <div className="stack mt3" aria-live="polite">
      <p>
        {found.length === 0
          ? 'No detector found anything in this text.'
          : `${found.length} of ${tried.results.length} detectors found something.`}
      </p>
      {found.length === 0 ? null : (
        <div className="turn-text body">
          <Marked
            text={text}
            spans={found.flatMap((r) => r.findings.map((f) => ({ ...f, guard: r.guard })))}
          />
        </div>
      )}
      {found.length === 0 ? null : (
        <SimpleTable
          caption="Findings"
          columns={[
            { head: 'Guard' },
            { head: 'Types' },
            { head: 'Score', num: true },
            { head: 'Took', num: true, hide: 'mob0' },
          ]}
          rows={found.map((r) => ({
            key: r.version,
            cells: [
              <b key="g">{guardWords(r.guard)}</b>,
              <span key="t">
                {[...new Set(r.findings.map((f) => f.type))].map((type) => (
                  <Tag key={type}>{type}</Tag>
                ))}
              </span>,
              r.score.toFixed(3),
              `${r.tookUs.toLocaleString('en-US')} µs`,
            ],
          }))}
        />
      )}
    </div>
  )
}
