/**
 * Public sets as JSON lines of {context, question, answer, label, kind}: npx tsx train/groundedness/public-sets.ts RAW OUT
 * RAW holds the files under the names below, as their repositories have them. None teaches. The threshold is set by, and models were chosen by,
 * `natural-*`: BEGIN's development parts of CMU-DoG and Topical-Chat (google/BEGIN-dataset; CC-BY-4.0, CDLA-Sharing-1.0), the answers audited in
 * McGill-NLP/FaithDial (MIT), MultiNLI matched dev (OANC; put together from two copies of Helsinki-NLP/nli-data-sanity-check, each of which lacks one
 * class of words). Held out are `judge-*`: Q2 (orhonovich/q-squared, Apache-2.0), QAGS (W4ngatang/qags), its copy of Falke 2019, FRANK
 * (artidoro/frank, MIT; `frank.jsonl` has {article, summary, factuality, dataset}, joined by hash from its annotations and first commit).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Public = {
  readonly context: string
  readonly question: string
  readonly answer: string
  readonly label: 0 | 1
  readonly kind: string
}
type Cells = Readonly<Record<string, string>>

const [raw = '', out = ''] = process.argv.slice(2)
if (out === '') throw new Error('give the folder of the public files and the folder to write to')

function read(name: string): string {
  const file = join(raw, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** Rows by the names of the first one; RFC 4180 where `comma`, bare cells between tabs otherwise. */
function table(body: string, comma: boolean): Cells[] {
  const rows = comma ? csv(body) : body.split('\n').map((l) => l.split('\t'))
  const names = rows[0] ?? []
  return rows
    .slice(1)
    .filter((r) => r.length >= names.length - 1)
    .map((r) => Object.fromEntries(names.map((n, i) => [n.trim(), (r[i] ?? '').trim()])))
}

function csv(body: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < body.length; i++) {
    const c = body.charAt(i)
    if (quoted) {
      if (c !== '"') cell += c
      else if (body.charAt(i + 1) === '"') {
        cell += c
        i++
      } else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      row.push(cell)
      cell = ''
      if (c === '\n') {
        rows.push(row)
        row = []
      }
    } else if (c !== '\r') cell += c
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows
}

const at = (cells: Cells, ...names: string[]): string =>
  names.map((n) => cells[n]).find((v) => v !== undefined && v !== '') ?? ''

/** BEGIN's labels: attributable, not (in part), or saying nothing of the world, which neither teaches nor judges. */
function attributable(label: string): 0 | 1 | null {
  const l = label.toLowerCase()
  if (l.includes('halluc') || l.startsWith('not fully')) return 1
  return l.startsWith('entail') || l === 'fully attributable' ? 0 : null
}

function dialogue(cells: readonly Cells[], kind: string): Public[] {
  return cells.flatMap((c) => {
    const label = attributable(at(c, 'begin_label', 'BEGIN'))
    const answer = at(c, 'response', 'ctrl', 'doha', 'gpt2')
    const context = at(c, 'knowledge', 'evidence')
    if (label === null || answer === '' || context === '') return []
    return [{ context, question: at(c, 'message', 'history'), answer, label, kind }]
  })
}

const audited = (set: string): Public[] =>
  ['gold', 'ctrl', 'doha', 'gpt2'].flatMap((by) =>
    dialogue(table(read(`audit_${by}_${set}.csv`), true), `${set} ${by}`),
  )

/** The shortest sequence that holds both: each copy lacks other words of the same sentence. */
function merged(a: readonly string[], b: readonly string[]): string[] {
  const width = b.length + 1
  const best = new Int32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let k = b.length - 1; k >= 0; k--)
      best[i * width + k] =
        a[i] === b[k]
          ? (best[(i + 1) * width + k + 1] ?? 0) + 1
          : Math.max(best[(i + 1) * width + k] ?? 0, best[i * width + k + 1] ?? 0)
  const words: string[] = []
  let i = 0
  let k = 0
  while (i < a.length || k < b.length) {
    const x = a[i]
    const y = b[k]
    if (x !== undefined && x === y) {
      words.push(x)
      i++
      k++
    } else if (
      y === undefined ||
      (x !== undefined && (best[(i + 1) * width + k] ?? 0) >= (best[i * width + k + 1] ?? 0))
    ) {
      words.push(x ?? '')
      i++
    } else {
      words.push(y)
      k++
    }
  }
  return words
}

const joined = (words: readonly string[]): string =>
  words
    .join(' ')
    .replace(/ ([.,;:!?%)]|n't|'(?:s|re|ve|ll|d|m)\b)/g, '$1')
    .replaceAll('( ', '(')

