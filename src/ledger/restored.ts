import type { OrgId } from '../lib/ids.ts'
import { rootOf } from './format/merkle.ts'
import { openLogs, type LogRow } from './log-store.ts'
import { readMark, type PublishDeps } from './publish.ts'
import { openLog } from './sequence.ts'
import { hashesOf } from './tiles.ts'

export type Continued = {
  readonly org: OrgId
  readonly old: string
  readonly origin: string
  readonly lostFrom: number
  readonly signed: number
}

/**
 * At start, before anything is sequenced: a log whose last signed checkpoint (kept outside the data backup) is larger than the database, or
 * has another root, belongs to a database that was restored from before. It is never resumed: a new origin opens with `log.continued`,
 * naming what was signed and what this database has. Call it also after every `backup restore`; `force` continues where no mark is left
 * (the keys were restored too, so nothing proves which head is the newest).
 */
export async function continueRestored(
  deps: PublishDeps,
  options: { readonly force?: boolean } = {},
): Promise<Continued[]> {
  const out: Continued[] = []
  for (const log of await deps.db.tx('system', openLogs, { readOnly: true })) {
    const mark = await readMark(deps.outside, log.origin)
    const ours = mark ? await holds(deps, log, mark) : true
    if (ours && options.force !== true) continue
    const next = await openLog(deps, log.org, {
      type: 'log.continued',
      follows: log,
      why: {
        reason: ours
          ? 'restored'
          : mark && mark.size > log.size
            ? 'database older than the last signed checkpoint'
            : 'database has another history than was signed',
        signed: mark ? { root: mark.root.toString('base64'), size: mark.size } : null,
      },
    })
    deps.log.error(
      { old: log.origin, origin: next.origin, size: log.size, signed: mark?.size ?? null },
      'the database was restored: the log continues under a new origin',
    )
    out.push({
      org: log.org as OrgId,
      old: log.origin,
      origin: next.origin,
      lostFrom: log.size,
      signed: mark?.size ?? 0,
    })
  }
  return out
}

/** Does this database contain the tree that was signed last? */
async function holds(
  deps: PublishDeps,
  log: LogRow,
  mark: { readonly size: number; readonly root: Buffer },
): Promise<boolean> {
  if (mark.size > log.size) return false
  const root = mark.size === log.size ? log.root : await rootOf(hashesOf(deps, log, mark.size), mark.size)
  return root.equals(mark.root)
}
