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
import { Status } from '../../../design/Status.tsx'
import { killSchema, policySchema, routeSchema, upstreamSchema } from '../contract.ts'
import { systemSchema, type AiSystem } from '../../inventory/contract.ts'
import { versionSchema } from '../../registry/contract.ts'
import { environments } from '../../../identity/contract.ts'

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
                />
              )
            }
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
                {(list) => (
                  <SimpleTable
                    caption="Providers"
                    columns={[
                      { head: 'Name' },
                      { head: 'Kind' },
                      { head: 'Address', hide: 'mob0' },
                      { head: 'Key' },
                    ]}
                    rows={list.items.map((u) => ({
                      key: u.id,
                      cells: [
                        <b className="mono" key="n">
                          {u.name}
                        </b>,
                        u.kind === 'sandbox' ? 'built-in sandbox' : 'OpenAI-compatible',
                        u.baseUrl === null ? (
                          <span className="t3" key="b">
                            this machine
                          </span>
                        ) : (
                          <span className="mono sm" key="b">
                            {u.baseUrl}
                          </span>
                        ),
                        u.hasKey ? (
                          'kept, sealed'
                        ) : (
                          <span className="t3" key="k">
                            none
                          </span>
                        ),
                      ],
                    }))}
                  />
                )}
              </Load>
            </Panel>
          </div>
        </div>
      </div>
      {dialog === 'route' ? <NewRoute onClose={() => setDialog(null)} /> : null}
      {dialog === 'upstream' ? <NewUpstream onClose={() => setDialog(null)} /> : null}
      {switching === null ? null : <Switch kill={switching} onClose={() => setSwitching(null)} />}
    </>
  )
}

function RouteTable({
  routes,
  mayRoute,
  onToggle,
}: {
  routes: readonly Route[]
  mayRoute: string | null
  onToggle: (r: Route) => void
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
          <span key="t" className="mono sm">
            {r.targets.join(' → ')}
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
          <Button key="a" small why={mayRoute} onClick={() => onToggle(r)}>
            {r.enabled ? 'Close' : 'Open'} <span className="sr">{r.name}</span>
          </Button>,
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
function NewUpstream({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [baseUrl, setBaseUrl] = useState('')
  const [key, setKey] = useState('')
  const make = useAction(
    () =>
      call('POST', '/upstreams', anything, { name, kind: 'openai', baseUrl, ...(key === '' ? {} : { key }) }),
    {
      refresh: touched,
      say: () => `Provider ${name} added. Its key is sealed and never shown again.`,
      after: onClose,
    },
  )
  return (
    <Dialog
      title="Add a provider"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={make.busy}
            why={name === '' || baseUrl === '' ? 'Fill in name and address' : null}
            onClick={() => make.run(undefined)}
          >
            Add the provider
          </Button>
        </>
      }
    >
      <div className="form">
        {make.error === null ? null : <ErrorSummary title={errorText(make.error)} errors={[]} />}
        <TextField label="Name" code value={name} onChange={setName} autoFocus />
        <TextField
          label="Base address"
          code
          value={baseUrl}
          onChange={setBaseUrl}
          placeholder="https://api.openai.com/v1"
          hint="Any OpenAI-compatible endpoint."
        />
        <TextField
          label="Key"
          type="password"
          autoComplete="off"
          value={key}
          onChange={setKey}
          hint="Sealed with the installation's key; shown to nobody, in no log."
        />
      </div>
    </Dialog>
  )
}