function inference(): Public[] {
  const other = new Map(table(read('mnli_CONJ.tsv'), false).map((c) => [c['index'], c]))
  return table(read('mnli_NUM.tsv'), false).flatMap((c) => {
    const twin = other.get(c['index'])
    const kind = at(c, 'gold_label')
    if (twin === undefined || !/^(?:entailment|neutral|contradiction)$/.test(kind)) return []
    const text = (name: string): string =>
      joined(merged(at(c, name).split(' '), (twin[name] ?? '').split(' ')))
    return [
      {
        context: text('sentence1'),
        question: '',
        answer: text('sentence2'),
        label: kind === 'entailment' ? 0 : 1,
        kind,
      },
    ]
  })
}

function q2(): Public[] {
  return ['dodeca', 'memnet'].flatMap((by) =>
    (['consistent', 'inconsistent'] as const).flatMap((name) =>
      table(read(`q2_${by}_${name}.csv`), true).map((c): Public => ({
        context: at(c, 'knowledge'),
        question: at(c, 'message'),
        answer: at(c, 'response'),
        label: name === 'consistent' ? 0 : 1,
        kind: by,
      })),
    ),
  )
}

type Annotated = {
  readonly article: string
  readonly summary_sentences: readonly {
    readonly sentence: string
    readonly responses: readonly { readonly response: string }[]
  }[]
}

/** A summary is supported when most of three readers say so of each sentence. */
function qags(name: string): Public[] {
  return lines(name).map((line): Public => {
    const r: Annotated = JSON.parse(line)
    const held = r.summary_sentences.every(
      (s) => s.responses.filter((a) => a.response === 'yes').length * 2 > s.responses.length,
    )
    return {
      context: r.article,
      question: '',
      answer: r.summary_sentences.map((s) => s.sentence).join(' '),
      label: held ? 0 : 1,
      kind: 'summary',
    }
  })
}
const lines = (name: string): string[] =>
  read(name)
    .split('\n')
    .filter((l) => l.trim() !== '')

function falke(): Public[] {
  const body = read('falke.json')
  if (body === '') return []
  const pairs: readonly {
    readonly article_sent: string
    readonly correct_sent: string
    readonly incorrect_sent: string
  }[] = JSON.parse(body)
  return pairs.flatMap((p): Public[] => [
    { context: p.article_sent, question: '', answer: p.correct_sent, label: 0, kind: 'sentence' },
    { context: p.article_sent, question: '', answer: p.incorrect_sent, label: 1, kind: 'sentence' },
  ])
}

type Franked = {
  readonly article: string
  readonly summary: string
  readonly factuality: number
  readonly dataset: string
}
const frank = (dataset: string): Public[] =>
  lines('frank.jsonl').flatMap((line) => {
    const r: Franked = JSON.parse(line)
    return r.dataset === dataset
      ? [
          {
            context: r.article,
            question: '',
            answer: r.summary,
            label: r.factuality === 1 ? 0 : 1,
            kind: dataset,
          },
        ]
      : []
  })

const judged = q2()
const seen = new Set(judged.map((r) => r.context))
const sets: Readonly<Record<string, readonly Public[]>> = {
  'natural-begin-cmu': dialogue(table(read('begin_cmu.tsv'), false), 'begin'),
  'natural-begin-topical': dialogue(table(read('begin_tc.tsv'), false), 'begin'),
  'natural-audit-cmu': audited('cmu'),
  'natural-audit-topical': audited('topical'),
  'natural-audit-wow': audited('wow'),
  'natural-inference': inference(),
  'judge-q2': judged,
  'judge-qags-cnndm': qags('qags_cnndm.jsonl'),
  'judge-qags-xsum': qags('qags_xsum.jsonl'),
  'judge-falke': falke(),
  'judge-frank-cnndm': frank('cnndm'),
  'judge-frank-xsum': frank('bbc'),
}
mkdirSync(out, { recursive: true })
for (const [name, rows] of Object.entries(sets)) {
  // The audit shares a source with Q2, which is held out.
  const kept = name.startsWith('natural') ? rows.filter((r) => !seen.has(r.context)) : rows
  writeFileSync(join(out, `${name}.jsonl`), kept.map((r) => `${JSON.stringify(r)}\n`).join(''))
  console.log(
    name.padEnd(22),
    kept.length,
    'unsupported',
    kept.filter((r) => r.label === 1).length,
    'left out',
    rows.length - kept.length,
  )
}
