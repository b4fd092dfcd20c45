import { Client } from 'pg'
import type { OrgId } from '../lib/ids.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import type { Store } from './store.ts'
import { deleteOrganisationRows, organisationOrigins } from './remove-organisation-store.ts'

/**
 * Takes a sample organisation out: its payload keys first (that alone makes its content unreadable everywhere), then its rows, blobs and log.
 * Crash in between: the sample organisation is still listed and the same command goes on.
 */
export async function removeOrganisation(store: Store, org: OrgId): Promise<void> {
  for (const name of await store.keystore.list(`segment/${org}/`)) await store.keystore.destroy(name)
  const client = new Client({ connectionString: store.ownerUrl })
  await client.connect()
  try {
    const origins = await organisationOrigins(client, org)
    await deleteOrganisationRows(client, org)
    for (const origin of origins) {
      for (const name of await store.keystore.list(`log/${origin}`)) await store.keystore.destroy(name)
      await fileBlobs(store.dirs.keys).delete(`signed/${origin}`)
    }
  } finally {
    await client.end()
  }
  for (const prefix of [`payload/${org}/`]) {
    for (;;) {
      const names = await store.blobs.list(prefix, { limit: 500 })
      if (names.length === 0) break
      for (const name of names) await store.blobs.delete(name)
    }
  }
}
