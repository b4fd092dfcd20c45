import type { OrgId } from '../lib/ids.ts'
import type { Db } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import { noteKeyUses, noteTokenUses } from './credential-store.ts'
import type { UsageNotes } from './ports.ts'

/** Newest use per key, in memory: a map write per call. `flush` is one statement per organisation and kind. A failed flush keeps its notes. */
export function createUsageNotes(deps: { readonly db: Db; readonly log: Log }): UsageNotes {
  const notes = { key: new Map<OrgId, Map<string, number>>(), token: new Map<OrgId, Map<string, number>>() }
  const note = (into: Map<OrgId, Map<string, number>>, org: OrgId, id: string, atMs: number): void => {
    const ofOrg = into.get(org) ?? new Map<string, number>()
    if (atMs > (ofOrg.get(id) ?? 0)) ofOrg.set(id, atMs)
    into.set(org, ofOrg)
  }
  return {
    noteKey: (org, id, atMs) => note(notes.key, org, id, atMs),
    noteToken: (org, id, atMs) => note(notes.token, org, id, atMs),
    async flush() {
      for (const [kind, write] of [
        ['key', noteKeyUses],
        ['token', noteTokenUses],
      ] as const) {
        const taken = notes[kind]
        notes[kind] = new Map()
        for (const [org, uses] of taken) {
          try {
            await deps.db.tx({ org }, (tx) =>
              write(
                tx,
                org,
                [...uses.keys()],
                [...uses.values()].map((ms) => new Date(ms)),
              ),
            )
          } catch (error) {
            deps.log.warn(
              { kind, error: error instanceof Error ? error.message : String(error) },
              'last-used times were not written, trying again at the next flush',
            )
            for (const [id, atMs] of uses) note(notes[kind], org, id, atMs)
          }
        }
      }
    },
  }
}
