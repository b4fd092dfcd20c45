/** Keyset paging: `next` is an opaque cursor, null on the last page. `total` counts by the same filter as the rows. */
export type Page<T> = {
  readonly items: readonly T[]
  readonly next: string | null
  readonly total: number
  readonly asOf: string
}

/** Cursor bytes are base64url JSON of the last row's sort keys. */
export const encodeCursor = (keys: readonly (string | number)[]): string =>
  btoa(JSON.stringify(keys)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

export function decodeCursor(cursor: string): readonly (string | number)[] | null {
  try {
    const keys: unknown = JSON.parse(atob(cursor.replace(/-/g, '+').replace(/_/g, '/')))
    return Array.isArray(keys) && keys.every((k) => typeof k === 'string' || typeof k === 'number')
      ? keys
      : null
  } catch {
    return null
  }
}
