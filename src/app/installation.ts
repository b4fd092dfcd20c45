import type { OrgId } from '../lib/ids.ts'
import { newId } from '../platform/random.ts'
import { findInstallation, insertInstallation, listOrgs, type OrgRow } from './installation-store.ts'
import type { Store } from './store.ts'

export type Installation = { readonly id: string; readonly own: OrgId; readonly first: boolean }

/** The installation and its one real organisation; made on the very first start, in one transaction, and fixed from then on. */
export function ensureInstallation(store: Pick<Store, 'db' | 'clock' | 'random'>): Promise<Installation> {
  return store.db.tx('system', async (tx) => {
    const found = await findInstallation(tx)
    if (found !== undefined) return { id: found.id, own: found.own, first: false }
    const id = newId(store.clock, store.random)
    const own = newId(store.clock, store.random) as string as OrgId
    await insertInstallation(tx, { id, own, name: 'My workspace', at: new Date(store.clock.nowMs()) })
    return { id, own, first: true }
  })
}

export const organisations = (store: Pick<Store, 'db'>): Promise<OrgRow[]> =>
  store.db.tx('system', (tx) => listOrgs(tx), { readOnly: true })
