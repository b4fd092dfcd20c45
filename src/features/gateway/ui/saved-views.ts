/** Named filters of the request log, kept in this browser for each person apart. The address stays the only state of the filter. */
import { z } from 'zod'

const viewsSchema = z.array(z.object({ name: z.string(), q: z.string() }))
export type SavedView = z.infer<typeof viewsSchema>[number]
export const viewsMax = 30
export const nameMax = 60

/** What of `localStorage` is used here. */
export type ViewStore = Pick<Storage, 'getItem' | 'setItem'>
const place = (org: string, user: string): string => `sealwright.views.${org}.${user}`

/** What cannot be read is nothing: a view is a convenience. */
export function readViews(store: ViewStore, org: string, user: string): readonly SavedView[] {
  try {
    const parsed = viewsSchema.safeParse(JSON.parse(store.getItem(place(org, user)) ?? '[]'))
    return parsed.success ? parsed.data : []
  } catch {
    return []
  }
}
/** False: this browser keeps nothing (private window, full). */
export function keepViews(store: ViewStore, org: string, user: string, views: readonly SavedView[]): boolean {
  try {
    store.setItem(place(org, user), JSON.stringify(views))
    return true
  } catch {
    return false
  }
}
/** One of the same name is replaced. */
export const withView = (views: readonly SavedView[], view: SavedView): readonly SavedView[] =>
  [...views.filter((v) => v.name !== view.name), view].toSorted((a, b) => a.name.localeCompare(b.name))
export const hrefOfView = (v: SavedView): string => `/gateway/requests?q=${encodeURIComponent(v.q)}`
