/** Characters that may follow a prefix. */
export type Alphabet = 'w' | 'd' | 'b' | 'h' | 'u' | 'a' | 'n'

/** The public shape of one issuer's credential: what its own documentation says, or what its own tokens show. */
export type SecretFormat = {
  readonly provider: string
  /** What a finding is called; policies name it. */
  readonly type: string
  readonly prefix: string
  readonly set: Alphabet
  readonly min: number
  readonly max: number
  /** Further shape of what follows the prefix; anchored, over at most `BODY_MAX` characters. */
  readonly shape?: RegExp
}

/** Longest body that is read behind a prefix: macaroons and session tokens stay below. */
export const BODY_MAX = 4096

/**
 * One line a format: `provider; type; prefixes; alphabet; length range[; shape]`.
 * Alphabets: w = [A-Za-z0-9_-], d = w and dots, b = base64 with padding and dots, h = hex, u = [A-Z0-9], a = [A-Za-z0-9], n = digits.
 */
export function formatsOf(table: string): SecretFormat[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .flatMap((line) => {
      const [provider = '', type = '', prefixes = '', set = '', range = '', ...rest] = line.split('; ')
      if (!isAlphabet(set)) throw new Error(`secret format: unknown alphabet in \`${line}\``)
      const [min = NaN, max = BODY_MAX] = range.split('-').map((n) => (n === '' ? undefined : Number(n)))
      if (!(min >= 1 && max >= min)) throw new Error(`secret format: bad length range in \`${line}\``)
      const shape = rest.length === 0 ? {} : { shape: new RegExp(rest.join('; ')) }
      return prefixes.split(' ').map((prefix) => ({ provider, type, prefix, set, min, max, ...shape }))
    })
}

const isAlphabet = (set: string): set is Alphabet => set.length === 1 && 'wdbhuan'.includes(set)

const table = (extra: string, letters: (c: number) => boolean): Uint8Array => {
  const out = new Uint8Array(128)
  for (let c = 48; c <= 57; c++) out[c] = 1
  for (let c = 65; c <= 122; c++) if (letters(c)) out[c] = 1
  for (const ch of extra) out[ch.charCodeAt(0)] = 1
  return out
}
const anyLetter = (c: number): boolean => c <= 90 || c >= 97

export const alphabets: Readonly<Record<Alphabet, Uint8Array>> = {
  w: table('_-', anyLetter),
  d: table('_-.', anyLetter),
  b: table('_-.+/=,', anyLetter),
  h: table('', (c) => (c | 32) <= 102 && anyLetter(c)),
  u: table('', (c) => c <= 90),
  a: table('', anyLetter),
  n: table('', () => false),
}
