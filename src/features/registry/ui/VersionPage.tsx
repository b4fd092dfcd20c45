import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { anything, call } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useApi } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { useWhyNot } from '../../../console/session.tsx'
import { Button, ButtonLink } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { ConfirmWithReason, Dialog } from '../../../design/Dialog.tsx'
import { SelectField } from '../../../design/Form.tsx'
import { moment } from '../../../design/format.ts'
import { Kv, Panel, Tag } from '../../../design/Panel.tsx'
import { Hash } from '../../../design/Seal.tsx'
import { Lifecycle, type LifecycleStep } from '../../../design/Steps.tsx'
import { environments } from '../../../identity/contract.ts'
import { versionSchema, type ModelVersion } from '../contract.ts'
import { StateBadge, versionHref } from './VersionsTable.tsx'

const refresh = ['/versions', '/approvals', '/routes', '/systems', '/controls']

export function VersionPage() {
  const { label } = useParams({ strict: false })
  const version = useApi(label === undefined ? null : `/versions/${encodeURIComponent(label)}`, versionSchema)
  return (
    <Load query={version} what="version" lines={8}>
      {(v) => <VersionView version={v} />}
    </Load>
  )
}

function lifecycle(v: ModelVersion): readonly LifecycleStep[] {
  const order = ['draft', 'in_review', 'approved', 'deployed', 'retired'] as const
  const at = v.state === 'rejected' ? 1 : order.indexOf(v.state)
  const names = [
    'Draft',
    v.state === 'rejected' ? 'Rejected' : 'In review',
    'Approved',
    'Deployed',
    'Retired',
  ] as const
  const firstDeploy = v.deployments[0]?.at ?? null
  const times = [v.createdAt, null, v.approvedBy[v.approvedBy.length - 1]?.at ?? null, firstDeploy, null]
  return names.map((name, i) => ({
    name,
    at: i <= at ? (times[i] ?? v.createdAt) : null,
    state: i < at ? 'done' : i === at ? 'now' : 'next',
  }))
}

function VersionView({ version: v }: { version: ModelVersion }) {
  const write = useWhyNot('version.write')
  const deploy = useWhyNot('version.deploy')
  const [dialog, setDialog] = useState<'submit' | 'deploy' | 'rollback' | 'retire' | null>(null)
  const live = v.deployments.filter((d) => d.endedAt === null)
  return (
    <>
      <Head
        tab={v.label}
        crumbs={[
          { href: '/models', text: 'Models & data' },
          { href: `/models?system=${v.system}`, text: v.system },
          { text: v.label },
        ]}
        title={<span className="mono">{v.label}</span>}
        meta={
          <>
            <StateBadge state={v.state} />
            {v.bootstrap ? <Tag>bootstrap</Tag> : null}
            <span>
              for <a href={`/systems/${v.system}`}>{v.system}</a>
            </span>
          </>
        }
        actions={
          <>
            {v.state === 'draft' ? (
              <Button look="primary" why={write} onClick={() => setDialog('submit')}>
                Submit for approval
              </Button>
            ) : null}
            {v.state === 'in_review' && v.approvalId !== null ? (
              <ButtonLink look="primary" href={`/approvals/${v.approvalId}`}>
                Open the approval
              </ButtonLink>
            ) : null}
            {v.state === 'approved' || v.state === 'deployed' ? (
              <Button
                look={v.state === 'approved' ? 'primary' : 'plain'}
                why={deploy}
                onClick={() => setDialog('deploy')}
              >
                Deploy {v.label}
              </Button>
            ) : null}
            {live.length > 0 ? (
              <Button look="danger" why={deploy} onClick={() => setDialog('rollback')}>
                Roll back
              </Button>
            ) : null}
            {v.state !== 'retired' && live.length === 0 && v.state !== 'draft' ? (
              <Button look="danger" why={write} onClick={() => setDialog('retire')}>
                Retire {v.label}
              </Button>
            ) : null}
          </>
        }
      />
      <section className="panel clip" style={{ marginBottom: 16 }}>
        <Lifecycle steps={lifecycle(v)} />
      </section>
      <div className="grid">
        <div className="s8 stack">
          <Panel flush title="Configuration" sub="part of the digest; a change is a new version">
            {Object.keys(v.config).length === 0 ? (
              <p className="t3 pad">None set: the provider's defaults.</p>
            ) : (
              <SimpleTable
                dense
                caption="Configuration"
                columns={[{ head: 'Key' }, { head: 'Value' }]}
                rows={Object.entries(v.config).map(([k, value]) => ({
                  key: k,
                  cells: [
                    <span className="mono" key="k">
                      {k}
                    </span>,
                    <span className="mono" key="v">
                      {typeof value === 'string' ? value : JSON.stringify(value)}
                    </span>,
                  ],
                }))}
              />
            )}
          </Panel>
          <Panel flush title="Deployments">
            {v.deployments.length === 0 ? (
              <p className="t3 pad">Never deployed.</p>
            ) : (
              <SimpleTable
                caption="Deployments"
                columns={[{ head: 'Environment' }, { head: 'By' }, { head: 'From' }, { head: 'Until' }]}
                rows={v.deployments.map((d) => ({
                  key: d.id,
                  cells: [
                    d.environment,
                    d.by,
                    moment(d.at),
                    d.endedAt === null ? (
                      <Tag key="n" tone="inked">
                        now
                      </Tag>
                    ) : (
                      moment(d.endedAt)
                    ),
                  ],
                }))}
              />
            )}
          </Panel>
        </div>
        <div className="s4 stack">
          <Panel title="Artifact">
            <Kv
              rows={[
                ['Provider', v.source.upstream],
                [
                  'Model',
                  <span className="mono" key="m">
                    {v.source.modelId}
                  </span>,
                ],
                ['Kind', v.source.kind === 'hosted' ? 'hosted by the provider' : 'own artifact'],
                ...(v.source.kind === 'artifact'
                  ? [['SHA-256', <Hash key="h" hex={v.source.sha256} short copy />] as const]
                  : []),
                ['Digest', <Hash key="d" hex={v.digest} short copy />],
              ]}
            />
          </Panel>
          <Panel title="Approval">
            <Kv
              rows={[
                ['Author', v.author],
                ['Registered', moment(v.createdAt)],
                [
                  'Approved by',
                  v.approvedBy.length === 0 ? (
                    <span className="t3" key="a">
                      {v.bootstrap ? 'nobody: made with the trial, marked as such' : 'nobody yet'}
                    </span>
                  ) : (
                    <span key="a">
                      {v.approvedBy.map((a) => (
                        <span key={a.by}>
                          {a.by}, {moment(a.at)}
                          <br />
                        </span>
                      ))}
                    </span>
                  ),
                ],
                ...(v.approvalId === null
                  ? []
                  : [
                      [
                        'Request',
                        <a key="r" href={`/approvals/${v.approvalId}`}>
                          Open the approval
                        </a>,
                      ] as const,
                    ]),
              ]}
            />
          </Panel>
        </div>
      </div>
      {dialog === null ? null : dialog === 'deploy' ? (
        <Deploy version={v} onClose={() => setDialog(null)} />
      ) : dialog === 'rollback' ? (
        <Rollback version={v} onClose={() => setDialog(null)} />
      ) : (
        <Reasoned version={v} kind={dialog} onClose={() => setDialog(null)} />
      )}
    </>
  )
}

