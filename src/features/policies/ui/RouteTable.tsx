import { Button } from '../../../design/Button.tsx'
import { SimpleTable } from '../../../design/DataTable.tsx'
import { Tag } from '../../../design/Panel.tsx'
import { Status } from '../../../design/Status.tsx'
import type { Route } from '../contract.ts'
import { optionsInWords } from './route-options-form.ts'

/** What a client's model name selects, and what may be done with it. */
export function RouteTable({
  routes,
  mayRoute,
  onToggle,
  onEdit,
}: {
  routes: readonly Route[]
  mayRoute: string | null
  onToggle: (r: Route) => void
  onEdit: (r: Route, what: 'change' | 'options') => void
}) {
  return (
    <SimpleTable
      caption="Routes"
      columns={[
        { head: 'Model name' },
        { head: 'AI system' },
        { head: 'Policy', hide: 'mob0' },
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
            {r.regulated ? null : (
              <span className="two-line">
                <Tag tone="warn">goes on without evidence</Tag>
              </span>
            )}
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
            <Button small why={mayRoute} onClick={() => onEdit(r, 'change')}>
              Change<span className="sr"> {r.name}</span>
            </Button>
            <Button small onClick={() => onEdit(r, 'options')}>
              Options<span className="sr"> of {r.name}</span>
            </Button>
            <Button small why={mayRoute} onClick={() => onToggle(r)}>
              {r.enabled ? 'Close' : 'Open'}
              <span className="sr"> {r.name}</span>
            </Button>
          </span>,
        ],
      }))}
    />
  )
}
