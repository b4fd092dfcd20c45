import { tokensOf } from './tokens.ts'

/** What an answer is asked for: the words of the question, and whether it wants a name or a number. */
export type Asked = { readonly stems: ReadonlySet<string>; readonly wants: 'number' | 'name' | null }

const NUMBER =
  /\b(?:how (?:many|much|old|long|far|tall|big|large|high)|what (?:year|date|number|percentage|age)|which year|when|wann|wie (?:viele|viel|alt|lange)|combien|quand|cu[aá]nt[oa]s?|cu[aá]ndo)\b/i
const NAME =
  /\b(?:who|whom|whose|where|what (?:city|country|person|company|band|state)|which (?:city|country|person|company|band|state)|wer|wo|qui|où|qui[eé]n|d[oó]nde)\b/i
const CHARS_MAX = 4_000

export function askedOf(question: string): Asked {
  const stems = new Set<string>()
  for (const t of tokensOf(question, 0, Math.min(question.length, CHARS_MAX)))
    if (t.kind !== 'stop' && t.kind !== 'negation') stems.add(t.stem)
  // Only the last question counts, and only one that is short enough to have one subject.
  const mark = question.trimEnd().endsWith('?') ? question.trimEnd() : ''
  const last =
    mark
      .slice(Math.max(0, mark.length - 240))
      .split(/[.!?\n]/)
      .at(-2) ?? ''
  return { stems, wants: NUMBER.test(last) ? 'number' : NAME.test(last) ? 'name' : null }
}
