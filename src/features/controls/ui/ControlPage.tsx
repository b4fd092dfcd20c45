import { useParams } from '@tanstack/react-router'
import { z } from 'zod'
import { call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAction, useApi, useAddress } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { Rosette } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { ResultStrip } from '../../../design/Charts.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count, day, moment, plural, span } from '../../../design/format.ts'
import { Kv, Panel } from '../../../design/Panel.tsx'
import { Hash } from '../../../design/Seal.tsx'
import { Note } from '../../../design/States.tsx'
import { AsOf, Glyph, LedgerSeal, Status, StatusBadge } from '../../../design/Status.tsx'
import { Timeline } from '../../../design/Steps.tsx'
import { Words } from '../../../design/Words.tsx'
import {
  controlSchema,
  criterionSchema,
  outcomeSchema,
  testLineSchema,
  type Control,
  type Outcome,
  type TestStatus,
} from '../contract.ts'
import { OutcomeRows } from './OutcomeRows.tsx'
import { OwnerAndWaiver, WaiverNote } from './OwnerAndWaiver.tsx'
import { heldOf, kindOf, wordOf } from './words.ts'

/** One control: what it states, how it did each day, what deviates now, on which population, and why it answers its criteria. */
export function ControlPage() {
  const { id } = useParams({ strict: false })
  const control = useApi(id === undefined ? null : `/controls/${encodeURIComponent(id)}`, controlSchema)
  return (
    <Load query={control} what="control" lines={10}>
      {(c) => <ControlView control={c} />}
    </Load>
  )
}

function ControlView({ control: c }: { control: Control }) {
  const may = useWhyNot('control.test')
  const outcomes = useApi(`/controls/${encodeURIComponent(c.id)}/outcomes`, listOf(outcomeSchema))
  const test = useAction(() => call('POST', '/controls/test', z.array(testLineSchema), { ids: [c.id] }), {
    refresh: ['/controls', '/readiness', '/outcomes'],
    say: (lines) =>
      `Collected again: ${wordOf[lines[0]?.status ?? 'untested']}, ${lines[0]?.checked ?? 0} checked.`,
    toastErrors: true,
  })
  const latest = c.latest
  return (
    <>
      <Head
        tab={c.id}
        crumbs={[
          { href: '/compliance/controls', text: 'Compliance' },
          { href: '/compliance/controls', text: 'Controls' },
          { text: c.id },
        ]}
        badge={
          c.shown === 'waived' ? (
            <StatusBadge kind="na" word={`Waived (${wordOf[c.status]})`} />
          ) : (
            <StatusBadge kind={kindOf[c.status]} word={wordOf[c.status]} />
          )
        }
        title={
          <>
            <span className="mono">{c.id}</span> {c.title}
          </>
        }
        meta={
          latest === null ? (
            <span className="t3">never tested</span>
          ) : (
            <AsOf
              at={latest.asOf}
              freshForMs={c.freshForMs}
              extra={
                c.nextRunAt === null
                  ? ''
                  : `, next ${moment(c.nextRunAt).replace(/^.* (\d\d:\d\d UTC)$/, '$1')}`
              }
            />
          )
        }
        actions={
          <Button
            icon="refresh"
            busy={test.busy}
            why={!c.hasTest ? 'This control has no automated test in this version' : may}
            onClick={() => test.run(undefined)}
          >
            Collect again and test
          </Button>
        }
      />
      <WaiverNote control={c} />
      {c.status === 'stale' && latest !== null ? (
        <div className="mb4">
          <Note kind="stale">
            Last collected {span(Date.now() - Date.parse(latest.asOf))} ago, limit {span(c.freshForMs)}. It
            was {wordOf[latest.status]} then; it is not shown as {wordOf[latest.status]} now.
          </Note>
        </div>
      ) : null}
      <div className="grid">
        <div className="s8 stack">
          <Panel>
            <p className="serif statement">{c.statement}</p>
            <div className="row wrap t3 sm statement-meta">
              <span>
                {cap(c.type)}, {c.nature.replace(/_/g, ' ')}
              </span>
              <span>{cap(c.frequency)}</span>
              <span>Owner {c.owner ?? <span className="warn">none yet</span>}</span>
            </div>
            <OwnerAndWaiver control={c} />
          </Panel>
          <Strip control={c} />
          {latest === null ? (
            <Panel title="Result">
              <p className="t2">
                {c.hasTest
                  ? 'The test has not run yet. It runs by schedule; “Collect again and test” runs it now.'
                  : 'No automated test answers this control in this version. It reads “Not tested”, and its criteria count it as no control.'}
              </p>
            </Panel>
          ) : (
            <Deviations control={c} outcome={latest} />
          )}
          {latest === null ? null : <Evidence outcome={latest} />}
          <Panel title="Recent" sub="each run is an entry of the ledger">
            <Load query={outcomes} what="runs">
              {(list) =>
                list.items.length === 0 ? (
                  <p className="t3">No run yet.</p>
                ) : (
                  <Timeline
                    events={list.items.slice(0, 8).map((o) => ({
                      key: o.id,
                      at: o.asOf,
                      text: (
                        <>
                          <Status kind={kindOf[o.status]} word={wordOf[o.status]} />{' '}
                          <span className="t2">
                            {count(o.checked)} checked, {plural(o.deviating, 'exception')}
                            {o.trial ? ', trial data' : ''}
                            {o.status === 'inconclusive' ? `; ${o.why}` : ''}
                          </span>
                        </>
                      ),
                      seal:
                        o.entryId === null ? null : (
                          <a href={`/settings/ledger/${o.entryId}`}>
                            <LedgerSeal state={o.index === null ? 'pending' : 'published'} index={o.index} />
                          </a>
                        ),
                    }))}
                  />
                )
              }
            </Load>
          </Panel>
        </div>
        <div className="s4 stack">
          {latest === null ? null : <Population outcome={latest} controlId={c.id} />}
          <Looks control={c} />
          <Criteria control={c} />
        </div>
      </div>
    </>
  )
}
const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function Strip({ control: c }: { control: Control }) {
  const n = new Map<TestStatus, number>()
  for (const d of c.strip) n.set(d.status, (n.get(d.status) ?? 0) + 1)
  const shown: readonly TestStatus[] = [
    'pass',
    'fail',
    'inconclusive',
    'stale',
    'did_not_operate',
    'not_applicable',
    'untested',
  ]
  const words = shown.filter((s) => n.has(s)).map((s) => `${n.get(s)} ${wordOf[s].toLowerCase()}`)
  const first = c.strip[0]
  return (
    <Panel
      title={`Result, ${plural(c.strip.length, 'day')}`}
      sub="worst result of each day, UTC"
      aside={
        <span className="row wrap sm g3">
          {shown
            .filter((s) => n.has(s))
            .map((s) => (
              <Status key={s} kind={kindOf[s]} word={`${n.get(s)} ${wordOf[s].toLowerCase()}`} />
            ))}
        </span>
      }
      foot={
        <span>
          {c.failingSince === null
            ? c.status === 'pass'
              ? 'Not failing.'
              : `${wordOf[c.status]} now.`
            : `Failing since ${moment(c.failingSince)}.`}{' '}
          The status turns stale after {span(c.freshForMs)} without a collection.
          {first === undefined ? '' : ` First day ${day(`${first.day.slice(0, 10)}T00:00:00Z`)}.`}
        </span>
      }
    >
      {c.strip.length === 0 ? (
        <p className="t3">No day has a result yet.</p>
      ) : (
        <ResultStrip
          days={c.strip.map((d) => ({ day: d.day.slice(0, 10), kind: kindOf[d.status] }))}
          label={`Daily results: ${words.join(', ')}`}
        />
      )}
    </Panel>
  )
}