const reasoned = {
  submit: {
    title: 'Submit for approval',
    effect: 'Another person than the author decides. The approval is bound to this digest.',
    danger: false,
    body: (text: string) => ({ comment: text }),
  },
  retire: {
    title: 'Retire',
    effect: 'It can no longer be deployed. Its record and evidence stay.',
    danger: true,
    body: (text: string) => ({ reason: text }),
  },
} as const
function Reasoned({
  version: v,
  kind,
  onClose,
}: {
  version: ModelVersion
  kind: keyof typeof reasoned
  onClose: () => void
}) {
  const spec = reasoned[kind]
  const act = useAction(
    (text: string) =>
      call(
        'POST',
        `${versionHref(v.label).replace('/models', '/versions')}/${kind}`,
        anything,
        spec.body(text),
      ),
    { refresh, say: () => `${spec.title}: ${v.label}.`, after: onClose },
  )
  return (
    <ConfirmWithReason
      title={`${spec.title} ${v.label}`}
      effect={spec.effect}
      action={`${spec.title} ${v.label}`}
      danger={spec.danger}
      busy={act.busy}
      error={act.error === null ? null : errorText(act.error)}
      reasonLabel={kind === 'submit' ? 'Comment for the approver' : 'Reason'}
      onClose={onClose}
      onConfirm={act.run}
    />
  )
}
function Rollback({ version: v, onClose }: { version: ModelVersion; onClose: () => void }) {
  const live = v.deployments.filter((d) => d.endedAt === null)
  const [environment, setEnvironment] = useState(live[0]?.environment ?? 'staging')
  const act = useAction(
    () => call('POST', `/versions/${encodeURIComponent(v.label)}/rollback`, anything, { environment }),
    { refresh, say: () => `${v.label} no longer serves in ${environment}.`, after: onClose },
  )
  return (
    <Dialog
      title={`Roll back ${v.label}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it serving</Button>
          <Button look="danger" busy={act.busy} onClick={() => act.run(undefined)}>
            Roll back {v.label} in {environment}
          </Button>
        </>
      }
    >
      <SelectField
        label="Environment"
        value={environment}
        onChange={setEnvironment}
        options={live.map((d) => ({ value: d.environment, label: d.environment }))}
        error={act.error === null ? null : errorText(act.error)}
        hint="The version deployed there before it answers again, from the next request on."
      />
    </Dialog>
  )
}
function Deploy({ version: v, onClose }: { version: ModelVersion; onClose: () => void }) {
  const [environment, setEnvironment] = useState<(typeof environments)[number]>('staging')
  const act = useAction(
    () => call('POST', `/versions/${encodeURIComponent(v.label)}/deploy`, anything, { environment }),
    { refresh, say: () => `${v.label} is deployed in ${environment}.`, after: onClose },
  )
  return (
    <Dialog
      title={`Deploy ${v.label}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={act.busy} onClick={() => act.run(undefined)}>
            Deploy {v.label} in {environment}
          </Button>
        </>
      }
    >
      <SelectField
        label="Environment"
        value={environment}
        onChange={setEnvironment}
        options={environments.map((e) => ({ value: e, label: e }))}
        error={act.error === null ? null : errorText(act.error)}
        hint="Routes whose list names it use it from the next request on."
      />
    </Dialog>
  )
}
