import type { Call } from './call.ts'
import type { ChatRequest } from './canonical.ts'
import type { ChatDeps } from './chat-deps.ts'
import {
  guardByServers,
  guardInput,
  guardInputGently,
  redactTexts,
  type InputGuards,
  type Judgement,
} from './guard.ts'
import { guardPlanOf } from './guard-plan.ts'
import type { Route } from './snapshot.ts'

/** Bytes of a body from which its texts are judged with pauses. Below, judging takes less than a few ms. */
const GENTLE_BYTES = 131_072

/** Judges the input and keeps the result on the call. Gives the code of a block; at once unless the request is long. */
export function guard(
  call: Call,
  route: Route,
  request: ChatRequest,
  deps: ChatDeps,
): string | null | Promise<string | null> {
  const fromUs = call.host.clock.monotonicUs()
  const plan = guardPlanOf(route.policy, deps.detectors)
  const guards: InputGuards = {
    plan,
    onGuardError: route.policy.spec.onGuardError,
    now: () => call.host.clock.monotonicUs(),
    atMs: call.host.steady.latestMs(call.atMs),
  }
  const { parts } = request
  if (plan.askedInput.length === 0 && request.bytes.length < GENTLE_BYTES)
    return keep(call, fromUs, guardInput(parts, guards))
  const own = guardInputGently(parts, guards)
  const judged =
    plan.askedInput.length === 0 ? own : own.then((o) => guardByServers(parts, o, guards, deps.servers))
  return judged.then((j) => keep(call, fromUs, j))
}

function keep(call: Call, fromUs: number, judged: Judgement): string | null {
  call.stage('guardIn', fromUs)
  call.input = judged.verdicts
  call.inputMasked = judged.masked
  call.inputFlagged = judged.flagged
  // a fallback may judge again: what the first policy put in stands in the request all the same
  if (judged.tokens.size > 0) call.tokens = new Map([...call.tokens, ...judged.tokens])
  return judged.block?.code ?? null
}

/** The body with secrets and personal details masked, as it came otherwise; nothing if it cannot be judged. */
export function redactedCopy(request: ChatRequest, deps: ChatDeps): Uint8Array {
  const texts = redactTexts(request.parts, deps.detectors)
  const originals = request.parts.map((part) => part.text)
  request.parts.forEach((part, i) => part.replace(texts[i] ?? ''))
  const copy = Buffer.from(JSON.stringify(request.value))
  request.parts.forEach((part, i) => part.replace(originals[i] ?? ''))
  return copy
}
