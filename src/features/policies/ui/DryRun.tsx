import { useState } from 'react'
import { call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { Button } from '../../../design/Button.tsx'
import { ScoreHistogram } from '../../../design/Charts.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count, moment, plural, shortMoment } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { IconArt, Note, Progress, State } from '../../../design/States.tsx'
import { AsOf } from '../../../design/Status.tsx'
import { dryRunSchema, type DryRun, type PolicySpec } from '../contract.ts'

const spans = [
  { hours: 1, label: '1 hour' },
  { hours: 24, label: '24 hours' },
  { hours: 168, label: '7 days' },
  { hours: 720, label: '30 days' },
] as const

/** The saved draft on recorded requests, with the same detectors as in production. Nothing is sent to a model. */
export function DryRunPanels({
  name,
  spec,
  active,
  ready,
  result,
  onResult,
  routes,
}: {
  name: string
  spec: PolicySpec
  active: PolicySpec | null
  ready: boolean
  result: DryRun | null
  onResult: (r: DryRun) => void
  routes: readonly string[]
}) {
  const [hours, setHours] = useState(168)
  const run = useAction(() => call('POST', `/policies/${name}/draft/dry-run`, dryRunSchema, { hours }), {
    after: onResult,
  })
  return (
    <>
      <Panel
        title="Dry run"
        sub={result === null ? undefined : <AsOf at={result.asOf} />}
        aside={
          <>
            <label className="sr" htmlFor="dry-hours">
              Window
            </label>
            <select
              id="dry-hours"
              className="inp tiny"
              value={hours}
              onChange={(e) => setHours(Number(e.target.value))}
            >
              {spans.map((s) => (
                <option key={s.hours} value={s.hours}>
                  {s.label}
                </option>
              ))}
            </select>
            <Button
              small
              icon="refresh"
              busy={run.busy}
              why={ready ? null : 'Save a draft first: the dry run uses the saved text'}
              onClick={() => run.run(undefined)}
            >
              {result === null ? 'Run' : 'Run again'}
            </Button>
          </>
        }
      >
        {run.busy ? (
          <div className="mb3">
            <Progress label="Running the draft over recorded requests" />
            <p className="t3 sm mt1">Reading recorded requests and running the guards over them.</p>
          </div>
        ) : null}
        {run.error === null ? null : (
          <Note kind="fail">
            <b>The dry run stopped.</b> {errorText(run.error)} Nothing was changed.
          </Note>
        )}
        {result === null ? (
          run.busy ? null : (
            <State art={<IconArt name="play" />} title="Not run on this draft">
              It replays recorded requests of{' '}
              {routes.length === 0 ? 'the routes that use this policy' : routes.join(', ')} through the
              draft's guards and counts what would differ. No model is called, nobody notices.
            </State>
          )
        ) : (
          <Summary run={result} spec={spec} active={active} routes={routes} />
        )}
      </Panel>
      {result !== null && result.blocked.length > 0 ? <Blocked run={result} /> : null}
    </>
  )
}

function Summary({
  run,
  spec,
  active,
  routes,
}: {
  run: DryRun
  spec: PolicySpec
  active: PolicySpec | null
  routes: readonly string[]
}) {
  if (run.requests === 0)
    return (
      <State art={<IconArt name="clock" />} title="No recorded request in this window">
        Choose a longer one, or send requests on {routes.join(', ') || 'a route of this policy'} first.
      </State>
    )
  const parts = [
    { id: 'same', n: run.same, word: 'same as before', colour: 'var(--c6)', opacity: 0.4 },
    { id: 'mask', n: run.wouldMask, word: 'would mask', colour: 'var(--c1)', opacity: 1 },
    { id: 'flag', n: run.wouldFlag, word: 'would flag', colour: 'var(--inconclusive-solid)', opacity: 1 },
    { id: 'allow', n: run.wouldAllow, word: 'would allow', colour: 'var(--c3)', opacity: 1 },
    { id: 'block', n: run.wouldBlock, word: 'would block', colour: 'var(--fail-solid)', opacity: 1 },
    { id: 'not', n: run.notReplayable, word: 'not replayable', colour: 'var(--border-2)', opacity: 1 },
  ].filter((p) => p.n > 0)
  const guards = [...new Set(run.histogram.map((h) => h.guard))]
  return (
    <>
      <p className="headline">
        Would have blocked <b>{count(run.wouldBlock)}</b> of <b>{count(run.requests)}</b> requests
      </p>
      <p className="t2 mb3">
        {routes.length === 0 ? '' : `Route ${routes.join(', ')}, `}
        {moment(run.from)} to {moment(run.to)}, all recorded requests, same detectors as in production.
        Nothing was sent to a model.
        {run.notReplayable > 0
          ? ` ${plural(run.notReplayable, 'request')} could not be replayed: text erased, not kept, or too old.`
          : ''}
        {run.notRun.length > 0
          ? ` Not asked, because a dry run sends nothing out: ${run.notRun.join(', ')}.`
          : ''}
      </p>
      <div className="propbar" role="img" aria-label={parts.map((p) => `${count(p.n)} ${p.word}`).join(', ')}>
        {parts.map((p) => (
          <span
            key={p.id}
            style={{ flexGrow: p.n, flexBasis: 8, background: p.colour, opacity: p.opacity }}
          />
        ))}
      </div>
      <p className="legend">
        {parts.map((p) => (
          <span key={p.id}>
            <i style={{ background: p.colour, opacity: p.opacity }} />
            <span className="n">{count(p.n)}</span>
            {p.word}
          </span>
        ))}
        <span className="t3">short bars are drawn at least 8 px wide</span>
      </p>
      {guards.map((g) => {
        const limit = [...spec.input, ...spec.output].find((r) => r.guard === g)?.threshold ?? null
        const now =
          active === null
            ? null
            : ([...active.input, ...active.output].find((r) => r.guard === g)?.threshold ?? null)
        const bins = run.histogram.filter((h) => h.guard === g)
        return (
          <div key={g} className="mt3">
            <h3 className="sm b">{g}</h3>
            <ScoreHistogram
              bins={bins}
              limit={limit}
              now={now}
              label={`${g} scores of ${count(bins.reduce((a, b) => a + b.count, 0))} requests; limit ${limit ?? 'none'}`}
            />
          </div>
        )
      })}
    </>
  )
}

function Blocked({ run }: { run: DryRun }) {
  return (
    <Panel
      flush
      title={`The ${count(run.wouldBlock)} it would have blocked`}
      sub={run.blocked.length < run.wouldBlock ? `${run.blocked.length} shown` : undefined}
    >
      <SimpleTable
        dense
        caption="Requests that the draft would have blocked"
        columns={[
          { head: 'Time, UTC' },
          { head: 'Caller', hide: 'opt' },
          { head: 'Matched text, redacted' },
          { head: 'Guard', hide: 'mob0' },
          { head: 'Score', num: true },
        ]}
        rows={run.blocked.map((b) => ({
          key: b.callId,
          cells: [
            <a className="mono nw" key="t" href={`/gateway/requests/${b.callId}`}>
              {shortMoment(b.at)}
            </a>,
            b.key,
            <span className="clamp" key="e" title={b.excerpt}>
              {b.excerpt}
            </span>,
            b.guard,
            b.score.toFixed(2),
          ],
        }))}
      />
    </Panel>
  )
}
