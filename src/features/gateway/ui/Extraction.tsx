import { useState } from 'react'
import type { z } from 'zod'
import { call, listOf, query } from '../../../console/api.ts'
import { callsWhere, isOneOf } from '../../../console/filter.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useAddress, useApi, useSetParams } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { DataTable, type Column } from '../../../design/DataTable.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { Check, ErrorSummary, TextField } from '../../../design/Form.tsx'
import { ago, count, moment, plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import { AsOf, Severity, Status } from '../../../design/Status.tsx'
import { extractionAlertSchema, type ExtractionAlertView, type signalSchema } from '../extraction/contract.ts'
import { hrefOfCall } from './columns.tsx'

type Signal = z.infer<typeof signalSchema>
const alertList = listOf(extractionAlertSchema)
const noteMin = 3

/** Callers that look as if they copied a model, and what people said about them. */
export function Extraction() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const cursor = params.get('cursor')
  const all = params.get('show') === 'all'
  const alerts = useApi(`/gateway/extraction${query({ open: String(!all), cursor, limit: 50 })}`, alertList, {
    keep: true,
    everyMs: 20_000,
  })
  const may = useWhyNot('policy.write')
  const [answering, setAnswering] = useState<ExtractionAlertView | null>(null)
  return (
    <>
      <Head
        title="Extraction"
        tab="Extraction"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Extraction' }]}
        meta={alerts.data === undefined ? undefined : <AsOf at={alerts.data.asOf} freshForMs={120_000} />}
        actions={
          <div className="seg" role="group" aria-label="Which alerts">
            {[
              { label: 'Unanswered', on: !all, show: null },
              { label: 'All', on: all, show: 'all' },
            ].map((c) => (
              <button
                key={c.label}
                type="button"
                aria-pressed={c.on}
                onClick={() => setParams({ show: c.show, cursor: null })}
              >
                {c.label}
              </button>
            ))}
          </div>
        }
      />
      <Panel
        flush
        foot="A caller is compared with its own usual traffic once that is known, until then with callers at large."
      >
        <Load query={alerts} what="extraction alerts">
          {(list) => (
            <>
              <DataTable
                caption="Extraction alerts, newest first"
                columns={columns(may, setAnswering)}
                rows={list.items}
                rowKey={rowKey}
                empty={
                  <State art={emptyArt('e57ac7')} title={all ? 'No alerts' : 'No unanswered alerts'}>
                    An alert rises when a key, or one end user of it, asks as somebody does who copies a
                    model: far more than usual, all over the space of prompts, in small variations. A policy
                    says from which score on, and whether such a caller is slowed down.
                  </State>
                }
              />
              {cursor === null && list.next === null ? null : (
                <div className="tf">
                  <span>{plural(list.total, 'alert')}</span>
                  <span className="right row g3">
                    {cursor === null ? null : (
                      <button type="button" className="linkish" onClick={() => setParams({ cursor: null })}>
                        Newest
                      </button>
                    )}
                    {list.next === null ? null : (
                      <button
                        type="button"
                        className="linkish"
                        onClick={() => setParams({ cursor: list.next })}
                      >
                        Older →
                      </button>
                    )}
                  </span>
                </div>
              )}
            </>
          )}
        </Load>
      </Panel>
      {answering === null ? null : <Acknowledge alert={answering} onClose={() => setAnswering(null)} />}
    </>
  )
}
const rowKey = (a: ExtractionAlertView): string => a.id

