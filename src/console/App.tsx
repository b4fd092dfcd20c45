import { Outlet } from '@tanstack/react-router'
import { Failure } from './Load.tsx'
import { Gate } from './Gate.tsx'
import { useAddress } from './hooks.ts'
import { AcceptInvite, Claim, Unclaimed } from './pages/Claim.tsx'
import { SignIn } from './pages/SignIn.tsx'
import { Start } from './pages/Start.tsx'
import { SessionProvider, useSessionQuery } from './session.tsx'
import { Shell } from './Shell.tsx'

/** Takes a one-time token out of the fragment, which no server sees, and out of the address, before anything else reads it. */
function taken(name: 'setup' | 'invite'): string | null {
  const token = new RegExp(`^#${name}=(.+)$`).exec(location.hash)?.[1]
  if (token === undefined) return null
  history.replaceState(null, '', location.pathname + location.search)
  return decodeURIComponent(token)
}
const setup = taken('setup')
const invite = taken('invite')

/** Who is here decides what is drawn: first claim, invitation, sign-in, or the shell with its page. */
export function App() {
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