function Deviations({ control: c, outcome }: { control: Control; outcome: Outcome }) {
  const { params } = useAddress()
  const all = params.get('rows') === 'all'
  const held = heldOf(outcome)
  if (outcome.status === 'inconclusive')
    return (
      <Panel title="Result">
        <Note kind="inc">
          <b>Could not be known.</b> <Words text={outcome.why} />
        </Note>
      </Panel>
    )
  return (
    <Panel
      flush
      title="Exceptions"
      sub={
        <>
          <span className={outcome.deviating > 0 ? 'st fail' : ''}>
            {count(outcome.deviating)} of {count(outcome.checked)},
          </span>{' '}
          <span>
            {plural(held, 'item')} hold{held === 1 ? 's' : ''}
          </span>
        </>
      }
      aside={
        <a className="sm" href={all ? '?' : '?rows=all'}>
          {all ? 'Hide the population' : `Show all ${count(outcome.checked)}`}
        </a>
      }
      foot={
        c.remediation === '' ? undefined : (
          <span>
            To fix: <Words text={c.remediation} />
          </span>
        )
      }
    >
      {outcome.deviations.length === 0 ? (
        <p className="t2 pad">
          {outcome.why === '' ? 'No exception in this population.' : <Words text={outcome.why} />}
        </p>
      ) : (
        <SimpleTable
          caption="Exceptions"
          columns={[{ head: 'Item' }, { head: 'What is wrong' }, { head: 'Since', hide: 'mob0' }]}
          rows={outcome.deviations.map((d) => ({
            key: d.key,
            cells: [
              d.href === null ? (
                <span className="mono" key="k">
                  {d.key}
                </span>
              ) : (
                <a className="mono" key="k" href={d.href}>
                  {d.key}
                </a>
              ),
              <Words key="w" text={d.what} />,
              d.since === null ? (
                <span className="t3" key="s">
                  not known
                </span>
              ) : (
                <span className="nw" key="s">
                  {moment(d.since)}
                </span>
              ),
            ],
          }))}
        />
      )}
      {all ? <OutcomeRows outcomeId={outcome.id} /> : null}
    </Panel>
  )
}

