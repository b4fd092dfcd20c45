import type { CallOutcome } from '../../ledger/contract.ts'
import { callVerdicts, type Call as LoggedCall } from './contract.ts'
import type { Call } from './call.ts'

/**
 * Calls as their outcomes become durable, for consoles that watch: those of this process and, by `show`, of its workers. A console behind
 * another replica sees that one's calls.
 */
export class LiveCalls {
  readonly #listeners = new Map<string, Set<(call: LoggedCall) => void>>()
  readonly #onWatched: (org: string, watched: boolean) => void

  /** `onWatched`: somebody watches this organisation, nobody does any more. */
  constructor(onWatched: (org: string, watched: boolean) => void = () => {}) {
    this.#onWatched = onWatched
  }

  get watched(): readonly string[] {
    return [...this.#listeners].flatMap(([org, set]) => (set.size > 0 ? [org] : []))
  }

  /** Returns how to stop. */
  listen(org: string, listener: (call: LoggedCall) => void): () => void {
    let set = this.#listeners.get(org)
    if (set === undefined) this.#listeners.set(org, (set = new Set()))
    set.add(listener)
    if (set.size === 1) this.#onWatched(org, true)
    return () => {
      if (set.delete(listener) && set.size === 0) this.#onWatched(org, false)
    }
  }

  tell(call: Call, outcome: CallOutcome): void {
    const listeners = call.key === null ? undefined : this.#listeners.get(call.key.part.org)
    if (listeners === undefined || listeners.size === 0) return
    const shown = liveCall(call, outcome)
    for (const listener of listeners) listener(shown)
  }

  /** A call of another process. */
  show(org: string, call: LoggedCall): void {
    for (const listener of this.#listeners.get(org) ?? []) listener(call)
  }
}

function liveCall(call: Call, outcome: CallOutcome): LoggedCall {
  const { key, route, target } = call
  return {
    id: call.id,
    at: new Date(call.atMs).toISOString(),
    verdict: callVerdicts.find((v) => v === outcome.verdict) ?? 'unknown',
    httpStatus: outcome.httpStatus,
    code: outcome.code,
    decidedBy: outcome.decidedBy,
    system: key?.system.name ?? '',
    route: route?.part.name ?? '',
    environment: key?.part.environment ?? '',
    key: key === null ? null : { id: key.part.id, name: key.part.name },
    team: call.team,
    endUser: call.endUser === null ? null : { name: call.endUser, proof: call.endUserProof },
    version: target?.version.label ?? null,
    fallbackIndex: outcome.fallbackIndex,
    stream: call.request?.stream ?? false,
    tokensIn: outcome.tokensIn,
    tokensOut: outcome.tokensOut,
    costMicroUsd: outcome.costMicroUsd,
    durationMs: Math.round((outcome.timingsUs['total'] ?? 0) / 1_000),
    ledger: { state: 'pending', log: null, intentIndex: null, outcomeIndex: null },
  }
}
