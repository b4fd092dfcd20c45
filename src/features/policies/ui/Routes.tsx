import { useState } from 'react'
import type { z } from 'zod'
import { anything, call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { emptyArt } from '../../../console/Rosette.tsx'
import { activationSchema } from '../../../console/schemas.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { ConfirmWithReason, Dialog } from '../../../design/Dialog.tsx'
import { Check, ErrorSummary, SelectField, TextField } from '../../../design/Form.tsx'
import { moment } from '../../../design/format.ts'
import { Panel, Tag } from '../../../design/Panel.tsx'
import { State } from '../../../design/States.tsx'
import { AsOf, Status } from '../../../design/Status.tsx'
import { killSchema, policySchema, routesHealthSchema, routeSchema, upstreamSchema } from '../contract.ts'
import { systemSchema, type AiSystem } from '../../inventory/contract.ts'
import { versionSchema } from '../../registry/contract.ts'
import { environments } from '../../../identity/contract.ts'
import { NewProvider, ProviderTable } from './Providers.tsx'
import { optionsInWords } from './route-options-form.ts'
import { RouteOptionsDialog } from './RouteOptionsDialog.tsx'
import { TargetHealthTable } from './TargetHealthTable.tsx'

type Kill = z.infer<typeof killSchema>
type Route = z.infer<typeof routeSchema>
const touched = ['/routes', '/kill', '/upstreams', '/policies', '/approvals', '/systems']

/** What a client's `model` selects, where it goes, and the switch that stops a whole system. */
export function Routes() {
  const routes = useApi('/routes', listOf(routeSchema))
  const kill = useApi('/kill', listOf(killSchema))
  const upstreams = useApi('/upstreams', listOf(upstreamSchema))
  const systems = useApi('/systems?limit=200', listOf(systemSchema))
  const mayRoute = useWhyNot('route.write')
  const [dialog, setDialog] = useState<'route' | 'upstream' | null>(null)
  const health = useApi('/routes/health', routesHealthSchema, { everyMs: 10_000 })
  const [editing, setEditing] = useState<Route | null>(null)
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
            <Button why={mayRoute} onClick={() => setDialog('upstream')}>
              Add a provider
            </Button>
            <Button look="primary" icon="plus" why={mayRoute} onClick={() => setDialog('route')}>
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
                    <Button small why={mayRoute} onClick={() => setDialog('route')}>
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
                  onEdit={setEditing}
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
        <div className="grid">
          <div className="s7">
            <Panel
              flush
              title="Kill switch"
              sub="stops every call of a system; releasing needs another person"
            >
              <Load query={kill} what="kill switches">
                {(list) => (
                  <KillTable rows={switches(list.items, systems.data?.items ?? [])} onSwitch={setSwitching} />
                )}
              </Load>
            </Panel>
          </div>
          <div className="s5">
            <Panel flush title="Providers" sub="where answers come from">
              <Load query={upstreams} what="providers">
                {(list) => <ProviderTable providers={list.items} />}
              </Load>
            </Panel>
          </div>
        </div>
      </div>
      {dialog === 'route' ? <NewRoute onClose={() => setDialog(null)} /> : null}
      {dialog === 'upstream' ? <NewProvider onClose={() => setDialog(null)} /> : null}
      {editing === null ? null : (
        <RouteOptionsDialog route={editing} mayRoute={mayRoute} onClose={() => setEditing(null)} />
      )}
      {switching === null ? null : <Switch kill={switching} onClose={() => setSwitching(null)} />}
    </>
  )
}

