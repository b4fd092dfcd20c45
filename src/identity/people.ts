import { notFound, problem } from '../lib/problem.ts'
import { isUuid, type OrgId } from '../lib/ids.ts'
import { decodeCursor, encodeCursor, type Page } from '../lib/page.ts'
import { newId } from '../platform/random.ts'
import type { Tx } from '../platform/db.ts'
import type { Allowed } from './authorize.ts'
import type { Environment, Principal, Role, RoleScope, User } from './contract.ts'
import type { Identity } from './deps.ts'
import { record, type By } from './record.ts'
import { issueInvite, type Link } from './setup.ts'
import { scopeOf } from './sessions.ts'
import { endSessionsOf } from './session-store.ts'
import {
  activeUsers,
  countUsers,
  factorOf,
  hasFactor,
  insertUser,
  lockUser,
  otherAdmins,
  secondFactorRequired,
  setSecondFactorRequired,
  updateUser,
  userByEmail,
  userById,
  userPage,
  usersByIds,
  type Keyset,
  type UserRow,
} from './user-store.ts'

/** LIMIT: `mayDecide` lists and the directory look at the first 1,000 active people of an organisation; the first release has tens. */
const PEOPLE_MAX = 1_000

export type Person = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly active: boolean
  readonly sample: boolean
}

export interface PeopleDirectory {
  byEmail(tx: Tx, org: OrgId, email: string): Promise<Person | undefined>
  byIds(tx: Tx, org: OrgId, ids: readonly string[]): Promise<ReadonlyMap<string, Person>>
  /** Ids to what people read: the e-mail of a person, `installation`, else the id itself. */
  names(tx: Tx, org: OrgId, ids: readonly string[]): Promise<(id: string) => string>
  /** Active people as they would be after signing in with what they have set up: for "who may decide". */
  principals(tx: Tx, org: OrgId): Promise<readonly Extract<Principal, { kind: 'user' }>[]>
}

export const peopleDirectory: PeopleDirectory = {
  async byEmail(tx, org, email) {
    const row = await userByEmail(tx, org, email.trim().toLowerCase())
    return row === undefined ? undefined : personOf(row)
  },
  byIds: async (tx, org, ids) =>
    new Map((await usersByIds(tx, org, [...new Set(ids)])).map((row) => [row.id, personOf(row)])),
  async names(tx, org, ids) {
    const known = await peopleDirectory.byIds(tx, org, ids)
    return (id) => known.get(id)?.email ?? id
  },
  async principals(tx, org) {
    const required = await secondFactorRequired(tx, org)
    return (await activeUsers(tx, org, PEOPLE_MAX)).map((row) => ({
      kind: 'user',
      org,
      userId: row.id,
      email: row.email,
      roles: row.roles,
      mfa: hasFactor(row),
      sessionId: '',
      secondFactorRequired: required,
      scope: scopeOf(row),
    }))
  },
}

const personOf = (row: UserRow): Person => ({
  id: row.id,
  email: row.email,
  name: row.name,
  active: row.active,
  sample: row.sample,
})

export type InviteInput = {
  readonly email: string
  readonly name: string
  readonly roles: readonly Role[]
  readonly scope?: RoleScope
}

/** A new person with an invitation link. Error: `email_taken` (409). */
export async function invitePerson(
  id: Identity,
  by: Allowed<'user.manage'>,
  org: OrgId,
  input: InviteInput,
): Promise<{ readonly user: User; readonly link: Link }> {
  return id.db.tx({ org }, async (tx) => {
    const user = await createPerson(id, tx, org, by, { ...input, sample: false })
    return { user, link: await issueInvite(id, tx, org, user.id) }
  })
}

/** A new link for somebody who lost theirs or their password; the link before stops working. Errors: `user_not_found`, `user_inactive` (409). */
export async function reinvitePerson(
  id: Identity,
  by: Allowed<'user.manage'>,
  org: OrgId,
  userId: string,
): Promise<Link> {
  return id.db.tx({ org }, async (tx) => {
    const person = isUuid(userId) ? await lockUser(tx, org, userId) : undefined
    if (person === undefined) throw notFound('user', userId)
    if (!person.active || person.sample)
      throw problem('user_inactive', 409, 'this person cannot sign in, so there is nothing to invite to')
    await record(id, tx, org, { type: 'identity.user_invited', by, body: { user: userId, again: true } })
    return issueInvite(id, tx, org, userId)
  })
}

/** A person without a way to sign in yet. `sample` people never get one. In the caller's transaction. */
export async function createPerson(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: By,
  input: InviteInput & { readonly sample: boolean },
): Promise<User> {
  const at = new Date(id.clock.nowMs())
  const userId = newId(id.clock, id.random)
  const roles = [...new Set(input.roles)].toSorted()
  const made = await insertUser(
    tx,
    org,
    {
      id: userId,
      email: input.email.trim().toLowerCase(),
      name: input.name.trim(),
      roles,
      systems: input.scope?.systems ?? null,
      environments: input.scope?.environments ?? null,
      passwordHash: null,
      sample: input.sample,
    },
    at,
  )
  if (!made)
    throw problem('email_taken', 409, `somebody with the e-mail \`${input.email}\` exists`, {
      where: 'email',
    })
  await record(id, tx, org, {
    type: 'identity.user_created',
    by,
    body: { user: userId, roles, scope: scopeBody(input.scope), sample: input.sample },
  })
  const row = await userById(tx, org, userId)
  if (row === undefined) throw new Error('the user that was just written is not there')
  return userView(row)
}

