/**
 * Does a string look drawn rather than written? Words have few changes between letters and digits or cases, and letter pairs that language
 * likes; drawn strings have many changes and pairs at the rate of chance (measured: 0.2 to 0.35 natural pairs against 0.7 to 0.95).
 */
export type Shape = {
  readonly length: number
  readonly letters: number
  readonly digits: number
  readonly lower: boolean
  readonly upper: boolean
  /** Characters that are neither letter nor digit. */
  readonly others: number
  readonly spaces: number
  /** Places where the class changes in a way that words do not: letter to digit, digit to letter, lower to upper case. */
  readonly changes: number
  /** Letter pairs of one word, and how many of them are common in language. */
  readonly pairs: number
  readonly natural: number
  readonly distinct: number
  readonly hex: boolean
}

const COMMON =
  'th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ' +
  'ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu ui rg ib tl ny ki rk ys ob mm fu ph og ms ye ud mb ip ub oi rl gu dr hr cc tw ft wn nu af hu nn eo vo rv nf xp gn sm fl iz ok nl my gl aw ju oa eq sy sl ps jo lf nv je nk kn gs dy hy ze ks xt bs ik dd pc wr ya'
const NATURAL = new Uint8Array(26 * 26)
for (const pair of COMMON.split(' ')) NATURAL[(pair.charCodeAt(0) - 97) * 26 + pair.charCodeAt(1) - 97] = 1

export function shapeOf(text: string, start: number, end: number): Shape {
  let letters = 0
  let digits = 0
  let lower = false
  let upper = false
  let others = 0
  let spaces = 0
  let changes = 0
  let pairs = 0
  let natural = 0
  let hex = true
  let low = 0
  let high = 0
  let wide = 0
  // 0 nothing, 1 lower, 2 upper, 3 digit, 4 other
  let last = 0
  let before = 0
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i)
    let kind = 4
    let letter = -1
    if (c >= 97 && c <= 122) {
      kind = 1
      letter = c - 97
      lower = true
    } else if (c >= 65 && c <= 90) {
      kind = 2
      letter = c - 65
      upper = true
    } else if (c >= 48 && c <= 57) {
      kind = 3
      digits++
    } else {
      others++
      if (c === 32) spaces++
    }
    if (letter >= 0) {
      letters++
      if (letter > 5) hex = false
      if (before >= 0 && last !== 0 && last !== 3 && last !== 4 && !(last === 1 && kind === 2)) {
        pairs++
        if (NATURAL[before * 26 + letter] === 1) natural++
      }
    } else if (kind === 4) hex = false
    if (last !== 0 && kind !== last && kind !== 4 && last !== 4 && !(last === 2 && kind === 1)) changes++
    if (c < 64) low |= 1 << (c & 31)
    else if (c < 96) high |= 1 << (c & 31)
    else wide |= 1 << (c & 31)
    last = kind
    before = letter
  }
  return {
    length: end - start,
    letters,
    digits,
    lower,
    upper,
    others,
    spaces,
    changes,
    pairs,
    natural,
    distinct: bits(low) + bits(high) + bits(wide),
    hex: hex && letters + digits === end - start,
  }
}

function bits(n: number): number {
  let x = n - ((n >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/**
 * Drawn from an alphabet, as far as the string alone can say. `strict`: no name stands beside it, so a doubt is a no.
 * The bounds were set on generated tokens of 12 to 64 characters and on identifiers, file names and words of code (bench/detectors/secrets.ts).
 */
export function looksDrawn(shape: Shape, strict: boolean): boolean {
  const { length, letters, digits, changes, pairs, natural, distinct } = shape
  if (length < 8 || distinct < Math.min(8, length * 0.4) || shape.spaces > 0) return false
  if (shape.others > length * 0.3) return false
  if (shape.hex) return letters >= 2 && digits >= 2 ? changes >= length * (strict ? 0.25 : 0.15) : false
  const share = pairs === 0 ? 0 : natural / pairs
  if (letters === 0) return !strict && digits >= 16
  // Digits among the letters all through, as in hex behind a prefix.
  if (digits >= length * 0.2 && changes >= length * (strict ? 0.34 : 0.28)) return true
  // Mixed cases and digits all through.
  if (changes >= length * (strict ? 0.24 : 0.14) && (pairs < 4 || share < (strict ? 0.62 : 0.72))) return true
  // One case throughout: only the letter pairs tell.
  return pairs >= 8 && share < (strict ? 0.45 : 0.6) && (digits > 0 || !strict || length >= 20)
}

/** The same for a text: a part between `_`, `-`, `.`, `:` and `~` may be drawn when the whole has words in front of it. */
export function drawnWithin(text: string, start: number, end: number, strict: boolean): boolean {
  if (looksDrawn(shapeOf(text, start, end), strict)) return true
  let from = start
  for (let i = start; i <= end; i++) {
    const c = i < end ? text.charCodeAt(i) : 45
    if (c !== 45 && c !== 95 && c !== 46 && c !== 58 && c !== 126) continue
    if (i - from >= 16 && i - from < end - start && looksDrawn(shapeOf(text, from, i), strict)) return true
    from = i + 1
  }
  return false
}
