import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { anything, call, listOf, query } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { useAction, useAddress, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { useSession, useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { count, moment } from '../../../design/format.ts'
import { Kv, Panel, Tag } from '../../../design/Panel.tsx'
import { Note } from '../../../design/States.tsx'
import { AsOf, Glyph, Severity, Status } from '../../../design/Status.tsx'
import { Tabs } from '../../../design/Tabs.tsx'
import { routeSchema } from '../../policies/contract.ts'
import { versionSchema } from '../../registry/contract.ts'
import { VersionsTable } from '../../registry/ui/VersionsTable.tsx'
import { systemSchema, type AiSystem } from '../contract.ts'
import { Owner, Purpose, Retire } from './SystemChanges.tsx'
import { ControlsTab, HistoryTab } from './SystemRecord.tsx'
import { TrafficTab } from './SystemTraffic.tsx'
import { VersionsTab } from './SystemVersions.tsx'
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
