import { err, ok, type Result } from '../../lib/result.ts'
import type { GuardId } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { groundedness } from './groundedness.ts'

export const guardTasks = ['injection', 'pii', 'secrets', 'groundedness'] as const
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
  return ok(scanLine(id, text, task))
}

function scanLine(id: string | number, text: string, guard: GuardId): GuardLine {
  const findings = defaultDetectors.filter((d) => d.guard === guard).flatMap((d) => [...d.scan(text, 'user')])
  const score = findings.reduce((best, f) => Math.max(best, f.score), 0)
  const spans = findings
    .filter((f) => f.score >= THRESHOLD)
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map(({ start, end, type }) => ({ start, end, type }))
  return { id, score: round(score), flagged: score >= THRESHOLD, spans }
}

const round = (n: number): number => Math.round(n * 1000) / 1000
