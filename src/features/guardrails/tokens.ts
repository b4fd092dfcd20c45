/**
 * Reversible pseudonyms (GUARD-2): `<PERSON_1>` stands in the request that leaves, what it stood for comes back in the answer to the same
 * caller. The mapping lives in memory, as long as the call.
 */

/** Gives the same text of the same type the same token, and none that a text of the request contains already. */
export class Pseudonyms {
  readonly tokens = new Map<string, string>()
  readonly #byValue = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  readonly #taken: ReadonlySet<string>

  constructor(texts: readonly string[]) {
    const taken = new Set<string>()
    for (const text of texts)
      if (text.includes('<'))
        for (const match of text.matchAll(/<[A-Z][A-Z0-9_]{0,40}_\d{1,6}>/g)) taken.add(match[0])
    this.#taken = taken
  }

  tokenFor(type: string, original: string): string {
    const name = type.toUpperCase().replace(/[^A-Z0-9]+/g, '_')
    const key = `${name} ${original}`
    const known = this.#byValue.get(key)
    if (known !== undefined) return known
    let n = this.#counts.get(name) ?? 0
    let token: string
    do token = `<${name}_${++n}>`
    while (this.#taken.has(token))
    this.#counts.set(name, n)
    this.#byValue.set(key, token)
    this.tokens.set(token, original)
    return token
  }
}

export interface Restorer {
  /** Text with every complete token turned back; a tail that may be the beginning of one is kept for the next push. */
  push(text: string): string
  /** The kept tail as it is: nothing follows. */
  finish(): string
  /** Code units that are kept back. */
  readonly held: number
  /** True once something was turned back. */
  readonly restored: boolean
}

/**
 * `json`: the text is JSON itself (arguments of a tool call), so what is put in is escaped as a JSON string needs it.
 * The result does not depend on how the text is cut.
 */
export function createRestorer(tokens: ReadonlyMap<string, string>, json = false): Restorer {
  let longest = 0
  for (const token of tokens.keys()) longest = Math.max(longest, token.length)
  let tail = ''
  let restored = false
  const run = (text: string, final: boolean): string => {
    const all = tail + text
    let out = ''
    let at = 0
    tail = ''
    for (let open = all.indexOf('<'); open >= 0; open = all.indexOf('<', open + 1)) {
      // no token holds a second `<`, so the text up to a close, the next open or the longest token's length decides
      const end = tokenEnd(all, open, longest)
      if (end === 'open') {
        if (final) break
        out += all.slice(at, open)
        tail = all.slice(open)
        return out
      }
      if (end === 'none') continue
      const original = tokens.get(all.slice(open, end))
      if (original === undefined) continue
      out += all.slice(at, open) + (json ? JSON.stringify(original).slice(1, -1) : original)
      at = end
      restored = true
    }
    return out + all.slice(at)
  }
  return {
    push: (text) => run(text, false),
    finish: () => run('', true),
    get held() {
      return tail.length
    },
    get restored() {
      return restored
    },
  }
}

/** Where the token that begins at `open` ends; `open` when the text stops inside of what may be one; `none` when it is none. */
function tokenEnd(text: string, open: number, longest: number): number | 'open' | 'none' {
  for (let i = open + 1; i < open + longest; i++) {
    if (i >= text.length) return 'open'
    const c = text.charCodeAt(i)
    if (c === 62) return i + 1
    const inside = (c >= 65 && c <= 90) || (c >= 48 && c <= 57) || c === 95
    if (!inside) return 'none'
  }
  return 'none'
}
