import type { Refusal } from './answers.ts'
import type { Call, Ending } from './call.ts'
import { crashed } from './crashed.ts'

/** Refuses the call, recorded, and lets nobody wait for it. */
export const end = (call: Call, refusal: Refusal, ending: Partial<Ending> = {}): void => {
  call.refuse(refusal, ending).catch((cause: unknown) => crashed(call, cause))
}
