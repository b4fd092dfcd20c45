import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { approvalSchema, type Approval } from '../../approvals/contract.ts'
import { Button } from '../../design/Button.tsx'
import { typing } from '../../design/DataTable.tsx'
import { KeyDiff } from '../../design/Diff.tsx'
import { moment, span } from '../../design/format.ts'
import { Kv, Panel } from '../../design/Panel.tsx'
import { Hash } from '../../design/Seal.tsx'
import { Note, State } from '../../design/States.tsx'
import { AsOf, Glyph, StatusBadge, type StatusKind } from '../../design/Status.tsx'
import { Tabs } from '../../design/Tabs.tsx'
import { useNow } from '../../design/useNow.ts'
import { anything, call, listOf } from '../api.ts'
import { Head } from '../Head.tsx'
import { errorText, useAction, useAddress, useApi, useGo } from '../hooks.ts'
import { Load } from '../Load.tsx'
import { emptyArt } from '../Rosette.tsx'
import { useSession } from '../session.tsx'

const kindWords: Readonly<Record<Approval['kind'], string>> = {
  'version.approve': 'Approve version',
  'policy.loosen': 'Loosen policy',
  'kill.release': 'Release a stopped system',
  waiver: 'Waive a control',
  erasure: 'Erase payloads',
}
const views = ['waiting', 'mine', 'others', 'done'] as const

/** The inbox: what waits on you, what you asked for, what is decided. Each card carries the diff, the comment, who may and who has. */
export function Approvals() {
  const { id } = useParams({ strict: false })
  const { params } = useAddress()
  const go = useGo()
  const session = useSession()
  const pending = useApi('/approvals?state=pending', listOf(approvalSchema), { everyMs: 15_000 })
  const all = useApi('/approvals', listOf(approvalSchema))
  const single = useApi(id === undefined ? null : `/approvals/${id}`, approvalSchema)
  const me = session.user?.email ?? ''
  const isMine = (a: Approval): boolean => a.requester === me || a.requester === session.user?.id
  const groups: Readonly<Record<(typeof views)[number], readonly Approval[]>> = {
    waiting: (pending.data?.items ?? []).filter((a) => a.youMay),
    others: (pending.data?.items ?? []).filter((a) => !a.youMay && !isMine(a)),
    mine: (pending.data?.items ?? []).filter(isMine),
    done: (all.data?.items ?? []).filter((a) => a.state !== 'pending'),
  }
  const asked = views.find((v) => v === params.get('view'))
  const found = id === undefined ? undefined : single.data
  const view =
    asked ??
    (found === undefined
      ? 'waiting'
      : found.state !== 'pending'
        ? 'done'
        : isMine(found)
          ? 'mine'
          : 'waiting')
  const list = groups[view]
  const selected = found ?? list[0]
  useListKeys(list, selected?.id ?? null, (a) => go(`/approvals/${a.id}?view=${view}`))
  return (
    <>
      <Head
        title="Approvals"
        tab="Approvals"
        meta={pending.data === undefined ? undefined : <AsOf at={pending.data.asOf} freshForMs={60_000} />}
        actions={
          <span className="sm t3 narrow-hide">
            <kbd>j</kbd> <kbd>k</kbd> move. No key decides.
          </span>
        }
      />
      <Tabs
        label="Approvals"
        tabs={[
          {
            href: '/approvals?view=waiting',
            label: 'Waiting on me',
            count: groups.waiting.length,
            current: view === 'waiting',
          },
          {
            href: '/approvals?view=mine',
            label: 'Mine',
            count: groups.mine.length,
            current: view === 'mine',
          },
          {
            href: '/approvals?view=others',
            label: 'Others decide',
            count: groups.others.length,
            current: view === 'others',
          },
          {
            href: '/approvals?view=done',
            label: 'Done',
            count: groups.done.length,
            current: view === 'done',
          },
        ]}
      />
      <Load query={pending} what="approvals">
        {() =>
          list.length === 0 && selected === undefined ? (
            <Panel>
              <State
                art={emptyArt('aa4e70')}
                title={
                  view === 'waiting'
                    ? 'Nothing waits on you'
                    : view === 'mine'
                      ? 'You have asked for nothing'
                      : 'Nothing is decided yet'
                }
              >
                Approving a model version, loosening a policy, releasing a stopped system and erasing payloads
                need another person. Their requests stand here.{' '}
                {view === 'waiting' && groups.others.length > 0 ? (
                  <>
                    <b>
                      {groups.others.length === 1
                        ? 'One request waits'
                        : `${groups.others.length} requests wait`}
                    </b>
                    , and you may not decide: {groups.others[0]?.whyNot ?? 'others do'}.{' '}
                    <a href="/approvals?view=others">See it</a>
                  </>
                ) : null}
              </State>
            </Panel>
          ) : (
            <div className="split">
              <nav className="panel clip" aria-label="Requests">
                {list.map((a) => (
                  <Pick
                    key={a.id}
                    approval={a}
                    current={a.id === selected?.id}
                    href={`/approvals/${a.id}?view=${view}`}
                  />
                ))}
                <p className="t3 sm pad">
                  You see only what the server lets you decide. Requests of your own stand under Mine.
                </p>
              </nav>
              {selected === undefined ? null : (
                <Card key={selected.id} approval={selected} mine={isMine(selected)} />
              )}
            </div>
          )
        }
      </Load>
    </>
  )
}

