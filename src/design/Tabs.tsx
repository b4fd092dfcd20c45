import { useEffect, useRef, type ReactNode } from 'react'

export type Tab = {
  readonly href: string
  readonly label: ReactNode
  readonly count?: number
  readonly current: boolean
}
/** Tabs are links: each has its own address, so Back works and a colleague sees the same. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const bar = useRef<HTMLElement>(null)
  const current = tabs.find((t) => t.current)?.href
  // On a narrow screen the bar scrolls; the tab that is open must be seen. Only the bar moves, not the page.
  useEffect(() => {
    const [nav, tab] = [bar.current, bar.current?.querySelector('[aria-current]')]
    if (nav === null || !(tab instanceof HTMLElement)) return
    nav.scrollLeft = tab.offsetLeft - nav.offsetLeft - (nav.clientWidth - tab.clientWidth) / 2
  }, [current])
  return (
    <nav className="tabs" aria-label={label} ref={bar}>
      {tabs.map((t) => (
        <a key={t.href} href={t.href} {...(t.current ? { 'aria-current': 'page' as const } : {})}>
          {t.label}
          {t.count === undefined ? null : <span className="n">{t.count.toLocaleString('en-US')}</span>}
        </a>
      ))}
    </nav>
  )
}
