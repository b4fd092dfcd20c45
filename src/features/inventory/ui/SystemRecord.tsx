import { listOf } from '../../../console/api.ts'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { LedgerSeal, Status } from '../../../design/Status.tsx'
import { Timeline } from '../../../design/Steps.tsx'
import { controlSchema } from '../../controls/contract.ts'
import { kindOf, wordOf } from '../../controls/ui/words.ts'
import { historyItemSchema } from '../contract.ts'

/** What is on record about a system: results of controls, and every change. */
export function ControlsTab() {
  const controls = useApi('/controls', listOf(controlSchema))
  return (
    <Panel
      flush
      title="Controls"
      sub="tested over all systems of this workspace; this version has no result per system"
    >
      <Load query={controls} what="controls">
        {(list) => (
          <SimpleTable
            dense
            caption="Controls"
            columns={[{ head: 'Result' }, { head: 'Control' }, { head: 'Exceptions', num: true }]}
            rows={list.items.map((c) => ({
              key: c.id,
              cells: [
                <Status key="s" kind={kindOf[c.status]} word={wordOf[c.status]} />,
                <span key="c">
                  <a className="mono b" href={`/compliance/controls/${c.id}`}>
                    {c.id}
                  </a>{' '}
                  {c.title}
                </span>,
                c.latest === null ? (
                  <span className="t3" key="x">
                    not tested
                  </span>
                ) : (
                  count(c.latest.deviations.length)
                ),
              ],
            }))}
          />
        )}
      </Load>
    </Panel>
  )
}

export function HistoryTab({ name }: { name: string }) {
  const history = useApi(`/systems/${name}/history`, listOf(historyItemSchema))
  return (
    <Panel title="History" sub="every change, with its ledger entry">
      <Load query={history} what="history">
        {(list) => (
          <Timeline
            events={list.items.map((h) => ({
              key: h.entryId,
              at: h.at,
              text: (
                <>
                  {h.actor} <span className="m">{h.verb}</span> {h.what}
                </>
              ),
              seal: (
                <a href={`/settings/ledger/${h.entryId}`}>
                  <LedgerSeal state={h.index === null ? 'pending' : 'published'} index={h.index} />
                </a>
              ),
            }))}
          />
        )}
      </Load>
    </Panel>
  )
}
