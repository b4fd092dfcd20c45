import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { approvalSchema } from '../approvals/contract.ts'
import { Icon } from '../design/Icon.tsx'
import { Mark, Wordmark } from '../design/Logo.tsx'
import { Menu, Tip, type MenuItem } from '../design/Menu.tsx'
import { LedgerSeal } from '../design/Status.tsx'
import { clock, count, day } from '../design/format.ts'
import { controlSchema } from '../features/controls/contract.ts'
import { systemSchema } from '../features/inventory/contract.ts'
import { healthSchema } from '../features/operations/contract.ts'
import type { Session } from '../identity/contract.ts'
import { z } from 'zod'
import { anything, call, listOf } from './api.ts'
import { KeysHelp, useKeys } from './Keys.tsx'
import { useAction, useAddress, useApi } from './hooks.ts'
import { useLinks } from './links.ts'
import { areas, isUnder } from './nav.ts'
import { Palette } from './Palette.tsx'
import { ledgerStatusSchema } from './schemas.ts'
import { useTheme } from './theme.ts'

/** Rail, top bar, bottom bar, palette and keys around every page. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  useLinks()
  const { path } = useAddress()
  const [theme, toggleTheme] = useTheme()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const [pinned, setPinned] = useState(false)
  useKeys(
    useMemo(
      () => ({
        palette: () => setOpen('palette'),
        help: () => setOpen('keys'),
        pin: () => setPinned((p) => !p),
      }),
      [],
    ),
  )
  useFocusOnPage(path)
  useEffect(() => setPinned(false), [path])
  return (
    <>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="shell">
        <aside className={`rail${pinned ? ' pinned' : ''}`} aria-label="Sealwright">
          <a className="brand" href="/" aria-label="Sealwright home">
            <Mark />
            <Wordmark />
          </a>
          <RailNav path={path} session={session} />
          <LedgerFoot />
        </aside>
        <div>
          <TopBar
            session={session}
            theme={theme}
            onTheme={toggleTheme}
            onPalette={() => setOpen('palette')}
            onHelp={() => setOpen('keys')}
          />
          {session.org?.kind === 'sample' ? <SampleBanner session={session} /> : null}
          <main className="main" id="main" tabIndex={-1}>
            {children}
          </main>
        </div>
      </div>
      <BottomBar path={path} />
      {open === 'palette' ? <Palette onClose={() => setOpen(null)} onTheme={toggleTheme} /> : null}
      {open === 'keys' ? <KeysHelp onClose={() => setOpen(null)} /> : null}
    </>
  )
}

/** After a change of page the reader hears its title; the first load keeps the browser's own order. */
function useFocusOnPage(path: string): void {
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    window.scrollTo(0, 0)
    const timer = setTimeout(() => {
      const title = document.querySelector('main h1')
      if (title instanceof HTMLElement && !(document.activeElement instanceof HTMLDialogElement))
        title.focus({ preventScroll: true })
    }, 50)
    return () => clearTimeout(timer)
  }, [path])
}

