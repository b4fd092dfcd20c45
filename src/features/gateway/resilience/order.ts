/** What ordering needs of a target: its id (the version's) and its weight; null = no weights, the configured order holds. */
export type Weighted = { readonly id: string; readonly weight: number }

/**
 * A random order in which each next place is drawn by weight among what is left (exponential keys: -ln(u)/w, smallest first; Efraimidis and
 * Spirakis 2006). `unit` gives each target's u in (0, 1): random for plain weights; a hash of caller and target for sticky ones, which is
 * weighted rendezvous hashing: a target that comes or goes moves only its own callers. Weight 0 = fallback only, in configured order.
 */
export function weightedOrder<T extends Weighted>(
  targets: readonly T[],
  unit: (target: T) => number,
): readonly T[] {
  const drawn: { readonly target: T; readonly key: number }[] = []
  const last: T[] = []
  for (const target of targets) {
    if (target.weight > 0) drawn.push({ target, key: -Math.log(unit(target)) / target.weight })
    else last.push(target)
  }
  // sort is stable: equal keys keep the configured order
  drawn.sort((a, b) => a.key - b.key)
  return [...drawn.map((d) => d.target), ...last]
}

/** A number in (0, 1) from two texts, the same in every process: FNV-1a over both with a finaliser that spreads short texts. */
export function unitOf(sticky: string, id: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < sticky.length; i++) h = Math.imul(h ^ sticky.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ 0x2f, 0x01000193)
  for (let i = 0; i < id.length; i++) h = Math.imul(h ^ id.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h ^= h >>> 16
  return ((h >>> 0) + 0.5) / 0x1_0000_0000
}
