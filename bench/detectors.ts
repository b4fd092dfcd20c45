/**
 * Pattern detectors on labelled sets: recall and false alarms per kind, spans, cost per KB.
 * Usage: tsx bench/detectors.ts DIR [--json FILE]; DIR holds injection-dev, pii-dev, secrets-dev and groundedness-dev as .jsonl.
 * Rows are {id, text, label, kind, spans?}; a token-like string is cut by U+2042, which is removed here.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  defaultDetectors,
  groundedness,
  type GuardId,
  type Origin,
} from '../src/features/guardrails/index.ts'

type Row = {
  readonly text: string
  readonly label: 0 | 1
  readonly kind: string
  readonly spans?: readonly { readonly start: number; readonly end: number; readonly type: string }[]
  readonly context?: string
  readonly question?: string
  readonly answer?: string
}
type Counts = { rows: number; flagged: number }

const THRESHOLD = 0.5
const dir = process.argv[2]
if (dir === undefined || !existsSync(join(dir, 'injection-dev.jsonl'))) {
  console.error('no labelled sets there: give the folder that holds injection-dev.jsonl and its sisters')
  process.exit(2)
}
const load = (name: string): Row[] =>
  readFileSync(join(dir, `${name}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => JSON.parse(line))
    .map((row) => (row.text === undefined ? row : { ...row, text: row.text.replaceAll('\u2042', '') }))

/** As the gateway would see it: rows that are documents, tables, mails or code are data, the rest the user's words. */
const originOf = (kind: string): Origin => (/indirect|docs|table|email|code/.test(kind) ? 'document' : 'user')

const report: Record<string, unknown> = {}

function classify(name: string, guard: GuardId): void {
  const detector = defaultDetectors.find((d) => d.guard === guard)
  if (detector === undefined) throw new Error(`no detector for ${guard}`)
  const kinds = new Map<string, Counts>()
  let spans = 0
  let covered = 0
  for (const row of load(name)) {
    const findings = detector
      .scan(row.text, guard === 'injection' ? originOf(row.kind) : 'user')
      .filter((f) => f.score >= THRESHOLD)
    const key = `${row.label} ${row.kind}`
    const counts = kinds.get(key) ?? { rows: 0, flagged: 0 }
    counts.rows++
    if (findings.length > 0) counts.flagged++
    kinds.set(key, counts)
    for (const span of row.spans ?? []) {
      spans++
      if (findings.some((f) => f.start <= span.start + 2 && f.end >= span.end - 2)) covered++
    }
  }
  const share = (wanted: (key: string) => boolean): string => {
    let rows = 0
    let flagged = 0
    for (const [key, counts] of kinds)
      if (wanted(key)) {
        rows += counts.rows
        flagged += counts.flagged
      }
    return rows === 0 ? '-' : (flagged / rows).toFixed(3)
  }
  const summary = {
    recall: share((k) => k.startsWith('1')),
    falseAlarmsBenign: share((k) => k.startsWith('0') && !k.includes('hardneg')),
    falseAlarmsHard: share((k) => k.startsWith('0') && k.includes('hardneg')),
    ...(spans === 0 ? {} : { spansCovered: (covered / spans).toFixed(3), spans }),
  }
  report[name] = { summary, kinds: Object.fromEntries([...kinds].toSorted()) }
  console.log(`\n${name} (${detector.version})`, summary)
  console.table(
    Object.fromEntries(
      [...kinds].toSorted().map(([k, c]) => [k, { ...c, share: (c.flagged / c.rows).toFixed(3) }]),
    ),
  )
}

function ground(): void {
  const kinds = new Map<string, Counts>()
  const scores: { score: number; label: number }[] = []
  for (const row of load('groundedness-dev')) {
    const { score } = groundedness(row.context ?? '', row.question ?? '', row.answer ?? '')
    scores.push({ score, label: row.label })
    const key = `${row.label} ${row.kind}`
    const counts = kinds.get(key) ?? { rows: 0, flagged: 0 }
    counts.rows++
    if (score >= THRESHOLD) counts.flagged++
    kinds.set(key, counts)
  }
  const auc = areaUnderCurve(scores)
  report['groundedness-dev'] = { auc: auc.toFixed(3), kinds: Object.fromEntries([...kinds].toSorted()) }
  console.log('\ngroundedness-dev: AUC', auc.toFixed(3))
  console.table(
    Object.fromEntries(
      [...kinds].toSorted().map(([k, c]) => [k, { ...c, share: (c.flagged / c.rows).toFixed(3) }]),
    ),
  )
}

/** Mann-Whitney with mid-ranks for ties. */
function areaUnderCurve(points: { score: number; label: number }[]): number {
  const sorted = points.toSorted((a, b) => a.score - b.score)
  let rankSum = 0
  let positives = 0
  for (let i = 0; i < sorted.length;) {
    let j = i
    while (j < sorted.length && sorted[j]?.score === sorted[i]?.score) j++
    const rank = (i + 1 + j) / 2
    for (let k = i; k < j; k++)
      if (sorted[k]?.label === 1) {
        rankSum += rank
        positives++
      }
    i = j
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (sorted.length - positives))
}

/** CPU time over ordinary texts, the best of eight passes; the machine's other work can only make it worse. */
function cost(): void {
  const texts = load('injection-dev')
    .filter((r) => r.label === 0)
    .map((r) => r.text)
  const kilobytes = texts.reduce((sum, t) => sum + t.length, 0) / 1024
  const figures: Record<string, string> = {}
  for (const detector of defaultDetectors) {
    let best = Infinity
    for (let pass = 0; pass < 8; pass++) {
      const start = process.cpuUsage()
      for (const text of texts) detector.scan(text, 'user')
      best = Math.min(best, process.cpuUsage(start).user)
    }
    figures[detector.guard] = (best / kilobytes).toFixed(1)
  }
  report['microsecondsPerKB'] = figures
  console.log('\nµs per KB of ordinary text', figures)
}

classify('injection-dev', 'injection')
classify('pii-dev', 'pii')
classify('secrets-dev', 'secrets')
ground()
cost()
const at = process.argv.indexOf('--json')
const file = process.argv[at + 1]
if (at > 0 && file !== undefined) writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