const columns = (
  may: string | null,
  onAnswer: (a: ExtractionAlertView) => void,
): readonly Column<ExtractionAlertView>[] => [
  {
    id: 'caller',
    head: 'Caller',
    cell: (a) => (
      <>
        <a href={callsWhere(isOneOf('key', [a.key.name || a.key.id]))}>
          <b className="m">{a.key.name || a.key.id}</b>
        </a>
        <span className="t3 sm two-line">
          {a.user === null ? 'the key as a whole' : `end user ${a.user.slice(0, 8)}`}
        </span>
      </>
    ),
  },
  {
    id: 'score',
    head: 'Score',
    nowrap: true,
    cell: (a) => <Severity level={levelOf(a.score)} word={(a.score / 1000).toFixed(2)} />,
  },
  {
    id: 'signals',
    head: 'Signals',
    cell: (a) => (
      <>
        {a.signals.map((s) => (
          <span key={s.signal} className="sm two-line" title={`of ${plural(s.of, 'call')}`}>
            {signalInWords(s)}
          </span>
        ))}
      </>
    ),
  },
  {
    id: 'where',
    head: 'Route',
    hide: 'mob0',
    cell: (a) => (
      <>
        <span className="mono">{a.route}</span>
        <a className="sm two-line" href={`/systems/${a.system}`}>
          {a.system}
        </a>
      </>
    ),
  },
  {
    id: 'calls',
    head: 'Calls',
    num: true,
    hide: 'mob0',
    cell: (a) => (
      <>
        <a href={hrefOfCall(a.call)} title="A call of this caller">
          {count(a.calls)}
        </a>
        <span className="t3 sm two-line">
          {a.mode === 'observe' ? 'observed only' : `${count(a.throttled)} refused`}
        </span>
      </>
    ),
  },
  {
    id: 'last',
    head: 'Last seen',
    hide: 'mob0',
    nowrap: true,
    cell: (a) => <span title={moment(a.lastAt, 's')}>{ago(a.lastAt, Date.now())}</span>,
  },
  {
    id: 'answer',
    head: 'Answer',
    cell: (a) =>
      a.acknowledged === null ? (
        <Button small why={may} onClick={() => onAnswer(a)}>
          Acknowledge<span className="sr"> the alert of {a.key.name}</span>
        </Button>
      ) : (
        <span title={moment(a.acknowledged.at)}>
          <Status
            kind={a.acknowledged.harmless ? 'pass' : 'inc'}
            word={a.acknowledged.harmless ? 'Harmless' : 'Seen'}
          />
          <span className="t3 sm two-line">
            {a.acknowledged.by}: {a.acknowledged.note}
          </span>
        </span>
      ),
  },
]

/** High begins where the default threshold of a policy stands. */
const levelOf = (score: number): 'low' | 'medium' | 'high' | 'critical' =>
  score >= 900 ? 'critical' : score >= 800 ? 'high' : score >= 500 ? 'medium' : 'low'

const share = (thousandths: number): string => `${(thousandths / 10).toFixed(0)} %`
/** What was measured, and what is usual for this caller where that is known. */
function signalInWords(s: Signal): string {
  const usual = (words: (n: number) => string): string =>
    s.usual === null ? '' : `, usually ${words(s.usual)}`
  const perHour = (n: number): string => `${count(n)} calls an hour`
  const parts = (n: number): string => `${count(n)} of 4,096 parts`
  switch (s.signal) {
    case 'volume':
      return `${perHour(s.value)}${usual(perHour)}`
    case 'coverage':
      return `prompts from ${parts(s.value)}${usual(parts)}`
    case 'near_duplicates':
      return `${share(s.value)} small variations${usual(share)}`
    case 'enumeration':
      return `${share(s.value)} in sequence${usual(share)}`
    case 'logprobs':
      return `${share(s.value)} ask for log probabilities${usual(share)}`
    case 'sampling_sweep':
      return `${share(s.value)} sweep the sampling${usual(share)}`
  }
}

function Acknowledge({ alert, onClose }: { alert: ExtractionAlertView; onClose: () => void }) {
  const [note, setNote] = useState('')
  const [harmless, setHarmless] = useState(false)
  const answer = useAction(
    () =>
      call('POST', `/gateway/extraction/${alert.id}/acknowledge`, extractionAlertSchema, {
        note: note.trim(),
        harmless,
      }),
    {
      refresh: ['/gateway/extraction'],
      say: () => `The alert of ${alert.key.name} is answered, and the answer is in the ledger.`,
      after: onClose,
    },
  )
  return (
    <Dialog
      title={`Acknowledge the alert of ${alert.key.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave it unanswered</Button>
          <Button
            look="primary"
            busy={answer.busy}
            why={note.trim().length < noteMin ? 'Say what you found' : null}
            onClick={() => answer.run(undefined)}
          >
            Acknowledge
          </Button>
        </>
      }
    >
      <div className="form">
        {answer.error === null ? null : <ErrorSummary title={errorText(answer.error)} errors={[]} />}
        <TextField
          label="What you found"
          multiline
          value={note}
          onChange={setNote}
          hint="It goes into the ledger with your name."
          autoFocus
        />
        <Check
          label="This caller is harmless"
          hint="What it does is usual from now on, and it is slowed down no longer."
          checked={harmless}
          onChange={setHarmless}
        />
      </div>
    </Dialog>
  )
}
