import type { CallId } from '../lib/ids.ts'
import type { OutcomeFacts } from './bodies.ts'
import type { CallHead } from './call-row.ts'
import type { CallStatus, CallVerdict, GuardVerdict } from './contract.ts'
import { findings, guardModes } from './call-row.ts'

/** Search rows rebuilt from entries: recovery of a killed process and `doctor rebuild-search`. Bodies are ours; shapes were fixed at writing. */
type IntentBody = {
  readonly call: string
  readonly environment: string
  readonly guards: readonly GuardVerdict[]
  readonly key: string | null
  readonly operation: string
  readonly payloads: readonly { readonly name: string; readonly bytes: number }[]
  readonly policy: string
  readonly route: string
  readonly stream: boolean
  readonly team?: string
  readonly user: string
  readonly version: string
}

export function headOfIntent(leaf: Buffer, body: Buffer, client: Buffer | undefined): CallHead {
  const envelope: { sys: string; ts: string } = JSON.parse(leaf.toString())
  const b: IntentBody = JSON.parse(body.toString())
  const who: { endUser: { name: string; proof: string } | null } = client
    ? JSON.parse(client.toString())
    : { endUser: null }
  return {
    id: b.call as CallId,
    atMs: Date.parse(envelope.ts),
    sys: envelope.sys,
    environment: b.environment,
    route: b.route,
    key: b.key ?? '',
    version: b.version,
    policy: b.policy,
    operation: b.operation,
    stream: b.stream,
    team: b.team ?? '',
    endUser: who.endUser?.name ?? '',
    proof: b.user === 'none' ? '' : b.user,
    requestBytes: b.payloads.find((p) => p.name === 'request')?.bytes ?? 0,
    guards: guardModes(b.guards),
    found: findings(b.guards),
  }
}

type OutcomeBody = {
  readonly authorisedTo: number
  readonly call: string
  readonly code: string
  readonly costMicroUsd: number
  readonly decidedBy: string
  readonly fallback: number
  readonly guards: readonly GuardVerdict[]
  readonly httpStatus: number
  readonly intent: { readonly p: string; readonly e: string; readonly n: number }
  readonly payloads: readonly { readonly name: string; readonly bytes: number }[]
  readonly scannedTo: number
  readonly status: CallStatus
  readonly timingsUs: Readonly<Record<string, number>>
  readonly tokensIn: number
  readonly tokensOut: number
  readonly verdict: CallVerdict
  readonly version: string
}

export function factsOfOutcome(
  leaf: Buffer,
  body: Buffer,
): { readonly facts: OutcomeFacts; readonly intent: OutcomeBody['intent']; readonly responseBytes: number } {
  const envelope: { ts: string } = JSON.parse(leaf.toString())
  const b: OutcomeBody = JSON.parse(body.toString())
  return {
    intent: b.intent,
    responseBytes: b.payloads.find((p) => p.name === 'response')?.bytes ?? 0,
    facts: {
      callId: b.call as CallId,
      atMs: Date.parse(envelope.ts),
      status: b.status,
      verdict: b.verdict,
      httpStatus: b.httpStatus,
      code: b.code,
      decidedBy: b.decidedBy,
      versionId: b.version,
      fallbackIndex: b.fallback,
      output: b.guards,
      scannedTo: b.scannedTo,
      authorisedTo: b.authorisedTo,
      tokensIn: b.tokensIn,
      tokensOut: b.tokensOut,
      costMicroUsd: b.costMicroUsd,
      timingsUs: b.timingsUs,
    },
  }
}
