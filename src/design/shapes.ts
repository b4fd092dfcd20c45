const round = (x: number): number => Math.round(x * 100) / 100

/** Path of a scalloped disc: `n` waves of height `amp` around radius `r`; `steps` points per half wave. */
export function scallop(cx: number, cy: number, r: number, n: number, amp: number, steps = 6): string {
  let d = ''
  const total = n * steps * 2
  for (let i = 0; i < total; i++) {
    const t = (i / total) * 2 * Math.PI
    const rr = r + amp * Math.cos(n * t)
    d += `${i === 0 ? 'M' : 'L'}${round(cx + rr * Math.sin(t))} ${round(cy - rr * Math.cos(t))}`
  }
  return `${d}Z`
}
