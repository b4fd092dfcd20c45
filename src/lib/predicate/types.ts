/**
 * A control's test as data: predicates over typed, flat rows. The same JSON runs in the server and, offline, in the auditor's verifier.
 *
 * Three-valued: a comparison of order or time with a null or ill-typed operand is *unknown*, `and`/`or`/`not` follow Kleene, and a row is
 * in order only when its predicate is true. So a missing value never passes a test, not even behind a `not`.
 */
export type Literal = string | number | boolean | null

/**
 * A bare literal is itself. `field`: of the row at hand (inside a join: of the other table's row). `outer`: inside a join, of the row the
 * join started from. `at`: an instant, `now`, `now - 90d`, `createdAt + 1h`, where now is the test's asOf and names are fields.
 * `count`: how many rows of another table match.
 */
export type Operand =
  | Literal
  | { readonly field: string }
  | { readonly outer: string }
  | { readonly at: string }
  | { readonly count: Join }

/** Rows of population `in` whose fields equal ours (`on`: ours -> theirs) and for which `where` holds. Joins do not nest. */
export type Join = {
  readonly in: string
  readonly on?: Readonly<Record<string, string>>
  readonly where?: Expr
}

export type Pair = readonly [Operand, Operand]

export type Expr =
  | { readonly and: readonly Expr[] }
  | { readonly or: readonly Expr[] }
  | { readonly not: Expr }
  | { readonly eq: Pair }
  | { readonly ne: Pair }
  | { readonly lt: Pair }
  | { readonly le: Pair }
  | { readonly gt: Pair }
  | { readonly ge: Pair }
  | { readonly in: readonly [Operand, readonly Literal[]] }
  | { readonly present: Operand }
  | { readonly absent: Operand }
  | { readonly prefix: Pair }
  | { readonly suffix: Pair }
  | { readonly contains: Pair }
  | { readonly before: Pair }
  | { readonly after: Pair }
  | { readonly exists: Join }
  | { readonly none: Join }

/**
 * What an empty selection means. `did_not_operate`: a proven zero. `inconclusive`: it should not be empty. `skip`: this check has nothing to
 * say and the others decide; at least one check of a test must not be `skip`.
 */
export type EmptyMeans = 'did_not_operate' | 'inconclusive' | 'skip'

/** Every row of `of` for which `where` holds must satisfy `each`. `key` names a row; `{field}` in `what` is filled from it. */
export type EachCheck = {
  readonly of: string
  readonly where?: Expr
  readonly each: Expr
  readonly key: string
  readonly what: string
  /** A number field: one row stands for that many items (aggregated populations). Absent = 1. */
  readonly units?: string
  readonly emptyMeans: EmptyMeans
  /** Fewer items than this are inconclusive. */
  readonly minRows?: number
}

/** One statement about the population as a whole (its expression has no row: literals, `at` with now, `count`, `exists`, `none`). */
export type TotalCheck = {
  readonly of: string
  readonly where?: Expr
  readonly total: Expr
  readonly key: string
  readonly what: string
  readonly emptyMeans: EmptyMeans
}

export type Check = EachCheck | TotalCheck

/** `populations`: names used in the checks -> fact source. The first check's items are what `checked` counts. */
export type ControlTest = {
  readonly v: 1
  readonly populations: Readonly<Record<string, string>>
  readonly checks: readonly [Check, ...Check[]]
}

export type FieldType =
  'string' | 'number' | 'boolean' | 'instant' | 'string?' | 'number?' | 'boolean?' | 'instant?'
export type Fields = Readonly<Record<string, FieldType>>

export type Row = Readonly<Record<string, unknown>>
export type Table = { readonly rows: readonly Row[]; readonly complete: boolean; readonly why: string }

/** The result words of CTRL-2 that a test itself can reach; stale, untested and not applicable are the runner's. */
export type TestWord = 'pass' | 'fail' | 'inconclusive' | 'did_not_operate'

export type TestDeviation = { readonly key: string; readonly what: string }

export type TestResult = {
  readonly status: TestWord
  /** Items of the first check that were tested. */
  readonly checked: number
  /** Items that deviate, over all checks; `deviations` names at most DEVIATIONS_MAX rows of them. */
  readonly deviating: number
  readonly deviations: readonly TestDeviation[]
  readonly why: string
}

/** A test that cannot be run as written. `path` is a JSON Pointer into it. */
export type TestProblem = { readonly path: string; readonly detail: string }