function useListKeys(list: readonly Approval[], current: string | null, open: (a: Approval) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (typing(event.target) || event.metaKey || event.ctrlKey || (event.key !== 'j' && event.key !== 'k'))
        return
      const at = list.findIndex((a) => a.id === current)
      const next = list[Math.min(list.length - 1, Math.max(0, event.key === 'j' ? at + 1 : at - 1))]
      if (next !== undefined && next.id !== current) open(next)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}

function Pick({ approval: a, current, href }: { approval: Approval; current: boolean; href: string }) {
  const now = useNow(30_000)
  const left = Date.parse(a.expiresAt) - now
  return (
    <a className="pick" href={href} {...(current ? { 'aria-current': 'true' as const } : {})}>
      <span className="row">
        <span className="t3 sm">{kindWords[a.kind]}</span>
        <span className={`right sm ${a.state === 'pending' && left < 3_600_000 ? 'bad b' : 't3'}`}>
          {a.state !== 'pending' ? a.state : left > 0 ? `${span(left)} left` : 'expired'}
        </span>
      </span>
      <span className="m lg two-line">{a.subject.title}</span>
      <span className="sm t3 ell">from {a.requester}</span>
    </a>
  )
}

const stateKind: Readonly<Record<Approval['state'], StatusKind>> = {
  pending: 'gap',
  approved: 'pass',
  rejected: 'fail',
  expired: 'stale',
  cancelled: 'na',
  superseded: 'na',
}
function Card({ approval: a, mine }: { approval: Approval; mine: boolean }) {
  const given = a.decisions.filter((d) => d.verdict === 'approve').length
  const decided = new Set(a.decisions.map((d) => d.by))
  return (
    <section className="panel" aria-label={a.subject.title}>
      <div className="pad card-top">
        <div className="row wrap">
          <span className="t3 sm">{kindWords[a.kind]}</span>
          {a.state === 'pending' ? null : (
            <StatusBadge
              kind={stateKind[a.state]}
              word={`${a.state.charAt(0).toUpperCase()}${a.state.slice(1)}${a.executedAt === null ? '' : ', carried out'}`}
            />
          )}
          <span className="right t3 sm">
            asked {moment(a.requestedAt)}, expires {moment(a.expiresAt)} or when the bound digest changes
          </span>
        </div>
        <h2 className="card-title">
          <a className="plain" href={a.subject.href}>
            {a.subject.title}
          </a>
        </h2>
        <p className="t2 lg">
          “{a.comment}” <span className="t3">{a.requester}, requester</span>
        </p>
      </div>
      <div className="card-part">
        <div className="row pad0-h">
          <h3>What changes</h3>
          <span className="t3 sm">
            {a.diff.length === 0
              ? 'no keys to compare'
              : `${a.diff.length} ${a.diff.length === 1 ? 'key' : 'keys'}`}
          </span>
        </div>
        {a.diff.length === 0 ? (
          <p className="t3 pad">
            This request carries no key-by-key change. <a href={a.subject.href}>Open the {a.subject.kind}</a>.
          </p>
        ) : (
          <div className="pad0">
            <KeyDiff caption="What changes" changes={a.diff} />
          </div>
        )}
      </div>
      {a.kind === 'version.approve' ? (
        <div className="card-part pad">
          <Note kind="gap">
            <b>No evaluation.</b> Evaluations are not built in this version; nothing here says how well the
            version answers.
          </Note>
        </div>
      ) : null}
      <div className="card-part who">
        <div className="pad">
          <h3>
            Who may decide{' '}
            <span className="t3 light">
              {given} of {a.rule.quorum} {a.rule.quorum === 1 ? 'approval' : 'approvals'} given
            </span>
          </h3>
          <ul className="bare mt2">
            {a.decisions.map((d) => (
              <li key={`${d.by}${d.at}`} className="row wrap person">
                <Glyph
                  kind={d.verdict === 'approve' ? 'pass' : 'fail'}
                  label={d.verdict === 'approve' ? 'approved' : 'rejected'}
                />
                <span>{d.by}</span>
                <span className="t3">
                  {d.verdict === 'approve' ? 'approved' : 'rejected'} {moment(d.at)}{' '}
                  <span className="t2">“{d.comment}”</span>
                </span>
              </li>
            ))}
            {a.mayDecide
              .filter((p) => !decided.has(p))
              .map((p) => (
                <li key={p} className="row person">
                  <Glyph kind="gap" label="not yet decided" />
                  <span>{p}</span>
                </li>
              ))}
            {a.rule.excluded
              .filter((p) => !decided.has(p) && !a.mayDecide.includes(p))
              .map((p) => (
                <li key={p} className="row person">
                  <Glyph kind="na" label="may not decide" />
                  <span>{p}</span>
                  <span className="t3">may not decide: asked for it or made it</span>
                </li>
              ))}
          </ul>
          {a.mayDecide.length === 0 && a.state === 'pending' ? (
            <p className="warn mt2">
              Nobody else can decide yet. Invite a person with the role {a.rule.roles.join(' or ')} under{' '}
              <a href="/settings/people">People</a>.
            </p>
          ) : null}
        </div>
        <div className="pad">
          <h3 className="mb2">Bound to</h3>
          <Kv
            rows={[
              [a.subject.kind, a.subject.id],
              ['digest', <Hash key="d" hex={a.subject.digest} short copy />],
              ['roles', a.rule.roles.join(', ').replace(/_/g, ' ')],
            ]}
          />
        </div>
      </div>
      {a.state === 'pending' ? <Decide approval={a} mine={mine} /> : null}
    </section>
  )
}

