import { anything, call } from '../../../console/api.ts'
import { errorText, useAction } from '../../../console/hooks.ts'
import { useWhyNot } from '../../../console/session.tsx'
import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { ConfirmWithReason } from '../../../design/Dialog.tsx'
import { moment } from '../../../design/format.ts'
import { Status } from '../../../design/Status.tsx'
import type { AiSystem } from '../../inventory/contract.ts'
import type { Kill } from '../contract.ts'

/** One line per active system: the server names those that were ever switched, the rest run. */
export function switches(known: readonly Kill[], systems: readonly AiSystem[]): readonly Kill[] {
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
export function KillTable({ rows, onSwitch }: { rows: readonly Kill[]; onSwitch: (k: Kill) => void }) {
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
              Stop<span className="sr"> {k.system}</span>
            </Button>
          ),
        ],
      }))}
    />
  )
}
export function Switch({ kill, onClose }: { kill: Kill; onClose: () => void }) {
  const engage = !kill.killed
  const act = useAction(
    (reason: string) => call('POST', `/kill/${kill.system}`, anything, { engage, reason }),
    {
      refresh: ['/kill', '/routes', '/approvals', '/systems'],
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
