import type { ReactNode } from 'react'

export type Tab = {
  readonly href: string
  readonly label: ReactNode
  readonly count?: number
  readonly current: boolean
}
/** Tabs are links: each has its own address, so Back works and a colleague sees the same. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((t) => (
        <a key={t.href} href={t.href} {...(t.current ? { 'aria-current': 'page' as const } : {})}>
          {t.label}
          {t.count === undefined ? null : <span className="n">{t.count.toLocaleString('en-US')}</span>}
        </a>
      ))}
    </nav>
  )
}
