import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { anything, ApiError, call, listOf } from '../../../console/api.ts'
import { Head } from '../../../console/Head.tsx'
import { errorText, useAction, useAddress, useApi, useGo } from '../../../console/hooks.ts'
import { Load } from '../../../console/Load.tsx'
import { activationSchema } from '../../../console/schemas.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { KeyDiff } from '../../../design/Diff.tsx'
import { ConfirmWithReason } from '../../../design/Dialog.tsx'
import { moment, plural } from '../../../design/format.ts'
import { Panel } from '../../../design/Panel.tsx'
import { Note } from '../../../design/States.tsx'
import { StatusBadge } from '../../../design/Status.tsx'
import { Tabs } from '../../../design/Tabs.tsx'
import { policySchema, routeSchema, type DryRun, type PolicySpec } from '../contract.ts'
import { BeforeEffect } from './BeforeEffect.tsx'
import { DryRunPanels } from './DryRun.tsx'
import { Mode } from './Policies.tsx'
import { RouteList } from './RouteList.tsx'
import { RulesPanel } from './RulesPanel.tsx'
import { Versions } from './Versions.tsx'
import { changesSchema, enforced, policyPairSchema, type PolicyPair } from './schemas.ts'

export function PolicyPage() {
  const { name } = useParams({ strict: false })
  const pair = useApi(name === undefined ? null : `/policies/${name}`, policyPairSchema)
  return (
    <Load query={pair} what="policy" lines={10}>
      {(p) => (
        <PolicyView key={`${p.draft?.digest ?? ''}${p.active?.digest ?? ''}`} name={name ?? ''} pair={p} />
      )}
    </Load>
  )
}

