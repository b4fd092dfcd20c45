import {
  EvidenceUnavailable,
  type CallIntent,
  type CallOutcome,
  type CallRecorder,
  type Settled,
} from '../../src/ledger/contract.ts'

/** What a test sees of the records. Sets hold only what is durable. */
export type MemoryRecorder = CallRecorder & {
  readonly intents: Map<string, CallIntent>
  readonly outcomes: Map<string, CallOutcome>
  readonly chunks: Map<string, Buffer[]>
  readonly unknown: { callId: string; code: string; httpStatus: number }[]
  /** Order in which records became durable. */
  readonly order: string[]
  /** From now on every write of this kind fails ('all': and `available` is false). */
  fail: 'none' | 'all' | 'intent' | 'chunk' | 'outcome'
  /** Resolves when a call has its outcome. */
  outcomeOf(callId: string): Promise<CallOutcome>
  /** Holds every write back until `flush`; for tests of what happens meanwhile. */
  hold: boolean
  flush(): void
}

/**
 * A recorder that behaves: writes become durable together, in order and later than they were asked for (one turn of the event loop, as a group
 * commit does), and can be made to fail. Refuses what the real one refuses: an outcome without an intent, two outcomes.
 */
export function memoryRecorder(): MemoryRecorder {
  let queue: { kind: string; apply: () => void; resolve: () => void; reject: (e: Error) => void }[] = []
  let scheduled = false
  const waiting = new Map<string, ((o: CallOutcome) => void)[]>()
  const flush = (): void => {
    scheduled = false
    const batch = queue
    queue = []
    for (const write of batch) {
      if (recorder.fail === 'all' || recorder.fail === write.kind) {
        write.reject(new EvidenceUnavailable('evidence_write_failed', 'the disk is full'))
        continue
      }
      try {
        write.apply()
        write.resolve()
      } catch (cause) {
        write.reject(cause as Error)
      }
    }
  }
  const write = (kind: string, apply: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      queue.push({ kind, apply, resolve, reject })
      if (!scheduled && !recorder.hold) {
        scheduled = true
        setImmediate(flush)
      }
    })
  const putIntent = (intent: CallIntent): void => {
    if (recorder.intents.has(intent.callId)) throw new Error('two intents for one call')
    recorder.intents.set(intent.callId, structuredClone(intent))
    recorder.order.push(`intent ${intent.callId}`)
  }
  const putOutcome = (outcome: CallOutcome): void => {
    if (!recorder.intents.has(outcome.callId)) throw new Error('an outcome without an intent')
    if (recorder.outcomes.has(outcome.callId)) throw new Error('two outcomes for one call')
    recorder.outcomes.set(outcome.callId, structuredClone(outcome))
    recorder.order.push(`outcome ${outcome.callId}`)
    for (const wake of waiting.get(outcome.callId) ?? []) wake(outcome)
  }
  const told = (written: Promise<void>, settled: Settled): void =>
    void written.then(
      () => settled(null),
      (cause: unknown) => settled(cause instanceof Error ? cause : new Error(String(cause))),
    )
  const recorder: MemoryRecorder = {
    intents: new Map(),
    outcomes: new Map(),
    chunks: new Map(),
    unknown: [],
    order: [],
    fail: 'none',
    hold: false,
    flush() {
      recorder.hold = false
      flush()
    },
    get available() {
      return recorder.fail !== 'all'
    },
    intent: (intent) => write('intent', () => putIntent(intent)),
    intentThen: (intent, settled) =>
      told(
        write('intent', () => putIntent(intent)),
        settled,
      ),
    outcomeThen: (outcome, settled) =>
      told(
        write('outcome', () => putOutcome(outcome)),
        settled,
      ),
    chunk: (callId, bytes) =>
      write('chunk', () => {
        const list = recorder.chunks.get(callId) ?? []
        list.push(Buffer.from(bytes))
        recorder.chunks.set(callId, list)
        recorder.order.push(`chunk ${callId}`)
      }),
    outcome: (outcome) => write('outcome', () => putOutcome(outcome)),
    refused: (intent, outcome) =>
      write('outcome', () => {
        putIntent(intent)
        putOutcome(outcome)
      }),
    async refusedUnknown({ callId, code, httpStatus }) {
      await write('outcome', () => void recorder.unknown.push({ callId, code, httpStatus }))
      return 'recorded'
    },
    backlog: () => ({ bytes: 0, records: queue.length, oldestMs: null }),
    outcomeOf(callId) {
      const known = recorder.outcomes.get(callId)
      if (known !== undefined) return Promise.resolve(known)
      return new Promise((resolve) => waiting.set(callId, [...(waiting.get(callId) ?? []), resolve]))
    },
  }
  return recorder
}
