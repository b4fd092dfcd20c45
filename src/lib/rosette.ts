/**
 * The seal print: a rosette drawn from a root hash, as on a banknote. An aid for the eye beside the hash, never proof by itself:
 * the digits prove. Same hash and size give the same lines on every machine.
 */

export type RosetteOptions = {
  /** Bands of curves; default 2 or 3 by the hash. */
  readonly layers?: number
  /** Phase-shifted copies per band; default 3 to 7 by the hash. */
  readonly copies?: number
}

export type RosettePoint = readonly [x: number, y: number]

/** Small deterministic generator (mulberry32) for ornament only; never for anything that must not be guessed. Yields [0, 1). */
function ornamentRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const fnv1a = (text: string): number => {
  let hash = 2_166_136_261
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619)
  return hash
}

const round1 = (value: number): number => Number(value.toFixed(1))

/**
 * Closed curves of the rosette for `hash` (lower-case hex) inside a square of `size` units.
 * Sizes over 200 get finer steps. Coordinates are rounded to a tenth, which keeps the drawing small.
 */
export function rosetteCurves(
  hash: string,
  size: number,
  options: RosetteOptions = {},
): readonly (readonly RosettePoint[])[] {
  const random = ornamentRandom(fnv1a(hash))
  const pick = (low: number, high: number): number => Math.floor(low + random() * (high - low + 1))
  const centre = size / 2
  const radius = size / 2 - 1
  const layers = options.layers ?? 2 + Math.floor(random() * 2)
  const curves: RosettePoint[][] = []
  let edge = radius
  for (let layer = 0; layer < layers; layer++) {
    const petals = pick(5, 17)
    const depth = radius * (0.22 + random() * 0.34)
    const outer = edge
    const inner = Math.max(radius * 0.1, edge - depth)
    const copies = options.copies ?? pick(3, 7)
    const overtone = pick(1, 3)
    const weight = random() * 0.42
    for (let copy = 0; copy < copies; copy++) {
      const phase = ((copy / copies) * 2 * Math.PI) / petals
      const steps = petals * (size > 200 ? 36 : 16)
      const curve: RosettePoint[] = []
      for (let i = 0; i < steps; i++) {
        const angle = (i / steps) * 2 * Math.PI
        const wave = petals * (angle + phase)
        const swing = (Math.cos(wave) + weight * Math.cos((overtone + 1) * wave)) / (1 + weight)
        const reach = (inner + outer) / 2 + ((outer - inner) / 2) * swing
        curve.push([round1(centre + reach * Math.sin(angle)), round1(centre - reach * Math.cos(angle))])
      }
      curves.push(curve)
    }
    edge = inner + (outer - inner) * (random() * 0.35)
    if (edge < radius * 0.2) break
  }
  return curves
}

/** One SVG path (`M…L…Z` per curve) for `rosetteCurves`; draw it with a stroke of 0.6 and no fill. */
export const rosettePath = (hash: string, size: number, options: RosetteOptions = {}): string =>
  rosetteCurves(hash, size, options)
    .map((curve) => `M${curve.map(([x, y]) => `${x} ${y}`).join('L')}Z`)
    .join('')
