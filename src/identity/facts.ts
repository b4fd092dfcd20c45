import type { FactSource, FactTable } from '../ledger/facts.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Clock } from '../platform/clock.ts'
import { callersAt, credentialsIn } from './credential-store.ts'
import { keyState } from './keys.ts'
import { setLimits, type LimitName } from './limits.ts'
import { factorOf, peopleFacts, type UserRow } from './user-store.ts'

const ROWS_MAX = 100_000

/** Who holds power, and which credentials were valid: populations for IAM controls. */
export function identityFacts(clock: Clock): FactSource[] {
  const table = (source: string, rows: JsonObject[], query: string): FactTable => ({
    source,
    rows: rows.slice(0, ROWS_MAX),
    complete: rows.length <= ROWS_MAX,
    why: rows.length <= ROWS_MAX ? '' : `more than ${ROWS_MAX} rows`,
    asOf: new Date(clock.nowMs()).toISOString(),
    query,
  })
  return [
    {
      id: 'identity.admins',
      fields: {
        id: 'string',
        email: 'string',
        roles: 'string',
        admin: 'boolean',
        approver: 'boolean',
        active: 'boolean',
        mfa: 'string',
        mfaAt: 'instant?',
        createdAt: 'instant',
        lastSeenAt: 'instant?',
      },
      async load(tx, org, window) {
        const rows = await peopleFacts(tx, org, new Date(window.to), ROWS_MAX + 1)
        return table(
          'identity.admins',
          rows.map((u) => ({
            id: u.id,
            email: u.email,
            roles: u.roles.toSorted().join(', '),
            admin: u.roles.includes('admin'),
            approver: u.roles.includes('approver'),
            active: u.active,
            mfa: factorOf(u),
            mfaAt: factorSince(u)?.toISOString() ?? null,
            createdAt: u.created_at.toISOString(),
            lastSeenAt: u.last_seen_at?.toISOString() ?? null,
          })),
          `all people of this organisation created until ${window.to} who hold the role admin or approver now, inactive ones included`,
        )
      },
    },
    {
      id: 'identity.keys',
      fields: {
        id: 'string',
        kind: 'string',
        prefix: 'string',
        system: 'string?',
        environment: 'string?',
        trial: 'boolean',
        createdBy: 'string',
        createdAt: 'instant',
        expiresAt: 'instant?',
        revokedAt: 'instant?',
        lastUsedAt: 'instant?',
        state: 'string',
      },
      async load(tx, org, window) {
        const rows = await credentialsIn(tx, org, new Date(window.from), new Date(window.to), ROWS_MAX + 1)
        const now = clock.nowMs()
        return table(
          'identity.keys',
          rows.map((k) => ({
            id: k.id,
            kind: k.kind,
            prefix: k.prefix,
            system: k.system,
            environment: k.environment,
            trial: k.trial,
            createdBy: k.created_by,
            createdAt: k.created_at.toISOString(),
            expiresAt: k.expires_at.toISOString(),
            revokedAt: k.revoked_at?.toISOString() ?? null,
            lastUsedAt: k.last_used_at?.toISOString() ?? null,
            state: keyState(k, now),
          })),
          `virtual keys and API tokens created until ${window.to} that had neither expired nor been revoked before ${window.from}; none left out`,
        )
      },
    },
    {
      id: 'identity.callers',
      fields: {
        id: 'string',
        kind: 'string',
        name: 'string',
        system: 'string',
        environment: 'string',
        trial: 'boolean',
        createdAt: 'instant',
        rateLimited: 'boolean',
        budgetLimited: 'boolean',
        limits: 'string',
      },
      async load(tx, org, window) {
        const rows = await callersAt(tx, org, new Date(window.to), ROWS_MAX + 1)
        return table(
          'identity.callers',
          rows.map((caller) => {
            const limits = setLimits(caller.limits)
            const has = (...names: readonly LimitName[]): boolean =>
              limits.some(({ name }) => names.includes(name))
            return {
              id: caller.id,
              kind: caller.kind,
              name: caller.name,
              system: caller.system,
              environment: caller.environment,
              trial: caller.environment === 'trial',
              createdAt: caller.created_at.toISOString(),
              rateLimited: has('requestsPerMinute', 'tokensPerMinute'),
              budgetLimited: has('tokensPerDay', 'costPerDayMicroUsd', 'costPerMonthMicroUsd'),
              limits: limits.map(({ name, max }) => `${name}:${max}`).join(' '),
            }
          }),
          `every virtual key that works and every issuer that is trusted at ${window.to}, with its own limits as they stand now; none left out`,
        )
      },
    },
  ]
}

/** Since when there is one without a break, as far as what is set up today can tell. */
const factorSince = (u: UserRow): Date | null =>
  [u.totp_confirmed_at, u.passkey_at]
    .filter((at) => at !== null)
    .toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null
