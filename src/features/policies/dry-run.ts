import {
  scanInput,
  scanOutput,
  maskText,
  needsContext,
  type Detector,
  type GuardRuleLike,
  type RuleVerdict,
  type Span,
} from '../guardrails/index.ts'
import type { Allowed } from '../../identity/authorize.ts'
import { record } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import { answerContext, compiledRules, type CompiledRules } from './compile.ts'
import type { DryRun, PolicySpec } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { draftOf } from './drafts.ts'
import { modeOf } from './model.ts'
import type { RecordedCall } from './ports.ts'
import { routesOfPolicy } from './route-store.ts'

/** LIMIT: a dry run reads at most so many calls, newest first; at about 0.1 ms each it stays under a second. */
export const dryRunCallsMax = 5_000
const BLOCKED_SHOWN = 50
const EXCERPT = 90
const HOUR_MS = 3_600_000

type Replay = {
  readonly verdict: 'allowed' | 'flagged' | 'masked' | 'blocked'
  readonly scores: readonly RuleVerdict[]
  readonly by: { readonly guard: string; readonly score: number; readonly excerpt: string } | null
}

/**
 * The draft on what its policy's routes really served in the last `hours`: nothing is sent to a model, nothing changes but the record
 * that it was done. Calls whose payload was erased or never kept are counted as not replayable, never as allowed.
 */
export async function dryRun(
  deps: PolicyDeps,
  org: OrgId,
  by: Allowed<'policy.write'>,
  name: string,
  hours: number,
): Promise<DryRun> {
  const toMs = deps.clock.nowMs()
  const fromMs = toMs - hours * HOUR_MS
  const { draft, routeIds } = await deps.db.tx({ org }, async (tx) => {
    const found = await draftOf(tx, org, name)
    return {
      draft: found.draft,
      routeIds: (await routesOfPolicy(tx, org, found.policy.id, 1_000)).map((r) => r.id),
    }
  })
  const tally = await replayAll(
    deps.traffic.read(org, { routeIds, fromMs, toMs, limit: dryRunCallsMax }),
    draft.spec,
    deps.detectors,
    toMs,
  )
  const result: DryRun = {
    policy: `${name}@${draft.version}`,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    asOf: new Date(deps.clock.nowMs()).toISOString(),
    ...tally,
  }
  await deps.db.tx({ org }, (tx) =>
    record(deps, tx, org, {
      type: 'policy.dry_run',
      by,
      body: {
        policy: name,
        version: draft.version,
        digest: draft.digest,
        mode: modeOf(draft.spec),
        requests: result.requests,
        wouldBlock: result.wouldBlock,
        notReplayable: result.notReplayable,
        from: result.from,
        to: result.to,
      },
    }),
  )
  return result
}

/** Pure but for the iteration: counts, score histogram in steps of 0.1, and the first blocked calls with masked excerpts. */
export async function replayAll(
  calls: AsyncIterable<RecordedCall>,
  spec: PolicySpec,
  detectors: readonly Detector[],
  nowMs: number,
): Promise<Omit<DryRun, 'policy' | 'from' | 'to' | 'asOf'>> {
  const rules = replayable(spec)
  const counts = {
    requests: 0,
    same: 0,
    wouldBlock: 0,
    wouldMask: 0,
    wouldFlag: 0,
    wouldAllow: 0,
    notReplayable: 0,
  }
  const buckets = new Map<string, number>()
  const blocked: DryRun['blocked'] = []
  for await (const call of calls) {
    counts.requests++
    if (call.payload === null) {
      counts.notReplayable++
      continue
    }
    const replay = replayOne(call.payload, spec, rules, detectors, nowMs)
    if (replay.verdict === call.verdict) counts.same++
    if (replay.verdict === 'blocked') counts.wouldBlock++
    else if (replay.verdict === 'masked') counts.wouldMask++
    else if (replay.verdict === 'flagged') counts.wouldFlag++
    else counts.wouldAllow++
    for (const [guard, score] of bestScores(replay.scores)) {
      const key = `${guard} ${Math.min(9, Math.floor(score * 10))}`
      buckets.set(key, (buckets.get(key) ?? 0) + 1)
    }
    if (replay.by !== null && blocked.length < BLOCKED_SHOWN)
      blocked.push({ callId: call.callId, at: call.at, key: call.key, ...replay.by })
  }
  const histogram = [...buckets]
    .map(([key, count]) => {
      const [guard = '', step = '0'] = key.split(' ')
      return { guard, from: Number(step) / 10, count }
    })
    .toSorted((a, b) => (a.guard === b.guard ? a.from - b.from : a.guard < b.guard ? -1 : 1))
  return { ...counts, histogram, blocked, notRun: rules.notRun }
}

