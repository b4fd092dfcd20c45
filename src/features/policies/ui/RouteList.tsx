import { SimpleTable } from '../../../design/DataTable.tsx'
import { Panel } from '../../../design/Panel.tsx'
import type { Route } from '../contract.ts'

/** The routes that a policy guards. */
export function RouteList({ routes }: { routes: readonly Route[] }) {
  if (routes.length === 0)
    return (
      <Panel>
        <p className="t2">
          No route uses this policy. Choose it for a route under{' '}
          <a href="/gateway/routes">Routes &amp; kill switch</a>.
        </p>
      </Panel>
    )
  return (
    <Panel flush>
      <SimpleTable
        caption="Routes"
        columns={[{ head: 'Route' }, { head: 'AI system' }, { head: 'Environment' }, { head: 'Versions' }]}
        rows={routes.map((r) => ({
          key: r.id,
          cells: [
            <span className="mono b" key="n">
              {r.name}
            </span>,
            <a key="s" href={`/systems/${r.system}`}>
              {r.system}
            </a>,
            r.environment,
            <span className="mono sm" key="t">
              {r.targets.join(' → ')}
            </span>,
          ],
        }))}
      />
    </Panel>
  )
}
