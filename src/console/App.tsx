import { Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import { Failure } from './Load.tsx'
import { Gate } from './Gate.tsx'
import { useAddress } from './hooks.ts'
import { AcceptInvite, Claim, Unclaimed } from './pages/Claim.tsx'
import { SignIn } from './pages/SignIn.tsx'
import { Start } from './pages/Start.tsx'
import { SessionProvider, useSessionQuery } from './session.tsx'
import { Shell } from './Shell.tsx'

/** Reads a one-time token from the fragment, which no server sees, and takes it out of the address at once. */
function tokenFromFragment(name: 'setup' | 'invite'): string | null {
  const match = new RegExp(`^#(?:${name}|token)=(.+)$`).exec(location.hash)
  if (match === null || (location.hash.startsWith('#token=') && name === 'setup')) return null
  return decodeURIComponent(match[1] ?? '')
}

/** Who is here decides what is drawn: first claim, invitation, sign-in, or the shell with its page. */
export function App() {
  const [setup] = useState(() => tokenFromFragment('setup'))
  const [invite] = useState(
    () =>
      tokenFromFragment('invite') ??
      (location.pathname === '/invite' ? new URLSearchParams(location.search).get('token') : null),
  )
  const session = useSessionQuery()
  const { path } = useAddress()
  if (session.data === undefined) {
    return session.error === null ? (
      <p className="sr" role="status">
        Reading the session
      </p>
    ) : (
      <Gate small tab="Sealwright" title="The console could not start">
        <div className="card">
          <Failure error={session.error} what="the session" onRetry={() => void session.refetch()} />
        </div>
      </Gate>
    )
  }
  if (session.data.user === null) {
    if (invite !== null) return <AcceptInvite token={invite} />
    if (!session.data.claimed) return setup === null ? <Unclaimed /> : <Claim token={setup} />
    return <SignIn />
  }
  return (
    <SessionProvider value={session.data}>
      {path === '/start' ? (
        <Start />
      ) : (
        <Shell session={session.data}>
          <Outlet />
        </Shell>
      )}
    </SessionProvider>
  )
}
