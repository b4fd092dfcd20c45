import type { CallOutcome } from '../../../ledger/contract.ts'
import type { Call } from '../call.ts'
import type { Target } from '../snapshot.ts'
import { providerName, type CallFact } from './call-fact.ts'

/** What telemetry takes of a call whose end is durable. Called only when something listens. */
export function factOfCall(call: Call, outcome: CallOutcome): CallFact {
  const { key, route, target, served } = call
  const time = outcome.timingsUs
  return {
    source: target,
    callId: call.id,
    org: key?.part.org ?? '',
    atMs: call.atMs,
    totalUs: time['total'] ?? 0,
    upstreamUs: (time['upstream'] ?? 0) + (served?.earlierUs ?? 0),
    firstByteUs: time['upstreamFirstByte'] ?? 0,
    guardInUs: time['guardIn'] ?? 0,
    guardOutUs: time['guardOut'] ?? 0,
    operation: call.operation,
    stream: call.request?.stream ?? false,
    verdict: outcome.verdict,
    httpStatus: outcome.httpStatus,
    code: outcome.code,
    system: key?.system.name ?? '',
    route: route?.part.name ?? '',
    environment: key?.part.environment ?? '',
    version: target?.version.label ?? '',
    model: target?.version.modelId ?? '',
    provider: target === null ? '' : providerName(target.upstream.kind),
    server: target === null ? null : serverOf(target),
    tokensIn: outcome.tokensIn,
    tokensOut: outcome.tokensOut,
    costMicroUsd: outcome.costMicroUsd,
    attempts: served?.attempts ?? 1,
    fallback: outcome.fallbackIndex,
    degraded: served?.degraded ?? false,
    cache: served?.cache ?? null,
    policy: route?.policyLabel ?? '',
    trace: call.trace,
  }
}

const servers = new WeakMap<object, CallFact['server']>()

/** By the snapshot's own object: the URL is read once a snapshot. */
function serverOf(target: Target): CallFact['server'] {
  const { upstream } = target
  const known = servers.get(upstream)
  if (known !== undefined) return known
  const { baseUrl } = upstream
  const url = baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl) : null
  const server =
    url === null
      ? null
      : { address: url.hostname, port: Number(url.port) || (url.protocol === 'http:' ? 80 : 443) }
  servers.set(upstream, server)
  return server
}
