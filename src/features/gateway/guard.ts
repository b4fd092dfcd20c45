import type { GuardVerdict } from '../../ledger/contract.ts'
import {
  cleanInput,
  createStreamScanner,
  requestContext,
  scanInput,
  Scans,
  scanInputGently,
  type Detector,
  type Origin,
  type RuleVerdict,
  type ScanResult,
  type StreamScanner,
} from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { TextPart } from './canonical.ts'
import type { ExternalDetectors } from './external/ask.ts'
import { Verdicts } from './external-guards.ts'
import type { GuardPlan } from './guard-plan.ts'

export type Judgement = {
  readonly verdicts: readonly GuardVerdict[]
  readonly masked: boolean
  readonly flagged: boolean
  readonly block: { readonly code: string; readonly guard: string } | null
  /** Pseudonyms that were put in, to be turned back in the answer. */
  readonly tokens: ReadonlyMap<string, string>
  /** The texts as they leave, where some were changed. */
  readonly texts: readonly string[] | null
}

const NO_TOKENS: ReadonlyMap<string, string> = new Map()
export const noJudgement: Judgement = {
  verdicts: [],
  masked: false,
  flagged: false,
  block: null,
  tokens: NO_TOKENS,
  texts: null,
}

/** `now` is monotonic, in µs; `atMs` is when the call came, which decides whether an exception still holds. */
export type InputGuards = {
  readonly plan: GuardPlan
  readonly onGuardError: PolicySpec['onGuardError']
  readonly now: () => number
  readonly atMs: number
}

/** Judges every text of a request under the policy's own input rules and lays masks into the request's value. */
export function guardInput(parts: readonly TextPart[], guards: InputGuards): Judgement {
  const { plan, now, onGuardError, atMs } = guards
  if (plan.input.length === 0) return noJudgement
  const startUs = now()
  const scans = new Scans()
  const clean = cleanInput(parts, plan.input, plan.detectors, scans)
  if (clean !== null) return { ...noJudgement, verdicts: toVerdicts(clean, 'input', now() - startUs) }
  const result = scanInput(parts, plan.input, plan.detectors, { onGuardError, nowMs: atMs }, scans)
  return judgementOf(parts, result, now() - startUs)
}

/** The same for a long request: others are served in between, so `tookUs` holds their time too. */
export async function guardInputGently(parts: readonly TextPart[], guards: InputGuards): Promise<Judgement> {
  const { plan, now, onGuardError, atMs } = guards
  if (plan.input.length === 0) return noJudgement
  const startUs = now()
  const result = await scanInputGently(parts, plan.input, plan.detectors, { onGuardError, nowMs: atMs })
  return judgementOf(parts, result, now() - startUs)
}

/**
 * Asks servers about a request that our own guards let pass. They get its texts as the model would: what was masked or tokenised stays here,
 * but for detectors of which `sees: original` is declared. A request that is blocked already is shown to nobody.
 */
export async function guardByServers(
  parts: readonly TextPart[],
  own: Judgement,
  guards: InputGuards,
  servers: ExternalDetectors | null,
): Promise<Judgement> {
  if (own.block !== null) return own
  const { plan, now, onGuardError, atMs } = guards
  const startUs = now()
  const shown = parts.map((part, i): TextPart => ({ ...part, text: own.texts?.[i] ?? part.text }))
  const verdicts = new Verdicts()
  const asked = shown.map(({ origin, text }, i) => ({ origin, text, original: parts[i]?.text ?? text }))
  await verdicts.ask(servers, plan.askInput, asked, 'input')
  const context = requestContext({ texts: shown, external: verdicts.of })
  const options = { onGuardError, nowMs: atMs, context }
  const theirs = judgementOf(
    shown,
    scanInput(shown, plan.askedInput, plan.detectors, options),
    now() - startUs,
  )
  return {
    verdicts: [...own.verdicts, ...theirs.verdicts],
    masked: own.masked || theirs.masked,
    flagged: own.flagged || theirs.flagged,
    block: theirs.block,
    tokens: own.tokens,
    texts: theirs.texts ?? own.texts,
  }
}

function judgementOf(parts: readonly TextPart[], result: ScanResult, tookUs: number): Judgement {
  const { decision } = result
  if (decision.kind === 'mask') {
    parts.forEach((part, i) => {
      const text = decision.texts[i]
      if (text !== undefined && text !== part.text) part.replace(text)
    })
  }
  return {
    verdicts: toVerdicts(result.verdicts, 'input', tookUs),
    masked: decision.kind === 'mask',
    flagged: result.flagged,
    block: decision.kind === 'block' ? { code: decision.code, guard: decision.guard } : null,
    tokens: decision.kind === 'mask' ? decision.tokens : NO_TOKENS,
    texts: decision.kind === 'mask' ? decision.texts : null,
  }
}

