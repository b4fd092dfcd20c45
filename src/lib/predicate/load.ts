import { nearName } from '../near.ts'
import { err, ok, type Result } from '../result.ts'
import { parseAt } from './instants.ts'
import type {
  Check,
  ControlTest,
  EmptyMeans,
  Expr,
  Fields,
  FieldType,
  Join,
  Literal,
  Operand,
  Pair,
  TestProblem,
} from './types.ts'

/** How deep expressions may nest and how many operators a test may have: far above need, far below harm. */
const DEPTH_MAX = 32
const NODES_MAX = 2000

type Kind = 'string' | 'number' | 'boolean' | 'instant' | 'null' | 'any'

/** Stands for fields that are not declared here (offline): any name, any type. */
const UNDECLARED: Fields = Object.freeze({})

/**
 * Reads a test from untrusted JSON (a catalogue entry, later users' YAML) and checks every name and type against the fields that the fact
 * sources declare. The problem names the place, what is wrong and, for a mistyped name, the near one.
 */
export const loadTest = (
  value: unknown,
  sources: Readonly<Record<string, Fields>>,
): Result<ControlTest, TestProblem> => load(value, sources)

/**
 * Reads a test where the sources' declarations are not at hand (a package): its shape is checked, names and types are not. Running it is
 * safe all the same: a field that no row has makes the result inconclusive.
 */
export const readTest = (value: unknown): Result<ControlTest, TestProblem> => load(value, null)

function load(
  value: unknown,
  sources: Readonly<Record<string, Fields>> | null,
): Result<ControlTest, TestProblem> {
  try {
    return ok(new Loader(sources).test(value))
  } catch (error) {
    if (error instanceof Fault) return err({ path: error.path, detail: error.detail })
    throw error
  }
}

class Fault extends Error {
  constructor(
    readonly path: string,
    readonly detail: string,
  ) {
    super(`${path}: ${detail}`)
  }
}

/** Whose fields a name may mean: none (a total), a row's, or inside a join the other row's and the outer one's. */
type Scope = { readonly row: Fields | null; readonly outer: Fields | null; readonly joined: boolean }

const PAIRS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'prefix', 'suffix', 'contains', 'before', 'after'] as const
type PairOp = (typeof PAIRS)[number]
const OPERATORS = ['and', 'or', 'not', ...PAIRS, 'in', 'present', 'absent', 'exists', 'none'] as const

class Loader {
  readonly #sources: Readonly<Record<string, Fields>> | null
  #populations: Readonly<Record<string, string>> = {}
  #nodes = 0

  constructor(sources: Readonly<Record<string, Fields>> | null) {
    this.#sources = sources
  }

