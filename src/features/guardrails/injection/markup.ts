import type { Scan } from './scan.ts'

export const MARKUP_FEATURES = [
  'chat tokens',
  'closing tags',
  'comment marks',
  'line rules',
  'fences',
  'role lines',
  'role in brackets',
  'urls',
  'template braces',
  'image links',
  'long runs',
  'percent codes',
  'backslash codes',
  'quoted share',
] as const

const ROLES = [
  'system',
  'user',
  'assistant',
  'human',
  'ai',
  'admin',
  'instruction',
  'instructions',
  'developer',
]
const roleCodes = ROLES.map((role) => Uint8Array.from([...role].map((ch) => ch.charCodeAt(0))))
const LONG = 20

/** Marks of chat formats, of hidden text and of coded stretches. Looked at only where the sign stands that begins them. */
export function fillMarkup(scan: Scan, into: Float32Array, at: number): void {
  const { codes, folded: n, ascii } = scan
  let chat = 0
  let closing = 0
  let comments = 0
  let rules = 0
  let fences = 0
  let roleLines = 0
  let bracketed = 0
  let urls = 0
  let braces = 0
  let images = 0
  let percent = 0
  let backslash = 0
  let long = 0
  let quoted = 0
  let lineStart = true
  let run = 0
  let quote = -1
  for (let i = 0; i < n; i++) {
    const c = codes[i] ?? 0
    if (c === 32 || c === 10 || c === 13 || c === 9) {
      if (run >= LONG) long += run
      run = 0
      if (c === 10) {
        lineStart = true
        quote = -1
      }
      continue
    }
    run++
    const letter = c >= 97 && c <= 122
    if (lineStart) {
      const k = letter ? i : skipMarks(codes, i, n)
      if (k < n) {
        const end = roleAt(codes, k, n)
        if (end > 0 && afterRole(codes, end, n)) roleLines++
      }
      lineStart = false
    }
    if (letter) continue
    const d = codes[i + 1] ?? 0
    if (c === 60) {
      if (d === 124 || d === 60) chat++
      else if (d === 47) closing++
      else if (d === 33 && codes[i + 2] === 45) comments++
      const k = d === 47 || d === 124 ? i + 2 : i + 1
      const end = roleAt(codes, k, n)
      if (end > 0 && (codes[end] === 62 || codes[end] === 124 || codes[end] === 58)) bracketed++
    } else if (c === 91) {
      const k = d === 47 ? i + 2 : i + 1
      if (codes[k] === 105 && codes[k + 1] === 110 && codes[k + 2] === 115 && codes[k + 3] === 116) chat++
      const end = roleAt(codes, k, n)
      if (end > 0) bracketed++
    } else if (c === 33 && d === 91) images++
    else if (c === 58 && d === 47 && codes[i + 2] === 47) urls++
    else if ((c === 123 && d === 123) || (c === 36 && d === 123)) braces++
    else if (c === 96 && d === 96 && codes[i + 2] === 96) {
      fences++
      i += 2
    } else if ((c === 45 || c === 61 || c === 35 || c === 42 || c === 95) && d === c && codes[i + 2] === c) {
      rules++
      while (i + 1 < n && codes[i + 1] === c) i++
    } else if (c === 37 && isHex(d) && isHex(codes[i + 2] ?? 0)) percent++
    else if (c === 92) backslash++
    else if (c === 34) {
      if (quote >= 0) {
        quoted += i - quote
        quote = -1
      } else quote = i
    }
  }
  if (run >= LONG) long += run
  const perK = 1000 / Math.max(200, n)
  let p = at
  into[p++] = Math.log1p(chat)
  into[p++] = Math.log1p(closing * perK)
  into[p++] = Math.log1p(comments)
  into[p++] = Math.log1p(rules * perK)
  into[p++] = Math.log1p(fences)
  into[p++] = Math.log1p(roleLines)
  into[p++] = Math.log1p(bracketed)
  into[p++] = Math.log1p(urls)
  into[p++] = Math.log1p(braces)
  into[p++] = Math.log1p(images)
  into[p++] = long / Math.max(1, n)
  into[p++] = Math.log1p(percent)
  into[p++] = Math.log1p(backslash * perK)
  into[p++] = ascii[34] === 0 ? 0 : quoted / Math.max(1, n)
}

/** Behind `#`, `*`, `[`, `<`, `|`, `-` and blanks that a line may begin with. */
function skipMarks(codes: Uint16Array, from: number, n: number): number {
  let k = from
  while (k < n && k - from < 6) {
    const c = codes[k] ?? 0
    if (c !== 35 && c !== 42 && c !== 91 && c !== 60 && c !== 124 && c !== 45 && c !== 32 && c !== 62) break
    k++
  }
  return k
}

function roleAt(codes: Uint16Array, at: number, n: number): number {
  for (const role of roleCodes) {
    if (codes[at] !== role[0]) continue
    let k = 1
    while (k < role.length && codes[at + k] === role[k]) k++
    const next = at + k < n ? (codes[at + k] ?? 0) : 0
    if (k === role.length && !(next >= 97 && next <= 122)) return at + k
  }
  return 0
}

function afterRole(codes: Uint16Array, end: number, n: number): boolean {
  for (let k = end; k < n && k < end + 12; k++) {
    const c = codes[k] ?? 0
    if (c === 58 || c === 62 || c === 93) return true
    if (c === 10 || c === 46) return false
  }
  return false
}

const isHex = (c: number): boolean => (c >= 48 && c <= 57) || (c >= 97 && c <= 102)
