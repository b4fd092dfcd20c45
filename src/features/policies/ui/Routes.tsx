import { useState } from 'react'
import { call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { activationSchema } from '../../../console/schemas.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { Panel } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import { AsOf } from '../../../design/Status.tsx'
import { systemSchema } from '../../inventory/contract.ts'
import { killSchema, routesHealthSchema, routeSchema, type Kill, type Route } from '../contract.ts'
import { ChangeRoute } from './ChangeRoute.tsx'
import { KillTable, Switch, switches } from './KillSwitch.tsx'
import { NewRoute } from './NewRoute.tsx'
import { RouteOptionsDialog } from './RouteOptionsDialog.tsx'
import { RouteTable } from './RouteTable.tsx'
import { TargetHealthTable } from './TargetHealthTable.tsx'

const touched = ['/routes', '/kill', '/upstreams', '/policies', '/approvals', '/systems']

/** What a client's `model` selects, where it goes, and the switch that stops a whole system. */
export function Routes() {
  const routes = useApi('/routes', listOf(routeSchema))
  const kill = useApi('/kill', listOf(killSchema))
  const systems = useApi('/systems?limit=200', listOf(systemSchema))
  const mayRoute = useWhyNot('route.write')
  const [making, setMaking] = useState(false)
  const health = useApi('/routes/health', routesHealthSchema, { everyMs: 10_000 })
  const [editing, setEditing] = useState<{ route: Route; what: 'change' | 'options' } | null>(null)
  const [switching, setSwitching] = useState<Kill | null>(null)
  const set = useAction(
    ({ id, ...patch }: { id: string; policy?: string; enabled?: boolean }) =>
      call('PATCH', `/routes/${id}`, activationSchema, patch),
    {
      refresh: touched,
      say: (v) =>
        v.state === 'waiting'
          ? 'This loosens, so it waits for another person. See Approvals, Mine.'
          : 'The gateway obeys the change from the next request on.',
      toastErrors: true,
    },
  )
  return (
    <>
      <Head
        title="Routes & kill switch"
        tab="Routes"
        crumbs={[{ href: '/gateway/requests', text: 'Gateway' }, { text: 'Routes & kill switch' }]}
        actions={
          <>
            <ButtonLink href="/gateway/providers">Providers &amp; prices</ButtonLink>
            <Button look="primary" icon="plus" why={mayRoute} onClick={() => setMaking(true)}>
              New route
            </Button>
          </>
        }
      />
      <div className="stack">
        <Panel flush title="Routes" sub="a client's model name selects one within its key's system">
          <Load query={routes} what="routes">
            {(list) =>
              list.items.length === 0 ? (
                <State
                  art={emptyArt('90u7e5')}
                  title="No routes"
                  actions={
                    <Button small why={mayRoute} onClick={() => setMaking(true)}>
                      New route
                    </Button>
                  }
                >
                  A route gives a model name to an AI system, a policy and the approved versions that answer.
                </State>
              ) : (
                <RouteTable
                  routes={list.items}
                  mayRoute={mayRoute}
                  onToggle={(r) => set.run({ id: r.id, enabled: !r.enabled })}
                  onEdit={(route, what) => setEditing({ route, what })}
                />
              )
            }
          </Load>
        </Panel>
        <Panel
          flush
          title="Health of what answers"
          sub="as this server has seen it since it started; times are of about the last ten minutes"
          {...(health.data === undefined
            ? {}
            : { aside: <AsOf at={health.data.asOf} freshForMs={60_000} /> })}
        >
          <Load query={health} what="the health of targets">
            {(h) => <TargetHealthTable health={h} />}
          </Load>
        </Panel>
        <Panel flush title="Kill switch" sub="stops every call of a system; releasing needs another person">
          <Load query={kill} what="kill switches">
            {(list) => (
              <KillTable rows={switches(list.items, systems.data?.items ?? [])} onSwitch={setSwitching} />
            )}
          </Load>
        </Panel>
      </div>
      {making ? <NewRoute onClose={() => setMaking(false)} /> : null}
      {editing === null ? null : editing.what === 'change' ? (
        <ChangeRoute route={editing.route} onClose={() => setEditing(null)} />
      ) : (
        <RouteOptionsDialog route={editing.route} mayRoute={mayRoute} onClose={() => setEditing(null)} />
      )}
      {switching === null ? null : <Switch kill={switching} onClose={() => setSwitching(null)} />}
    </>
  )
}
