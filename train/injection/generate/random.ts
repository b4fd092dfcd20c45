/** Seeded randomness. `fork(label)` gives an independent stream, so one part's draws never shift another's: twins keep their carrier. */
export type Random = {
  /** In [0, 1). */
  next(): number
  /** Integer in [0, below). */
  int(below: number): number
  /** Integer in [from, to]. */
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** `count` different items in random order; fewer when `from` is shorter. */
  some<T>(from: readonly T[], count: number): T[]
  fork(label: string | number): Random
}

export function random(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    // mulberry32: 32 bits of state are plenty for texts; period and quality were never the limit here.
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const int = (below: number): number => Math.floor(next() * below)
  const pick = <T>(from: readonly T[]): T => {
    const index = int(from.length)
    const item = from[index]
    if (item === undefined) throw new Error('picked from an empty list')
    return item
  }
  const some = <T>(from: readonly T[], count: number): T[] => {
    const rest = [...from]
    const taken: T[] = []
    while (taken.length < count && rest.length > 0) taken.push(...rest.splice(int(rest.length), 1))
    return taken
  }
  return {
    next,
    int,
    between: (from, to) => from + int(to - from + 1),
    chance: (probability) => next() < probability,
    pick,
    some,
    fork: (label) => random(hash(`${seed}/${label}`)),
  }
}

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  // FNV alone leaves neighbouring labels correlated in the low bits.
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  return h >>> 0
}
