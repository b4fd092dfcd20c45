/** Labelled answers from files and from our own claims, in one shape. `source` is what is left out as a whole when judging. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { claimOf } from '../../src/features/guardrails/groundedness/talk.ts'
import { sentenceSpans, tokensOf } from '../../src/features/guardrails/groundedness/tokens.ts'
import { claimsOf, documentOf, type Document, type Rng } from './perturb.ts'

export type Row = {
  readonly context: string
  readonly question: string
  readonly answer: string
  readonly label: 0 | 1
  readonly kind: string
  readonly source: string
}

const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '')
    .map((l): Record<string, unknown> => JSON.parse(l))
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export function seeded(seed: number): Rng {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The development set of the labelled sets: dialogue answers and changed sentences of documentation. */
export function developmentRows(folder: string): Row[] {
  return lines(join(folder, 'groundedness-dev.jsonl')).map((r) => ({
    context: text(r['context']),
    question: text(r['question']),
    answer: text(r['answer']),
    label: r['label'] === 1 ? 1 : 0,
    kind: text(r['kind']),
    source: text(r['kind']).startsWith('dialogue')
      ? `dialogue ${text(r['kind']).slice(9)}`
      : 'documentation, dev',
  }))
}

/** Our own claims about documents of several kinds; `each` claims of a kind per document. */
export function ownRows(folder: string, seed: number, each: number, perSource: number): Row[] {
  const rng = seeded(seed)
  const groups = new Map<string, Document[]>()
  const add = (source: string, body: string): void => {
    const document = documentOf(body)
    const list = groups.get(source) ?? []
    groups.set(source, list)
    if (document.sentences.length >= 3 && list.length < perSource) list.push(document)
  }
  for (const name of ['injection-train-1', 'injection-train-2'])
    for (const row of lines(join(folder, `${name}.jsonl`))) {
      if (row['label'] !== 0) continue
      const kind = text(row['kind'])
      const source = text(row['source'])
      if (kind === 'benign-docs') add('own: documentation', text(row['text']))
      else if (kind === 'hardneg-security-doc' && !source.includes('presidio'))
        add('own: security prose', text(row['text']))
      else if (
        /adversarial_qa|quoref|wiki_hop|multi_news|ropes|sciq|dbpedia|duorc|cnn_dailymail/.test(source)
      )
        add('own: encyclopaedia and news', text(row['text']))
      else if (kind === 'benign-math') add('own: stories with numbers', text(row['text']))
    }
  return claims(groups, rng, each)
}

/** Claims about one folder's own articles (one JSON line each with `article`): a source for judging only. */
export function articleRows(file: string, source: string, seed: number, each: number): Row[] {
  if (!existsSync(file)) return []
  const documents = lines(file)
    .map((r) => documentOf(text(r['article'])))
    .filter((d) => d.sentences.length >= 3)
  return claims(new Map([[source, documents]]), seeded(seed), each)
}

function claims(groups: ReadonlyMap<string, Document[]>, rng: Rng, each: number): Row[] {
  const rows: Row[] = []
  for (const [source, documents] of groups)
    documents.forEach((document, i) => {
      const other = documents[(i * 7 + 3) % documents.length]
      if (other === undefined || other === document) return
      for (const claim of claimsOf(document, other, rng, each))
        rows.push({
          context: claim.context ?? contextFor(claim.kind, document, documents, i),
          question: claim.question,
          answer: claim.answer,
          label: claim.label,
          kind: claim.kind,
          source,
        })
    })
  return rows
}

/** A summary is of a longer text: its document stands among two others. */
function contextFor(kind: string, document: Document, documents: readonly Document[], i: number): string {
  if (!kind.startsWith('summary') || i % 2 === 0) return document.text
  const before = documents[(i * 5 + 1) % documents.length]?.text ?? ''
  const after = documents[(i * 11 + 2) % documents.length]?.text ?? ''
  return `${before}\n${document.text}\n${after}`
}

/** Any other labelled set: JSON lines of {context, question?, answer, label, kind?}. */
export const judgedRows = (file: string, source: string): Row[] =>
  existsSync(file)
    ? lines(file).map((r) => ({
        context: text(r['context']),
        question: text(r['question']),
        answer: text(r['answer']),
        label: r['label'] === 1 ? 1 : 0,
        kind: text(r['kind']) === '' ? source : text(r['kind']),
        source,
      }))
    : []

/**
 * Whether an answer also chats (`I love gardening`, `I'm not sure, but ...`). The dialogue set calls such answers unsupported for the chat alone,
 * which is not what a guard looks for: they are judged, but teach nothing.
 */
export const chats = ({ answer }: Row): boolean =>
  [...sentenceSpans(answer)].some(({ start, end }) => {
    const tokens = tokensOf(answer, start, end)
    return claimOf(tokens, answer.charCodeAt(end - 1) === 63).length < tokens.length
  })
