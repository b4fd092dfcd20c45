import type { Column } from '../../../design/DataTable.tsx'
import { clock, count, day, duration, moment, shortId } from '../../../design/format.ts'
import { LedgerSeal, Verdict } from '../../../design/Status.tsx'
import type { Call } from '../contract.ts'

export const hrefOfCall = (id: string): string => `/gateway/requests/${id}`
/** Today shows the time, other days the date as well. */
function CallTime({ at }: { at: string }) {
  const today = day(at) === day(new Date().toISOString())
  return (
    <span className="mono nw" title={moment(at, 'ms')}>
      {today ? (
        clock(at, 'ms')
      ) : (
        <>
          {day(at, false)} {clock(at)}
        </>
      )}
    </span>
  )
}
const none = (words: string) => <span className="t3">{words}</span>
/** A name that may be long: cut here, in full on hover and on the request's own page. */
const clipped = (text: string) => (
  <span className="clip" title={text}>
    {text}
  </span>
)
export type CallColumn = Column<Call> & { readonly name: string; readonly usual: boolean }
export const callColumns: readonly CallColumn[] = [
  {
    id: 'at',
    name: 'Time',
    usual: true,
    head: 'Time, UTC',
    nowrap: true,
    cell: (c) => (
      <a className="plain" href={hrefOfCall(c.id)}>
        <CallTime at={c.at} />
      </a>
    ),
  },
  {
    id: 'verdict',
    name: 'Verdict',
    usual: true,
    head: 'Verdict',
    nowrap: true,
    cell: (c) => <Verdict kind={c.verdict} />,
  },
  {
    id: 'system',
    name: 'AI system',
    usual: true,
    head: 'AI system',
    nowrap: true,
    cell: (c) => (c.system === '' ? none('none') : clipped(c.system)),
  },
  {
    id: 'caller',
    name: 'Caller',
    usual: true,
    head: 'Caller',
    hide: 'opt',
    nowrap: true,
    cell: (c) =>
      c.key === null ? (
        none('no key')
      ) : c.key.name === '' ? (
        <span className="mono">{c.key.id.slice(0, 8)}</span>
      ) : (
        clipped(c.key.name)
      ),
  },
  {
    id: 'version',
    name: 'Model version',
    usual: true,
    head: 'Model version',
    hide: 'mob0',
    nowrap: true,
    cell: (c) =>
      c.version === null || c.version === '' ? (
        none('none dispatched')
      ) : (
        <span className="mono">{clipped(c.version)}</span>
      ),
  },
  {
    id: 'decided',
    name: 'Decided by',
    usual: true,
    head: 'Decided by',
    hide: 'mob0',
    cut: true,
    width: '16%',
    cell: (c) => <span title={c.decidedBy}>{c.decidedBy || none('no rule')}</span>,
  },
  {
    id: 'tokens',
    name: 'Tokens in / out',
    usual: true,
    head: 'Tokens in / out',
    num: true,
    hide: 'opt',
    cell: (c) => (
      <span className="mono sm">
        {count(c.tokensIn)} / {count(c.tokensOut)}
      </span>
    ),
  },
  {
    id: 'duration',
    name: 'Duration',
    usual: true,
    head: 'Duration',
    num: true,
    cell: (c) => duration(c.durationMs),
  },
  {
    id: 'ledger',
    name: 'Ledger',
    usual: true,
    head: 'Ledger',
    num: true,
    hide: 'mob0',
    cell: (c) => <LedgerSeal state={c.ledger.state} index={c.ledger.outcomeIndex ?? c.ledger.intentIndex} />,
  },
  {
    id: 'route',
    name: 'Route',
    usual: false,
    head: 'Route',
    hide: 'opt',
    nowrap: true,
    cell: (c) => (c.route === '' ? none('none') : <span className="mono">{clipped(c.route)}</span>),
  },
  {
    id: 'environment',
    name: 'Environment',
    usual: false,
    head: 'Environment',
    hide: 'opt',
    cell: (c) => c.environment || none('none'),
  },
  {
    id: 'user',
    name: 'End user',
    usual: false,
    head: 'End user',
    hide: 'opt',
    nowrap: true,
    cell: (c) => (c.endUser === null ? none('none given') : clipped(c.endUser.name)),
  },
  {
    id: 'team',
    name: 'Team',
    usual: false,
    head: 'Team',
    hide: 'opt',
    nowrap: true,
    cell: (c) => (c.team === null ? none('none') : clipped(c.team)),
  },
  {
    id: 'http',
    name: 'HTTP status',
    usual: false,
    head: 'HTTP',
    num: true,
    hide: 'opt',
    cell: (c) => c.httpStatus,
  },
  {
    id: 'code',
    name: 'Code of a refusal',
    usual: false,
    head: 'Code',
    hide: 'opt',
    nowrap: true,
    cell: (c) => (c.code === '' ? none('none') : <span className="mono sm">{clipped(c.code)}</span>),
  },
  {
    id: 'cost',
    name: 'Cost, USD',
    usual: false,
    head: 'Cost, USD',
    num: true,
    hide: 'opt',
    cell: (c) => (c.costMicroUsd / 1_000_000).toFixed(4),
  },
  {
    id: 'stream',
    name: 'Streamed or whole',
    usual: false,
    head: 'Answer',
    hide: 'opt',
    cell: (c) => (c.stream ? 'streamed' : 'whole'),
  },
  {
    id: 'fallback',
    name: 'Fallback',
    usual: false,
    head: 'Fallback',
    num: true,
    hide: 'opt',
    cell: (c) => (c.fallbackIndex === 0 ? none('first choice') : c.fallbackIndex),
  },
  {
    id: 'id',
    name: 'Evidence id',
    usual: false,
    head: 'Evidence id',
    hide: 'opt',
    nowrap: true,
    cell: (c) => <span className="mono sm">{shortId(c.id)}</span>,
  },
]
/** For lists in which nobody chooses. */
export const usualCallColumns = callColumns.filter((c) => c.usual)
export const exportHeads = [
  'id',
  'at',
  'verdict',
  'http_status',
  'code',
  'decided_by',
  'system',
  'route',
  'environment',
  'key',
  'end_user',
  'team',
  'version',
  'tokens_in',
  'tokens_out',
  'cost_micro_usd',
  'duration_ms',
  'ledger_state',
  'log',
  'intent_index',
  'outcome_index',
] as const
export const exportRow = (c: Call): readonly (string | number | null)[] => [
  c.id,
  c.at,
  c.verdict,
  c.httpStatus,
  c.code,
  c.decidedBy,
  c.system,
  c.route,
  c.environment,
  c.key?.name ?? null,
  c.endUser?.name ?? null,
  c.team,
  c.version,
  c.tokensIn,
  c.tokensOut,
  c.costMicroUsd,
  c.durationMs,
  c.ledger.state,
  c.ledger.log,
  c.ledger.intentIndex,
  c.ledger.outcomeIndex,
]