function PolicyView({ name, pair }: { name: string; pair: PolicyPair }) {
  const { params } = useAddress()
  const go = useGo()
  const tab = params.get('tab') ?? 'edit'
  const stored = pair.draft ?? pair.active
  const [spec, setSpec] = useState<PolicySpec | null>(stored?.spec ?? null)
  const [confirming, setConfirming] = useState(false)
  const [run, setRun] = useState<DryRun | null>(null)
  const may = useWhyNot('policy.write')
  const versions = useApi(`/policies/${name}/versions`, listOf(policySchema))
  const routes = useApi('/routes', listOf(routeSchema))
  const diff = useApi(
    pair.draft === null ? null : `/policies/${name}/draft/diff?digest=${pair.draft.digest}`,
    changesSchema,
  )
  const dirty = stored !== null && spec !== null && JSON.stringify(stored.spec) !== JSON.stringify(spec)
  const refresh = ['/policies', '/routes', '/approvals', '/setup']
  const save = useAction((s: PolicySpec) => call('PUT', `/policies/${name}/draft`, anything, { spec: s }), {
    refresh,
    say: () => `Draft of ${name} saved. It does nothing until it is activated.`,
  })
  const discard = useAction(() => call('DELETE', `/policies/${name}/draft`, anything), {
    refresh,
    say: () => `Draft of ${name} discarded.`,
    toastErrors: true,
  })
  const activate = useAction(
    (comment: string) => call('POST', `/policies/${name}/activate`, activationSchema, { comment }),
    {
      refresh,
      say: (v) =>
        v.state === 'active'
          ? `${name} is active; the gateway obeys it now.`
          : `${name} waits for another person's approval.`,
      after: (v) => {
        setConfirming(false)
        if (v.state === 'waiting' && v.approvalId) go(`/approvals/${v.approvalId}`)
      },
    },
  )
  useEffect(() => setRun(null), [spec])
  if (stored === null || spec === null)
    return <p className="t2">This policy has neither an active version nor a draft.</p>
  const mine = (routes.data?.items ?? []).filter((r) => r.policy === name)
  const changes = diff.data ?? []
  const loosens = changes.some((c) => c.effect === 'loosens')
  const waiting = pair.draft?.state === 'waiting'
  const notEnforced = [...spec.input, ...spec.output].some((r) => r.mode === 'observe')
  const whyNot =
    may ??
    (waiting
      ? 'This draft waits for an approval; decide or cancel that first'
      : pair.draft === null
        ? dirty
          ? 'Save the draft first'
          : 'Nothing is changed'
        : dirty
          ? 'Save the draft first'
          : null)
  return (
    <>
      <Head
        tab={name}
        crumbs={[
          { href: '/gateway/requests', text: 'Gateway' },
          { href: '/gateway/policies', text: 'Policies' },
          { text: name },
        ]}
        title={name}
        meta={
          <>
            {pair.draft === null ? (
              <StatusBadge kind="ink" word={`Version ${pair.active?.version ?? 0}`} />
            ) : (
              <StatusBadge kind="ink" word={`${waiting ? 'Waiting' : 'Draft'} ${pair.draft.version}`} />
            )}
            <span className="t3">
              {pair.active === null ? (
                'no active version yet'
              ) : (
                <>
                  version {pair.active.version} is active
                  {pair.active.activatedAt === null ? '' : ` since ${moment(pair.active.activatedAt)}`},{' '}
                  <Mode mode={pair.active.mode} />
                </>
              )}
            </span>
          </>
        }
        actions={
          <>
            {pair.draft !== null && !waiting ? (
              <Button look="quiet" busy={discard.busy} onClick={() => discard.run(undefined)}>
                Discard draft
              </Button>
            ) : null}
            {waiting && pair.draft?.approvalId ? (
              <a className="btn" href={`/approvals/${pair.draft.approvalId}`}>
                Open the approval
              </a>
            ) : null}
            {dirty ? (
              <Button
                busy={save.busy}
                why={
                  may ??
                  (waiting ? 'The waiting draft is bound to its digest; cancel the approval to edit' : null)
                }
                onClick={() => save.run(spec)}
              >
                Save draft
              </Button>
            ) : null}
            <Button look="primary" why={whyNot} onClick={() => setConfirming(true)}>
              {loosens ? 'Request approval to activate' : 'Activate'}
            </Button>
          </>
        }
      />
      <Tabs
        label="Policy"
        tabs={[
          { href: `?tab=edit`, label: 'Edit and dry run', current: tab === 'edit' },
          {
            href: '?tab=versions',
            label: 'Versions',
            current: tab === 'versions',
            ...(versions.data === undefined ? {} : { count: versions.data.items.length }),
          },
          { href: '?tab=routes', label: 'Routes', current: tab === 'routes', count: mine.length },
        ]}
      />
      {save.error === null ? null : (
        <div className="mb4">
          <Note kind="fail">
            <b>Not saved.</b> {errorText(save.error)}
          </Note>
        </div>
      )}
      {tab === 'versions' ? (
        <Versions name={name} />
      ) : tab === 'routes' ? (
        <RouteList routes={mine} />
      ) : (
        <div className="grid">
          <div className="s5 stack">
            <RulesPanel
              name={name}
              spec={spec}
              active={pair.active?.spec ?? null}
              locked={may !== null || waiting}
              onChange={setSpec}
              dirty={dirty}
            />
            {notEnforced && may === null && !waiting ? (
              <Note
                kind="ink"
                icon="flag"
                mid
                action={
                  <Button small onClick={() => setSpec(enforced(spec))}>
                    Set every rule to enforce
                  </Button>
                }
              >
                Some rules only observe: they record what they would do and let it pass.
              </Note>
            ) : null}
          </div>
          <div className="s7 stack">
            <DryRunPanels
              name={name}
              spec={spec}
              active={pair.active?.spec ?? null}
              ready={pair.draft !== null && !dirty}
              result={run}
              onResult={setRun}
              routes={mine.map((r) => r.name)}
            />
            {pair.draft === null ? null : (
              <Panel
                title="What changes"
                sub={pair.active === null ? 'first version' : `against version ${pair.active.version}`}
                flush
              >
                <div className="pad0">
                  <Load query={diff} what="changes" lines={2}>
                    {(c) =>
                      c.length === 0 ? (
                        <p className="t3 pad">No change against the active version.</p>
                      ) : (
                        <KeyDiff caption="Changes" changes={c} />
                      )
                    }
                  </Load>
                </div>
              </Panel>
            )}
            <BeforeEffect run={run} changes={changes} hasDraft={pair.draft !== null} dirty={dirty} />
          </div>
        </div>
      )}
      {confirming ? (
        <ConfirmWithReason
          title={
            loosens ? `Request approval for ${name}` : `Activate ${name}, draft ${pair.draft?.version ?? ''}`
          }
          action={loosens ? 'Request approval' : 'Activate the draft'}
          busy={activate.busy}
          error={activate.error instanceof ApiError ? errorText(activate.error) : null}
          reasonLabel="Comment"
          onClose={() => setConfirming(false)}
          onConfirm={(comment) => activate.run(comment)}
          effect={
            loosens
              ? `${plural(changes.filter((c) => c.effect === 'loosens').length, 'change')} loosen it, so another person must approve. Until then the active version stays.`
              : `The gateway obeys it on ${mine.length === 0 ? 'no route yet' : mine.map((r) => r.name).join(', ')} from the next request on.`
          }
        />
      ) : null}
    </>
  )
}
