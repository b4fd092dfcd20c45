import { useEffect, type ReactNode } from 'react'
import { Tabs } from '../design/Tabs.tsx'
import { useAddress } from './hooks.ts'
import { areas, isUnder } from './nav.ts'

export type Crumb = { readonly href?: string; readonly text: ReactNode }
/** Page head: crumb, then status + title + meta on one line, actions right (at most three). Titles are nouns. */
export function Head({
  title,
  tab,
  crumbs = [],
  badge,
  meta,
  actions,
}: {
  title: ReactNode
  /** for the browser's tab */ tab: string
  crumbs?: readonly Crumb[]
  badge?: ReactNode
  meta?: ReactNode
  actions?: ReactNode
}) {
  const { path } = useAddress()
  useEffect(() => {
    document.title = `${tab} · Sealwright`
  }, [tab])
  const area = areas.find((a) => isUnder(path, a))
  return (
    <header className="page-head">
      {crumbs.length === 0 ? null : (
        <nav className="crumb" aria-label="Where you are">
          {crumbs.map((c, i) => (
            <span key={i} className="row g1">
              {i === 0 ? null : <span aria-hidden="true">/</span>}
              {c.href === undefined ? (
                <span aria-current="page">{c.text}</span>
              ) : (
                <a href={c.href}>{c.text}</a>
              )}
            </span>
          ))}
        </nav>
      )}
      <div className="ph">
        {badge === undefined ? null : <span className="ph-badge">{badge}</span>}
        <h1 tabIndex={-1}>{title}</h1>
        {meta === undefined ? null : <span className="ph-meta">{meta}</span>}
        {actions === undefined ? null : <span className="acts row wrap">{actions}</span>}
      </div>
      {area === undefined || area.subs.length === 0 ? null : (
        <div className="subtabs">
          <Tabs
            label={area.name}
            tabs={area.subs.map((s) => ({ href: s.href, label: s.name, current: path.startsWith(s.href) }))}
          />
        </div>
      )}
    </header>
  )
}
