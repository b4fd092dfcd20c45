import type { OrgId } from '../lib/ids.ts'
import type { BlobStore } from '../platform/blobs.ts'
import type { Db } from '../platform/db.ts'
import { decodeDirectory } from './directory.ts'
import type { EvidenceOptions } from './evidence.ts'
import { knownCalls, sourceId } from './ship-store.ts'
import { batchesOfPieces } from './read-store.ts'

/** What recovery asks of the database: pieces of streams and outcomes that were shipped before the process died. */
export function recoveryPorts(deps: {
  readonly db: Db
  readonly blobs: BlobStore
}): Required<Pick<EvidenceOptions, 'shippedPieces' | 'closedCalls'>> {
  return {
    async shippedPieces(call) {
      const batches = await deps.db.tx(
        'system',
        async (tx) => {
          const source = await sourceId(tx, call.org, call.p, call.e)
          return source === undefined ? [] : batchesOfPieces(tx, source, call.n)
        },
        { readOnly: true },
      )
      const pieces = new Map<number, Buffer>()
      for (const batch of batches)
        for (const record of batch.directory === null ? [] : decodeDirectory(batch.directory)) {
          if (!record.streamed || record.owner !== call.n || batch.object === null) continue
          const bytes = await deps.blobs.get(batch.object, {
            start: record.offset,
            end: record.offset + record.length,
          })
          if (bytes) pieces.set(record.piece, bytes)
        }
      return pieces
    },
    async closedCalls(org, ids) {
      return new Set(
        await deps.db.tx({ org: org as OrgId }, (tx) => knownCalls(tx, org, ids), { readOnly: true }),
      )
    },
  }
}