function RailNav({ path, session }: { path: string; session: Session }) {
  const systems = useApi(
    session.may.includes('system.read') ? '/systems?limit=1' : null,
    listOf(systemSchema),
    { everyMs: 60_000 },
  )
  const controls = useApi(session.may.includes('control.read') ? '/controls' : null, listOf(controlSchema), {
    everyMs: 60_000,
  })
  const failing = controls.data?.items.filter((c) => c.status === 'fail').length ?? 0
  return (
    <nav aria-label="Main">
      <ul className="nav">
        {areas.map((a) => {
          const inside = isUnder(path, a)
          const exact = inside && a.subs.length === 0
          return (
            <li key={a.name}>
              <Tip text={a.name}>
                <a
                  href={a.href}
                  className={inside && !exact ? 'open' : undefined}
                  {...(exact ? { 'aria-current': 'page' as const } : {})}
                >
                  <Icon name={a.icon} />
                  <span>{a.name}</span>
                  {a.name === 'AI systems' && systems.data !== undefined ? (
                    <span className="cnt">{count(systems.data.total)}</span>
                  ) : null}
                  {a.name === 'Compliance' && failing > 0 ? (
                    <span className="cnt hot">{failing} fail</span>
                  ) : null}
                </a>
              </Tip>
              {inside && a.subs.length > 0 ? (
                <ul className="nav">
                  {a.subs.map((s) => (
                    <li key={s.href}>
                      <a
                        href={s.href}
                        {...(path.startsWith(s.href) ? { 'aria-current': 'page' as const } : {})}
                      >
                        <span>{s.name}</span>
                      </a>
                    </li>
                  ))}
                </ul>
              ) : null}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function LedgerFoot() {
  const ledger = useApi('/ledger', z.array(ledgerStatusSchema), { everyMs: 10_000 })
  const head = ledger.data?.[ledger.data.length - 1]
  if (head === undefined)
    return (
      <div className="railfoot">
        <span>{ledger.error === null ? 'Reading the ledger' : 'Ledger state unknown'}</span>
      </div>
    )
  return (
    <div className="railfoot">
      <a href="/settings/ledger" aria-label={`Ledger, ${count(head.size)} entries`}>
        <LedgerSeal state={head.publishedAt === null ? 'pending' : 'published'} index={head.size} />
      </a>
      <div>{head.publishedAt === null ? 'Not yet published' : `Published ${when(head.publishedAt)}`}</div>
      {head.unanchoredSince !== null || head.anchoredAt === null ? (
        <div className="warn">
          Unanchored{head.unanchoredSince === null ? '' : ` since ${when(head.unanchoredSince)}`}.{' '}
          <a href="/settings/ledger" className="inked">
            Add an anchor
          </a>
        </div>
      ) : (
        <div>Anchored {when(head.anchoredAt)}</div>
      )}
    </div>
  )
}
const when = (iso: string): string =>
  day(iso) === day(new Date().toISOString())
    ? `${clock(iso)} UTC`
    : `${day(iso, false)} ${clock(iso, 'min')} UTC`

function TopBar({
  session,
  theme,
  onTheme,
  onPalette,
  onHelp,
}: {
  session: Session
  theme: 'light' | 'dark'
  onTheme: () => void
  onPalette: () => void
  onHelp: () => void
}) {
  const approvals = useApi(
    session.may.includes('approval.read') ? '/approvals?state=pending' : null,
    listOf(approvalSchema),
    { everyMs: 30_000 },
  )
  const health = useApi('/health', healthSchema, { everyMs: 30_000 })
  const waiting = approvals.data?.items.filter((a) => a.youMay).length ?? 0
  const leave = useAction(() => call('DELETE', '/session', anything), {
    after: () => location.assign('/'),
    toastErrors: true,
  })
  const user = session.user
  const you: readonly MenuItem[] = [
    {
      kind: 'label',
      label: (
        <>
          {user?.name} <span className="mono">{user?.roles.join(', ')}</span>
        </>
      ),
    },
    { kind: 'link', href: '/settings/account', label: 'Your account and second factor' },
    { kind: 'do', label: theme === 'dark' ? 'Light theme' : 'Dark theme', run: onTheme },
    { kind: 'do', label: 'Keys', run: onHelp },
    { kind: 'rule' },
    { kind: 'do', label: 'Sign out', run: () => leave.run(undefined) },
  ]
  return (
    <header className="topbar">
      <WorkspaceSwitch session={session} health={health.data?.status ?? 'unknown'} />
      <button type="button" className="search wide-only" onClick={onPalette}>
        <Icon name="search" size={14} />
        <span className="grow ell">Search or run a command</span>
        <kbd>⌘K</kbd>
      </button>
      <span className="right row g1">
        <button
          type="button"
          className="iconbtn medium-only"
          aria-label="Search or run a command"
          onClick={onPalette}
        >
          <Icon name="search" />
        </button>
        <a className="iconbtn" href="/approvals">
          <Icon name="inbox" />
          <span className="wide-text">Approvals</span>
          {waiting > 0 ? (
            <span className="badge-n">
              {waiting}
              <span className="sr"> waiting on you</span>
            </span>
          ) : null}
        </a>
        <button
          type="button"
          className="iconbtn top-hide"
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={onTheme}
        >
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        </button>
        <button type="button" className="iconbtn top-hide" aria-label="Help and keys" onClick={onHelp}>
          <Icon name="help" />
        </button>
        <Menu
          align="end"
          items={you}
          trigger={
            <button type="button" className="iconbtn" aria-label={`You: ${user?.email ?? ''}`}>
              <Icon name="user" />
              <span className="wide-only">{user?.email}</span>
            </button>
          }
        />
      </span>
    </header>
  )
}

function WorkspaceSwitch({ session, health }: { session: Session; health: string }) {
  const move = useAction((org: string) => call('POST', '/session/org', anything, { org }), {
    after: () => location.assign('/'),
    toastErrors: true,
  })
  const org = session.org
  const words: Readonly<Record<string, string>> = {
    ok: 'All parts answer',
    degraded: 'A part is degraded',
    down: 'A part is down',
    unknown: 'Health unknown',
  }
  const items: readonly MenuItem[] = [
    { kind: 'label', label: 'Workspaces' },
    ...session.orgs.map((o): MenuItem => ({
      kind: 'do',
      label: (
        <>
          <span className="grow">{o.name}</span>
          <span className="t3 sm">{o.id === org?.id ? 'open' : o.kind === 'sample' ? 'sample' : ''}</span>
        </>
      ),
      run: () => {
        if (o.id !== org?.id) move.run(o.id)
      },
    })),
    { kind: 'rule' },
    { kind: 'link', href: '/settings/health', label: words[health] ?? 'Health' },
    { kind: 'link', href: '/settings/sample', label: 'Sample company' },
  ]
  return (
    <Menu
      items={items}
      trigger={
        <button type="button" className="envsw">
          <span className={`dot ${health}`} />
          <span className="sr">Workspace </span>
          <span className="ell">{org?.name}</span>
          <span className="t3 wide-only">/</span>
          <span className="wide-only">
            {org?.kind === 'sample' ? 'sample' : session.trial ? 'trial' : 'all environments'}
          </span>
          <Icon name="chev" size={13} />
        </button>
      }
    />
  )
}

function SampleBanner({ session }: { session: Session }) {
  const own = session.orgs.find((o) => o.kind === 'own')
  const move = useAction((org: string) => call('POST', '/session/org', anything, { org }), {
    after: () => location.assign('/'),
    toastErrors: true,
  })
  return (
    <div className="banner-sample" role="note">
      <Icon name="systems" />
      <span className="grow">
        <b>Sample company.</b> Every call went through the real gateway to the sandbox model; nobody real is
        here, and nothing mixes with your workspace.
      </span>
      {own === undefined ? null : (
        <button type="button" className="btn s" onClick={() => move.run(own.id)}>
          Open {own.name}
        </button>
      )}
      <a className="btn s" href="/settings/sample">
        Remove it
      </a>
    </div>
  )
}

function BottomBar({ path }: { path: string }) {
  const rest: readonly MenuItem[] = [
    ...areas
      .filter((a) => !a.bottom)
      .map((a): MenuItem => ({
        kind: 'link',
        href: a.href,
        label: (
          <>
            <Icon name={a.icon} />
            {a.name}
          </>
        ),
      })),
    {
      kind: 'link',
      href: '/approvals',
      label: (
        <>
          <Icon name="inbox" />
          Approvals
        </>
      ),
    },
  ]
  return (
    <nav aria-label="Main, bottom">
      <ul className="bottombar">
        {areas
          .filter((a) => a.bottom)
          .map((a) => (
            <li key={a.name}>
              <a href={a.href} {...(isUnder(path, a) ? { 'aria-current': 'page' as const } : {})}>
                <Icon name={a.icon} />
                <span>{a.name}</span>
              </a>
            </li>
          ))}
        <li>
          <Menu
            align="end"
            items={rest}
            trigger={
              <button type="button">
                <Icon name="more" weight={2.4} />
                <span>More</span>
              </button>
            }
          />
        </li>
      </ul>
    </nav>
  )
}
