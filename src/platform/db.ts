import type { OrgId } from '../lib/ids.ts'

/**
 * A statement: static text with `$1..$n` and its values. Made only by the `sql` tag, so that no value is ever spliced into text.
 * `name` (optional) makes it a prepared statement on its connection.
 */
export type Sql = { readonly text: string; readonly values: readonly unknown[]; readonly name?: string }

/**
 * sql`select id from ai_system where org_id = ${org} and name = ${name}`
 * A fragment that is itself an `Sql` is inlined with its parameters renumbered.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  let text = strings[0] ?? ''
  const values: unknown[] = []
  parts.forEach((part, i) => {
    if (isSql(part)) {
      text += part.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + values.length}`)
      values.push(...part.values)
    } else {
      values.push(part)
      text += `$${values.length}`
    }
    text += strings[i + 1] ?? ''
  })
  return { text, values }
}

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' &&
  value !== null &&
  'text' in value &&
  'values' in value &&
  Object.keys(value).length <= 3

/**
 * Whose rows a transaction may touch. `{ org }` runs as the row-level-security role with `SET LOCAL app.org`;
 * `'system'` runs as the second role, which is limited to named tables (sequencer, jobs, snapshot, installation).
 */
export type Scope = { readonly org: OrgId } | 'system'

/** One open transaction. It is dead after its function returns; do not keep it. */
export interface Tx {
  readonly scope: Scope
  /** All rows. Every list statement carries its own limit. */
  rows<R extends object>(statement: Sql): Promise<R[]>
  /** The only row, or undefined. Throws if there are two. */
  maybe<R extends object>(statement: Sql): Promise<R | undefined>
  /** The only row; throws if there is none. */
  one<R extends object>(statement: Sql): Promise<R>
  /** Number of rows changed. */
  run(statement: Sql): Promise<number>
  /** Runs after COMMIT succeeded; for hints (wake a worker), never for work that must happen. */
  onCommit(hint: () => void): void
}

/** Connections are pooled. A transaction that throws is rolled back and the error passes on. */
export interface Db {
  tx<T>(scope: Scope, work: (tx: Tx) => Promise<T>, options?: TxOptions): Promise<T>
  /** Answers within `deadlineMs` or says why not. For /ready. */
  ping(deadlineMs: number): Promise<{ ok: true } | { ok: false; reason: string }>
  close(): Promise<void>
}

export type TxOptions = {
  /** Default `read committed`. `repeatable read` for a snapshot, `serializable` never. */
  readonly isolation?: 'read committed' | 'repeatable read'
  readonly readOnly?: boolean
  /** Before everybody else who waits for a connection: for what calls are decided by. */
  readonly ahead?: boolean
}
