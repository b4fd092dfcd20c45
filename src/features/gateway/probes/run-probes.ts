import type { GuardVerdict } from '../../../ledger/contract.ts'
import type { Detector } from '../../guardrails/index.ts'
import { enforcedGuards, type EnforcedGuard } from '../../policies/index.ts'
import { AnswerGuards, collecting } from '../answer-guards.ts'
import type { ExternalDetectors } from '../external/ask.ts'
import { guardByServers, guardInputGently, toVerdicts, type InputGuards } from '../guard.ts'
import { guardPlanOf } from '../guard-plan.ts'
import { judgeJson } from '../output.ts'
import { parseRequest } from '../requests.ts'
import type { PolicyPart } from '../snapshot.ts'
import { probesFor, type Probe } from './probe-texts.ts'

/** What the probes of one enforced guard came to. */
export type GuardProbeResult = {
  readonly side: 'input' | 'output'
  readonly guard: string
  /** The server of an `external` rule, '' for our own guards. */
  readonly detector: string
  /** `pii@2`, as the verdicts name what judged. */
  readonly judgedBy: string
  readonly hostile: number
  readonly stopped: number
  readonly harmless: number
  readonly passed: number
  /** Ids of hostile probes that got through, and of harmless ones that were stopped. */
  readonly missed: readonly string[]
  readonly alarms: readonly string[]
  /** `no_probe`: nothing hostile is known for what its rules look for. `guard_error`: it failed on some probe. '' when neither. */
  readonly failure: '' | 'no_probe' | 'guard_error'
}

export const alive = (result: Pick<GuardProbeResult, 'failure' | 'missed' | 'alarms'>): boolean =>
  result.failure === '' && result.missed.length === 0 && result.alarms.length === 0

export type ProbeDeps = {
  readonly detectors: readonly Detector[]
  readonly servers: ExternalDetectors | null
  readonly clock: { nowMs(): number; monotonicUs(): number }
}

/**
 * Sends the probes of every guard that a policy enforces through the code that judges calls: the body is read by the clients' reader, judged by
 * the policy's own plan and detectors (servers are asked), and an answer is judged as one that an upstream gave. No upstream is asked and no
 * call is recorded. LIMIT: answers are judged whole; that a stream of the same text has the same verdict is tested elsewhere (GW-7).
 */
export async function probePolicy(
  policy: PolicyPart,
  seed: string,
  deps: ProbeDeps,
): Promise<readonly GuardProbeResult[]> {
  const results: GuardProbeResult[] = []
  for (const enforced of enforcedGuards(policy.spec))
    results.push(await probeGuard(policy, enforced, seed, deps))
  return results
}

async function probeGuard(
  policy: PolicyPart,
  enforced: EnforcedGuard,
  seed: string,
  deps: ProbeDeps,
): Promise<GuardProbeResult> {
  const { side, guard, detector, types } = enforced
  const server = detector === '' ? null : (policy.external?.find((e) => e.name === detector)?.kind ?? '')
  const probes = probesFor({ side, guard, types, server }, seed)
  const missed: string[] = []
  const alarms: string[] = []
  let judgedBy = ''
  let failed = false
  for (const probe of probes) {
    let outcome = await judge(policy, probe, deps)
    // what another guard of the policy stopped first says nothing about this one: it is judged by its own rules alone
    if (probe.label === 'hostile' && !acted(outcome, enforced) && outcome.blocked)
      outcome = await judge(onlyRulesOf(policy, enforced), probe, deps)
    const own = outcome.verdicts.filter((v) => of(v, enforced))
    judgedBy ||= [...new Set(own.map((v) => v.detector))].join(' ')
    if (own.some((v) => v.found['guard_error'] !== undefined)) failed = true
    if (probe.label === 'hostile') {
      const stopped = acted(outcome, enforced) && (outcome.blocked || !leftIn(outcome.leaves, probe))
      if (!stopped && !excepted(own)) missed.push(probe.id)
    } else if (own.some((v) => v.mode === 'enforce' && ACTS.includes(v.action))) alarms.push(probe.id)
  }
  const hostile = probes.filter((p) => p.label === 'hostile').length
  const harmless = probes.length - hostile
  return {
    side,
    guard,
    detector,
    judgedBy,
    hostile,
    stopped: hostile - missed.length,
    harmless,
    passed: harmless - alarms.length,
    missed,
    alarms,
    failure: failed ? 'guard_error' : hostile === 0 ? 'no_probe' : '',
  }
}

