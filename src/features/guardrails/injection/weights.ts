/** The file of learnt weights: `SWI1`, the length of a JSON head, the head, then the tensors it lists. Little endian. */
import { readFileSync } from 'node:fs'

export type TensorType = 'f32' | 'i16' | 'i8' | 'u8'
export type Head = {
  readonly format: 1
  /** Digest over the tensors, first 12 hex digits: part of the detector's version. */
  readonly digest: string
  readonly features: number
  readonly concepts: number
  readonly numbers: Readonly<Record<string, number>>
  readonly tensors: readonly {
    readonly name: string
    readonly type: TensorType
    readonly length: number
    readonly at: number
  }[]
}

export type Weights = {
  readonly head: Head
  readonly f32: (name: string) => Float32Array
  readonly i16: (name: string) => Int16Array
  readonly i8: (name: string) => Int8Array
  readonly u8: (name: string) => Uint8Array
  readonly number: (name: string) => number
}

const MAGIC = 'SWI1'
/** Tensors begin at multiples of this, so that they can be read in place. */
export const ALIGN = 8

export function readWeights(file: Uint8Array): Weights {
  const bytes = new Uint8Array(file)
  const view = new DataView(bytes.buffer)
  const magic = String.fromCharCode(...bytes.subarray(0, 4))
  if (magic !== MAGIC) throw new Error('the injection weights are not a weights file: build again')
  const headBytes = view.getUint32(4, true)
  const head: Head = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headBytes)))
  const base = Math.ceil((8 + headBytes) / ALIGN) * ALIGN
  const find = (name: string, type: TensorType): { at: number; length: number } => {
    const tensor = head.tensors.find((t) => t.name === name && t.type === type)
    if (tensor === undefined) throw new Error(`the injection weights have no tensor \`${name}\``)
    return { at: base + tensor.at, length: tensor.length }
  }
  return {
    head,
    f32: (name) => {
      const { at, length } = find(name, 'f32')
      return new Float32Array(bytes.buffer, at, length)
    },
    i16: (name) => {
      const { at, length } = find(name, 'i16')
      return new Int16Array(bytes.buffer, at, length)
    },
    i8: (name) => {
      const { at, length } = find(name, 'i8')
      return new Int8Array(bytes.buffer, at, length)
    },
    u8: (name) => {
      const { at, length } = find(name, 'u8')
      return new Uint8Array(bytes.buffer, at, length)
    },
    number: (name) => {
      const value = head.numbers[name]
      if (value === undefined) throw new Error(`the injection weights have no number \`${name}\``)
      return value
    },
  }
}

export function writeWeights(
  parts: Omit<Head, 'tensors' | 'format'>,
  tensors: readonly {
    readonly name: string
    readonly data: Float32Array | Int16Array | Int8Array | Uint8Array
  }[],
): Uint8Array {
  let at = 0
  const listed = tensors.map(({ name, data }) => {
    const entry = { name, type: typeOf(data), length: data.length, at }
    at = Math.ceil((at + data.byteLength) / ALIGN) * ALIGN
    return entry
  })
  const head: Head = { format: 1, ...parts, tensors: listed }
  const headBytes = new TextEncoder().encode(JSON.stringify(head))
  const base = Math.ceil((8 + headBytes.length) / ALIGN) * ALIGN
  const out = new Uint8Array(base + at)
  out.set([...MAGIC].map((ch) => ch.charCodeAt(0)))
  new DataView(out.buffer).setUint32(4, headBytes.length, true)
  out.set(headBytes, 8)
  tensors.forEach(({ data }, i) => {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), base + (listed[i]?.at ?? 0))
  })
  return out
}

const typeOf = (data: Float32Array | Int16Array | Int8Array | Uint8Array): TensorType =>
  data instanceof Float32Array
    ? 'f32'
    : data instanceof Int16Array
      ? 'i16'
      : data instanceof Int8Array
        ? 'i8'
        : 'u8'

let shipped: Weights | null = null
let skim: Weights | null = null

/** The weights beside this file, read once. Throws when they are missing: a detector without its model must not pass for one. */
export function shippedWeights(): Weights {
  shipped ??= readWeights(readFileSync(new URL('./injection.bin', import.meta.url)))
  return shipped
}

/** Those of the cheap look at windows and data (skim.ts); trained for the others, and read like them. */
export function skimWeights(): Weights {
  skim ??= readWeights(readFileSync(new URL('./skim.bin', import.meta.url)))
  return skim
}
