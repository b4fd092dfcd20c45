/** Short vectors of words: each in parts, each part one of 256 typical ones. */

/** Parts of a vector, one byte each. */
export const PARTS = 8
/** Numbers in a part. */
export const PART_SIZE = 4
export const CODES = 256
export const WIDTH = PARTS * PART_SIZE

export type Vectors = {
  /** `[(part * CODES + code) * PART_SIZE + d]` */
  readonly books: Float32Array
  /** PARTS a word; word 0 is none. */
  readonly codes: Uint8Array
}
