import { useState } from 'react'
import { call, listOf, query, type List } from '../../../console/api.ts'
import { csv, download } from '../../../console/download.ts'
import { chipText, read, setWindow, windowOf, windows, without } from '../../../console/filter.ts'
import { Head } from '../../../console/Head.tsx'
import {
  asApiError,
  errorText,
  useAction,
  useAddress,
  useApi,
  useGo,
  useSetParams,
} from '../../../console/hooks.ts'
import { Failure } from '../../../console/Load.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { DataTable } from '../../../design/DataTable.tsx'
import { Dialog } from '../../../design/Dialog.tsx'
import { count, plural } from '../../../design/format.ts'
import { Icon } from '../../../design/Icon.tsx'
import { Chip, QueryBox } from '../../../design/Query.tsx'
import { Skeleton } from '../../../design/States.tsx'
import { AsOf } from '../../../design/Status.tsx'
import { callFacetsSchema, callSchema, type Call } from '../contract.ts'
import { ColumnChooser, useColumns } from './ColumnChooser.tsx'
import { exportHeads, exportRow, hrefOfCall } from './columns.tsx'
import { Facets } from './Facets.tsx'
import { useLiveCalls } from './live.ts'
import { NoRows } from './NoRows.tsx'
import { SavedViews } from './SavedViews.tsx'
import { SealedSearchDialog } from './SealedSearch.tsx'
import { Strip } from './Strip.tsx'

const pageSize = 15
const exportRowsMax = 10_000
const callList = listOf(callSchema)

