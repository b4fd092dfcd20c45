import { instantMs, parseAt } from './instants.ts'
import type { Expr, Join, Literal, Operand, Row } from './types.ts'

/** Kleene's three values; undefined = unknown. */
export type Truth = boolean | undefined
export type Test = (row: Row, outer: Row) => Truth
type Read = (row: Row, outer: Row) => Literal

/** Why a test could not be run to its end: the result is inconclusive, never pass. */
export class CannotRun extends Error {}

/** How many joined rows may be looked at in all. A join on fields with few values over two large tables would otherwise be quadratic. */
const JOIN_VISITS_MAX = 50_000_000

export type Context = {
  readonly asOfMs: number
  readonly rows: (population: string) => readonly Row[]
}

/** Turns expressions into closures once; joins build their hash index at first use and share it. */
export class Compiler {
  readonly #context: Context
  readonly #indices = new Map<string, ReadonlyMap<string, readonly Row[]>>()
  #visits = 0

  constructor(context: Context) {
    this.#context = context
  }

  expr(expr: Expr): Test {
    if ('and' in expr) return every(expr.and.map((part) => this.expr(part)))
    if ('or' in expr) return some(expr.or.map((part) => this.expr(part)))
    if ('not' in expr) return negated(this.expr(expr.not))
    if ('eq' in expr) return this.#pair(expr.eq, (a, b) => a === b)
    if ('ne' in expr) return this.#pair(expr.ne, (a, b) => a !== b)
    if ('lt' in expr)
      return this.#pair(
        expr.lt,
        numbers((a, b) => a < b),
      )
    if ('le' in expr)
      return this.#pair(
        expr.le,
        numbers((a, b) => a <= b),
      )
    if ('gt' in expr)
      return this.#pair(
        expr.gt,
        numbers((a, b) => a > b),
      )
    if ('ge' in expr)
      return this.#pair(
        expr.ge,
        numbers((a, b) => a >= b),
      )
    if ('prefix' in expr)
      return this.#pair(
        expr.prefix,
        texts((a, b) => a.startsWith(b)),
      )
    if ('suffix' in expr)
      return this.#pair(
        expr.suffix,
        texts((a, b) => a.endsWith(b)),
      )
    if ('contains' in expr)
      return this.#pair(
        expr.contains,
        texts((a, b) => a.includes(b)),
      )
    if ('before' in expr)
      return this.#pair(
        expr.before,
        instants((a, b) => a < b),
      )
    if ('after' in expr)
      return this.#pair(
        expr.after,
        instants((a, b) => a > b),
      )
    if ('in' in expr) {
      const read = this.#operand(expr.in[0])
      const literals = new Set<Literal>(expr.in[1])
      return (row, outer) => literals.has(read(row, outer))
    }
    if ('present' in expr) {
      const read = this.#operand(expr.present)
      return (row, outer) => read(row, outer) !== null
    }
    if ('absent' in expr) {
      const read = this.#operand(expr.absent)
      return (row, outer) => read(row, outer) === null
    }
    if ('exists' in expr) return this.#exists(expr.exists)
    return negated(this.#exists(expr.none))
  }

  #pair(pair: readonly [Operand, Operand], compare: (a: Literal, b: Literal) => Truth): Test {
    const [left, right] = [this.#operand(pair[0]), this.#operand(pair[1])]
    return (row, outer) => compare(left(row, outer), right(row, outer))
  }

  #operand(operand: Operand): Read {
    if (operand === null || typeof operand !== 'object') return () => operand
    if ('field' in operand) return reader(operand.field)
    if ('outer' in operand) {
      const read = reader(operand.outer)
      return (_, outer) => read(outer, outer)
    }
    if ('at' in operand) return this.#instant(operand.at)
    return this.#count(operand.count)
  }

  /** Instants travel as ISO text between operands, so that `eq` and a null keep one meaning. */
  #instant(text: string): Read {
    const at = parseAt(text)
    if (at === undefined) throw new CannotRun(`\`${text}\` is not an instant`)
    if (at.name === 'now') {
      const instant = iso(this.#context.asOfMs + at.offsetMs)
      return () => instant
    }
    const read = reader(at.name)
    return (row, outer) => {
      const ms = instantMs(read(row, outer))
      return ms === undefined ? null : iso(ms + at.offsetMs)
    }
  }

  #exists(join: Join): Test {
    const matches = this.#matches(join)
    const where = join.where === undefined ? undefined : this.expr(join.where)
    return (row) => {
      const candidates = matches(row)
      if (where === undefined) return candidates.length > 0
      let result: Truth = false
      for (const other of candidates) {
        this.#visit()
        const truth = where(other, row)
        if (truth === true) return true
        if (truth === undefined) result = undefined
      }
      return result
    }
  }

  #count(join: Join): Read {
    const matches = this.#matches(join)
    const where = join.where === undefined ? undefined : this.expr(join.where)
    return (row) => {
      const candidates = matches(row)
      if (where === undefined) return candidates.length
      let count = 0
      for (const other of candidates) {
        this.#visit()
        const truth = where(other, row)
        if (truth === undefined) return null
        if (truth) count++
      }
      return count
    }
  }

  #visit(): void {
    if (++this.#visits > JOIN_VISITS_MAX)
      throw new CannotRun(`a join looks at more than ${JOIN_VISITS_MAX} rows: join on a more selective field`)
  }

  #matches(join: Join): (row: Row) => readonly Row[] {
    const on = Object.entries(join.on ?? {})
    if (on.length === 0) return () => this.#context.rows(join.in)
    const ours = on.map(([name]) => reader(name))
    const theirs = on.map(([, name]) => name)
    const index = this.#index(join.in, theirs)
    return (row) => index.get(keyOf(ours, row)) ?? []
  }

  #index(population: string, fields: readonly string[]): ReadonlyMap<string, readonly Row[]> {
    const name = JSON.stringify([population, ...fields])
    const known = this.#indices.get(name)
    if (known !== undefined) return known
    const readers = fields.map(reader)
    const index = new Map<string, Row[]>()
    for (const row of this.#context.rows(population)) {
      const key = keyOf(readers, row)
      const bucket = index.get(key)
      if (bucket === undefined) index.set(key, [row])
      else bucket.push(row)
    }
    this.#indices.set(name, index)
    return index
  }
}

