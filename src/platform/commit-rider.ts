import { AsyncLocalStorage } from 'node:async_hooks'
import type { Tx } from './db.ts'

/**
 * What is to commit together with every writing transaction that one piece of work opens, however deep inside it. Runs as the last statement
 * before COMMIT; throwing rolls the transaction back. Idempotency keys stand on it: the mark "this request has changed something" is in the
 * transaction that made it true, so that no crash can part them.
 */
export type CommitRider = (tx: Tx) => Promise<void>

const riders = new AsyncLocalStorage<CommitRider>()

/**
 * Once a storage was used, Node 20 follows every asynchronous step of the whole process for it, the gateway's too: a stream takes up to a tenth
 * longer. So it rests while nobody rides.
 */
let riding = 0

export async function withCommitRider<T>(rider: CommitRider, work: () => Promise<T>): Promise<T> {
  riding += 1
  try {
    return await riders.run(rider, work)
  } finally {
    riding -= 1
    if (riding === 0) riders.disable()
  }
}

/** For work that a transaction only sets off: it belongs to nobody's request. */
export const withoutCommitRider = (work: () => void): void => riders.exit(work)

export const commitRider = (): CommitRider | undefined => riders.getStore()
