import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Glyph, type StatusKind } from './Status.tsx'

/** What this is, why it looks so, one thing to do. Art: a grey seal print, an icon, or a status glyph. */
export function State({
  art,
  title,
  children,
  actions,
  after,
  role,
}: {
  art: ReactNode
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  after?: ReactNode
  role?: 'alert' | 'status'
}) {
  return (
    <div className="state" {...(role === undefined ? {} : { role })}>
      <div className="art">{art}</div>
      <div>
        <h3>{title}</h3>
        {children === undefined ? null : <p>{children}</p>}
        {actions === undefined ? null : <div className="row wrap">{actions}</div>}
        {after === undefined ? null : <p className="after">{after}</p>}
      </div>
    </div>
  )
}
export const IconArt = ({ name }: { name: IconName }): ReactNode => <Icon name={name} size={38} weight={1} />
export const GlyphArt = ({ kind }: { kind: StatusKind }): ReactNode => <Glyph kind={kind} size={44} />

const widths = [
  ['38%', '18%', '24%'],
  ['44%', '14%', '20%'],
  ['30%', '20%', '26%'],
  ['41%', '16%', '18%'],
] as const
/** The shape of what comes; invisible for the first quarter second. */
export function Skeleton({ lines = 4, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className="skel" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, i) => (
        <div className="line" key={i}>
          <i style={{ width: 14, height: 14 }} />
          {(widths[i % widths.length] ?? widths[0]).map((w) => (
            <i key={w} style={{ width: w }} />
          ))}
          <i className="right" style={{ width: 40 }} />
        </div>
      ))}
    </div>
  )
}
export function Progress({ label }: { label: string }) {
  return (
    <div className="progress unknown" role="progressbar" aria-label={label}>
      <i />
    </div>
  )
}
export function Note({
  kind,
  icon,
  children,
  action,
  mid = false,
}: {
  kind: StatusKind | 'ink'
  icon?: IconName
  children: ReactNode
  action?: ReactNode
  mid?: boolean
}) {
  return (
    <div className={`note ${kind}${mid ? ' mid' : ''}`}>
      {kind === 'ink' ? <Icon name={icon ?? 'flag'} /> : <Glyph kind={kind} size={16} />}
      <div className="grow">{children}</div>
      {action}
    </div>
  )
}