export type PersonPatch = {
  readonly roles?: readonly Role[]
  readonly active?: boolean
  readonly scope?: RoleScope
}

/** Changes roles, scope or activity. The person's sessions end: rights are not carried over. Errors: `user_not_found`, `last_admin` (409). */
export async function changePerson(
  id: Identity,
  by: Allowed<'user.manage'>,
  org: OrgId,
  userId: string,
  patch: PersonPatch,
): Promise<User> {
  if (!isUuid(userId)) throw notFound('user', userId)
  return id.db.tx({ org }, async (tx) => {
    const at = new Date(id.clock.nowMs())
    const before = await lockUser(tx, org, userId)
    if (before === undefined) throw notFound('user', userId)
    const roles = patch.roles === undefined ? before.roles : [...new Set(patch.roles)].toSorted()
    const active = patch.active ?? before.active
    const scope = patch.scope ?? scopeOf(before)
    const losesAdmin = before.active && before.roles.includes('admin') && !(active && roles.includes('admin'))
    if (losesAdmin && (await otherAdmins(tx, org, userId)) === 0)
      throw problem('last_admin', 409, 'this is the last admin', { fix: 'make another person admin first' })
    await updateUser(
      tx,
      org,
      userId,
      { roles, active, systems: scope.systems, environments: scope.environments },
      at,
    )
    await endSessionsOf(tx, org, userId, 'roles changed', new Date(id.steady.latestMs()))
    await record(id, tx, org, {
      type: active ? 'identity.user_changed' : 'identity.user_deactivated',
      by,
      body: {
        user: userId,
        before: { roles: before.roles, active: before.active, scope: scopeBody(scopeOf(before)) },
        after: { roles, active, scope: scopeBody(scope) },
      },
    })
    const row = await userById(tx, org, userId)
    if (row === undefined) throw new Error('a locked user is gone')
    return userView(row)
  })
}

/** The organisation's rule on second factors. Switching it off loosens: it is an entry with who and why. */
export async function setSecondFactorRule(
  id: Identity,
  by: By,
  tx: Tx,
  org: OrgId,
  required: boolean,
  reason?: string,
): Promise<void> {
  const before = await secondFactorRequired(tx, org)
  await setSecondFactorRequired(tx, org, required, new Date(id.clock.nowMs()))
  await record(id, tx, org, {
    type: 'identity.settings_changed',
    by,
    body: { before, after: required },
    ...(reason === undefined ? {} : { reason }),
  })
}

export async function listPeople(
  id: Identity,
  org: OrgId,
  query: { readonly q: string; readonly cursor: string | null; readonly limit: number },
): Promise<Page<User>> {
  const words = query.q.trim().toLowerCase()
  return id.db.tx(
    { org },
    async (tx) => {
      const rows = await userPage(tx, org, keysetOf(query.cursor), words, query.limit + 1)
      return pageOf(rows, query.limit, await countUsers(tx, org, words), id.clock.nowMs(), userView)
    },
    { readOnly: true },
  )
}

/** The keyset of a cursor, or null for the first page. A cursor that is not ours is a clear error. */
export function keysetOf(cursor: string | null): Keyset {
  if (cursor === null) return null
  const keys = decodeCursor(cursor)
  const [at, id] = keys ?? []
  if (
    keys?.length !== 2 ||
    typeof at !== 'string' ||
    typeof id !== 'string' ||
    Number.isNaN(Date.parse(at)) ||
    !isUuid(id)
  )
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours', {
      where: 'cursor',
      fix: 'start again without a cursor',
    })
  return { at, id }
}

/** One row more than `limit` was asked for, to know whether there is a next page. */
export function pageOf<R extends { readonly id: string; readonly created_at: Date }, T>(
  rows: readonly R[],
  limit: number,
  total: number,
  nowMs: number,
  view: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const next =
    rows.length > limit && last !== undefined ? encodeCursor([last.created_at.toISOString(), last.id]) : null
  return { items: shown.map(view), next, total, asOf: new Date(nowMs).toISOString() }
}

export const userView = (row: UserRow): User => ({
  id: row.id,
  email: row.email,
  name: row.name,
  roles: row.roles,
  active: row.active,
  mfa: factorOf(row),
  lastSeenAt: row.last_seen_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  sample: row.sample,
  scope: { systems: row.scope_systems, environments: row.scope_environments },
})

const scopeBody = (
  scope: RoleScope | undefined,
): { systems: string[] | null; environments: Environment[] | null } => ({
  systems: scope?.systems ? [...scope.systems] : null,
  environments: scope?.environments ? [...scope.environments] : null,
})