type Outcome = {
  readonly verdicts: readonly GuardVerdict[]
  readonly blocked: boolean
  /** What would have gone on: the request to the model, or the answer to the client. */
  readonly leaves: string
}

const ACTS: readonly GuardVerdict['action'][] = ['mask', 'tokenise', 'repair', 'block']

const of = (verdict: GuardVerdict, { side, guard, detector }: EnforcedGuard): boolean =>
  verdict.side === side &&
  verdict.guard === guard &&
  (detector === '' || verdict.detector.startsWith(`${detector}:`))

/** Did this guard itself find something and act on it? A block because it failed is not that. */
const acted = ({ verdicts }: Outcome, enforced: EnforcedGuard): boolean =>
  verdicts.some(
    (v) =>
      of(v, enforced) &&
      v.mode === 'enforce' &&
      ACTS.includes(v.action) &&
      Object.keys(v.found).some(
        (type) => type !== 'guard_error' && type !== 'late' && !type.startsWith('excepted.'),
      ),
  )

/** Somebody declared that such findings pass, until a day: then passing is what the policy says. */
const excepted = (own: readonly GuardVerdict[]): boolean =>
  own.some((v) => Object.keys(v.found).some((type) => type.startsWith('excepted.')))

const leftIn = (leaves: string, probe: Probe): boolean =>
  probe.sensitive.some((text) => leaves.includes(JSON.stringify(text).slice(1, -1)))

function onlyRulesOf(policy: PolicyPart, { side, guard, detector }: EnforcedGuard): PolicyPart {
  const rules = policy.spec[side].filter((r) => r.guard === guard && (r.detector ?? '') === detector)
  const spec = { ...policy.spec, input: [], output: [], [side]: rules }
  return { ...policy, spec }
}

async function judge(policy: PolicyPart, probe: Probe, deps: ProbeDeps): Promise<Outcome> {
  const { clock, detectors, servers } = deps
  const body = { model: 'probe', messages: probe.messages, ...probe.fields }
  const parsed = parseRequest('chat.completions', Buffer.from(JSON.stringify(body)))
  if (!parsed.ok) throw new Error(`probe ${probe.id} is no request: ${parsed.error.message}`)
  const { request } = parsed
  const plan = guardPlanOf(policy, detectors)
  const guards: InputGuards = {
    plan,
    onGuardError: policy.spec.onGuardError,
    now: () => clock.monotonicUs(),
    atMs: clock.nowMs(),
  }
  if (probe.answer === null) {
    const own = await guardInputGently(request.parts, guards)
    const judged =
      plan.askedInput.length === 0 ? own : await guardByServers(request.parts, own, guards, servers)
    return {
      verdicts: judged.verdicts,
      blocked: judged.block !== null,
      leaves: JSON.stringify(request.value),
    }
  }
  const bytes = Buffer.from(
    JSON.stringify({
      id: 'probe',
      object: 'chat.completion',
      created: 0,
      model: 'probe',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: probe.answer } }],
    }),
  )
  const { spec } = policy
  const answerGuards = new AnswerGuards({
    plan,
    spec,
    parts: request.parts,
    request: request.value,
    tokens: new Map(),
    nowMs: clock.nowMs(),
    servers,
  })
  if (answerGuards.asks) {
    const heard = collecting()
    judgeJson(bytes, spec, detectors, heard)
    await answerGuards.askServers(heard.texts)
  }
  const answer = judgeJson(bytes, spec, detectors, answerGuards)
  return {
    verdicts: toVerdicts(answer.judgement.verdicts, 'output', 0),
    blocked: answer.judgement.block !== null,
    leaves: answer.text,
  }
}
