import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { anything, call, listOf, query } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useAddress, useApi, useGo } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { useSession, useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { DataTable, SimpleTable } from '../../../design/DataTable.tsx'
import { ConfirmWithReason, Dialog } from '../../../design/Dialog.tsx'
import { ErrorSummary, TextField } from '../../../design/Form.tsx'
import { count, moment } from '../../../design/format.ts'
import { Kv, Panel, Tag } from '../../../design/Panel.tsx'
import { Note } from '../../../design/States.tsx'
import { AsOf, Glyph, LedgerSeal, Severity, Status } from '../../../design/Status.tsx'
import { Timeline } from '../../../design/Steps.tsx'
import { Tabs } from '../../../design/Tabs.tsx'
import { controlSchema } from '../../controls/contract.ts'
import { kindOf, wordOf } from '../../controls/ui/words.ts'
import { callSchema } from '../../gateway/contract.ts'
import { callColumns, hrefOfCall } from '../../gateway/ui/columns.tsx'
import { routeSchema } from '../../policies/contract.ts'
import { versionSchema } from '../../registry/contract.ts'
import { VersionsTable } from '../../registry/ui/VersionsTable.tsx'
import { historyItemSchema, systemSchema, type AiSystem } from '../contract.ts'
import { kindWords, missingWords, riskQuestions } from './words.ts'

const tabs = ['overview', 'versions', 'traffic', 'controls', 'history'] as const
const refresh = ['/systems', '/controls', '/readiness', '/setup']

export function SystemPage() {
  const { name } = useParams({ strict: false })
  const system = useApi(name === undefined ? null : `/systems/${name}`, systemSchema)
  return (
    <Load query={system} what="AI system" lines={10}>
      {(s) => <SystemView system={s} />}
    </Load>
  )
}

function SystemView({ system: s }: { system: AiSystem }) {
  const { params } = useAddress()
  const session = useSession()
  const may = useWhyNot('system.write')
  const tab = tabs.find((t) => t === params.get('tab')) ?? 'overview'
  const [dialog, setDialog] = useState<'retire' | 'owner' | 'purpose' | null>(null)
  const accept = useAction(() => call('POST', `/systems/${s.name}/accept`, anything, {}), {
    refresh,
    say: () => `You accepted ${s.name}.`,
    toastErrors: true,
  })
  const mine = s.owner !== null && s.owner.email === session.user?.email && s.owner.acceptedAt === null
  return (
    <>
      <Head
        tab={s.title || s.name}
        crumbs={[{ href: '/systems', text: 'AI systems' }, { text: s.name }]}
        title={s.title || s.name}
        meta={
          <>
            {s.risk === null ? (
              <Status kind="inc" word="Risk not assessed" />
            ) : (
              <Severity
                level={s.risk.class}
                word={`${s.risk.class.charAt(0).toUpperCase()}${s.risk.class.slice(1)} risk`}
              />
            )}
            <Tag>{s.environment}</Tag>
            {s.state === 'retired' ? <Tag>retired</Tag> : null}
            {s.sample ? <Tag>sample</Tag> : null}
            <AsOf at={s.updatedAt} />
          </>
        }
        actions={
          <>
            {mine ? (
              <Button look="primary" busy={accept.busy} onClick={() => accept.run(undefined)}>
                Accept ownership
              </Button>
            ) : null}
            <Button why={may} onClick={() => setDialog('owner')}>
              Change owner
            </Button>
            {s.state === 'active' ? (
              <Button look="danger" why={may} onClick={() => setDialog('retire')}>
                Retire {s.name}
              </Button>
            ) : null}
          </>
        }
      />
      <Tabs
        label="AI system"
        tabs={tabs.map((t) => ({
          href: `?tab=${t}`,
          label: t.charAt(0).toUpperCase() + t.slice(1),
          current: t === tab,
        }))}
      />
      {tab === 'overview' ? <Overview system={s} may={may} onPurpose={() => setDialog('purpose')} /> : null}
      {tab === 'versions' ? <VersionsTab name={s.name} /> : null}
      {tab === 'traffic' ? <TrafficTab name={s.name} /> : null}
      {tab === 'controls' ? <ControlsTab /> : null}
      {tab === 'history' ? <HistoryTab name={s.name} /> : null}
      {dialog === 'retire' ? <Retire system={s} onClose={() => setDialog(null)} /> : null}
      {dialog === 'owner' ? <Owner system={s} onClose={() => setDialog(null)} /> : null}
      {dialog === 'purpose' ? <Purpose system={s} onClose={() => setDialog(null)} /> : null}
    </>
  )
}

function Overview({
  system: s,
  may,
  onPurpose,
}: {
  system: AiSystem
  may: string | null
  onPurpose: () => void
}) {
  const routes = useApi('/routes', listOf(routeSchema))
  const versions = useApi(`/versions${query({ system: s.name })}`, listOf(versionSchema))
  const live = (versions.data?.items ?? []).filter((v) => v.state === 'deployed')
  const mine = (routes.data?.items ?? []).filter((r) => r.system === s.name)
  return (
    <div className="grid">
      <div className="s8 stack">
        {s.missing.length === 0 ? null : (
          <Note
            kind="inc"
            mid
            action={
              <Button small why={may} onClick={onPurpose}>
                Fill in
              </Button>
            }
          >
            <b>The record is incomplete.</b> Missing: {s.missing.map((m) => missingWords[m] ?? m).join(', ')}.
            The inventory control fails on it until then.
          </Note>
        )}
        <Panel
          title="Purpose"
          aside={
            <Button small icon="edit" why={may} onClick={onPurpose}>
              Edit
            </Button>
          }
        >
          <p className="read">{s.purpose ?? <span className="t3">None given.</span>}</p>
        </Panel>
        <Panel flush title="In service" sub="versions that may answer now">
          <Load query={versions} what="versions" lines={2}>
            {() =>
              live.length === 0 ? (
                <p className="t3 pad">
                  No version is deployed. <a href={`/models?system=${s.name}`}>Versions of {s.name}</a>
                </p>
              ) : (
                <VersionsTable versions={live} />
              )
            }
          </Load>
        </Panel>
        <Panel flush title="Routes" sub="how callers reach it">
          <Load query={routes} what="routes" lines={2}>
            {() =>
              mine.length === 0 ? (
                <p className="t3 pad">
                  No route. <a href="/gateway/routes">Make one</a>
                </p>
              ) : (
                <SimpleTable
                  caption="Routes"
                  columns={[
                    { head: 'Model name' },
                    { head: 'Policy' },
                    { head: 'Answers, in order' },
                    { head: 'State' },
                  ]}
                  rows={mine.map((r) => ({
                    key: r.id,
                    cells: [
                      <b className="mono" key="n">
                        {r.name}
                      </b>,
                      <a key="p" className="mono" href={`/gateway/policies/${r.policy}`}>
                        {r.policy}
                      </a>,
                      <span className="mono sm" key="t">
                        {r.targets.join(' → ')}
                      </span>,
                      <Status
                        key="s"
                        kind={r.enabled ? 'pass' : 'na'}
                        word={r.enabled ? 'Open' : 'Closed'}
                      />,
                    ],
                  }))}
                />
              )
            }
          </Load>
        </Panel>
      </div>
      <div className="s4 stack">
        <Panel title="Record">
          <Kv
            rows={[
              [
                'Name',
                <span className="mono" key="n">
                  {s.name}
                </span>,
              ],
              ['Kind', kindWords[s.kind]],
              [
                'Owner',
                s.owner === null ? (
                  <Status key="o" kind="inc" word="No owner" />
                ) : (
                  <span key="o">
                    {s.owner.email}
                    <br />
                    <span className="t3">
                      {s.owner.acceptedAt === null
                        ? 'not accepted yet'
                        : `accepted ${moment(s.owner.acceptedAt)}`}
                      {s.owner.active ? '' : ', account closed'}
                    </span>
                  </span>
                ),
              ],
              [
                'Data',
                s.dataClasses.length === 0 ? (
                  <span className="t3" key="d">
                    none named
                  </span>
                ) : (
                  s.dataClasses.join(', ')
                ),
              ],
              ...(s.vendor === null ? [] : [['Vendor', s.vendor] as const]),
              [
                'Calls, 24 h',
                <a key="c" href={`/gateway/requests?q=${encodeURIComponent(`system:${s.name} age:<24h`)}`}>
                  {count(s.calls24h)}
                </a>,
              ],
              ['Registered', moment(s.createdAt)],
              ['Revision', String(s.revision)],
              [
                'In the ledger as',
                <span className="mono sm" key="r">
                  {s.ref}
                </span>,
              ],
            ]}
          />
        </Panel>
        <Panel title="Risk answers">
          {s.risk === null ? (
            <p className="t3">Not assessed yet.</p>
          ) : (
            <ul className="bare col g1">
              {riskQuestions.map(([key, text]) => (
                <li key={key} className="row top">
                  <span className="mt1">
                    <Glyph
                      kind={s.risk?.answers[key] ? 'pass' : 'na'}
                      label={s.risk?.answers[key] ? 'yes' : 'no'}
                    />
                  </span>
                  <span>
                    {text} <b>{s.risk?.answers[key] ? 'Yes' : 'No'}</b>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </div>
  )
}

function VersionsTab({ name }: { name: string }) {
  const versions = useApi(`/versions${query({ system: name })}`, listOf(versionSchema))
  return (
    <Panel
      flush
      title="Versions"
      aside={
        <ButtonLink small href={`/models?system=${name}&new=1`}>
          Register a version
        </ButtonLink>
      }
    >
      <Load query={versions} what="versions">
        {(list) =>
          list.items.length === 0 ? (
            <p className="t3 pad">No version is registered. Only approved versions may answer.</p>
          ) : (
            <VersionsTable versions={list.items} />
          )
        }
      </Load>
    </Panel>
  )
}
function TrafficTab({ name }: { name: string }) {
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
              columns={callColumns}
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
function ControlsTab() {
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
function HistoryTab({ name }: { name: string }) {
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

function Retire({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const act = useAction((reason: string) => call('POST', `/systems/${s.name}/retire`, anything, { reason }), {
    refresh,
    say: () => `${s.name} is retired.`,
    after: onClose,
  })
  return (
    <ConfirmWithReason
      danger
      title={`Retire ${s.title || s.name}`}
      effect={`Its keys stop working and its routes close. The record, its history and its evidence stay. ${count(s.calls24h)} calls came in the last 24 h.`}
      action={`Retire ${s.name}`}
      busy={act.busy}
      error={act.error === null ? null : errorText(act.error)}
      onClose={onClose}
      onConfirm={act.run}
    />
  )
}
function Owner({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const [email, setEmail] = useState('')
  const [reason, setReason] = useState('')
  const act = useAction(() => call('POST', `/systems/${s.name}/owner`, anything, { email, reason }), {
    refresh,
    say: () => `${email} is asked to accept ${s.name}.`,
    after: onClose,
  })
  return (
    <Dialog
      title={`Owner of ${s.title || s.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={act.busy}
            why={email === '' || reason.trim().length < 3 ? 'Name a person and a reason' : null}
            onClick={() => act.run(undefined)}
          >
            Change the owner
          </Button>
        </>
      }
    >
      <div className="form">
        {act.error === null ? null : <ErrorSummary title={errorText(act.error)} errors={[]} />}
        <TextField
          label="New owner"
          type="email"
          value={email}
          onChange={setEmail}
          hint="A person of this workspace; they accept it themselves."
          autoFocus
        />
        <TextField label="Reason" multiline value={reason} onChange={setReason} />
      </div>
    </Dialog>
  )
}
function Purpose({ system: s, onClose }: { system: AiSystem; onClose: () => void }) {
  const [purpose, setPurpose] = useState(s.purpose ?? '')
  const [data, setData] = useState(s.dataClasses.join(', '))
  const [reason, setReason] = useState('')
  const [risk, setRisk] = useState(s.risk?.answers ?? null)
  const act = useAction(
    () =>
      call('PATCH', `/systems/${s.name}`, anything, {
        revision: s.revision,
        ...(purpose.trim() === '' ? {} : { purpose: purpose.trim() }),
        dataClasses: data
          .split(',')
          .map((d) => d.trim())
          .filter(Boolean),
        ...(risk === null ? {} : { risk }),
        ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
      }),
    { refresh, say: () => `${s.name} is changed; the entry is in the ledger.`, after: onClose },
  )
  return (
    <Dialog
      title={`Record of ${s.title || s.name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={act.busy} onClick={() => act.run(undefined)}>
            Save the record
          </Button>
        </>
      }
    >
      <div className="form">
        {act.error === null ? null : <ErrorSummary title={errorText(act.error)} errors={[]} />}
        <TextField label="Purpose" multiline value={purpose} onChange={setPurpose} />
        <TextField label="Data classes" value={data} onChange={setData} hint="Comma-separated" />
        <fieldset className="field">
          <legend className="mb2">Risk answers</legend>
          {riskQuestions.map(([key, text]) => (
            <label className="check" key={key}>
              <input
                type="checkbox"
                checked={risk?.[key] ?? false}
                onChange={(e) =>
                  setRisk({
                    personalData: false,
                    customerFacing: false,
                    decidesAboutPeople: false,
                    actsOnItsOwn: false,
                    regulatedSector: false,
                    ...risk,
                    [key]: e.target.checked,
                  })
                }
              />
              <span>{text}</span>
            </label>
          ))}
        </fieldset>
        <TextField
          label="Reason for the change"
          value={reason}
          onChange={setReason}
          hint="Goes into the ledger."
        />
      </div>
    </Dialog>
  )
}
