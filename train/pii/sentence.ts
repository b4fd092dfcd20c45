/** A text with its names marked; offsets are UTF-16, end exclusive. */
export type Mark = { readonly start: number; readonly end: number; readonly label: 1 | 2 | 3 }
export type Sentence = {
  readonly text: string
  readonly marks: readonly Mark[]
  readonly source: string
  /** Where it is known. */
  readonly language?: string
}

export const PERSON = 1
export const LOCATION = 2
export const ORGANIZATION = 3

/** mulberry32: small and seedable. */
export type Rng = () => number
export function seeded(seed: number): Rng {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function pick<T>(rng: Rng, list: readonly T[]): T {
  const one = list[Math.floor(rng() * list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}
