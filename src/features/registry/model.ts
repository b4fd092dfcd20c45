import { createHash } from 'node:crypto'
import { canonicalize } from '../../lib/canonical.ts'
import type { Json, JsonObject } from '../../lib/json.ts'
import type { NonEmpty } from '../../lib/result.ts'
import { problem } from '../../lib/problem.ts'
import type { RiskClass } from '../inventory/contract.ts'

/** Where a version comes from. `upstream` is the name of a configured upstream; `modelId` what it is asked for. */
export type Source =
  | { readonly kind: 'hosted'; readonly upstream: string; readonly modelId: string }
  | {
      readonly kind: 'artifact'
      readonly upstream: string
      readonly modelId: string
      readonly sha256: string
    }

export type Approver = { readonly by: string; readonly at: string }
export type Deployment = {
  readonly id: string
  readonly environment: string
  readonly by: string
  readonly at: string
  readonly endedAt: string | null
}

/** Why a version may be served: people said so, or it is the installation's own sandbox (shown as such, `trial` only). */
export type Grant =
  | {
      readonly kind: 'people'
      readonly approvalId: string
      readonly by: NonEmpty<Approver>
      readonly digest: string
    }
  | { readonly kind: 'bootstrap'; readonly digest: string }

/** A version's life. "Deployed without approval" and "approved by nobody" cannot be written. */
export type Lifecycle =
  | { readonly state: 'draft' }
  | { readonly state: 'in_review'; readonly approvalId: string }
  | { readonly state: 'rejected'; readonly approvalId: string }
  | { readonly state: 'approved'; readonly grant: Grant }
  | { readonly state: 'deployed'; readonly grant: Grant; readonly deployments: NonEmpty<Deployment> }
  | { readonly state: 'retired'; readonly at: string }

export type StoredLife = {
  readonly state: 'draft' | 'in_review' | 'approved' | 'rejected' | 'retired'
  readonly bootstrap: boolean
  readonly approvalId: string | null
  readonly approvedBy: readonly Approver[] | null
  readonly approvedDigest: string | null
  readonly retiredAt: string | null
}

/** The row as a state; a row that fits none is a broken invariant and throws. */
export function lifecycleOf(row: StoredLife, open: readonly Deployment[]): Lifecycle {
  switch (row.state) {
    case 'draft':
      return { state: 'draft' }
    case 'in_review':
    case 'rejected':
      return { state: row.state, approvalId: present(row.approvalId, 'an approval') }
    case 'approved': {
      const grant = grantOf(row)
      const [first, ...rest] = open
      return first === undefined
        ? { state: 'approved', grant }
        : { state: 'deployed', grant, deployments: [first, ...rest] }
    }
    case 'retired':
      return { state: 'retired', at: present(row.retiredAt, 'a time of retirement') }
  }
}

function grantOf(row: StoredLife): Grant {
  const digest = present(row.approvedDigest, 'an approved digest')
  if (row.bootstrap) return { kind: 'bootstrap', digest }
  const [first, ...rest] = row.approvedBy ?? []
  return {
    kind: 'people',
    approvalId: present(row.approvalId, 'an approval'),
    by: [present(first, 'an approver'), ...rest],
    digest,
  }
}

function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`a stored version lacks ${what}`)
  return value
}

/** Unknown risk counts as the highest: who has not answered does not get the easy way. */
export const quorumOf = (risk: RiskClass | null): number => (risk === 'low' || risk === 'medium' ? 1 : 2)

/**
 * SHA-256 (hex) over `sealwright/version/v1`, newline, canonical JSON of source and config. Numbers that are no integers stand as
 * `{"$decimal":"0.7"}` (ECMAScript's shortest text), because evidence carries no floats; a config may not use that key itself.
 * Errors: `config_invalid` (400).
 */
export function versionDigest(source: Source, config: JsonObject): string {
  return createHash('sha256')
    .update(`sealwright/version/v1\n${canonicalize({ source, config: exact(config, '/config') })}`)
    .digest('hex')
}

function exact(value: Json, path: string): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(path, 'is not a finite number')
    if (Number.isSafeInteger(value)) return Object.is(value, -0) ? 0 : value
    return { $decimal: String(value) }
  }
  if (Array.isArray(value)) return value.map((item: Json, i) => exact(item, `${path}/${i}`))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (key === '$decimal') throw invalid(path, 'uses the reserved key `$decimal`')
        return [key, exact(item, `${path}/${key}`)]
      }),
    )
  return value
}

const invalid = (path: string, why: string) =>
  problem('config_invalid', 400, `\`${path}\` ${why}`, { where: path })

const VALUE_CHARS_MAX = 2_000

/** Key paths that differ, for the person who approves. Everything is new when there is nothing before. */
export function versionDiff(
  before: { source: Source; config: JsonObject } | null,
  after: { source: Source; config: JsonObject },
): { path: string; before: string | null; after: string | null }[] {
  const old = before === null ? new Map<string, string>() : leaves(contentOf(before))
  const now = leaves(contentOf(after))
  return [...new Set([...old.keys(), ...now.keys()])]
    .toSorted()
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((line) => line.before !== line.after)
}

/** What people approve, and the digest covers: a stored row has more (ids, times, states) that no one decides on. */
const contentOf = ({ source, config }: { source: Source; config: JsonObject }): object => ({ source, config })

function leaves(value: object): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (item: unknown, path: string): void => {
    if (typeof item === 'object' && item !== null && Object.keys(item).length > 0)
      for (const [key, child] of Object.entries(item)) walk(child, path === '' ? key : `${path}.${key}`)
    else found.set(path, (JSON.stringify(item) ?? '').slice(0, VALUE_CHARS_MAX))
  }
  walk(value, '')
  return found
}

/** `support@7` */
export const labelOf = (version: { readonly model: string; readonly number: number }): string =>
  `${version.model}@${version.number}`

export function parseLabel(label: string): { model: string; number: number } | null {
  const match = /^([a-z][a-z0-9-]{0,62})@([1-9]\d{0,8})$/.exec(label)
  return match === null ? null : { model: match[1] ?? '', number: Number(match[2]) }
}
