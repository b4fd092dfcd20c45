import { createContext, useContext, type ReactNode } from 'react'
import type { Action, Session } from '../identity/contract.ts'
import { sessionSchema } from '../identity/contract.ts'
import { setCsrf } from './api.ts'
import { useApi, type Loadable } from './hooks.ts'

const Context = createContext<Session | null>(null)
export const SessionProvider = ({ value, children }: { value: Session; children: ReactNode }): ReactNode => (
  <Context value={value}>{children}</Context>
)

export function useSessionQuery(): Loadable<Session> {
  const query = useApi('/session', sessionSchema)
  if (query.data !== undefined) setCsrf(query.data.csrf)
  return query
}
/** Inside the shell: who is signed in, where, and what they may ask for. */
export function useSession(): Session {
  const session = useContext(Context)
  if (session === null) throw new Error('useSession outside the shell')
  return session
}
/** Null when this person may; else the words to show. The server decides again on each call. */
export function useWhyNot(action: Action): string | null {
  const { may, mfaRequired, user } = useSession()
  if (may.includes(action)) return null
  if (mfaRequired && user?.mfa === 'none')
    return 'This needs a second factor: set one up under Settings, Your account.'
  return `Your roles do not allow ${action}. An administrator can change them under Settings, People.`
}
