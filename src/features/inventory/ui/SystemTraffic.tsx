import { listOf, query } from '../../../console/api.ts'
import { useApi, useGo } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { ButtonLink } from '../../../design/Button.tsx'
import { DataTable } from '../../../design/DataTable.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { callSchema } from '../../gateway/contract.ts'
import { hrefOfCall, usualCallColumns } from '../../gateway/ui/columns.tsx'

/** The newest calls of a system, with the log's usual columns. */
export function TrafficTab({ name }: { name: string }) {
  const go = useGo()
  const calls = useApi(`/calls${query({ q: `system:${name}`, limit: 15 })}`, listOf(callSchema), {
    everyMs: 10_000,
  })
  return (
    <Panel
      flush
      title="Newest requests"
      aside={
        <ButtonLink small href={`/gateway/requests?q=system:${name}`}>
          Open in Requests
        </ButtonLink>
      }
    >
      <Load query={calls} what="requests">
        {(list) =>
          list.items.length === 0 ? (
            <p className="t3 pad">No call of {name} is recorded yet.</p>
          ) : (
            <DataTable
              dense
              caption={`Requests of ${name}`}
              columns={usualCallColumns}
              rows={list.items}
              rowKey={(c) => c.id}
              onOpen={(c) => go(hrefOfCall(c.id))}
            />
          )
        }
      </Load>
    </Panel>
  )
}