/** A field that a row does not have at all is a broken population, not a null. */
function reader(name: string): (row: Row, outer?: Row) => Literal {
  return (row) => {
    const value = row[name]
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    )
      return value
    throw new CannotRun(
      value === undefined
        ? `a row lacks the field \`${name}\``
        : `the field \`${name}\` of a row is not flat`,
    )
  }
}

const keyOf = (readers: readonly ((row: Row) => Literal)[], row: Row): string =>
  JSON.stringify(readers.map((read) => read(row)))

function iso(ms: number): string | null {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

const negated =
  (test: Test): Test =>
  (row, outer) => {
    const truth = test(row, outer)
    return truth === undefined ? undefined : !truth
  }

const every =
  (tests: readonly Test[]): Test =>
  (row, outer) => {
    let result: Truth = true
    for (const test of tests) {
      const truth = test(row, outer)
      if (truth === false) return false
      if (truth === undefined) result = undefined
    }
    return result
  }

const some =
  (tests: readonly Test[]): Test =>
  (row, outer) => {
    let result: Truth = false
    for (const test of tests) {
      const truth = test(row, outer)
      if (truth === true) return true
      if (truth === undefined) result = undefined
    }
    return result
  }

const numbers =
  (compare: (a: number, b: number) => boolean) =>
  (a: Literal, b: Literal): Truth =>
    typeof a === 'number' && typeof b === 'number' ? compare(a, b) : undefined

const texts =
  (compare: (a: string, b: string) => boolean) =>
  (a: Literal, b: Literal): Truth =>
    typeof a === 'string' && typeof b === 'string' ? compare(a, b) : undefined

const instants =
  (compare: (a: number, b: number) => boolean) =>
  (a: Literal, b: Literal): Truth => {
    const [left, right] = [instantMs(a), instantMs(b)]
    return left === undefined || right === undefined ? undefined : compare(left, right)
  }
