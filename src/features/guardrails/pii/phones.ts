import { CUE, cued, nearestCue } from './cues.ts'

/** Digits of a national number behind its country code (E.164 as the numbering plans publish them): `code:min-max`. */
const NATIONAL = new Map<string, readonly [min: number, max: number]>(
  (
    '1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:6-11 40:9-9 41:9-9 43:6-13 44:9-10 45:8-8 46:7-9 47:8-8 ' +
    '48:9-9 49:6-12 51:8-9 52:10-11 53:8-8 54:10-11 55:10-11 56:9-9 57:8-10 58:10-10 60:8-10 61:9-9 62:8-12 63:8-10 64:8-10 65:8-8 66:8-9 ' +
    '81:9-10 82:8-10 84:9-10 86:10-11 90:10-10 91:10-10 92:9-10 93:9-9 94:9-9 95:8-10 98:10-10 212:9-9 213:8-9 216:8-8 218:8-9 220:7-7 ' +
    '221:9-9 225:10-10 233:9-9 234:8-10 237:9-9 243:9-9 244:9-9 250:9-9 251:9-9 254:9-9 255:9-9 256:9-9 260:9-9 263:9-9 351:9-9 352:6-9 ' +
    '353:7-9 354:7-9 355:8-9 356:8-8 357:8-8 358:6-11 359:8-9 370:8-8 371:8-8 372:7-8 373:8-8 374:8-8 375:9-9 376:6-6 377:8-9 380:9-9 ' +
    '381:8-9 382:8-8 383:8-8 385:8-9 386:8-8 387:8-8 389:8-8 420:9-9 421:9-9 423:7-7 502:8-8 503:8-8 504:8-8 505:8-8 506:8-8 507:7-8 ' +
    '509:8-8 591:8-8 592:7-7 593:8-9 595:8-9 597:6-7 598:8-8 852:8-8 853:8-8 855:8-9 856:8-10 880:8-10 886:8-9 960:7-7 961:7-8 962:8-9 ' +
    '963:8-9 964:8-10 965:8-8 966:8-9 967:7-9 968:8-8 970:8-9 971:8-9 972:8-9 973:8-8 974:8-8 975:7-8 976:8-8 977:8-10 992:9-9 993:8-8 ' +
    '994:9-9 995:9-9 996:9-9 998:9-9'
  )
    .split(' ')
    .map((entry) => {
      const [code = '', range = ''] = entry.split(':')
      const [min = '', max = ''] = range.split('-')
      return [code, [Number(min), Number(max)]]
    }),
)

/** Score of an international number (digits behind `+` or `00`), 0 when it cannot be one. */
export function international(digits: string, trunkZero: boolean): number {
  if (digits.length < 8 || digits.length > 16 || digits.startsWith('0')) return 0
  for (let n = 1; n <= 3; n++) {
    const range = NATIONAL.get(digits.slice(0, n))
    if (range === undefined) continue
    const national = digits.length - n - (trunkZero ? 1 : 0)
    return national >= range[0] && national <= range[1] ? 0.95 : 0.65
  }
  return digits.length <= 15 ? 0.55 : 0
}

/** Groupings that only telephone numbers have, where the first digits fit: `[shape, first digits, score]`. */
const NATIONAL_SHAPES: ReadonlyMap<string, readonly (readonly [first: RegExp, score: number])[]> = new Map([
  ['3-3-4', [[/^[2-9]/, 0.8]]],
  ['3.3.4', [[/^[2-9]/, 0.8]]],
  ['3 3 4', [[/^[2-9]/, 0.75]]],
  ['3 3-4', [[/^[2-9]/, 0.8]]],
  ['1-3-3-4', [[/^1/, 0.85]]],
  ['1 3 3 4', [[/^1[2-9]/, 0.8]]],
  ['1.3.3.4', [[/^1[2-9]/, 0.85]]],
  ['1 3-3-4', [[/^1/, 0.85]]],
  ['1(3)3-4', [[/^[178]/, 0.9]]],
  ['1(3)3 4', [[/^[178]/, 0.9]]],
  ['1(3)3-2-2', [[/^[78]/, 0.9]]],
  ['1(3)3 2 2', [[/^[78]/, 0.9]]],
  ['1 3 3-2-2', [[/^8[3489]/, 0.85]]],
  ['1-3-3-2-2', [[/^8[3489]/, 0.85]]],
  ['3 2 2 2', [[/^[6-9]/, 0.6]]],
  ['3-2-2-2', [[/^[6-9]/, 0.6]]],
  ['2 2 2 2 2', [[/^0[1-9]/, 0.85]]],
  ['2.2.2.2.2', [[/^0[1-9]/, 0.85]]],
  ['2-2-2-2-2', [[/^0[1-9]/, 0.85]]],
  ['3 4 4', [[/^(?:1[3-9]|0[1-9])/, 0.7]]],
  ['3-4-4', [[/^(?:1[3-9]|0[1-9])/, 0.75]]],
  ['2 5-4', [[/^[1-9]{2}/, 0.65]]],
  ['5-4', [[/^9/, 0.55]]],
])

/** Shapes with a bracketed area code: `(212) 555-0142`, `(030) 123456`, `(11) 91234-6271`. Key without the first bracket. */
const BRACKETED: readonly (readonly [shape: RegExp, score: number])[] = [
  [/^3\)3[-. ]4$/, 0.9],
  [/^2\)[45]-4$/, 0.85],
  [/^[2-5]\)\d[-. ]\d(?:[-. ]\d){0,2}$/, 0.75],
  [/^[2-5]\)[6-8]$/, 0.75],
]

/**
 * Score of a number without a country code: by its grouping, by a leading zero, or by a word such as `tel` before it.
 * 0 when nothing says telephone. Cues must have been searched.
 */
export function national(shape: string, digits: string, lead: string): number {
  const count = digits.length
  const word = cued(CUE.phone, 6)
  const thing = nearestCue() === CUE.thing
  if (lead === '(') {
    if (count < 7 || count > 12) return 0
    for (const [pattern, score] of BRACKETED) if (pattern.test(shape)) return score
    return word ? 0.75 : 0
  }
  if (!thing || word)
    for (const [first, score] of NATIONAL_SHAPES.get(shape) ?? []) if (first.test(digits)) return score
  if (word && count >= 7 && count <= 13 && !thing && !/[/]\d+\//.test(shape)) return 0.75
  if (thing || count < 9 || count > 12 || !/^0[1-9]/.test(digits)) return 0
  // `030 / 901820`, `0170 123 45 67`: an area code of its own, then one to four groups of at least two
  return /^[2-5][-/ ][2-8](?:[- ][2-8]){0,3}$/.test(shape) ? 0.75 : 0
}