/** Servers of others are not asked about recorded traffic: it would leave the house, and cost, for a test. Their rules are left out, and told. */
function replayable(spec: PolicySpec): CompiledRules & { readonly notRun: string[] } {
  const { input, output } = compiledRules(spec)
  const here = (rules: readonly GuardRuleLike[]): readonly GuardRuleLike[] =>
    rules.some((r) => r.guard === 'external') ? rules.filter((r) => r.guard !== 'external') : rules
  const asked = [...input, ...output].flatMap((r) => r.detector ?? [])
  return { input: here(input), output: here(output), notRun: [...new Set(asked)].toSorted() }
}

function replayOne(
  payload: NonNullable<RecordedCall['payload']>,
  spec: PolicySpec,
  rules: CompiledRules,
  detectors: readonly Detector[],
  nowMs: number,
): Replay {
  const context = needsContext(rules.output, detectors) ? answerContext(spec, payload.parts, null) : undefined
  const options = { onGuardError: spec.onGuardError, nowMs, context }
  const input = scanInput(payload.parts, rules.input, detectors, options)
  if (input.decision.kind === 'block') {
    const { guard } = input.decision
    const part = input.spans.findIndex((spans) => spans.some((s) => s.guard === guard))
    const span = input.spans[part]?.find((s) => s.guard === guard)
    return {
      verdict: 'blocked',
      scores: input.verdicts,
      by: {
        guard,
        score: span?.score ?? 1,
        excerpt: span === undefined ? '' : excerpt(payload.parts[part]?.text ?? '', span, detectors),
      },
    }
  }
  const output =
    payload.output === null ? null : scanOutput(payload.output, rules.output, detectors, 'output', options)
  const scores = [...input.verdicts, ...(output?.verdicts ?? [])]
  if (output !== null && output.blocked !== null) {
    const { guard, at } = output.blocked
    const span = output.spans.find((s) => s.guard === guard && s.start === at)
    return {
      verdict: 'blocked',
      scores,
      by: {
        guard,
        score: span?.score ?? 1,
        excerpt: span === undefined ? '' : excerpt(payload.output ?? '', span, detectors),
      },
    }
  }
  const masked = input.decision.kind === 'mask' || output?.masked === true
  const flagged = input.flagged || output?.flagged === true
  return { verdict: masked ? 'masked' : flagged ? 'flagged' : 'allowed', scores, by: null }
}

/** The finding's neighbourhood with every secret and personal detail masked: a dry run must not become a way to read payloads. */
function excerpt(text: string, span: Span, detectors: readonly Detector[]): string {
  const start = Math.max(0, span.start - EXCERPT / 3)
  const near = text.slice(start, span.start + EXCERPT)
  const masks = detectors
    .filter((d) => d.guard === 'secrets' || d.guard === 'pii')
    .flatMap((d) => [...d.scan(near, 'user')])
    .toSorted((a, b) => a.start - b.start)
  return maskText(near, masks).replace(/\s+/g, ' ').trim()
}

function bestScores(verdicts: readonly RuleVerdict[]): Map<string, number> {
  const best = new Map<string, number>()
  for (const v of verdicts) best.set(v.guard, Math.max(best.get(v.guard) ?? 0, Number(v.score)))
  return best
}
