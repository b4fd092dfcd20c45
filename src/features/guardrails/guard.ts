import { err, ok, type Result } from '../../lib/result.ts'
import type { GuardId, Origin } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { groundedness } from './groundedness.ts'
import { ensembleScore } from './injection/detector.ts'

/** The last three judge a text by itself; guards that compare an answer with its request need one, so they run at the gateway only. */
export const guardTasks = [
  'injection',
  'pii',
  'secrets',
  'groundedness',
  'unsafe',
  'code',
  'exfiltration',
] as const
export type GuardTask = (typeof guardTasks)[number]

export type GuardLine = {
  readonly id: string | number
  /** 0..1; for groundedness the risk that the answer is NOT supported by the context. */
  readonly score: number
  readonly flagged: boolean
  /** UTF-16 offsets of `text` (of `answer` for groundedness), end exclusive. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly type: string }[]
}

const THRESHOLD = 0.5

const origins = [
  'system',
  'user',
  'assistant',
  'tool_result',
  'tool_arguments',
  'tool_description',
  'document',
  'output',
] as const satisfies readonly Origin[]

/**
 * One line of `sealwright guard`: `{id,text}`, or `{id,context,question?,answer}` for groundedness. Pure and synchronous.
 * An optional `origin` on the line (default `user`) says where the text came from. The error is a sentence for people.
 */
export function guardLine(line: unknown, task: GuardTask): Result<GuardLine, string> {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    return err('each line must be a JSON object')
  const row = new Map<string, unknown>(Object.entries(line))
  const id = row.get('id')
  if (typeof id !== 'string' && typeof id !== 'number') return err('`id` must be a string or a number')
  if (task === 'groundedness') {
    const context = row.get('context')
    const answer = row.get('answer')
    const question = row.get('question') ?? ''
    if (typeof context !== 'string' || typeof answer !== 'string' || typeof question !== 'string')
      return err('`context` and `answer` must be strings (and `question`, if given)')
    const verdict = groundedness(context, question, answer)
    return ok({ id, score: round(verdict.score), flagged: verdict.score >= THRESHOLD, spans: verdict.spans })
  }
  const text = row.get('text')
  if (typeof text !== 'string') return err('`text` must be a string')
  const wanted = row.get('origin') ?? 'user'
  const origin = origins.find((o) => o === wanted)
  if (origin === undefined) return err(`\`origin\` must be one of ${origins.join(', ')}`)
  return ok(scanLine(id, text, task, origin))
}

function scanLine(id: string | number, text: string, guard: GuardId, origin: Origin): GuardLine {
  const findings = defaultDetectors.filter((d) => d.guard === guard).flatMap((d) => [...d.scan(text, origin)])
  const found = findings.reduce((best, f) => Math.max(best, f.score), 0)
  const score = guard === 'injection' ? Math.max(found, lowScore(text, origin)) : found
  const spans = findings
    .filter((f) => f.score >= THRESHOLD)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, type }) => ({ start, end, type }))
  return { id, score: round(score), flagged: score >= THRESHOLD, spans }
}

/**
 * Below the flag level the detector says nothing; here the ensemble's own score is given, so that texts can be ranked. It never flags:
 * what the detector's first stage cleared stays cleared.
 */
const FLAG = 0.3
let ensemble: ((text: string, origin: Origin) => number) | null = null
function lowScore(text: string, origin: Origin): number {
  ensemble ??= ensembleScore()
  if (origin === 'output') return 0
  const score = ensemble(text, origin)
  // What the first stage cleared keeps its order in the last hundredth below the flag level.
  return score < FLAG - 0.01 ? score : FLAG - 0.01 + (score - FLAG + 0.01) * 0.012
}

const round = (n: number): number => Math.round(n * 10_000) / 10_000