function RouteTable({
  routes,
  mayRoute,
  onToggle,
  onEdit,
}: {
  routes: readonly Route[]
  mayRoute: string | null
  onToggle: (r: Route) => void
  onEdit: (r: Route) => void
}) {
  return (
    <SimpleTable
      caption="Routes"
      columns={[
        { head: 'Model name' },
        { head: 'AI system' },
        { head: 'Policy' },
        { head: 'Answers, in order', hide: 'mob0' },
        { head: 'Environment', hide: 'mob0' },
        { head: 'State' },
        { head: <span className="sr">Actions</span> },
      ]}
      rows={routes.map((r) => ({
        key: r.id,
        cells: [
          <span key="n">
            <b className="mono">{r.name}</b>
            {r.trial ? (
              <>
                {' '}
                <Tag>trial</Tag>
              </>
            ) : null}
          </span>,
          <a key="s" href={`/systems/${r.system}`}>
            {r.system}
          </a>,
          <a key="p" className="mono" href={`/gateway/policies/${r.policy}`}>
            {r.policy}
            {r.policyVersion === null ? '' : `@${r.policyVersion}`}
          </a>,
          <span key="t">
            <span className="mono sm">{r.targets.join(' → ')}</span>
            <span className="sm t3 two-line">{optionsInWords(r.options).join(', ') || 'one try each'}</span>
          </span>,
          <span key="e">
            {r.environment}
            {r.regulated ? (
              <>
                {' '}
                <Tag tone="inked">evidence required</Tag>
              </>
            ) : null}
          </span>,
          <span key="st">
            <Status kind={r.enabled ? 'pass' : 'na'} word={r.enabled ? 'Open' : 'Closed'} />
            {r.waiting === null ? null : (
              <a className="sm two-line" href={`/approvals/${r.waiting.approvalId}`}>
                a change waits
              </a>
            )}
          </span>,
          <span key="a" className="row end">
            <Button small onClick={() => onEdit(r)}>
              Options <span className="sr">of {r.name}</span>
            </Button>
            <Button small why={mayRoute} onClick={() => onToggle(r)}>
              {r.enabled ? 'Close' : 'Open'} <span className="sr">{r.name}</span>
            </Button>
          </span>,
        ],
      }))}
    />
  )
}
/** One line per active system: the server names those that were ever switched, the rest run. */
function switches(known: readonly Kill[], systems: readonly AiSystem[]): readonly Kill[] {
  const rest = systems
    .filter((s) => s.state === 'active' && !known.some((k) => k.system === s.name))
    .map((s): Kill => ({
      system: s.name,
      killed: false,
      reason: null,
      by: null,
      at: null,
      releaseApprovalId: null,
    }))
  return [...known, ...rest].toSorted(
    (a, b) => Number(b.killed) - Number(a.killed) || a.system.localeCompare(b.system),
  )
}
function KillTable({ rows, onSwitch }: { rows: readonly Kill[]; onSwitch: (k: Kill) => void }) {
  const engage = useWhyNot('kill.engage')
  if (rows.length === 0)
    return <p className="t3 pad">No AI system has a switch yet; each gets one when it is registered.</p>
  return (
    <SimpleTable
      caption="Kill switches"
      columns={[
        { head: 'AI system' },
        { head: 'State' },
        { head: 'Why', hide: 'mob0' },
        { head: <span className="sr">Actions</span>, num: true },
      ]}
      rows={rows.map((k) => ({
        key: k.system,
        cells: [
          <a key="s" href={`/systems/${k.system}`}>
            {k.system}
          </a>,
          <Status key="st" kind={k.killed ? 'fail' : 'pass'} word={k.killed ? 'Stopped' : 'Running'} />,
          k.killed ? (
            <span key="w">
              {k.reason}{' '}
              <span className="t3">
                {k.by}
                {k.at === null ? '' : `, ${moment(k.at)}`}
              </span>
            </span>
          ) : (
            <span className="t3" key="w">
              none
            </span>
          ),
          k.killed ? (
            k.releaseApprovalId !== null ? (
              <a key="a" className="sm" href={`/approvals/${k.releaseApprovalId}`}>
                release waits for approval
              </a>
            ) : (
              <Button key="a" small why={engage} onClick={() => onSwitch(k)}>
                Ask to release <span className="sr">{k.system}</span>
              </Button>
            )
          ) : (
            <Button key="a" small look="danger" why={engage} onClick={() => onSwitch(k)}>
              Stop {k.system}
            </Button>
          ),
        ],
      }))}
    />
  )
}
function Switch({ kill, onClose }: { kill: Kill; onClose: () => void }) {
  const engage = !kill.killed
  const act = useAction(
    (reason: string) => call('POST', `/kill/${kill.system}`, anything, { engage, reason }),
    {
      refresh: touched,
      say: () =>
        engage
          ? `${kill.system} is stopped: every call is refused and recorded.`
          : `The release of ${kill.system} was asked for.`,
      after: onClose,
    },
  )
  return (
    <ConfirmWithReason
      danger={engage}
      title={engage ? `Stop ${kill.system}` : `Release ${kill.system}`}
      effect={
        engage
          ? `Every call of ${kill.system} is refused from the next request on, in all environments and on every replica. Releasing it needs another person.`
          : 'Another person must approve before calls pass again.'
      }
      action={engage ? `Stop ${kill.system}` : 'Ask for the release'}
      busy={act.busy}
      error={act.error === null ? null : errorText(act.error)}
      onClose={onClose}
      onConfirm={act.run}
    />
  )
}

