import type { CallId, KeyId, OrgId, SystemRef } from '../src/lib/ids.ts'
import { systemClock } from '../src/platform/clock.ts'
import { newId, systemRandom } from '../src/platform/random.ts'
import type { CallIntent, CallOutcome, GuardVerdict } from '../src/ledger/contract.ts'

const request = Buffer.from(
  JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'x'.repeat(540) }] }),
)
const response = Buffer.alloc(577, 'y')
const guards = (side: 'input' | 'output'): GuardVerdict[] =>
  (['injection', 'secrets', 'pii'] as const).map((guard) => ({
    guard,
    detector: `${guard}-1`,
    side,
    mode: 'enforce',
    action: 'none',
    score: '0.012',
    threshold: '0.800',
    found: {},
    scannedChars: 540,
    tookUs: 12,
  }))

/** A call as the gateway records it: 600-byte prompt, 577-byte answer, three guards each way (the sizes of reference/hotpath.md). */
export function syntheticCall(org: string): {
  readonly intent: CallIntent
  readonly outcome: () => CallOutcome
} {
  const callId = newId(systemClock, systemRandom) as string as CallId
  return {
    intent: {
      callId,
      org: org as OrgId,
      atMs: Date.now(),
      operation: 'chat.completions',
      sys: '0193f0a0-0000-7000-8000-00000000abcd' as SystemRef,
      environment: 'production',
      routeId: '0193f0a0-0000-7000-8000-000000000001',
      principal: {
        keyId: '0193f0a0-0000-7000-8000-000000000002' as KeyId,
        team: null,
        endUser: { name: 'someone@example.com', proof: 'asserted' },
      },
      requestedModel: 'chat',
      versionId: '0193f0a0-0000-7000-8000-000000000003',
      policyDigest: 'a'.repeat(64),
      allowedBy: 'call-permit-own-system',
      generation: 7,
      stream: false,
      input: guards('input'),
      request,
    },
    outcome: () => ({
      callId,
      atMs: Date.now(),
      status: 'completed',
      verdict: 'allowed',
      httpStatus: 200,
      code: '',
      decidedBy: '',
      versionId: '0193f0a0-0000-7000-8000-000000000003',
      fallbackIndex: 0,
      output: guards('output'),
      scannedTo: 500,
      authorisedTo: 500,
      tokensIn: 100,
      tokensOut: 120,
      costMicroUsd: 12,
      timingsUs: {
        authenticate: 2,
        admit: 5,
        guardIn: 20,
        intent: 300,
        upstream: 1000,
        guardOut: 12,
        outcome: 300,
        total: 1700,
      },
      response,
    }),
  }
}
