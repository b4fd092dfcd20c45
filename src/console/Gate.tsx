import { useEffect, type ReactNode } from 'react'
import { IconButton } from '../design/Button.tsx'
import { Mark, Wordmark } from '../design/Logo.tsx'
import { Rosette } from './Rosette.tsx'
import { useTheme } from './theme.ts'

/** The sheet before anyone is signed in: first run, sign in, invitations. */
export function Gate({
  tab,
  title,
  lead,
  small = false,
  children,
  foot,
}: {
  tab: string
  title: ReactNode
  lead?: ReactNode
  small?: boolean
  children: ReactNode
  foot?: ReactNode
}) {
  const [theme, toggle] = useTheme()
  useEffect(() => {
    document.title = `${tab} · Sealwright`
  }, [tab])
  return (
    <main className={`gate${small ? ' small' : ''}`}>
      <div className="art" aria-hidden="true">
        <Rosette hash={'5ea1a1'.repeat(10)} size={640} opacity={0.3} />
      </div>
      <div className="in">
        <div className="top">
          <Mark size={small ? 30 : 40} />
          <Wordmark height={small ? 30 : 38} />
          <span className="right">
            <IconButton
              icon={theme === 'dark' ? 'sun' : 'moon'}
              label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
              onClick={toggle}
            />
          </span>
        </div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
        {children}
        {foot === undefined ? null : <p className="t3 sm mt4">{foot}</p>}
      </div>
    </main>
  )
}