  test(value: unknown): ControlTest {
    const test = record(value, '')
    only(test, ['v', 'populations', 'checks'], '')
    if (test['v'] !== 1) throw new Fault('/v', 'must be 1')
    const populations = record(test['populations'], '/populations')
    const named: Record<string, string> = {}
    for (const [name, source] of Object.entries(populations)) {
      if (typeof source !== 'string') throw new Fault(`/populations/${name}`, 'names a fact source')
      if (this.#sources !== null && !Object.hasOwn(this.#sources, source))
        throw unknownName(`/populations/${name}`, 'fact source', source, Object.keys(this.#sources))
      named[name] = source
    }
    this.#populations = named
    const [first, ...rest] = list(test['checks'], '/checks').map((check, i) =>
      this.#check(check, `/checks/${i}`),
    )
    if (first === undefined) throw new Fault('/checks', 'needs at least one check')
    if ([first, ...rest].every((check) => check.emptyMeans === 'skip'))
      throw new Fault('/checks', 'every check is skipped when empty, so emptiness would pass')
    return { v: 1, populations: named, checks: [first, ...rest] }
  }

  #check(value: unknown, path: string): Check {
    const check = record(value, path)
    const total = Object.hasOwn(check, 'total')
    only(
      check,
      total
        ? ['of', 'where', 'total', 'key', 'what', 'emptyMeans']
        : ['of', 'where', 'each', 'key', 'what', 'units', 'emptyMeans', 'minRows'],
      path,
    )
    const of = text(check['of'], `${path}/of`)
    const fields = this.#fieldsOf(of, `${path}/of`)
    const row: Scope = { row: fields, outer: null, joined: false }
    const key = text(check['key'], `${path}/key`)
    const what = text(check['what'], `${path}/what`)
    const emptyMeans = this.#emptyMeans(check['emptyMeans'], `${path}/emptyMeans`)
    const where =
      check['where'] === undefined ? {} : { where: this.#expr(check['where'], `${path}/where`, row, 0) }
    if (total) {
      const expr = this.#expr(check['total'], `${path}/total`, { row: null, outer: null, joined: false }, 0)
      if (/\{/.test(what)) throw new Fault(`${path}/what`, 'a total has no row to take fields from')
      return { of, ...where, total: expr, key, what, emptyMeans }
    }
    this.#fieldType(key, fields, `${path}/key`)
    for (const [, name = ''] of what.matchAll(/\{([^}]*)\}/g)) this.#fieldType(name, fields, `${path}/what`)
    const each = this.#expr(check['each'], `${path}/each`, row, 0)
    const units =
      check['units'] === undefined
        ? {}
        : { units: this.#numberField(check['units'], fields, `${path}/units`) }
    const minRows =
      check['minRows'] === undefined ? {} : { minRows: whole(check['minRows'], `${path}/minRows`) }
    return { of, ...where, each, key, what, ...units, emptyMeans, ...minRows }
  }

  #emptyMeans(value: unknown, path: string): EmptyMeans {
    if (value === 'did_not_operate' || value === 'inconclusive' || value === 'skip') return value
    throw new Fault(path, 'must be `did_not_operate`, `inconclusive` or `skip`')
  }

  #fieldsOf(population: string, path: string): Fields {
    const source = Object.hasOwn(this.#populations, population) ? this.#populations[population] : undefined
    const fields =
      source === undefined ? undefined : this.#sources === null ? UNDECLARED : this.#sources[source]
    if (fields === undefined)
      throw unknownName(path, 'population', population, Object.keys(this.#populations))
    return fields
  }

  #fieldType(name: string, fields: Fields, path: string): FieldType | 'any' {
    if (fields === UNDECLARED) return 'any'
    const type = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (type === undefined) throw unknownName(path, 'field', name, Object.keys(fields))
    return type
  }

  #numberField(value: unknown, fields: Fields, path: string): string {
    const name = text(value, path)
    if (!['number', 'any'].includes(this.#fieldType(name, fields, path)))
      throw new Fault(path, `\`${name}\` is not a number that is always there`)
    return name
  }

  #expr(value: unknown, path: string, scope: Scope, depth: number): Expr {
    if (depth > DEPTH_MAX || ++this.#nodes > NODES_MAX)
      throw new Fault(path, `nested deeper than ${DEPTH_MAX} or more than ${NODES_MAX} operators`)
    const expr = record(value, path)
    const [op, ...more] = Object.keys(expr)
    if (op === undefined || more.length > 0) throw new Fault(path, 'an expression has exactly one operator')
    const at = `${path}/${op}`
    const argument = expr[op]
    switch (op) {
      case 'and':
      case 'or': {
        const parts = list(argument, at).map((part, i) => this.#expr(part, `${at}/${i}`, scope, depth + 1))
        if (parts.length === 0) throw new Fault(at, 'needs at least one part')
        return op === 'and' ? { and: parts } : { or: parts }
      }
      case 'not':
        return { not: this.#expr(argument, at, scope, depth + 1) }
      case 'present':
        return { present: this.#operand(argument, at, scope, depth).operand }
      case 'absent':
        return { absent: this.#operand(argument, at, scope, depth).operand }
      case 'in':
        return { in: this.#in(argument, at, scope, depth) }
      case 'exists':
        return { exists: this.#join(argument, at, scope, depth) }
      case 'none':
        return { none: this.#join(argument, at, scope, depth) }
      default: {
        const pair = PAIRS.find((name) => name === op)
        if (pair === undefined) throw unknownName(path, 'operator', op, OPERATORS)
        return pairExpr(pair, this.#pair(pair, argument, at, scope, depth))
      }
    }
  }

  #pair(op: PairOp, value: unknown, path: string, scope: Scope, depth: number): Pair {
    const parts = list(value, path)
    if (parts.length !== 2) throw new Fault(path, 'compares exactly two operands')
    const left = this.#operand(parts[0], `${path}/0`, scope, depth)
    const right = this.#operand(parts[1], `${path}/1`, scope, depth)
    const want = wanted(op)
    for (const [side, i] of [
      [left, 0],
      [right, 1],
    ] as const)
      if (want !== undefined && !alike(side.kind, want))
        throw new Fault(`${path}/${i}`, `\`${op}\` compares ${want}s, this is ${side.kind}`)
    if (want === undefined && left.kind !== 'null' && right.kind !== 'null' && !alike(left.kind, right.kind))
      throw new Fault(path, `compares ${left.kind} with ${right.kind}`)
    return [left.operand, right.operand]
  }

  #in(value: unknown, path: string, scope: Scope, depth: number): readonly [Operand, readonly Literal[]] {
    const parts = list(value, path)
    if (parts.length !== 2) throw new Fault(path, 'reads `[operand, [literals]]`')
    const left = this.#operand(parts[0], `${path}/0`, scope, depth)
    const literals = list(parts[1], `${path}/1`).map((item, i) => {
      if (!isLiteral(item)) throw new Fault(`${path}/1/${i}`, 'must be a string, number, boolean or null')
      if (item !== null && !alike(kindOfLiteral(item), left.kind))
        throw new Fault(`${path}/1/${i}`, `is not ${left.kind}`)
      return item
    })
    return [left.operand, literals]
  }

  #join(value: unknown, path: string, scope: Scope, depth: number): Join {
    if (scope.joined) throw new Fault(path, 'joins do not nest')
    const join = record(value, path)
    only(join, ['in', 'on', 'where'], path)
    const table = text(join['in'], `${path}/in`)
    const theirs = this.#fieldsOf(table, `${path}/in`)
    const on: Record<string, string> = {}
    for (const [ours, other] of Object.entries(
      join['on'] === undefined ? {} : record(join['on'], `${path}/on`),
    )) {
      if (scope.row === null) throw new Fault(`${path}/on`, 'a total has no row to join from')
      const otherName = text(other, `${path}/on/${ours}`)
      const [a, b] = [
        this.#fieldType(ours, scope.row, `${path}/on/${ours}`),
        this.#fieldType(otherName, theirs, `${path}/on/${ours}`),
      ]
      if (!alike(kindOf(a), kindOf(b)))
        throw new Fault(`${path}/on/${ours}`, `joins ${kindOf(a)} with ${kindOf(b)}`)
      on[ours] = otherName
    }
    if (scope.row !== null && Object.keys(on).length === 0)
      throw new Fault(`${path}/on`, 'a join from a row needs at least one pair of equal fields')
    const inner: Scope = { row: theirs, outer: scope.row, joined: true }
    return {
      in: table,
      ...(join['on'] === undefined ? {} : { on }),
      ...(join['where'] === undefined
        ? {}
        : { where: this.#expr(join['where'], `${path}/where`, inner, depth + 1) }),
    }
  }

  #operand(
    value: unknown,
    path: string,
    scope: Scope,
    depth: number,
  ): { readonly operand: Operand; readonly kind: Kind } {
    if (isLiteral(value)) return { operand: value, kind: kindOfLiteral(value) }
    const operand = record(value, path)
    const [op, ...more] = Object.keys(operand)
    if (op === undefined || more.length > 0)
      throw new Fault(path, 'an operand is a literal or one of `field`, `outer`, `at`, `count`')
    const argument = operand[op]
    if (op === 'field') {
      const name = text(argument, `${path}/field`)
      if (scope.row === null) throw new Fault(path, 'a total has no row to take fields from')
      return { operand: { field: name }, kind: kindOf(this.#fieldType(name, scope.row, path)) }
    }
    if (op === 'outer') {
      const name = text(argument, `${path}/outer`)
      if (scope.outer === null) throw new Fault(path, '`outer` means something only inside a join from a row')
      return { operand: { outer: name }, kind: kindOf(this.#fieldType(name, scope.outer, path)) }
    }
    if (op === 'at') {
      const written = text(argument, `${path}/at`)
      const at = parseAt(written)
      if (at === undefined)
        throw new Fault(path, `\`${written.slice(0, 60)}\` does not read as \`now - 90d\` or \`field + 1h\``)
      if (at.name !== 'now') {
        if (scope.row === null) throw new Fault(path, 'a total has no row to take fields from')
        if (!alike(kindOf(this.#fieldType(at.name, scope.row, path)), 'instant'))
          throw new Fault(path, `\`${at.name}\` is not an instant`)
      }
      return { operand: { at: written }, kind: 'instant' }
    }
    if (op === 'count')
      return { operand: { count: this.#join(argument, `${path}/count`, scope, depth) }, kind: 'number' }
    throw unknownName(path, 'operand', op, ['field', 'outer', 'at', 'count'])
  }
}

/** The kind both sides must have; undefined = any, but the same. Times are compared by before and after only. */
function wanted(op: PairOp): Kind | undefined {
  if (op === 'eq' || op === 'ne') return undefined
  if (op === 'before' || op === 'after') return 'instant'
  return op === 'prefix' || op === 'suffix' || op === 'contains' ? 'string' : 'number'
}

function pairExpr(op: PairOp, pair: Pair): Expr {
  switch (op) {
    case 'eq':
      return { eq: pair }
    case 'ne':
      return { ne: pair }
    case 'lt':
      return { lt: pair }
    case 'le':
      return { le: pair }
    case 'gt':
      return { gt: pair }
    case 'ge':
      return { ge: pair }
    case 'prefix':
      return { prefix: pair }
    case 'suffix':
      return { suffix: pair }
    case 'contains':
      return { contains: pair }
    case 'before':
      return { before: pair }
    case 'after':
      return { after: pair }
  }
}

const alike = (a: Kind, b: Kind): boolean => a === b || a === 'any' || b === 'any'

function kindOf(type: FieldType | 'any'): Kind {
  if (type === 'any') return 'any'
  if (type === 'string' || type === 'string?') return 'string'
  if (type === 'number' || type === 'number?') return 'number'
  return type === 'boolean' || type === 'boolean?' ? 'boolean' : 'instant'
}

const kindOfLiteral = (value: Literal): Kind =>
  value === null
    ? 'null'
    : typeof value === 'string'
      ? 'string'
      : typeof value === 'number'
        ? 'number'
        : 'boolean'

const isLiteral = (value: unknown): value is Literal =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isSafeInteger(value))

function record(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value))
  throw new Fault(path, value === undefined ? 'is missing' : 'must be an object')
}

function list(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Fault(path, value === undefined ? 'is missing' : 'must be a list')
}

function text(value: unknown, path: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new Fault(path, value === undefined ? 'is missing' : 'must be a text')
}

function whole(value: unknown, path: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new Fault(path, 'must be a whole number from 1')
}

function only(object: Readonly<Record<string, unknown>>, known: readonly string[], path: string): void {
  for (const key of Object.keys(object)) if (!known.includes(key)) throw unknownName(path, 'key', key, known)
}

function unknownName(path: string, what: string, name: string, known: readonly string[]): Fault {
  const near = nearName(name, known)
  return new Fault(
    path,
    `no ${what} \`${name.slice(0, 80)}\`${near === undefined ? '' : `, did you mean \`${near}\``}`,
  )
}