function NewRoute({ onClose }: { onClose: () => void }) {
  const systems = useApi('/systems?limit=100', listOf(systemSchema))
  const policies = useApi('/policies', listOf(policySchema))
  const [name, setName] = useState('')
  const [system, setSystem] = useState('')
  const [policy, setPolicy] = useState('')
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('development')
  const [targets, setTargets] = useState<readonly string[]>([])
  const [regulated, setRegulated] = useState(true)
  const versions = useApi(
    system === '' ? null : `/versions?system=${encodeURIComponent(system)}`,
    listOf(versionSchema),
  )
  const make = useAction(
    () => call('POST', '/routes', anything, { name, system, environment, policy, targets, regulated }),
    { refresh: touched, say: () => `Route ${name} is open.`, after: onClose },
  )
  const deployed = (versions.data?.items ?? []).filter(
    (v) => v.state === 'deployed' || v.state === 'approved',
  )
  const missing = name === '' || system === '' || policy === '' || targets.length === 0
  return (
    <Dialog
      title="New route"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={missing ? 'Fill in name, system, policy and at least one version' : null}
            onClick={() => make.run(undefined)}
          >
            Create the route
          </Button>
        </>
      }
    >
      <div className="form">
        {make.error === null ? null : <ErrorSummary title={errorText(make.error)} errors={[]} />}
        <TextField
          label="Model name"
          code
          value={name}
          onChange={setName}
          hint="What clients send as `model`, for example chat."
          autoFocus
        />
        <SelectField
          label="AI system"
          value={system}
          onChange={(v) => {
            setSystem(v)
            setTargets([])
          }}
          options={[
            { value: '', label: 'Choose' },
            ...(systems.data?.items ?? []).map((s) => ({ value: s.name, label: s.title || s.name })),
          ]}
        />
        <SelectField
          label="Policy"
          value={policy}
          onChange={setPolicy}
          options={[
            { value: '', label: 'Choose' },
            ...(policies.data?.items ?? []).map((p) => ({ value: p.name, label: `${p.name}, ${p.mode}` })),
          ]}
        />
        <SelectField
          label="Environment"
          value={environment}
          onChange={setEnvironment}
          options={environments.map((e) => ({ value: e, label: e }))}
        />
        <fieldset className="field">
          <legend className="mb2">Versions that answer, first is primary</legend>
          {system === '' ? (
            <span className="hint">Choose a system first.</span>
          ) : deployed.length === 0 ? (
            <span className="hint">
              No approved version yet. <a href={`/models?system=${system}`}>Register one</a>.
            </span>
          ) : (
            deployed.map((v) => (
              <Check
                key={v.label}
                label={<span className="mono">{v.label}</span>}
                hint={v.state}
                checked={targets.includes(v.label)}
                onChange={(on) =>
                  setTargets(on ? [...targets, v.label] : targets.filter((t) => t !== v.label))
                }
              />
            ))
          )}
        </fieldset>
        <Check
          label="Evidence required"
          hint="A call is refused while its record cannot be written."
          checked={regulated}
          onChange={setRegulated}
        />
      </div>
    </Dialog>
  )
}
