import { SimpleTable } from '../../../design/DataTable.tsx'
import { moment } from '../../../design/format.ts'
import { Tag } from '../../../design/Panel.tsx'
import { StatusBadge } from '../../../design/Status.tsx'
import type { ModelVersion } from '../contract.ts'

export const stateWords: Readonly<Record<ModelVersion['state'], string>> = {
  draft: 'Draft',
  in_review: 'In review',
  approved: 'Approved',
  deployed: 'Deployed',
  retired: 'Retired',
  rejected: 'Rejected',
}
export function StateBadge({ state }: { state: ModelVersion['state'] }) {
  if (state === 'deployed') return <StatusBadge kind="ink" word={stateWords[state]} />
  return <Tag tone={state === 'in_review' ? 'warn' : ''}>{stateWords[state]}</Tag>
}
export const versionHref = (label: string): string => `/models/${encodeURIComponent(label)}`

export function VersionsTable({
  versions,
  withSystem = false,
}: {
  versions: readonly ModelVersion[]
  withSystem?: boolean
}) {
  return (
    <SimpleTable
      caption="Model versions"
      columns={[
        { head: 'Version' },
        { head: 'State' },
        ...(withSystem ? [{ head: 'AI system', hide: 'mob0' as const }] : []),
        { head: 'Model' },
        { head: 'Approved by', hide: 'mob0' },
        { head: 'Serving in', hide: 'mob0' },
        { head: 'Registered', num: true, hide: 'opt' },
      ]}
      rows={versions.map((v) => {
        const live = v.deployments.filter((d) => d.endedAt === null)
        return {
          key: v.id,
          cells: [
            <span key="l">
              <a className="mono b" href={versionHref(v.label)}>
                {v.label}
              </a>
              {v.bootstrap ? (
                <>
                  {' '}
                  <Tag>bootstrap</Tag>
                </>
              ) : null}
            </span>,
            <StateBadge key="s" state={v.state} />,
            ...(withSystem
              ? [
                  <a key="y" href={`/systems/${v.system}`}>
                    {v.system}
                  </a>,
                ]
              : []),
            <span key="m" className="mono sm">
              {v.source.upstream}: {v.source.modelId}
            </span>,
            v.approvedBy.length === 0 ? (
              <span className="t3" key="a">
                {v.bootstrap ? 'made with the trial' : 'nobody yet'}
              </span>
            ) : (
              v.approvedBy.map((a) => a.by).join(', ')
            ),
            live.length === 0 ? (
              <span className="t3" key="d">
                nowhere
              </span>
            ) : (
              live.map((d) => d.environment).join(', ')
            ),
            <span className="nw" key="c">
              {moment(v.createdAt)}
            </span>,
          ],
        }
      })}
    />
  )
}
