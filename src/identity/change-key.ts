import { z } from 'zod'
import { problem } from '../lib/problem.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import { bumpGeneration } from '../platform/generation.ts'
import type { KeyChange, VirtualKey } from './contract.ts'
import { updateKey, type KeyRow } from './credential-store.ts'
import type { Identity } from './deps.ts'
import { callScopeSchema, type CallScope } from './key-scope.ts'
import { keyState, keyView, limitColumns, limitsOf, scopeOf } from './keys.ts'
import { limitInWords, limitNames, limitSpecSchema, setLimits, type LimitSpec } from './limits.ts'
import { peopleDirectory } from './people.ts'
import { record, type By } from './record.ts'

const { routes, models, operations } = callScopeSchema.shape

/** What stands here replaces what the key has; what does not stand here stays. Null takes a limit or a narrowing away. */
export const keyPatchSchema = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  limits: limitSpecSchema.optional(),
  scope: z
    .strictObject({
      routes: routes.unwrap().optional(),
      models: models.unwrap().optional(),
      operations: operations.unwrap().optional(),
    })
    .optional(),
  reason: z.string().trim().min(1).max(2000).optional(),
})
export type KeyPatch = z.infer<typeof keyPatchSchema>

/** A key as it would be after a patch, and every difference with its effect. Pure. */
export type PlannedKey = {
  readonly name: string
  readonly limits: LimitSpec
  readonly scope: CallScope
  readonly changes: readonly KeyChange[]
}

export function planKeyChange(row: KeyRow, patch: KeyPatch): PlannedKey {
  const had = limitsOf(row)
  const limits: LimitSpec = Object.fromEntries(
    limitNames.map((limit) => [limit, or(patch.limits?.[limit], had[limit])]),
  )
  const scope: CallScope = {
    routes: or(patch.scope?.routes, row.scope_routes),
    models: or(patch.scope?.models, row.scope_models),
    operations: or(patch.scope?.operations, row.scope_operations),
  }
  const name = patch.name ?? row.name
  return {
    name,
    limits,
    scope,
    changes: [
      ...(name === row.name
        ? []
        : [{ path: 'name', before: row.name, after: name, effect: 'neutral' as const }]),
      ...limitChanges(had, limits),
      ...scopeChanges(scopeOf(row), scope),
    ],
  }
}

/**
 * Limits, scope and name of a key that works, in the caller's transaction: row, entry, event and the gateway's generation commit together;
 * a crash before leaves the old key, after it the new one. A patch that changes nothing writes nothing. Error: `key_not_active` (409).
 * LIMIT: a limit that a key did not have before begins to count with the change, on a running gateway.
 */
export async function changeKey(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: By,
  row: KeyRow,
  planned: PlannedKey,
  reason?: string,
): Promise<VirtualKey> {
  const now = id.steady.latestMs()
  const state = keyState(row, now)
  if (state !== 'active')
    throw problem('key_not_active', 409, `key \`${row.prefix}\` is ${state}: create a new one`)
  const { name, limits, scope, changes } = planned
  if (changes.length > 0) {
    await updateKey(tx, org, row.id, { name, limits, scope })
    await record(id, tx, org, {
      type: 'identity.key_changed',
      by,
      ...(reason === undefined ? {} : { reason }),
      body: {
        key: row.id,
        system: row.system_id,
        environment: row.environment,
        // A name is a person's words: the entry says only that it changed.
        changes: changes.map(({ path, effect }) => ({ path, effect })),
        limits: Object.fromEntries(setLimits(limits).map((limit) => [limit.name, limit.max])),
        scope: { ...scope },
        before: {
          limits: Object.fromEntries(setLimits(limitsOf(row)).map((limit) => [limit.name, limit.max])),
          scope: { ...scopeOf(row) },
        },
      },
    })
    await bumpGeneration(tx, org)
  }
  const names = await peopleDirectory.names(tx, org, [row.created_by])
  const after: KeyRow = {
    ...row,
    name,
    ...limitColumns(limits),
    scope_routes: copied(scope.routes),
    scope_models: copied(scope.models),
    scope_operations: copied(scope.operations),
  }
  return keyView(after, now, names)
}

/** Does any of it let the key do more than before? Then it takes the right to make such a key. */
export const loosensKey = (changes: readonly KeyChange[]): boolean =>
  changes.some((change) => change.effect === 'loosens')

function limitChanges(before: LimitSpec, after: LimitSpec): KeyChange[] {
  return limitNames.flatMap((name) => {
    const from = before[name] ?? null
    const to = after[name] ?? null
    if (from === to) return []
    return [
      {
        path: `limits.${name}`,
        before: from === null ? null : limitInWords(name, from),
        after: to === null ? null : limitInWords(name, to),
        effect: (to ?? Infinity) > (from ?? Infinity) ? ('loosens' as const) : ('tightens' as const),
      },
    ]
  })
}

function scopeChanges(before: CallScope, after: CallScope): KeyChange[] {
  return (['routes', 'models', 'operations'] as const).flatMap((part) => {
    const from = before[part]
    const to = after[part]
    if (inWords(from) === inWords(to)) return []
    const wider = from !== null && (to === null || to.some((name) => !covers(from, name)))
    return [
      {
        path: `scope.${part}`,
        before: inWords(from),
        after: inWords(to),
        effect: wider ? ('loosens' as const) : ('tightens' as const),
      },
    ]
  })
}

/** `support` stands for all its versions, so it covers `support@7`. */
const covers = (list: readonly string[], name: string): boolean =>
  list.includes(name) || list.includes(name.split('@', 1)[0] ?? name)

const inWords = (list: readonly string[] | null): string | null =>
  list === null ? null : [...new Set(list)].toSorted().join(', ')

const copied = (list: readonly string[] | null): string[] | null => (list === null ? null : [...list])

/** Null is said and means none; undefined is not said. */
const or = <T>(said: T | undefined, had: T): T => (said === undefined ? had : said)
