import { SYMBOLS, symbolOf, TRIGRAMS } from '../../src/features/guardrails/injection/surprise.ts'
import { foldUnit } from '../../src/features/guardrails/injection/fold.ts'
import { jsonl } from './rows.ts'

/**
 * Trigram costs in sixteenths of a bit, from texts of the other detector sets (dialogues with their sources, letters, logs, tables,
 * settings; not its documentation, which is in both): none of them is in an injection set, so that no fold has to learn it anew and nothing leaks.
 */
export function trainTrigrams(): Uint8Array {
  const three = new Float64Array(TRIGRAMS)
  const two = new Float64Array(SYMBOLS * SYMBOLS)
  const one = new Float64Array(SYMBOLS)
  for (const text of corpus()) {
    let a = 27
    let b = 27
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i)
      const f = c < 128 ? (c >= 65 && c <= 90 ? c + 32 : c) : foldUnit(c)
      if (f === 0) continue
      const s = symbolOf(f)
      const t = (a * SYMBOLS + b) * SYMBOLS + s
      three[t] = (three[t] ?? 0) + 1
      two[b * SYMBOLS + s] = (two[b * SYMBOLS + s] ?? 0) + 1
      one[s] = (one[s] ?? 0) + 1
      a = b
      b = s
    }
  }
  const total = one.reduce((sum, n) => sum + n, 0)
  const out = new Uint8Array(TRIGRAMS)
  for (let a = 0; a < SYMBOLS; a++)
    for (let b = 0; b < SYMBOLS; b++) {
      const base = (a * SYMBOLS + b) * SYMBOLS
      let context = 0
      for (let s = 0; s < SYMBOLS; s++) context += three[base + s] ?? 0
      let pair = 0
      for (let s = 0; s < SYMBOLS; s++) pair += two[b * SYMBOLS + s] ?? 0
      for (let s = 0; s < SYMBOLS; s++) {
        const p1 = ((one[s] ?? 0) + 1) / (total + SYMBOLS)
        const p2 = ((two[b * SYMBOLS + s] ?? 0) + 20 * p1) / (pair + 20)
        const p3 = ((three[base + s] ?? 0) + 10 * p2) / (context + 10)
        out[base + s] = Math.min(255, Math.round(-Math.log2(p3) * 16))
      }
    }
  return out
}

function corpus(): string[] {
  const texts = new Set<string>()
  for (const row of jsonl('groundedness-dev').filter((r) => String(r['kind']).startsWith('dialogue')))
    for (const key of ['context', 'question', 'answer'])
      if (row[key] !== undefined) texts.add(String(row[key]))
  for (const row of jsonl('pii-dev')) texts.add(String(row['text']))
  return [...texts]
}
