/** How numbers and times are written. Evidence times are UTC and absolute; work times may be relative. */
const two = (n: number): string => String(n).padStart(2, '0')
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

export const count = (n: number): string => n.toLocaleString('en-US')
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`

/** `18 Nov 2026`, UTC. */
export function day(iso: string, withYear = true): string {
  const d = new Date(iso)
  return Number.isNaN(d.getTime())
    ? iso
    : `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()] ?? ''}${withYear ? ` ${d.getUTCFullYear()}` : ''}`
}
/** `14:32:07`, UTC. */
export function clock(iso: string, detail: 'min' | 's' | 'ms' = 's'): string {
  const d = new Date(iso)
  if (Number.isNaN(d.getTime())) return iso
  const base = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
  if (detail === 'min') return base
  return `${base}:${two(d.getUTCSeconds())}${detail === 'ms' ? `.${String(d.getUTCMilliseconds()).padStart(3, '0')}` : ''}`
}
/** `18 Nov 2026 14:32 UTC`. */
export const moment = (iso: string, detail: 'min' | 's' | 'ms' = 'min'): string =>
  `${day(iso)} ${clock(iso, detail)} UTC`
export const shortMoment = (iso: string): string => `${day(iso, false)} ${clock(iso, 'min')}`

/** `2 h 14 min`, `9 d`: at most two units. */
export function span(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000))
  if (s < 60) return `${s} s`
  const min = Math.round(s / 60)
  if (min < 60) return `${min} min`
  const h = Math.floor(min / 60)
  if (h < 10 && min % 60 !== 0) return `${h} h ${min % 60} min`
  if (h < 48) return `${h} h`
  return `${Math.floor(h / 24)} d`
}
export const ago = (iso: string, nowMs: number): string => `${span(nowMs - Date.parse(iso))} ago`

/** Milliseconds as `11 ms`, `0.97 s`, `1.84 s`. */
export const duration = (ms: number): string =>
  ms < 100 ? `${ms < 10 && ms % 1 !== 0 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  const units = ['KiB', 'MiB', 'GiB', 'TiB']
  let value = n
  let unit = 'B'
  for (const u of units) {
    if (value < 1024) break
    value /= 1024
    unit = u
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`
}
/** `0192e4b1…0be377` */
export const shortId = (id: string): string => (id.length <= 18 ? id : `${id.slice(0, 8)}…${id.slice(-6)}`)
/** 64 digits in groups of eight. */
export const grouped = (hex: string): string => hex.match(/.{1,8}/g)?.join(' ') ?? hex
