import { SimpleTable } from '../../../design/DataTable.tsx'
import { ago, count, duration, moment, span } from '../../../design/format.ts'
import { IconArt, State } from '../../../design/States.tsx'
import { Status } from '../../../design/Status.tsx'
import type { RoutesHealth, TargetHealth } from '../contract.ts'

const requestsOf = (q: string): string => `/gateway/requests?q=${encodeURIComponent(q)}`

/** One line a target of an open route: its breaker, what failed last, how long answers took. */
export function TargetHealthTable({ health }: { health: RoutesHealth }) {
  if (health.items.length === 0)
    return (
      <State art={<IconArt name="gateway" />} title="No open route has a target">
        Each version that answers on an open route is listed here with what this server saw of it.
      </State>
    )
  return (
    <SimpleTable
      caption="Health of targets"
      columns={[
        { head: 'Route' },
        { head: 'Version' },
        { head: 'Provider', hide: 'mob0' },
        { head: 'Breaker' },
        { head: 'Attempts', num: true, hide: 'mob0' },
        { head: 'Failed', num: true },
        { head: 'Last error', hide: 'opt' },
        { head: 'p50', num: true, hide: 'mob0' },
        { head: 'p95', num: true, hide: 'mob0' },
      ]}
      rows={health.items.map((t) => ({
        key: `${t.routeId} ${t.index}`,
        cells: [
          <span key="r" className="mono">
            {t.route}
          </span>,
          <span key="v">
            <a className="mono" href={`/models/${t.version}`}>
              {t.version}
            </a>
            <span className="t3 sm two-line">{placeOf(t)}</span>
          </span>,
          <span key="u">
            {t.upstream}
            <span className="t3 sm mono two-line">{t.model}</span>
          </span>,
          <Breaker key="b" target={t} />,
          <a key="a" href={requestsOf(`version:${t.version}`)}>
            {count(t.attempts)}
          </a>,
          t.failures === 0 ? '0' : <span key="f">{count(t.failures)}</span>,
          t.lastError === null ? (
            <span key="e" className="t3">
              none
            </span>
          ) : (
            <span key="e" title={moment(t.lastError.at, 's')}>
              <span className="mono sm">{t.lastError.code}</span>{' '}
              <span className="t3 sm two-line">{ago(t.lastError.at, Date.now())}</span>
            </span>
          ),
          time(t.recent.p50Ms),
          time(t.recent.p95Ms),
        ],
      }))}
    />
  )
}

const time = (ms: number | null) => (ms === null ? <span className="t3">none</span> : duration(ms))
const placeOf = (t: TargetHealth): string => {
  const place = t.index === 0 ? 'first' : `number ${t.index + 1}`
  return t.weight === null ? place : `${place}, weight ${t.weight}`
}

/** Nothing is green that nobody asked: a target without an answer yet says so. */
function Breaker({ target: t }: { target: TargetHealth }) {
  switch (t.breaker) {
    case 'open':
      return <Status kind="fail" word={`Tripped, asks again in ${span(t.probeInMs)}`} />
    case 'half-open':
      return <Status kind="inc" word="Probing" />
    case 'closed':
      return t.lastSuccessAt === null ? (
        <Status kind="na" word="Not asked yet" />
      ) : (
        <Status kind="pass" word="Passing" />
      )
    case 'off':
      return <Status kind="na" word="No breaker" />
  }
}
