/** Mulberry32: the same numbers in [0, 1) for the same seed. */
export function randomFrom(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Cuts at random, into pieces of at most `most` units. */
export function cut<T extends { readonly length: number; slice(from: number, to: number): T }>(
  whole: T,
  random: () => number,
  most: number,
): T[] {
  const out: T[] = []
  for (let at = 0; at < whole.length;) {
    const to = Math.min(whole.length, at + 1 + Math.floor(random() * most))
    out.push(whole.slice(at, to))
    at = to
  }
  return out
}
