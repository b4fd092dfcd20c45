/** A small seeded generator (mulberry32): the same seed draws the same numbers. For tests that print their seed. */
export function draws(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** `SEED` from the environment, else a new one; a test that fails shows it in its message. */
export const testSeed = (): number => Number(process.env['SEED'] ?? Math.floor(Math.random() * 0x1_0000_0000))
