import type { OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Tx } from './db.ts'

export type JobInput = {
  readonly type: string
  readonly org: OrgId | null
  readonly data: JsonObject
  readonly runAtMs?: number
  /** A job with this key that has not started yet is not enqueued twice. */
  readonly dedupeKey?: string
}

export interface JobQueue {
  /** In the transaction of the change that needs the work. */
  enqueue(tx: Tx, job: JobInput): Promise<void>
}

export type JobHandler = {
  readonly type: string
  readonly deadlineMs: number
  readonly attemptsMax: number
  /** `every`: this handler is also enqueued by the runner itself on a fixed period, once per installation. */
  readonly everyMs?: number
  readonly handle: (
    data: JsonObject,
    context: { readonly org: OrgId | null; readonly signal: AbortSignal },
  ) => Promise<void>
}
