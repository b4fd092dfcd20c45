import { createHash } from 'node:crypto'

/** Drawn values for probe texts. The same seed gives the same texts, so that a record's seed is enough to make them again. */
export type ProbeDraw = {
  readonly below: (n: number) => number
  readonly pick: <T>(list: readonly [T, ...T[]]) => T
  readonly letters: (alphabet: string, length: number) => string
  readonly digits: (length: number) => string
}

/** Bytes of SHA-256 over seed and counter. Not for keys: what is drawn here is written down as a seed. */
export function probeDraw(seed: string): ProbeDraw {
  let block = Buffer.alloc(0)
  let at = 0
  let counter = 0
  const byte = (): number => {
    if (at >= block.length) {
      block = createHash('sha256').update(`sealwright/probe/v1\n${seed}\n${counter++}`).digest()
      at = 0
    }
    return block[at++] ?? 0
  }
  const below = (n: number): number => (byte() * 65_536 + byte() * 256 + byte()) % n
  // never a letter twice in a row: `xxxx` is what people write for a key that is none
  const letters = (alphabet: string, length: number): string => {
    let text = ''
    while (text.length < length) {
      const next = alphabet.charAt(below(alphabet.length))
      if (next.toLowerCase() !== text.slice(-1).toLowerCase()) text += next
    }
    return text
  }
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    letters,
    digits: (length) => letters('0123456789', length),
  }
}
