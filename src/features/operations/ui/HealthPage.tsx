import { Head } from '../../../console/Head.tsx'
import { useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { moment, span } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { AsOf, Status, StatusBadge, type StatusKind } from '../../../design/Status.tsx'
import { Words } from '../../../design/Words.tsx'
import { healthSchema, type Health } from '../contract.ts'

const kinds: Readonly<Record<Health['status'], StatusKind>> = { ok: 'pass', degraded: 'inc', down: 'fail' }
const words: Readonly<Record<Health['status'], string>> = { ok: 'Works', degraded: 'Degraded', down: 'Down' }

/** Each part by its own probe, as of now; the same answer as /readyz. */
export function HealthPage() {
  const health = useApi('/health', healthSchema, { everyMs: 5_000 })
  return (
    <>
      <Head
        title="System health"
        tab="System health"
        crumbs={[{ href: '/settings/people', text: 'Settings' }, { text: 'System health' }]}
        badge={
          health.data === undefined ? undefined : (
            <StatusBadge kind={kinds[health.data.status]} word={words[health.data.status]} />
          )
        }
        meta={
          health.data === undefined ? undefined : (
            <AsOf
              at={health.data.asOf}
              freshForMs={30_000}
              extra={`, up ${span(health.data.uptimeMs)}, version ${health.data.version}`}
            />
          )
        }
      />
      <Panel flush title="Parts">
        <Load query={health} what="health">
          {(h) => (
            <SimpleTable
              caption="Parts"
              columns={[
                { head: 'State', width: '120px' },
                { head: 'Part' },
                { head: 'Detail' },
                { head: 'Since', hide: 'mob0' },
              ]}
              rows={h.parts.map((p) => ({
                key: p.name,
                cells: [
                  <Status key="s" kind={kinds[p.status]} word={words[p.status]} />,
                  <b className="m" key="n">
                    {p.name}
                  </b>,
                  <span className="t2" key="d">
                    <Words text={p.detail} />
                  </span>,
                  p.since === null ? (
                    <span className="t3" key="t">
                      start
                    </span>
                  ) : (
                    moment(p.since)
                  ),
                ],
              }))}
            />
          )}
        </Load>
      </Panel>
      <p className="foot mt3">
        From a terminal: <span className="mono">sealwright doctor</span> checks the same and prints what to
        do.
      </p>
    </>
  )
}