export const outputScanner = (
  policy: PolicySpec,
  detectors: readonly Detector[],
  origin: Origin,
): StreamScanner =>
  createStreamScanner(policy.output, detectors, origin, { onGuardError: policy.onGuardError })

const REDACT = (['secrets', 'pii'] as const).map(
  (guard) => ({ guard, mode: 'enforce', action: 'mask', threshold: 0.5 }) as const,
)

/** The text with every secret and personal detail replaced by its kind; empty if it cannot be judged. For records and messages, never for answers. */
export function redactText(text: string, detectors: readonly Detector[]): string {
  return redactTexts([{ origin: 'output', text }], detectors)[0] ?? ''
}

export function redactTexts(
  parts: readonly { readonly origin: Origin; readonly text: string }[],
  detectors: readonly Detector[],
): readonly string[] {
  const rules = REDACT.filter((rule) => detectors.some((d) => d.guard === rule.guard))
  const { decision } = scanInput(parts, rules, detectors)
  if (decision.kind === 'mask') return decision.texts
  return parts.map((part) => (decision.kind === 'allow' ? part.text : ''))
}

/** Rules of one side are judged in one pass: each verdict carries an equal share of the side's time. */
export function toVerdicts(
  rules: readonly RuleVerdict[],
  side: 'input' | 'output',
  tookUs: number,
): GuardVerdict[] {
  const share = rules.length === 0 ? 0 : Math.round(tookUs / rules.length)
  return rules.map((r) => ({
    guard: r.guard,
    detector: r.detector,
    side,
    mode: r.mode,
    action: r.action,
    score: r.score,
    threshold: r.threshold,
    // a failed or late guard is a finding of its own, so that no record shows it as a clean pass
    found:
      r.error === undefined && r.late === undefined
        ? r.found
        : {
            ...r.found,
            ...(r.error === undefined ? {} : { guard_error: 1 }),
            ...(r.late === undefined ? {} : { late: 1 }),
          },
    scannedChars: r.scannedChars,
    tookUs: share,
  }))
}

/** Adds up what the same rules said about several texts of one answer. Lists have the rules' order and length. */
export function mergeVerdicts(lists: readonly (readonly RuleVerdict[])[]): RuleVerdict[] {
  const [first, ...others] = lists
  if (first === undefined) return []
  if (others.length === 0) return [...first]
  return first.map((verdict, i) => {
    let merged: RuleVerdict = verdict
    for (const list of others) {
      const other = list[i]
      if (other === undefined) continue
      const found: Record<string, number> = { ...merged.found }
      for (const [type, n] of Object.entries(other.found)) found[type] = (found[type] ?? 0) + n
      merged = {
        ...merged,
        action:
          STRENGTH.indexOf(other.action) > STRENGTH.indexOf(merged.action) ? other.action : merged.action,
        score: other.score > merged.score ? other.score : merged.score,
        found,
        scannedChars: merged.scannedChars + other.scannedChars,
        ...(merged.error === undefined && other.error !== undefined ? { error: other.error } : {}),
        ...(merged.late === undefined && other.late !== undefined ? { late: other.late } : {}),
      }
    }
    return merged
  })
}

/** From nothing to the strongest. */
const STRENGTH: readonly RuleVerdict['action'][] = ['none', 'flag', 'tokenise', 'mask', 'repair', 'block']
const CHANGES: readonly GuardVerdict['action'][] = ['mask', 'tokenise', 'repair']

/** `injection 0.97`, `pii: email x2, iban x1`: what decided, in words for lists. No client text can be in it. */
export function decidedBy(verdicts: readonly GuardVerdict[], action: 'block' | 'mask' | 'flag'): string {
  const did = (v: GuardVerdict): boolean =>
    action === 'mask' ? CHANGES.includes(v.action) : v.action === action
  const verdict = verdicts.find((v) => did(v) && Object.keys(v.found).length > 0)
  if (verdict === undefined) return ''
  if (verdict.guard === 'injection') return `injection ${Number(verdict.score).toFixed(2)}`
  return `${verdict.guard}: ${Object.entries(verdict.found)
    .slice(0, 3)
    .map(([type, n]) => `${type} x${n}`)
    .join(', ')}`
}
