import type { Column } from '../../../design/DataTable.tsx'
import { clock, count, day, duration, moment } from '../../../design/format.ts'
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
export const callColumns: readonly Column<Call>[] = [
  {
    id: 'at',
    head: 'Time, UTC',
    nowrap: true,
    cell: (c) => (
      <a className="plain" href={hrefOfCall(c.id)}>
        <CallTime at={c.at} />
      </a>
    ),
  },
  { id: 'verdict', head: 'Verdict', nowrap: true, cell: (c) => <Verdict kind={c.verdict} /> },
  {
    id: 'system',
    head: 'AI system',
    nowrap: true,
    cell: (c) => c.system || <span className="t3">none</span>,
  },
  {
    id: 'caller',
    head: 'Caller',
    hide: 'opt',
    nowrap: true,
    cell: (c) =>
      c.key === null ? (
        <span className="t3">no key</span>
      ) : (
        c.key.name || <span className="mono">{c.key.id.slice(0, 8)}</span>
      ),
  },
  {
    id: 'version',
    head: 'Model version',
    hide: 'mob0',
    nowrap: true,
    cell: (c) =>
      c.version === null || c.version === '' ? (
        <span className="t3">none dispatched</span>
      ) : (
        <span className="mono">{c.version}</span>
      ),
  },
  {
    id: 'decided',
    head: 'Decided by',
    hide: 'mob0',
    cut: true,
    width: '16%',
    cell: (c) => <span title={c.decidedBy}>{c.decidedBy || <span className="t3">no rule</span>}</span>,
  },
  {
    id: 'tokens',
    head: 'Tokens in / out',
    num: true,
    hide: 'opt',
    cell: (c) => (
      <span className="mono sm">
        {count(c.tokensIn)} / {count(c.tokensOut)}
      </span>
    ),
  },
  { id: 'duration', head: 'Duration', num: true, cell: (c) => duration(c.durationMs) },
  {
    id: 'ledger',
    head: 'Ledger',
    num: true,
    hide: 'mob0',
    cell: (c) => <LedgerSeal state={c.ledger.state} index={c.ledger.outcomeIndex ?? c.ledger.intentIndex} />,
  },
]
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
