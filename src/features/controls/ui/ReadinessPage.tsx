import { listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAddress, useApi, useSetParams } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { QueryBox } from '../../../design/Query.tsx'
import { IconArt, State } from '../../../design/States.tsx'
import { AsOf, Glyph, Status } from '../../../design/Status.tsx'
import { controlSchema, readinessSchema } from '../contract.ts'
import { CriteriaGrid, CriteriaLegend } from './CriteriaGrid.tsx'
import { controlHref, criterionKind, criterionWord, kindOf, seriesId, wordOf } from './words.ts'

/** All criteria with the controls that answer them. Counts, never percentages; a criterion without a control says so. */
export function ReadinessPage() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const q = params.get('q') ?? ''
  const readiness = useApi('/readiness', readinessSchema)
  const controls = useApi('/controls', listOf(controlSchema))
  return (
    <>
      <Head
        title="Readiness"
        tab="Readiness"
        crumbs={[{ href: '/compliance/controls', text: 'Compliance' }, { text: 'Readiness' }]}
        meta={readiness.data === undefined ? undefined : <AsOf at={readiness.data.asOf} />}
      />
      <Load query={readiness} what="readiness" lines={10}>
        {(data) => {
          const words = q.toLowerCase().trim()
          const rows = data.criteria.filter(
            (c) =>
              words === '' ||
              c.id.toLowerCase() === words ||
              seriesId(c.id).toLowerCase() === words ||
              criterionWord[c.status] === words ||
              (words.length > 3 && `${c.id} ${c.text} ${c.series}`.toLowerCase().includes(words)),
          )
          const byId = new Map((controls.data?.items ?? []).map((c) => [c.id, c]))
          return (
            <div className="grid">
              <div className="s5 stack">
                <Panel
                  flush
                  title="Readiness by criterion"
                  sub={`${data.criteria.filter((c) => c.status === 'pass').length} of ${data.criteria.length} pass`}
                  foot={<CriteriaLegend readiness={data} />}
                >
                  <CriteriaGrid readiness={data} controls={controls.data?.items ?? []} />
                </Panel>
                <p className="foot">
                  Management's own readiness, from tests on this system's records. It is not an opinion, and
                  it does not say that an audit would pass.
                </p>
              </div>
              <div className="s7 col g3">
                <QueryBox
                  value={q}
                  onApply={(v) => setParams({ q: v })}
                  placeholder="CC6, CC6.1, fail, no control, or words"
                />
                <span className="t2">
                  <b>{rows.length}</b> of {plural(data.criteria.length, 'criterion', 'criteria')}
                  {q === '' ? null : (
                    <>
                      {' '}
                      <button type="button" className="linkish" onClick={() => setParams({ q: null })}>
                        Clear
                      </button>
                    </>
                  )}
                </span>
                <Panel flush>
                  {rows.length === 0 ? (
                    <State
                      art={<IconArt name="filter" />}
                      title={`0 of ${data.criteria.length} criteria match`}
                      actions={
                        <Button small onClick={() => setParams({ q: null })}>
                          Clear
                        </Button>
                      }
                    >
                      <span className="mono">{q}</span>
                    </State>
                  ) : (
                    <SimpleTable
                      caption="Criteria"
                      columns={[
                        { head: 'Result', width: '132px' },
                        { head: 'Criterion' },
                        { head: 'Controls' },
                      ]}
                      rows={rows.map((c) => ({
                        key: c.id,
                        cells: [
                          <Status
                            key="s"
                            kind={criterionKind[c.status]}
                            word={criterionWord[c.status].replace(/^./, (x) => x.toUpperCase())}
                          />,
                          <span key="t">
                            <b className="mono">{c.id}</b> <span className="t2">{c.text}</span>
                          </span>,
                          c.controls.length === 0 ? (
                            <span className="t3" key="c">
                              none answers it in this version
                            </span>
                          ) : (
                            <span key="c" className="col g1">
                              {c.controls.map((id) => (
                                <a key={id} className="row g1 nw tap" href={controlHref(id)}>
                                  <Glyph
                                    kind={kindOf[byId.get(id)?.status ?? 'untested']}
                                    label={wordOf[byId.get(id)?.status ?? 'untested']}
                                  />
                                  <span className="mono sm">{id}</span>
                                </a>
                              ))}
                            </span>
                          ),
                        ],
                      }))}
                    />
                  )}
                </Panel>
              </div>
            </div>
          )
        }}
      </Load>
    </>
  )
}
