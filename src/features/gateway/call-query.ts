import type { FilterFields, FilterTerm } from '../../lib/filter.ts'
import { parseFilter } from '../../lib/filter.ts'
import { problem } from '../../lib/problem.ts'
import { sql, type Sql } from '../../platform/db.ts'
import { guards } from '../guardrails/index.ts'
import { callVerdicts } from './contract.ts'
import type { NameBook, NamedKind } from './names.ts'

/** What the caller may see: names of systems and environments, null = all. */
export type CallScope = {
  readonly systems: readonly string[] | null
  readonly environments: readonly string[] | null
}

/** What `q` may ask of the request log. */
export const callFields: FilterFields = {
  verdict: { oneOf: callVerdicts },
  status: { oneOf: ['completed', 'blocked', 'refused', 'failed', 'cut', 'unknown'] },
  system: 'text',
  route: 'text',
  env: { oneOf: ['trial', 'development', 'staging', 'production'] },
  key: 'text',
  version: 'text',
  policy: 'text',
  guard: { oneOf: guards },
  user: 'text',
  team: 'text',
  code: 'text',
  ledger: { oneOf: ['pending', 'sequenced', 'published'] },
  age: 'age',
}

/** The query as a condition over `c` (call) and `k` (call_class); throws `invalid_query` with the place. Only calls of the caller's scope. */
export function callCondition(
  q: string,
  names: NameBook,
  nowMs: number,
  { systems, environments }: CallScope,
): Sql {
  const parsed = parseFilter(q, callFields)
  if (!parsed.ok) throw problem('invalid_query', 400, parsed.error.message, { where: `q:${parsed.error.at}` })
  let where = systems === null ? sql`true` : sql`k.sys = any(${names.ids('system', systems)}::text[])`
  if (environments !== null) where = sql`${where} and k.environment = any(${environments}::text[])`
  for (const term of parsed.value.terms) {
    const condition = conditionOf(term, names, nowMs)
    where = term.negated ? sql`${where} and not (${condition})` : sql`${where} and (${condition})`
  }
  return where
}

function conditionOf(term: FilterTerm, names: NameBook, nowMs: number): Sql {
  if (term.kind === 'age') {
    const edge = new Date(nowMs - term.ms)
    return term.than === '<' ? sql`c.at > ${edge}` : sql`c.at < ${edge}`
  }
  if (term.kind === 'word') return wordCondition(term.text, names)
  const ids = (kind: NamedKind): string[] => names.ids(kind, term.values)
  switch (term.field) {
    case 'verdict':
      return sql`c.verdict = any(${term.values}::text[])`
    case 'status':
      return sql`c.status = any(${term.values}::text[])`
    case 'code':
      return sql`c.code = any(${term.values}::text[])`
    case 'user':
      return sql`coalesce(c.end_user, '') = any(${term.values}::text[])`
    case 'team':
      return sql`k.team = any(${term.values}::text[])`
    case 'env':
      return sql`k.environment = any(${term.values}::text[])`
    case 'system':
      return sql`k.sys = any(${ids('system')}::text[])`
    case 'route':
      return sql`k.route = any(${ids('route')}::text[])`
    case 'key':
      return sql`k.key = any(${ids('key')}::text[])`
    case 'policy':
      return sql`k.policy = any(${ids('policy')}::text[])`
    case 'version':
      return sql`case when k.version = '' then k.intended else k.version end = any(${ids('version')}::text[])`
    case 'guard':
      // `echo.pii_echo=1:mask` is no finding of the guard `pii`
      return sql`(' ' || c.found) like any(${term.values.flatMap((guard) => [`% ${guard}.%`, `% ${guard}:%`])}::text[])`
    case 'ledger':
      return ledgerCondition(term.values)
    default:
      throw new Error(`the field ${term.field} has no condition`)
  }
}

/** LIMIT: between sequenced and published lies about a second; both ask whether the outcome has its index. */
function ledgerCondition(values: readonly string[]): Sql {
  const sequenced = sql`exists (select 1 from ledger_source s where s.id = c.outcome_source and c.outcome_n < s.next_n)`
  const pending = values.includes('pending')
  const later = values.includes('sequenced') || values.includes('published')
  return pending && later ? sql`true` : pending ? sql`not ${sequenced}` : sequenced
}

/** A bare word: the beginning of a call's id, or part of a name. */
function wordCondition(word: string, names: NameBook): Sql {
  const literal = word.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)
  return sql`c.id::text like ${`${literal}%`} or lower(coalesce(c.end_user, '')) like ${`%${literal}%`} or c.code = ${word}
    or k.sys = any(${names.containing('system', word)}::text[]) or k.route = any(${names.containing('route', word)}::text[])
    or k.key = any(${names.containing('key', word)}::text[]) or k.version = any(${names.containing('version', word)}::text[])`
}