const reasonMin = 10
function Decide({ approval: a, mine }: { approval: Approval; mine: boolean }) {
  const [comment, setComment] = useState('')
  const refresh = ['/approvals', '/policies', '/versions', '/kill', '/routes', '/controls']
  const decide = useAction(
    (verdict: 'approve' | 'reject') =>
      call('POST', `/approvals/${a.id}/decide`, anything, { verdict, comment: comment.trim() }),
    { refresh, say: (_, v) => `${v === 'approve' ? 'Approved' : 'Rejected'}: ${a.subject.title}.` },
  )
  const cancel = useAction(() => call('POST', `/approvals/${a.id}/cancel`, anything, {}), {
    refresh,
    say: () => `Cancelled: ${a.subject.title}.`,
    toastErrors: true,
  })
  if (mine)
    return (
      <div className="decide">
        <span className="t2 grow">You asked for this, so you may only cancel it.</span>
        <Button look="danger" busy={cancel.busy} onClick={() => cancel.run(undefined)}>
          Cancel the request
        </Button>
      </div>
    )
  if (!a.youMay)
    return (
      <div className="decide">
        <span className="t2">
          {a.whyNot ?? 'You may not decide this.'}{' '}
          {a.mayDecide.length === 0 ? '' : `May decide: ${a.mayDecide.join(', ')}.`}
        </span>
      </div>
    )
  const why = comment.trim().length < reasonMin ? `Give a reason of at least ${reasonMin} characters` : null
  return (
    <>
      {decide.error === null ? null : (
        <div className="pad">
          <Note kind="fail">
            <b>Not decided.</b> {errorText(decide.error)}
          </Note>
        </div>
      )}
      <div className="decide">
        <label className="sr" htmlFor="reason">
          Reason
        </label>
        <input
          id="reason"
          className="inp grow"
          placeholder={`Reason, at least ${reasonMin} characters. It goes into the ledger.`}
          value={comment}
          onChange={(e) => setComment(e.target.value)}
          autoComplete="off"
        />
        <Button look="danger" busy={decide.busy} why={why} onClick={() => decide.run('reject')}>
          Reject
        </Button>
        <Button look="primary" busy={decide.busy} why={why} onClick={() => decide.run('approve')}>
          Approve {a.subject.id.length < 24 ? a.subject.id : a.subject.kind}
        </Button>
      </div>
    </>
  )
}
