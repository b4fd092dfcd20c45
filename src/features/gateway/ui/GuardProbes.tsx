import { call } from '../../../console/api.ts'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { moment } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { IconArt, State } from '../../../design/States.tsx'
import { Status, type StatusKind } from '../../../design/Status.tsx'
import { guardProbesSchema, type GuardProbe } from '../contract.ts'

const PATH = '/guard-probes'

const states: Readonly<Record<GuardProbe['state'], { readonly kind: StatusKind; readonly word: string }>> = {
  alive: { kind: 'pass', word: 'alive' },
  failed: { kind: 'fail', word: 'failed' },
  stale: { kind: 'stale', word: 'stale' },
  never: { kind: 'gap', word: 'never probed' },
}

/** Every guard that a route enforces, with what its newest labelled probes came to. */
export function GuardProbes() {
  const probes = useApi(PATH, guardProbesSchema)
  const run = useAction(() => call('POST', PATH, guardProbesSchema, {}), { refresh: [PATH] })
  return (
    <Panel
      flush
      title="Enforced guards, probed"
      sub="labelled texts, drawn anew, through each route's own rules: daily, and when rules change; no model is asked"
      aside={
        <Button small busy={run.busy} onClick={() => run.run(undefined)}>
          Probe now
        </Button>
      }
    >
      {run.error === null ? null : (
        <p role="alert" className="err">
          {errorText(run.error)}
        </p>
      )}
      <Load query={probes} what="probes">
        {(list) =>
          list.items.length === 0 ? (
            <State art={<IconArt name="doc" />} title="Nothing is enforced">
              No enabled route has a rule that masks or blocks, so there is nothing to probe.
            </State>
          ) : (
            <SimpleTable
              caption="Probes of enforced guards"
              columns={[
                { head: 'Route' },
                { head: 'Guard' },
                { head: 'Result' },
                { head: 'Hostile stopped', num: true },
                { head: 'Harmless passed', num: true, hide: 'mob0' },
                { head: 'Probed', hide: 'mob0' },
              ]}
              rows={list.items.map((p) => ({
                key: `${p.route} ${p.side} ${p.guard} ${p.detector}`,
                cells: [
                  <span key="r">
                    <b>{p.routeName}</b> <span className="t3">{p.environment}</span>
                  </span>,
                  `${p.guard}${p.detector === '' ? '' : ` ${p.detector}`}, ${p.side === 'input' ? 'requests' : 'answers'}`,
                  <span key="s" title={[...p.missed, ...p.alarms, p.failure].join(' ').trim()}>
                    <Status {...states[p.state]} />
                  </span>,
                  `${p.stopped} of ${p.hostile}`,
                  `${p.passed} of ${p.harmless}`,
                  p.at === null ? 'never' : moment(p.at),
                ],
              }))}
            />
          )
        }
      </Load>
    </Panel>
  )
}
