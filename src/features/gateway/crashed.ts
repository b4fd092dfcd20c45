import { refuse } from './answers.ts'
import type { Call } from './call.ts'

/** A fault of ours: recorded as failed, answered with 500, logged by its stack (which holds no client text). Never throws. */
export function crashed(call: Call, cause: unknown): void {
  call.host.log.error(
    { call: call.id, cause: cause instanceof Error ? (cause.stack ?? cause.name) : 'error' },
    'a call failed inside the gateway',
  )
  call
    .refuse(
      refuse('internal_error', 'the gateway failed on this call: its evidence id finds it in the log'),
      { status: 'failed', verdict: 'failed' },
    )
    .catch(() => {
      call.res.destroy()
      call.over()
    })
}
