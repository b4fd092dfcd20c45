import { CUE, cued } from './cues.ts'
import { codeAt, hashOf, wordEnd } from './chars.ts'
import { digitsOf, groups, shape } from './groups.ts'

/** Month names and their usual abbreviations. */
const MONTHS = new Set(
  (
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec ' +
    'januar februar märz maerz mai juni juli oktober dezember jänner okt dez ' +
    'janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre janv févr juil déc ' +
    'enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic ' +
    'gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre ' +
    'janeiro fevereiro março maio junho julho setembro outubro novembro dezembro ' +
    'januari februari maart mei augustus ' +
    'januari mars maj augusti juni juli desember stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia ' +
    'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta ' +
    'ledna února března dubna května června července srpna září října listopadu prosince ' +
    'ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık ' +
    'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'
  )
    .split(' ')
    .map((word) => hashOf(word, 0, word.length)),
)

export const isMonth = (text: string, start: number, end: number): boolean =>
  end - start < 14 && MONTHS.has(hashOf(text, start, end))

const SMALL = new Set(['de', 'del', 'of', 'di'])

const NUMERIC = /^(?:4([-./ ])[12]\1[12]|[12]([-./])[12]\2[24])$/

const year = (n: number): boolean => n >= 1900 && n <= 2030

/** End of a numeric date made of the first three groups, or 0. */
export function numericDate(text: string): number {
  if (groups.count < 3 || groups.lead !== '' || !NUMERIC.test(shape(3))) return 0
  const digits = digitsOf(text, 3)
  const first = Number(text.slice(groups.start[0], groups.end[0]))
  const last = text.slice(groups.start[2], groups.end[2])
  const middle = Number(text.slice(groups.start[1], groups.end[1]))
  const iso = (groups.end[0] ?? 0) - (groups.start[0] ?? 0) === 4
  const plausible = iso
    ? year(first) && middle >= 1 && middle <= 12 && Number(last) <= 31
    : first <= 31 &&
      middle <= 31 &&
      (first <= 12 || middle <= 12) &&
      (last.length === 2 || year(Number(last)))
  return plausible && digits.length >= 4 ? (groups.end[2] ?? 0) : 0
}

/** End of `4 September 1957`, `4th of July, 1980`, `4. März 1990`, `4 de mayo de 1990` that begins with the digits text[at, end); 0 if none. */
export function writtenDate(text: string, end: number): number {
  let i = end
  const suffix = text.slice(i, i + 2).toLowerCase()
  if (suffix === 'st' || suffix === 'nd' || suffix === 'rd' || suffix === 'th') i += 2
  else if (codeAt(text, i) === 46 || codeAt(text, i) === 0xba) i += 1
  if (codeAt(text, i) === 45) return dashed(text, i)
  for (let words = 0; words < 4; words++) {
    if (codeAt(text, i) !== 32) return 0
    i++
    const stop = wordEnd(text, i, 14)
    if (stop === i) return 0
    if (words > 0 || isMonth(text, i, stop)) {
      const from = words === 0 ? stop : i
      return words === 0 ? yearBehind(text, from) : 0
    }
    if (!SMALL.has(text.slice(i, stop).toLowerCase())) return 0
    i = stop
    if (isMonthNext(text, i)) return yearBehind(text, wordEnd(text, i + 1, 14))
  }
  return 0
}

/** `27-Feb-1952` */
function dashed(text: string, dash: number): number {
  const stop = wordEnd(text, dash + 1, 14)
  if (!isMonth(text, dash + 1, stop) || codeAt(text, stop) !== 45) return 0
  const end = wordEnd(text, stop + 1, 5)
  return /^(?:19|20)?\d\d$/.test(text.slice(stop + 1, end)) ? end : 0
}

const isMonthNext = (text: string, blank: number): boolean =>
  codeAt(text, blank) === 32 && isMonth(text, blank + 1, wordEnd(text, blank + 1, 14))

const YEAR = /\.?,? (?:de |del )?((?:19|20)\d\d)(?![\p{L}\p{N}_])/uy

function yearBehind(text: string, at: number): number {
  YEAR.lastIndex = at
  return YEAR.test(text) ? YEAR.lastIndex : 0
}

const DAY_YEAR = /\.? \d{1,2}(?:st|nd|rd|th)?(?:,|, | )(?:19|20)\d\d(?![\p{L}\p{N}_])/uy

/** End of `September 4, 1957` whose month is text[at, end); 0 if none. */
export function monthFirst(text: string, end: number): number {
  DAY_YEAR.lastIndex = end
  return DAY_YEAR.test(text) ? DAY_YEAR.lastIndex : 0
}

/** A written date may end this far behind its first digit or its month. */
export const DATE_REACH = 32

/** After `searchCues`: a date here is a date of birth. */
export const birthCue = (): boolean => cued(CUE.birth, 8)

const UNIT =
  /[- ](?:years?|yrs?|yo|y\/o)(?:[- ]?olds?| of age)\b|[- ]?(?:y\/o|yo)\b| (?:Jahre|jährige[rns]?|jaar|años de edad|anni di età|anos de idade|ans? d'âge|år gammal|år gammel|lat\b)(?: alt| oud)?/y
const OTHER_UNIT = /^ ?(?:days?|d\b|hours?|h\b|hrs?|min|sec|s\b|ms\b|months?|weeks?|%|GB|MB|KB|px|,\d|\.\d)/

/** Whether the number text[start, end) is a person's age. After `searchCues`. */
export function ageScore(text: string, start: number, end: number): number {
  const value = Number(text.slice(start, end))
  if (value < 1 || value > 119) return 0
  UNIT.lastIndex = end
  if (UNIT.test(text)) return 0.55
  if (!cued(CUE.age, 2) || OTHER_UNIT.test(text.slice(end, end + 8))) return 0
  const before = text.slice(Math.max(0, start - 8), start)
  // `max-age=60`, `cache age 30`: things have an age, too
  return /(?:^|[^-\w])(?:[Aa]ged? ?:? ?|AGE ?: ?|"age": ?"?)$/.test(before) ? 0.55 : 0
}
