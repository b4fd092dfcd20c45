import { JsonRelay } from './relay-json.ts'
import type { Attempt, RelayInput } from './relay-base.ts'
import { StreamRelay } from './relay-stream.ts'

export { relayLimits, type Attempt, type RelayInput, type RelayLimits } from './relay-base.ts'

/** Sends the call to one upstream and its answer, judged and recorded, to the client. `then` hears once how it went. */
export function relay(input: RelayInput, then: (attempt: Attempt) => void): void {
  if (input.call.request?.stream === true) new StreamRelay(input, then).start()
  else new JsonRelay(input, then).start()
}
