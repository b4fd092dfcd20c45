import { notFound, problem } from '../lib/problem.ts'
import { isUuid, type OrgId } from '../lib/ids.ts'
import type { Page } from '../lib/page.ts'
import { newId } from '../platform/random.ts'
import type { Allowed } from './authorize.ts'
import type { ApiToken, Role, RoleScope } from './contract.ts'
import {
  countTokens,
  insertToken,
  revokeToken,
  tokenById,
  tokenPage,
  type TokenRow,
} from './credential-store.ts'
import type { Identity } from './deps.ts'
import { keyState } from './keys.ts'
import { keysetOf, pageOf, peopleDirectory } from './people.ts'
import { record } from './record.ts'
import { newSecret } from './secrets.ts'

const DAY_MS = 86_400_000
export const tokenDaysDefault = 30
export const tokenDaysMax = 365

export type TokenInput = {
  readonly name: string
  readonly roles: readonly Role[]
  readonly expiresInDays?: number
  readonly scope?: RoleScope
}

/**
 * A token that acts for its maker, with roles the maker holds (`viewer` always): it never reaches further than the person, now or later.
 * Only a signed-in person makes one: a token that makes tokens would outlive its end. Errors: `token_roles`, `token_needs_person` (403), `token_lifetime` (400).
 */
export async function createToken(
  id: Identity,
  by: Allowed<'token.create'>,
  org: OrgId,
  input: TokenInput,
): Promise<ApiToken & { readonly token: string }> {
  const maker = by.principal
  if (maker.kind !== 'user') throw problem('token_needs_person', 403, 'a token is made by a person: sign in')
  const roles = [...new Set(input.roles)].toSorted()
  const beyond = roles.filter((role) => role !== 'viewer' && !maker.roles.includes(role))
  if (beyond.length > 0)
    throw problem(
      'token_roles',
      403,
      `you do not hold ${beyond.map((r) => `\`${r}\``).join(', ')}: a token reaches no further than its maker`,
      { where: 'roles' },
    )
  const days = input.expiresInDays ?? tokenDaysDefault
  if (!Number.isInteger(days) || days < 1 || days > tokenDaysMax)
    throw problem('token_lifetime', 400, `a token lives 1 to ${tokenDaysMax} days`, {
      where: 'expiresInDays',
    })
  const at = new Date(id.clock.nowMs())
  const expiresAt = new Date(at.getTime() + days * DAY_MS)
  const secret = newSecret('swt', id.random)
  const tokenId = newId(id.clock, id.random)
  const systems = input.scope?.systems ?? null
  const environments = input.scope?.environments ?? null
  await id.db.tx({ org }, async (tx) => {
    await insertToken(tx, org, {
      id: tokenId,
      name: input.name,
      prefix: secret.prefix,
      hash: secret.hash,
      roles,
      systems,
      environments,
      trial: false,
      actingFor: maker.userId,
      at,
      expiresAt,
    })
    await record(id, tx, org, {
      type: 'identity.token_created',
      by,
      body: {
        token: tokenId,
        trial: false,
        roles,
        systems: systems === null ? null : [...systems],
        environments: environments === null ? null : [...environments],
        expiresAt: expiresAt.toISOString(),
      },
    })
  })
  return {
    id: tokenId,
    name: input.name,
    prefix: secret.prefix,
    roles,
    state: 'active',
    createdBy: maker.email,
    createdAt: at.toISOString(),
    expiresAt: expiresAt.toISOString(),
    lastUsedAt: null,
    token: secret.text,
  }
}

/** Ends a token: one's own, or any for an admin. Error: `token_not_found`, also for somebody else's. */
export async function endToken(
  id: Identity,
  by: Allowed<'token.create'>,
  org: OrgId,
  tokenId: string,
): Promise<void> {
  await id.db.tx({ org }, async (tx) => {
    const row = isUuid(tokenId) ? await tokenById(tx, org, tokenId) : undefined
    const mine = row !== undefined && by.principal.kind === 'user' && row.acting_for === by.principal.userId
    const admin = by.principal.kind !== 'system' && by.principal.roles.includes('admin')
    if (row === undefined || !(mine || admin)) throw notFound('token', tokenId)
    if ((await revokeToken(tx, org, row.id, new Date(id.clock.nowMs()))) === 1)
      await record(id, tx, org, { type: 'identity.token_revoked', by, body: { token: row.id } })
  })
}

export async function listTokens(
  id: Identity,
  org: OrgId,
  query: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<ApiToken>> {
  return id.db.tx(
    { org },
    async (tx) => {
      const rows = await tokenPage(tx, org, keysetOf(query.cursor), query.limit + 1)
      const names = await peopleDirectory.names(
        tx,
        org,
        rows.flatMap((r) => (r.acting_for === null ? [] : [r.acting_for])),
      )
      const now = id.clock.nowMs()
      return pageOf(rows, query.limit, await countTokens(tx, org), now, (row) => tokenView(row, now, names))
    },
    { readOnly: true },
  )
}

const tokenView = (row: TokenRow, nowMs: number, name: (id: string) => string): ApiToken => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  roles: row.roles,
  state: keyState(row, nowMs),
  createdBy: row.acting_for === null ? 'installation' : name(row.acting_for),
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
})
