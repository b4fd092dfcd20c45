import type { Random } from './random.ts'

/** Alternatives by name. In a template `{name}` takes one of them, `{Name}` the same with a capital, `(a|b|)` one of the inner texts. */
export type Slots = Readonly<Record<string, readonly string[]>>

/** One alternative per line; empty lines are skipped. */
export const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Alternatives separated by `;`, for short words. */
export const list = (text: string): readonly string[] =>
  text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

export type Fill = (template: string, r: Random) => string

/**
 * A missing slot throws: a template with a hole would teach the model the hole. `\(`, `\{` and `\|` stand for themselves, `\n` for a
 * line break. A slot in `sticky` keeps its first value for the whole text.
 */
export function grammar(slots: Slots, sticky: readonly string[] = [], lang = 'en'): Fill {
  const kept = new Map<string, string>()
  const fill = (template: string, r: Random, depth: number): string => {
    if (depth > 12) throw new Error(`grammar does not end: ${template}`)
    let out = ''
    for (let i = 0; i < template.length; i++) {
      const c = template[i]
      if (c === '\\') {
        const escaped = template[++i] ?? ''
        out += escaped === 'n' ? '\n' : escaped
      } else if (c === '{') {
        const end = template.indexOf('}', i)
        out += named(template.slice(i + 1, end), r, depth)
        i = end
      } else if (c === '(') {
        const end = closing(template, i)
        out += fill(r.pick(alternatives(template.slice(i + 1, end))), r, depth + 1)
        i = end
      } else out += c
    }
    return out
  }
  const named = (name: string, r: Random, depth: number): string => {
    const key = name.charAt(0).toLowerCase() + name.slice(1)
    const from = slots[key]
    if (from === undefined || from.length === 0) throw new Error(`no slot \`${name}\``)
    const text = kept.get(key) ?? fill(r.pick(from), r, depth + 1)
    if (sticky.includes(key)) kept.set(key, text)
    return key === name ? text : capital(text)
  }
  return (template, r) => {
    kept.clear()
    const text = tidy(fill(template, r, 0))
    return lang === 'en' ? articles(text) : text
  }
}

export const capital = (text: string): string => {
  const first = text.codePointAt(0)
  if (first === undefined) return text
  const head = String.fromCodePoint(first)
  return head.toUpperCase() + text.slice(head.length)
}

function closing(template: string, open: number): number {
  let depth = 0
  for (let i = open; i < template.length; i++) {
    if (template[i] === '\\') i++
    else if (template[i] === '(') depth++
    else if (template[i] === ')' && --depth === 0) return i
  }
  throw new Error(`unclosed bracket in \`${template}\``)
}

function alternatives(inner: string): string[] {
  const found = ['']
  let depth = 0
  for (let i = 0; i < inner.length; i++) {
    const c = inner[i] ?? ''
    if (c === '\\') {
      found[found.length - 1] += c + (inner[++i] ?? '')
      continue
    }
    if (c === '(') depth++
    if (c === ')') depth--
    if (c === '|' && depth === 0) found.push('')
    else found[found.length - 1] += c
  }
  return found
}

/** English `a` before a vowel: templates say `a {noun}`. */
const articles = (text: string): string => text.replaceAll(/\b([Aa]) (?=[aeioAEIO][a-z])/gu, '$1n ')

/** Blanks left by empty alternatives. */
const tidy = (text: string): string =>
  text
    .replaceAll(/ {2,}/gu, ' ')
    .replaceAll(/ +([,.;:!?])(?=\s|$)/gu, '$1')
    .trim()
