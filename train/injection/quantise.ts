/** Weights as bytes, and what a step of them is worth. */
export function quantise(values: Float32Array): { readonly data: Int8Array; readonly step: number } {
  let most = 1e-9
  for (const v of values) most = Math.max(most, Math.abs(v))
  const step = most / 127
  return { data: Int8Array.from(values, (v) => Math.round(v / step)), step }
}
