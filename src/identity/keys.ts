import { notFound, problem } from '../lib/problem.ts'
import { isUuid, type OrgId } from '../lib/ids.ts'
import type { Page } from '../lib/page.ts'
import { bumpGeneration } from '../platform/generation.ts'
import { newId } from '../platform/random.ts'
import type { Tx } from '../platform/db.ts'
import type { Environment, VirtualKey } from './contract.ts'
import {
  countKeys,
  insertKey,
  keyPage,
  lockKey,
  revokeKey,
  revokeKeysOfSystem,
  shortenKey,
  snapshotKeys,
  workingSuccessor,
  type KeyRow,
} from './credential-store.ts'
import type { Identity } from './deps.ts'
import { callScopeSchema, wholeScope, type CallScope } from './key-scope.ts'
import { noLimits, setLimits, type LimitSpec } from './limits.ts'
import { keysetOf, pageOf, peopleDirectory } from './people.ts'
import type { KeyRecord, SystemAddress } from './ports.ts'
import { authorOf, principalOfBy, record, type By } from './record.ts'
import { newSecret } from './secrets.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
export const keyDaysDefault = 90
export const keyDaysMax = 365
/** After a rotation the old key works on for a day unless said otherwise: long enough to roll a fleet, short enough to matter. */
export const overlapHoursDefault = 24
/** Two old keys of one caller for longer than a week is no rotation. */
export const overlapHoursMax = 168
/** Ended keys stay in the gateway's snapshot so long, so that their refusals land in their organisation's log. */
const SNAPSHOT_KEEPS_MS = 30 * DAY_MS
/** LIMIT: one snapshot holds at most this many keys (about 300 bytes each); more makes the load fail loudly instead of dropping some. */
const SNAPSHOT_MAX = 200_000

export type KeyInput = {
  readonly system: SystemAddress
  readonly name?: string
  readonly environment?: Environment
  readonly expiresInDays?: number
  readonly limits?: LimitSpec
  readonly scope?: CallScope
}
export type NewVirtualKey = VirtualKey & { /** shown once */ readonly key: string }

/**
 * A key for one system and environment, in the caller's transaction: row, entry, event and the gateway's generation commit together.
 * Errors: `system_retired` (409), `key_lifetime` (400).
 */
export async function createKey(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: By,
  input: KeyInput,
  replaces: string | null = null,
): Promise<NewVirtualKey> {
  if (!input.system.active)
    throw problem('system_retired', 409, `system \`${input.system.name}\` is retired: it gets no keys`, {
      where: 'system',
    })
  const days = input.expiresInDays ?? keyDaysDefault
  if (!Number.isInteger(days) || days < 1 || days > keyDaysMax)
    throw problem('key_lifetime', 400, `a key lives 1 to ${keyDaysMax} days`, { where: 'expiresInDays' })
  const at = new Date(id.clock.nowMs())
  const secret = newSecret('sw', id.random)
  const keyId = newId(id.clock, id.random)
  const environment = input.environment ?? input.system.environment
  const limits = input.limits ?? noLimits
  const scope = input.scope ?? wholeScope
  const row: KeyRow = {
    id: keyId,
    name: input.name ?? input.system.name,
    prefix: secret.prefix,
    system_id: input.system.id,
    system_name: input.system.name,
    environment,
    ...limitColumns(limits),
    scope_routes: scope.routes === null ? null : [...scope.routes],
    scope_models: scope.models === null ? null : [...scope.models],
    scope_operations: scope.operations === null ? null : [...scope.operations],
    created_by: authorOf(principalOfBy(by)),
    created_at: at,
    expires_at: new Date(at.getTime() + days * DAY_MS),
    revoked_at: null,
    last_used_at: null,
  }
  await insertKey(tx, org, {
    id: keyId,
    name: row.name,
    prefix: row.prefix,
    hash: secret.hash,
    systemId: row.system_id,
    systemName: row.system_name,
    environment,
    limits,
    scope,
    createdBy: row.created_by,
    at,
    expiresAt: row.expires_at,
    replaces,
  })
  await record(id, tx, org, {
    type: replaces === null ? 'identity.key_created' : 'identity.key_rotated',
    by,
    sys: input.system.ref,
    body: {
      key: keyId,
      system: row.system_id,
      environment,
      expiresAt: row.expires_at.toISOString(),
      replaces,
      limits: Object.fromEntries(setLimits(limits).map(({ name, max }) => [name, max])),
      scope: { ...scope },
    },
  })
  await bumpGeneration(tx, org)
  const names = await peopleDirectory.names(tx, org, [row.created_by])
  return { ...keyView(row, at.getTime(), names), key: secret.text }
}

/** A key ends now. Repeating it changes nothing. Error: `key_not_found`. */
export async function endKey(id: Identity, tx: Tx, org: OrgId, by: By, key: KeyRow): Promise<void> {
  const at = new Date(id.clock.nowMs())
  if ((await revokeKey(tx, org, key.id, at)) === 0) return
  await record(id, tx, org, {
    type: 'identity.key_revoked',
    by,
    body: { key: key.id, system: key.system_id },
  })
  await bumpGeneration(tx, org)
}

/**
 * A successor with the same scope, limits and lifetime; the old key works on for the overlap at most. The caller holds the old key's row, so that of
 * two requests at once one is refused. Errors: `key_not_active`, `key_rotated` (409).
 */
