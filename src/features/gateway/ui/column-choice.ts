/** Which columns of the request log a person sees, kept in this browser for each person apart. */
import { z } from 'zod'

/** What of `localStorage` is used here. */
export type ColumnStore = Pick<Storage, 'getItem' | 'setItem'>

const idsSchema = z.array(z.string()).max(50)
const place = (org: string, user: string): string => `sealwright.columns.${org}.${user}`
type Known = { readonly id: string; readonly usual: boolean }

/** Time and verdict always stand: a row without them says nothing. */
export const fixedColumns: readonly string[] = ['at', 'verdict']
export const usualColumns = (all: readonly Known[]): readonly string[] =>
  all.filter((c) => c.usual).map((c) => c.id)

/** What cannot be read, or names nothing known, is the usual choice. */
export function readColumns(
  store: ColumnStore,
  org: string,
  user: string,
  all: readonly Known[],
): readonly string[] {
  try {
    const kept = idsSchema.safeParse(JSON.parse(store.getItem(place(org, user)) ?? 'null'))
    const known = kept.success ? kept.data.filter((id) => all.some((c) => c.id === id)) : []
    return known.length === 0 ? usualColumns(all) : [...new Set([...fixedColumns, ...known])]
  } catch {
    return usualColumns(all)
  }
}

/** False: this browser keeps nothing. */
export function keepColumns(store: ColumnStore, org: string, user: string, ids: readonly string[]): boolean {
  try {
    store.setItem(place(org, user), JSON.stringify(ids))
    return true
  } catch {
    return false
  }
}
