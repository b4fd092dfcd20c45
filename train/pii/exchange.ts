/** More text from marked text: the same sentences with other names of their kind and language, so that what stands around a name is learnt, not the name. */
import { pick, type Mark, type Rng, type Sentence } from './sentence.ts'

/** Share of the names that are exchanged in a copy. */
const SHARE = 0.7

type Pool = ReadonlyMap<string, readonly string[]>

export function exchanged(sentences: readonly Sentence[], copies: number, rng: Rng): Sentence[] {
  const pool = poolOf(sentences)
  const named = sentences.filter(({ marks }) => marks.length > 0)
  return Array.from({ length: copies }, () => named.map((sentence) => exchange(sentence, pool, rng))).flat()
}

const keyOf = (sentence: Sentence, mark: Mark): string => `${sentence.language ?? ''}${mark.label}`

function poolOf(sentences: readonly Sentence[]): Pool {
  const pool = new Map<string, string[]>()
  for (const sentence of sentences)
    for (const mark of sentence.marks) {
      const names = pool.get(keyOf(sentence, mark)) ?? []
      names.push(sentence.text.slice(mark.start, mark.end))
      pool.set(keyOf(sentence, mark), names)
    }
  return pool
}

function exchange(sentence: Sentence, pool: Pool, rng: Rng): Sentence {
  const marks: Mark[] = []
  let text = ''
  let last = 0
  for (const mark of sentence.marks) {
    text += sentence.text.slice(last, mark.start)
    const start = text.length
    text +=
      rng() < SHARE
        ? pick(rng, pool.get(keyOf(sentence, mark)) ?? [])
        : sentence.text.slice(mark.start, mark.end)
    marks.push({ start, end: text.length, label: mark.label })
    last = mark.end
  }
  return { ...sentence, text: text + sentence.text.slice(last), marks }
}