/** The request log: one filter in the address; facets, strip, rows and export come from it. The list holds still while it is read. */
export function Requests() {
  const { params } = useAddress()
  const setParams = useSetParams()
  const go = useGo()
  const q = params.get('q') ?? ''
  const cursor = params.get('cursor')
  const from = Number(params.get('from') ?? '1')
  const [paused, setPaused] = useState(false)
  const [selected, setSelected] = useState<string | null>(null)
  const [inside, setInside] = useState(false)
  const [held, setHeld] = useState<List<Call> | null>(null)
  const [drawer, setDrawer] = useState(false)
  const { columns, choose } = useColumns()
  const [searching, setSearching] = useState(false)
  const maySearch = useWhyNot('call.read')
  const apply = (next: string): void => {
    setHeld(null)
    setSelected(null)
    setParams({ q: next === '' ? null : next, cursor: null, from: null })
  }
  const parsed = read(q)
  const valid = parsed.error === null
  const live = useLiveCalls(!paused && cursor === null && valid)
  const list = useApi(valid ? `/calls${query({ q, cursor, limit: pageSize })}` : null, callList, {
    keep: true,
    ...(paused || cursor !== null ? {} : { everyMs: live ? 20_000 : 5_000 }),
  })
  const facets = useApi(valid ? `/calls/facets${query({ q })}` : null, callFacetsSchema, {
    keep: true,
    ...(paused ? {} : { everyMs: live ? 20_000 : 5_000 }),
  })
  const holding = cursor === null && (selected !== null || inside)
  if (holding && held === null && list.data !== undefined && !list.isPlaceholderData) setHeld(list.data)
  if (!holding && held !== null) setHeld(null)
  const shown = (holding ? held : null) ?? list.data
  const newer =
    holding && held !== null && list.data !== undefined ? Math.max(0, list.data.total - held.total) : 0
  const exporting = useAction(() => exportAll(q, shown?.total ?? 0), {
    say: (n) => `Exported ${plural(n, 'row')}.`,
    toastErrors: true,
  })
  const failure = list.error === null || list.data !== undefined ? null : asApiError(list.error)
  const told =
    failure !== null && failure.problem.status === 400
      ? {
          at: typeof failure.problem.extra?.at === 'number' ? failure.problem.extra.at : null,
          message: errorText(failure),
        }
      : null
  const error = parsed.error ?? told
  const side =
    facets.data === undefined ? (
      <Skeleton lines={6} label="Reading facets" />
    ) : (
      <Facets q={q} data={facets.data} onApply={apply} />
    )
  const terms = parsed.terms
  return (
    <>
      <Head
        title="Requests"
        tab="Requests"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Requests' }]}
        meta={
          shown === undefined ? undefined : <AsOf at={shown.asOf} freshForMs={paused ? 60_000 : 120_000} />
        }
        actions={
          <>
            <div className="seg" role="group" aria-label="Window">
              <button
                type="button"
                aria-pressed={!paused}
                onClick={() => setPaused(!paused)}
                title={paused ? 'Paused: the list does not follow new requests' : 'Following new requests'}
              >
                <Icon name={paused ? 'play' : 'pause'} size={13} />
                Live
              </button>
              {windows.map((w) => (
                <button
                  key={w.value}
                  type="button"
                  className={w.value === 'all' || w.value === '7d' ? 'narrow-hide' : undefined}
                  aria-pressed={windowOf(q) === w.value}
                  onClick={() => apply(setWindow(q, w.value))}
                >
                  {w.label}
                </button>
              ))}
            </div>
            <Button
              icon="dl"
              busy={exporting.busy}
              why={
                shown === undefined || shown.total === 0
                  ? 'There are no rows to export'
                  : shown.total > exportRowsMax
                    ? `${count(shown.total)} rows: narrow the filter to ${count(exportRowsMax)} or fewer`
                    : null
              }
              onClick={() => exporting.run(undefined)}
            >
              Export {shown === undefined ? '' : plural(shown.total, 'row')}
            </Button>
          </>
        }
      />
      <div className="split facet-split">
        <aside className="facets wide-only" aria-label="Facets">
          <div className="head">
            Facets
            {q === '' ? null : (
              <button type="button" className="linkish right sm light" onClick={() => apply('')}>
                Clear
              </button>
            )}
          </div>
          {side}
        </aside>
        <div className="col g3">
          <QueryBox
            value={q}
            onApply={apply}
            placeholder="verdict:blocked,masked age:<1h"
            error={error}
            hint={
              <>
                same grammar as <span className="mono">sealwright evidence list --query</span>
              </>
            }
          />
          <div className="row wrap">
            <button type="button" className="chip medium-only" onClick={() => setDrawer(true)}>
              <Icon name="filter" size={14} />
              Facets {terms.length > 0 ? terms.length : ''}
            </button>
            {terms.map((t, i) => (
              <Chip key={chipText(t)} label={chipText(t)} onRemove={() => apply(without(q, i))}>
                {chipText(t)}
              </Chip>
            ))}
            {facets.data === undefined ? null : (
              <span className="t2" role="status">
                <b>{count(facets.data.matched)}</b> of {plural(facets.data.total, 'request')}
              </span>
            )}
            <span className="right row wrap">
              <Button
                small
                why={maySearch ?? (valid ? null : 'Correct the filter first')}
                onClick={() => setSearching(true)}
              >
                Search sealed texts
              </Button>
              <SavedViews q={q} />
              <ColumnChooser columns={columns} onChoose={choose} />
            </span>
          </div>
          {facets.data === undefined ? null : <Strip data={facets.data} />}
          {error !== null ? null : shown === undefined ? (
            <section className="panel">
              {failure === null ? (
                <Skeleton lines={8} label="Reading requests" />
              ) : (
                <Failure error={failure} what="requests" onRetry={() => void list.refetch()} />
              )}
            </section>
          ) : shown.items.length === 0 ? (
            <section className="panel">
              <NoRows q={q} facets={facets.data} onApply={apply} />
            </section>
          ) : (
            <section
              className="panel"
              aria-label="Requests"
              onMouseEnter={() => setInside(true)}
              onMouseLeave={() => setInside(false)}
            >
              {newer > 0 ? (
                <div className="newer" role="status" aria-live="polite">
                  <span>
                    {plural(newer, 'newer request')}
                    <span className="wide-only">
                      . The list holds still while{' '}
                      {selected === null ? 'the pointer is in it' : 'a row is selected'}.
                    </span>
                  </span>
                  <button
                    type="button"
                    className="linkish b"
                    onClick={() => {
                      setSelected(null)
                      setHeld(list.data ?? null)
                    }}
                  >
                    Show them
                  </button>
                </div>
              ) : null}
              <DataTable
                sticky={columns.length <= 9}
                dense
                caption="Requests, newest first"
                columns={columns}
                rows={shown.items}
                rowKey={rowKey}
                selected={selected}
                onSelect={setSelected}
                onOpen={(c) => go(hrefOfCall(c.id))}
              />
              <div className="tf">
                <span>
                  Rows {count(from)} to {count(from + shown.items.length - 1)} of {count(shown.total)}
                </span>
                <span className="right row g3">
                  <span className="narrow-hide">
                    <kbd>j</kbd> <kbd>k</kbd> move
                  </span>
                  <span className="narrow-hide">
                    <kbd>↵</kbd> open
                  </span>
                  {cursor === null ? null : (
                    <button
                      type="button"
                      className="linkish"
                      onClick={() => setParams({ cursor: null, from: null })}
                    >
                      Newest
                    </button>
                  )}
                  {shown.next === null ? null : (
                    <button
                      type="button"
                      className="linkish"
                      onClick={() =>
                        setParams({ cursor: shown.next, from: String(from + shown.items.length) })
                      }
                    >
                      Next {pageSize} →
                    </button>
                  )}
                </span>
              </div>
            </section>
          )}
        </div>
      </div>
      {searching ? <SealedSearchDialog q={q} onClose={() => setSearching(false)} /> : null}
      {drawer ? (
        <Dialog
          title="Facets"
          onClose={() => setDrawer(false)}
          footer={
            <Button look="primary" onClick={() => setDrawer(false)}>
              Show {facets.data === undefined ? 'requests' : plural(facets.data.matched, 'request')}
            </Button>
          }
        >
          {side}
        </Dialog>
      ) : null}
    </>
  )
}
const rowKey = (c: Call): string => c.id

/** Every page of the same filter, up to the cap; the file holds exactly the rows counted. */
async function exportAll(q: string, total: number): Promise<number> {
  const rows: Call[] = []
  let cursor: string | null = null
  do {
    const page: List<Call> = await call('GET', `/calls${query({ q, cursor, limit: 200 })}`, callList)
    rows.push(...page.items)
    cursor = page.next
  } while (cursor !== null && rows.length < Math.min(exportRowsMax, total + 200))
  download(
    `requests-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, '')}.csv`,
    'text/csv;charset=utf-8',
    csv(exportHeads, rows.map(exportRow)),
  )
  return rows.length
}