function Evidence({ outcome }: { outcome: Outcome }) {
  return (
    <Panel
      flush
      title="Evidence"
      sub={`${plural(outcome.populations.length, 'source')}, frozen for this run`}
    >
      <SimpleTable
        caption="Evidence"
        columns={[
          { head: 'Source' },
          { head: 'Selected how', hide: 'mob0' },
          { head: 'Rows', num: true },
          { head: 'Complete' },
          { head: 'Collected', hide: 'mob0' },
        ]}
        rows={outcome.populations.map((p) => ({
          key: p.source,
          cells: [
            <span className="mono" key="s">
              {p.source}
            </span>,
            <span className="t2" key="q">
              {p.query}
            </span>,
            count(p.rows),
            <Status key="c" kind={p.complete ? 'pass' : 'inc'} word={p.complete ? 'Yes' : 'No'} />,
            <span className="nw" key="a">
              {moment(p.asOf)}
            </span>,
          ],
        }))}
      />
      <div className="f-line foot">
        <span>Result recorded as</span>
        {outcome.entryId === null ? (
          <LedgerSeal state="pending" index={null} />
        ) : (
          <a href={`/settings/ledger/${outcome.entryId}`}>
            <LedgerSeal state={outcome.index === null ? 'pending' : 'published'} index={outcome.index} />
          </a>
        )}
        <span className="right mono">test {outcome.testDigest.slice(0, 12)}</span>
      </div>
    </Panel>
  )
}

function Population({ outcome, controlId }: { outcome: Outcome; controlId: string }) {
  const p = outcome.populations[0]
  if (p === undefined)
    return (
      <Panel title="Population">
        <p className="t3">This run froze no population.</p>
      </Panel>
    )
  return (
    <Panel title="Population" foot={<span className="mono">sealwright control test {controlId}</span>}>
      <div className="row top g3 mb3">
        <Rosette hash={p.root} size={64} />
        <div>
          <div className="figure">{count(p.rows)}</div>
          <div className="t2">
            rows of <span className="mono">{p.source}</span>
          </div>
        </div>
      </div>
      <Kv
        rows={[
          ['From', p.query],
          [
            'Cross-check',
            p.independent === null ? (
              <span className="t3" key="i">
                no independent source for this one
              </span>
            ) : (
              `${count(p.independent.count)} in ${p.independent.source}, ${count(p.rows)} here`
            ),
          ],
          [
            'Complete',
            <Status key="c" kind={p.complete ? 'pass' : 'inc'} word={p.complete ? 'Yes' : 'Not known'} />,
          ],
          ['Frozen', moment(p.asOf, 's')],
          ['Root', <Hash key="r" hex={p.root} short copy />],
          ...(outcome.trial ? [['Data', 'trial traffic, marked as such'] as const] : []),
        ]}
      />
    </Panel>
  )
}

/** What is looked at in each item, and which of it the automated test leaves to a person: no sign of a result stands beside either. */
function Looks({ control: c }: { control: Control }) {
  if (c.attributes.length === 0 && c.uncovered === '') return null
  return (
    <Panel title="What is looked at" sub="in each item">
      {c.attributes.length === 0 ? null : (
        <ul>
          {c.attributes.map((a) => (
            <li key={a}>{a}</li>
          ))}
        </ul>
      )}
      {c.uncovered === '' ? null : (
        <p className="row top mt3">
          <span className="mt1">
            <Glyph kind="gap" label="not looked at" />
          </span>
          <span className="t2">
            <b>Not looked at by the automated test:</b> {c.uncovered}
          </span>
        </p>
      )}
    </Panel>
  )
}

function Criteria({ control: c }: { control: Control }) {
  const criteria = useApi('/criteria', listOf(criterionSchema))
  return (
    <Panel title="Criteria" sub="why this control answers them">
      {c.criteria.map((x) => (
        <div className="item" key={x.id}>
          <a href={`/compliance/readiness?q=${x.id}`} className="mono b">
            {x.id}
          </a>
          <div>{criteria.data?.items.find((k) => k.id === x.id)?.text}</div>
          <div className="t2">
            {cap(x.why)}
            {x.why.endsWith('.') ? '' : '.'}
          </div>
        </div>
      ))}
      {c.risk === '' ? null : (
        <div className="item">
          <div className="t3 sm">Risk it answers</div>
          <div>{c.risk}</div>
        </div>
      )}
    </Panel>
  )
}
