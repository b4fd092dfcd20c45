import { guardWords } from '../../../console/guard-words.ts'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { Verdict } from '../../../design/Status.tsx'
import type { CallDetail } from '../contract.ts'
import { asideWords, foundTypes, typeWords } from './found.ts'

type Guard = CallDetail['guards'][number]

/** What each guard said: those that found something first; the others are named in one line. */
export function Guards({ detail: d, numbers }: { detail: CallDetail; numbers: ReadonlyMap<string, number> }) {
  const [hits, quiet] = [d.guards.filter(hit), d.guards.filter((g) => !hit(g))]
  const rows = [...hits, ...quiet]
  return (
    <Panel
      flush
      title="Guardrails"
      sub={
        d.policy === null ? (
          'no policy'
        ) : (
          <>
            policy {d.policy.name}@{d.policy.version},{' '}
            {count(d.guards.reduce((n, g) => n + g.scannedChars, 0))} characters scanned
          </>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="t3 pad">No guard ran on this call.</p>
      ) : (
        <SimpleTable
          dense
          caption="Guard results"
          columns={[
            { head: <span className="sr">Number</span>, width: '36px' },
            { head: 'Guard' },
            { head: 'Found in', hide: 'mob0' },
            { head: 'Found' },
            { head: 'Score', num: true, hide: 'mob0' },
            { head: 'Limit', num: true, hide: 'mob0' },
            { head: 'Verdict' },
            { head: 'Took', num: true, hide: 'mob0' },
          ]}
          rows={rows.map((g, i) => ({
            key: `${g.guard}-${g.side}-${i}`,
            cells: [
              numbers.has(g.guard) && hit(g) ? (
                <Tag key="n">
                  <b>{numbers.get(g.guard)}</b>
                </Tag>
              ) : (
                ''
              ),
              <span key="g" title={g.detector}>
                {guardWords(g.guard)}
              </span>,
              g.side === 'input' ? 'request' : 'answer',
              <Found key="f" found={g.found} />,
              Number(g.score).toFixed(2),
              Number(g.threshold).toFixed(2),
              <GuardVerdict key="v" action={g.action} mode={g.mode} />,
              `${(g.tookUs / 1000).toFixed(1)} ms`,
            ],
          }))}
        />
      )}
    </Panel>
  )
}
const hit = (g: Guard): boolean => foundTypes(g.found).length > 0 || g.action !== 'none'

function Found({ found }: { found: Guard['found'] }) {
  const types = foundTypes(found)
  return (
    <span>
      {types.length === 0 ? <span className="t3">none</span> : types.map(typeWords).join(', ')}
      {asideWords(found).map((words) => (
        <span key={words} className="t3 sm two-line">
          {words}
        </span>
      ))}
    </span>
  )
}

function GuardVerdict({ action, mode }: { action: Guard['action']; mode: Guard['mode'] }) {
  if (action === 'none') return <Verdict kind="allowed" />
  if (mode === 'observe')
    return <Verdict kind="flagged" detail={action === 'flag' ? 'Flagged' : `Would ${action}`} />
  return action === 'block' ? (
    <Verdict kind="blocked" />
  ) : action !== 'flag' ? (
    <Verdict kind="masked" />
  ) : (
    <Verdict kind="flagged" />
  )
}