export async function rotateKey(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: By,
  old: KeyRow,
  overlapHours: number = overlapHoursDefault,
): Promise<NewVirtualKey> {
  const now = id.steady.latestMs()
  if (keyState(old, now) !== 'active')
    throw problem('key_not_active', 409, `key \`${old.prefix}\` is ${keyState(old, now)}: create a new one`)
  const successor = await workingSuccessor(tx, org, old.id, new Date(now))
  if (successor !== undefined)
    throw problem('key_rotated', 409, `key \`${old.prefix}\` has a successor that works: \`${successor}\``, {
      fix: 'use or rotate the successor; if its text was lost, revoke it first',
    })
  const system = await id.systems.systemByName(tx, org, old.system_name)
  if (system === undefined) throw notFound('system', old.system_name)
  const next = await createKey(
    id,
    tx,
    org,
    by,
    {
      system,
      name: old.name,
      environment: old.environment,
      expiresInDays: lifetimeDays(old),
      limits: limitsOf(old),
      scope: scopeOf(old),
    },
    old.id,
  )
  await shortenKey(tx, org, old.id, new Date(now + overlapHours * HOUR_MS))
  return next
}

/** Ends every key of a system, in the transaction that retires it. Returns how many. */
export async function revokeSystemKeys(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: By,
  systemId: string,
): Promise<number> {
  const ended = await revokeKeysOfSystem(tx, org, systemId, new Date(id.clock.nowMs()))
  for (const key of ended)
    await record(id, tx, org, { type: 'identity.key_revoked', by, body: { key: key.id, system: systemId } })
  if (ended.length > 0) await bumpGeneration(tx, org)
  return ended.length
}

export async function keyForChange(tx: Tx, org: OrgId, keyId: string): Promise<KeyRow> {
  const row = isUuid(keyId) ? await lockKey(tx, org, keyId) : undefined
  if (row === undefined) throw notFound('key', keyId)
  return row
}

export async function listKeys(
  id: Identity,
  org: OrgId,
  query: {
    readonly q: string
    readonly cursor: string | null
    readonly limit: number
    readonly systems: readonly string[] | null
  },
): Promise<Page<VirtualKey>> {
  const filter = { words: query.q.trim().toLowerCase(), systems: query.systems }
  return id.db.tx(
    { org },
    async (tx) => {
      const rows = await keyPage(tx, org, filter, keysetOf(query.cursor), query.limit + 1)
      const names = await peopleDirectory.names(
        tx,
        org,
        rows.map((r) => r.created_by),
      )
      const now = id.clock.nowMs()
      return pageOf(rows, query.limit, await countKeys(tx, org, filter), now, (row) =>
        keyView(row, now, names),
      )
    },
    { readOnly: true },
  )
}

/** All organisations' keys for the gateway's snapshot. Scope `system`; in the snapshot's own repeatable-read transaction. */
export async function lookupKeys(id: Identity, tx: Tx): Promise<KeyRecord[]> {
  const rows = await snapshotKeys(tx, new Date(id.steady.earliestMs() - SNAPSHOT_KEEPS_MS), SNAPSHOT_MAX + 1)
  if (rows.length > SNAPSHOT_MAX)
    throw new Error(`more than ${SNAPSHOT_MAX} keys: the snapshot would be incomplete`)
  return rows.map((row) => ({
    hash: row.key_hash.toString('hex'),
    id: row.id,
    org: row.org_id,
    name: row.name,
    systemId: row.system_id,
    systemName: row.system_name,
    environment: row.environment,
    expiresAtMs: row.expires_at.getTime(),
    revokedAtMs: row.revoked_at?.getTime() ?? null,
    limits: limitsOf(row),
    scope: scopeOf(row),
  }))
}

export const keyState = (
  row: { readonly revoked_at: Date | null; readonly expires_at: Date },
  nowMs: number,
): 'active' | 'expired' | 'revoked' =>
  row.revoked_at !== null ? 'revoked' : row.expires_at.getTime() <= nowMs ? 'expired' : 'active'

const lifetimeDays = (row: KeyRow): number =>
  Math.min(
    keyDaysMax,
    Math.max(1, Math.round((row.expires_at.getTime() - row.created_at.getTime()) / DAY_MS)),
  )

export const keyView = (row: KeyRow, nowMs: number, name: (id: string) => string): VirtualKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  system: row.system_name,
  environment: row.environment,
  state: keyState(row, nowMs),
  createdBy: name(row.created_by),
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  limits: limitsOf(row),
  scope: callScopeSchema.parse(scopeOf(row)),
})

const number = (text: string | null): number | null => (text === null ? null : Number(text))

export const limitsOf = (row: KeyRow) => ({
  requestsPerMinute: row.requests_per_minute,
  concurrentRequests: row.concurrent_requests,
  tokensPerMinute: number(row.tokens_per_minute),
  tokensPerDay: number(row.tokens_per_day),
  costPerDayMicroUsd: number(row.cost_per_day_micro_usd),
  costPerMonthMicroUsd: number(row.cost_per_month_micro_usd),
})

export const limitColumns = (limits: LimitSpec) => ({
  requests_per_minute: limits.requestsPerMinute ?? null,
  concurrent_requests: limits.concurrentRequests ?? null,
  tokens_per_minute: limits.tokensPerMinute?.toString() ?? null,
  tokens_per_day: limits.tokensPerDay?.toString() ?? null,
  cost_per_day_micro_usd: limits.costPerDayMicroUsd?.toString() ?? null,
  cost_per_month_micro_usd: limits.costPerMonthMicroUsd?.toString() ?? null,
})

export const scopeOf = (row: KeyRow): CallScope => ({
  routes: row.scope_routes,
  models: row.scope_models,
  operations: row.scope_operations,
})
