import { useMemo } from 'react'
import { call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAction, useAddress, useApi, useGo, useSetParams } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button, Segmented } from '../../../design/Button.tsx'
import { DataTable, type Column } from '../../../design/DataTable.tsx'
import { ago, plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { QueryBox } from '../../../design/Query.tsx'
import { IconArt, State } from '../../../design/States.tsx'
import { AsOf, Status } from '../../../design/Status.tsx'
import { z } from 'zod'
import { controlSchema, testLineSchema, type Control } from '../contract.ts'
import { byUrgency, checkedText, controlHref, kindOf, wordOf } from './words.ts'

const views = ['all', 'fail', 'inconclusive', 'stale', 'pass', 'did_not_operate', 'untested'] as const
const columns: readonly Column<Control>[] = [
  {
    id: 'status',
    head: 'Result',
    nowrap: true,
    cell: (c) => <Status kind={kindOf[c.status]} word={wordOf[c.status]} />,
  },
  {
    id: 'id',
    head: 'Control',
    cell: (c) => (
      <>
        <a className="mono b" href={controlHref(c.id)}>
          {c.id}
        </a>{' '}
        <span>{c.title}</span>
      </>
    ),
  },
  {
    id: 'criteria',
    head: 'Criteria',
    hide: 'mob0',
    nowrap: true,
    cell: (c) => (
      <span className="mono sm">
        {c.criteria
          .map((x) => x.id)
          .slice(0, 4)
          .join(' ')}
        {c.criteria.length > 4 ? ` +${c.criteria.length - 4}` : ''}
      </span>
    ),
  },
  {
    id: 'owner',
    head: 'Owner',
    hide: 'opt',
    cell: (c) => c.owner ?? <span className="warn">{'no\u00a0owner'}</span>,
  },
  {
    id: 'frequency',
    head: 'Runs',
    hide: 'opt',
    nowrap: true,
    cell: (c) => <span className="t2">{c.hasTest ? c.frequency : 'no automated test'}</span>,
  },
  { id: 'checked', head: 'Hold', num: true, hide: 'mob0', cell: (c) => checkedText(c) },
  {
    id: 'asof',
    head: 'As of',
    num: true,
    hide: 'mob0',
    cell: (c) =>
      c.latest === null ? (
        <span className="t3">never</span>
      ) : (
        <span className="t2" title={c.latest.asOf}>
          {ago(c.latest.asOf, Date.now())}
        </span>
      ),
  },
]

/** Every control with its result, worst first. Results are management's own monitoring, never an auditor's conclusion. */
export function Controls() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const go = useGo()
  const q = params.get('q') ?? ''
  const view = views.find((v) => v === params.get('state')) ?? 'all'
  const controls = useApi('/controls', listOf(controlSchema))
  const may = useWhyNot('control.test')
  const test = useAction(() => call('POST', '/controls/test', z.array(testLineSchema), {}), {
    refresh: ['/controls', '/readiness', '/outcomes'],
    say: (lines) =>
      `Collected again and tested ${plural(lines.length, 'control')}: ${lines.filter((l) => l.status === 'pass').length} pass, ${lines.filter((l) => l.status === 'fail').length} fail.`,
    toastErrors: true,
  })
  const rows = useMemo(() => {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean)
    return (controls.data?.items ?? [])
      .filter(
        (c) =>
          (view === 'all' || c.status === view) &&
          words.every((w) =>
            `${c.id} ${c.title} ${c.owner ?? ''} ${c.criteria.map((x) => x.id).join(' ')} ${wordOf[c.status]}`
              .toLowerCase()
              .includes(w),
          ),
      )
      .toSorted(byUrgency)
  }, [controls.data, q, view])
  const n = (v: (typeof views)[number]): number =>
    (controls.data?.items ?? []).filter((c) => v === 'all' || c.status === v).length
  return (
    <>
      <Head
        title="Controls"
        tab="Controls"
        crumbs={[{ href: '/compliance/controls', text: 'Compliance' }, { text: 'Controls' }]}
        meta={controls.data === undefined ? undefined : <AsOf at={controls.data.asOf} />}
        actions={
          <Button icon="refresh" busy={test.busy} why={may} onClick={() => test.run(undefined)}>
            Collect again and test all
          </Button>
        }
      />
      <Load query={controls} what="controls" lines={8}>
        {(data) => (
          <div className="col g3">
            <QueryBox
              value={q}
              onApply={(v) => setParams({ q: v })}
              placeholder="id, words, owner or criterion: CC6.1"
            />
            <div className="row wrap">
              <Segmented
                label="Result"
                value={view}
                onChange={(v) => setParams({ state: v === 'all' ? null : v })}
                options={views
                  .filter((v) => v === 'all' || v === view || n(v) > 0)
                  .map((v) => ({
                    value: v,
                    label: (
                      <>
                        {v === 'all' ? 'All' : wordOf[v]} {n(v)}
                      </>
                    ),
                  }))}
              />
              <span className="t2">
                <b>{rows.length}</b> of {plural(data.items.length, 'control')}
              </span>
              <a className="right sm" href="/compliance/readiness">
                By criterion
              </a>
            </div>
            <Panel flush>
              <DataTable
                caption="Controls, worst first"
                sticky
                columns={columns}
                rows={rows}
                rowKey={rowKey}
                selected={null}
                onSelect={undefined}
                onOpen={(c) => go(controlHref(c.id))}
                empty={
                  data.items.length === 0 ? (
                    <State art={emptyArt('c0ff75')} title="No controls">
                      A control is a statement that a test checks on the system's own records. The catalogue
                      is loaded when the server starts; it holds none here.
                    </State>
                  ) : (
                    <State
                      art={<IconArt name="filter" />}
                      title={`0 of ${plural(data.items.length, 'control')} match`}
                      actions={
                        <Button small onClick={() => setParams({ q: null, state: null })}>
                          Clear all
                        </Button>
                      }
                    />
                  )
                }
              />
            </Panel>
            <p className="foot">
              Results are management's own monitoring. They are not an auditor's conclusion.
            </p>
          </div>
        )}
      </Load>
    </>
  )
}
const rowKey = (c: Control): string => c.id
