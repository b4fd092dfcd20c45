import type { OrgId } from '../lib/ids.ts'
import { problem } from '../lib/problem.ts'
import type { UserPrincipal } from './contract.ts'
import type { Identity } from './deps.ts'
import { attemptSucceeded, beginAttempt } from './lockout.ts'
import { hasFactor, userById, type UserRow } from './user-store.ts'

/** The password again, before a change to how one signs in. Counted like a sign-in: a stolen session must not become an oracle for it. */
export async function confirmPassword(
  id: Identity,
  me: UserPrincipal,
  home: OrgId,
  password: string,
): Promise<void> {
  const attempt = await beginAttempt(id, me.email, 'profile')
  const seen = await id.db.tx({ org: home }, (tx) => userById(tx, home, me.userId))
  if (!(await id.passwords.verify(password, seen?.password_hash ?? null)))
    throw problem('password_wrong', 403, 'the password is wrong', { where: 'password' })
  await attemptSucceeded(id, attempt)
}

/**
 * A session from before the first factor proves the password alone. It may not touch factors once there is one: else a stolen password
 * would add its own.
 */
export function refuseWithoutFactor(me: UserPrincipal, user: UserRow | undefined): void {
  if (hasFactor(user) && !me.mfa)
    throw problem('second_factor_required', 403, 'this needs a session with your second factor', {
      fix: 'sign out, and sign in with it',
    })
}
