/** Everything a draw depends on. Two people with the same values draw the same rows. */
export type DrawInput = {
  /** 64 lower-case hex digits. */
  readonly seed: string
  /** Root of the frozen population, 64 lower-case hex digits: the seed cannot be reused for another population. */
  readonly root: string
  readonly rows: number
  readonly size: number
}

const HEX64 = /^[0-9a-f]{64}$/
/** 2^48: the largest power of two of whole bytes that stays exact in a double. */
const SPACE = 281_474_976_710_656

/**
 * Row numbers (0-based, ascending, distinct) of a sample. Normative in docs/formats/package.md, "Sample".
 *
 * Candidate i = the first 6 bytes, big-endian, of SHA-256("sealwright/draw/v1\n" seed "\n" root "\n" rows "\n" i "\n"), i = 0, 1, 2, ...
 * A candidate at or above the largest multiple of `rows` below 2^48 is thrown away (no bias towards low numbers); else candidate mod rows,
 * unless drawn before. `size >= rows` takes every row.
 */
export function draw(input: DrawInput, sha256: (text: string) => Uint8Array): readonly number[] {
  const steps = drawSteps(input)
  let step = steps.next()
  while (step.done !== true) step = steps.next(sha256(step.value))
  return step.value
}

/** The same, for callers whose hash function answers later: yields texts and is given their SHA-256. */
export function* drawSteps(input: DrawInput): Generator<string, readonly number[], Uint8Array> {
  const { seed, root, rows, size } = input
  if (!HEX64.test(seed) || !HEX64.test(root))
    throw new RangeError('seed and root are 64 lower-case hex digits')
  if (!Number.isSafeInteger(rows) || rows < 0 || rows > 0xffffffff)
    throw new RangeError('`rows` is out of range')
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError('`size` is out of range')
  if (size >= rows) return Array.from({ length: rows }, (_, i) => i)
  const limit = SPACE - (SPACE % rows)
  const drawn = new Set<number>()
  for (let i = 0; drawn.size < size; i++) {
    const hash = yield `sealwright/draw/v1\n${seed}\n${root}\n${rows}\n${i}\n`
    let candidate = 0
    for (let byte = 0; byte < 6; byte++) candidate = candidate * 256 + (hash[byte] ?? 0)
    if (candidate < limit) drawn.add(candidate % rows)
  }
  return [...drawn].sort((a, b) => a - b)
}
