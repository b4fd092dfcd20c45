import { ssnPossible } from './checksums.ts'
import type { Emit } from './detector.ts'
import { CUE } from './pii-words.ts'

/** Says that something which may be a finding begins at `at` and is not complete yet. */
export type PiiOpen = (at: number) => void

export type CuePattern = (
  text: string,
  start: number,
  end: number,
  final: boolean,
  emit: Emit,
  open: PiiOpen,
) => void

const NAME = "[A-ZÀ-ÞŁŚŠŽ][A-Za-zÀ-ɏ'’-]{1,24}"
const PARTICLE = '(?:van |von |de |der |den |del |della |da |di |dos |la |le |bin |al |el |ter ){0,2}'
const NAMES = `${NAME}(?: [A-Z]\\.)?(?: ${PARTICLE}${NAME}){0,2}`
const TWO_NAMES = `${NAME}(?: [A-Z]\\.)? ${PARTICLE}${NAME}(?: ${NAME})?`

/** A name that is still being written: capitalised words, initials and particles up to the end of the text. */
const NAME_OPEN = /(?:[ ](?:[A-ZÀ-ÞŁŚŠŽ][A-Za-zÀ-ɏ'’.-]{0,24}|[a-z]{0,5})?){0,5}$/y

const AFTER_GIVEN = new RegExp(`(?: [A-Z]\\.)? ${PARTICLE}${NAME}(?: ${NAME})?`, 'y')
/** Capitalised words that follow a given name without being a surname. */
const NOT_SURNAME =
  /^(?:I|The|A|An|And|Or|But|Is|Was|Has|Will|Can|Should|Would|Could|Did|Does|In|On|At|For|From|With|To|My|Your|His|Her|Street|St|Road|Avenue|University|College|Airport|Hospital|River|County|Park|Island|Islands|Beach|Lake|Bridge|Inc|Ltd|LLC|Corp|GmbH)$/

export const givenName: CuePattern = (text, start, end, final, emit, open) => {
  if (!final && stillOpen(NAME_OPEN, text, end, 80)) {
    open(start)
    return
  }
  AFTER_GIVEN.lastIndex = end
  const match = AFTER_GIVEN.exec(text)
  if (match === null) return
  const words = match[0].trim().split(' ')
  const last = words.findIndex((w) => NOT_SURNAME.test(w))
  const kept = last < 0 ? match[0] : last === 0 ? '' : ` ${words.slice(0, last).join(' ')}`
  if (kept === '') return
  emit('person', start, end + trimName(kept).length, 0.75)
}

const trimName = (name: string): string => name.replace(/['’-]+$/, '').replace(/['’]s$/, '')

/** True while everything from `at` to the end of the text could still become what `pattern` (anchored to the end) describes. */
function stillOpen(pattern: RegExp, text: string, at: number, max: number): boolean {
  if (text.length - at > max) return false
  pattern.lastIndex = at
  return pattern.test(text)
}

/** Words and marks that stand between a cue and its value. Closed, so that ordinary text is refuted at its first other word. */
const GAP =
  '(?:[ :=#"\'<>(/_.-]{1,3}(?:number|numbers|Number|No|no|nr|num|id|ids|ID|IDs|is|was|of|the|are|card|code|date|on|in|at|birth|ending|with|full|name|policy|security|identification|nummer|numéro|numero|número|am|le|el|il|em|op)?){0,6}?'

/** The value after a cue: starts behind the gap, held from the cue's end on. */
function valueAfter(
  type: string,
  value: string,
  openTail: string,
  score: number,
  whole = false,
  accept: (found: string) => boolean = () => true,
): CuePattern {
  const pattern = new RegExp(`(${GAP})(${value})(?![A-Za-z0-9])`, 'y')
  const openPattern = new RegExp(`${GAP.replace('{0,6}?', '{0,6}')}(?:${openTail})$`, 'y')
  return (text, start, end, final, emit, open) => {
    if (!final && stillOpen(openPattern, text, end, 110)) {
      open(whole ? start : end)
      return
    }
    pattern.lastIndex = end
    const match = pattern.exec(text)
    if (match === null) return
    const gap = match[1] ?? ''
    const found = match[2] ?? ''
    if (!accept(found)) return
    emit(type, whole ? start : end + gap.length, end + gap.length + found.length, score)
  }
}

/** An identifier: capitals, digits and dashes with at least four digits. */
const ID = '(?=[A-Z0-9*-]{0,12}\\d)[A-Z0-9][A-Z0-9]{0,12}(?:-[A-Z0-9]{1,12}){0,3}'
const ID_OPEN = '[A-Za-z]{0,14}|[A-Z0-9#*-]{0,24}'
const LONG_ID = '(?=(?:[A-Z-]*\\d){4})[A-Z0-9][A-Z0-9-]{3,22}[A-Z0-9]'

const MONTH =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|okt|dez|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)[a-zé]{0,6}\\.?'
const DATE = `(?:\\d{4}[-/.]\\d{1,2}[-/.]\\d{1,2}|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|\\.)? (?:de )?${anyCase(MONTH)},? (?:de )?\\d{4}|${anyCase(MONTH)} \\d{1,2}(?:st|nd|rd|th)?,? \\d{4})`
const DATE_OPEN = '[A-Za-zäéû]{0,12}|[0-9A-Za-zäéû ,./-]{0,26}'

/** `jan` -> `[jJ]an`: only the first letter of each alternative varies. */
function anyCase(pattern: string): string {
  return pattern.replace(
    /(^\(\?:|\|)([a-zéäû])/g,
    (_, lead: string, c: string) => `${lead}[${c}${c.toUpperCase()}]`,
  )
}

/** A name after its cue, behind at most a mark and a blank. */
function nameAfter(gap: string, names: string, refuse: RegExp, score: number, follow = ''): CuePattern {
  const pattern = new RegExp(`(${gap})(${names})${follow}`, 'y')
  const openPattern = new RegExp(
    `(?:${gap}(?:${NAME.replace('{1,24}', '{0,24}')}(?:[ ](?:[A-Z][A-Za-zÀ-ɏ'’.-]{0,24}|[a-z]{0,5})?){0,5})?|[ :.,"'=<>]{0,3})$`,
    'y',
  )
  return (text, _start, end, final, emit, open) => {
    if (!final && stillOpen(openPattern, text, end, 110)) {
      open(end)
      return
    }
    pattern.lastIndex = end
    const match = pattern.exec(text)
    if (match === null) return
    const name = match[2] ?? ''
    if (refuse.test(name)) return
    const at = end + (match[1] ?? '').length
    emit('person', at, at + trimName(name).length, score)
  }
}

const NO_NAME =
  /^(?:Customer|Client|Sir|Madam|Team|All|Support|Friend|Friends|Colleague|Colleagues|There|Hiring|Everyone|Folks|World|Mr|Mrs|Ms|Dr|Prof|User|Admin|ID|Id|Number|Name|Record|Records|Portal|Service|Services|Data|Details|Care|The|This|That|What|How|Why|When|Where|Can|Could|Would|Please|I|It|In|Is|If|My|We|You|For|And|On|As|At|No|Not|New|To|From|Thank|Thanks|Security|Information|Manager|Relations|Account|Order|Email|Phone|Regards|Sincerely|Best|Kind|Warm|Yours|Good|Let|Just|So|Of|By|With|Here|Are|Was|Do|Does|Did|Tax|Group|AI|API|Claude|ChatGPT)\b/

const STREET_NAME = new RegExp(
  ` (?:de |de la |du |des |del |della |da |dei |d')?[A-ZÀ-Þ][A-Za-zÀ-ɏ'’.]{0,18}(?: [A-ZÀ-Þ][A-Za-zÀ-ɏ'’.]{0,18})? \\d{1,5}[a-zA-Z]?(?:, (?:\\d{4,6} )?[A-ZÀ-Þ][A-Za-zÀ-ɏ'’]{1,18}(?: \\d{4,6})?)?(?![A-Za-z0-9])`,
  'y',
)
const STREET_OPEN = /[ ]?(?:[A-Za-zÀ-ɏ'’.0-9]{0,19},? ?){0,7}$/y

const streetFirst: CuePattern = (text, start, end, final, emit, open) => {
  const c = text.charCodeAt(start)
  if (c < 65 || c > 90) return
  houseNumberAfter(STREET_NAME, text, start, end, final, emit, open)
}

function houseNumberAfter(
  pattern: RegExp,
  text: string,
  start: number,
  end: number,
  final: boolean,
  emit: Emit,
  open: PiiOpen,
): void {
  if (!final && stillOpen(STREET_OPEN, text, end, 90)) {
    open(start)
    return
  }
  pattern.lastIndex = end
  const match = pattern.exec(text)
  if (match !== null) emit('address', start, end + match[0].length, 0.8)
}

const GERMAN_NUMBER = / \d{1,4}[a-zA-Z]?(?:, (?:\d{5} )?[A-ZÀ-Þ][A-Za-zÀ-ɏ]{1,20})?(?![A-Za-z0-9])/y

/** `Hauptstraße 12, 10115 Berlin` */
export const germanStreet: CuePattern = (text, start, end, final, emit, open) => {
  if (!/(?:stra(?:ß|ss)e|gasse|platz|weg|laan|straat)$/.test(text.slice(start, end))) return
  houseNumberAfter(GERMAN_NUMBER, text, start, end, final, emit, open)
}

const dateOfBirth = valueAfter('date_of_birth', DATE, DATE_OPEN, 0.85)

/** What each cue looks for behind itself. */
export const cuePatterns: Readonly<Record<number, readonly CuePattern[]>> = {
  [CUE.title]: [nameAfter('\\.? ', NAMES, NO_NAME, 0.8)],
  [CUE.greeting]: [nameAfter(',? |,\\n', NAMES, NO_NAME, 0.6, '(?=[,!:\\n]|$| [-–])')],
  [CUE.nameIs]: [nameAfter(' ', TWO_NAMES, NO_NAME, 0.65)],
  [CUE.nameField]: [
    nameAfter('(?: is |: ?|\\s?=\\s?|>|" ?: ?"|\', ?\'|" ?, ?"|=")["\']?', NAMES, NO_NAME, 0.75),
  ],
  [CUE.party]: [nameAfter('(?: is | named |: ?| )', TWO_NAMES, NO_NAME, 0.65)],
  [CUE.birth]: [dateOfBirth],
  [CUE.passport]: [
    valueAfter(
      'passport',
      '(?=[A-Z0-9]{0,4}\\d{3})[A-Z]{0,3}\\d{5,9}[A-Z]?',
      '[A-Za-z]{0,14}|[A-Z]{0,3}\\d{0,9}[A-Z]?',
      0.85,
    ),
  ],
  [CUE.ssn]: [
    valueAfter('ssn', '\\d{3}[ -]?\\d{2}[ -]?\\d{4}', '[A-Za-z]{0,14}|[0-9 -]{0,12}', 0.9, false, (found) =>
      ssnPossible(found.replace(/\D/g, '')),
    ),
  ],
  [CUE.medical]: [
    valueAfter(
      'medical_id',
      '(?=[A-Z-]{0,8}\\d{4})[A-Z]{0,5}-?\\d{4,12}',
      '[A-Za-z]{0,14}|[A-Z]{0,5}-?\\d{0,12}',
      0.8,
      true,
    ),
  ],
  [CUE.licence]: [valueAfter('driver_license', LONG_ID, ID_OPEN, 0.7)],
  [CUE.tax]: [valueAfter('tax_id', `\\d{2}-\\d{7}|${LONG_ID}`, ID_OPEN, 0.75)],
  [CUE.account]: [valueAfter('bank_account', LONG_ID, ID_OPEN, 0.65)],
  [CUE.phone]: [
    valueAfter('phone', '\\+?\\(?\\d[\\d ().-]{6,16}\\d', '[A-Za-z]{0,14}|[+(]?[0-9 ().-]{0,20}', 0.7),
  ],
  [CUE.nationalId]: [valueAfter('national_id', `${LONG_ID}`, ID_OPEN, 0.75)],
  [CUE.insurance]: [valueAfter('insurance_id', `(?=[A-Z-]{0,6}\\d{3})${ID}`, ID_OPEN, 0.6)],
  [CUE.street]: [streetFirst],
}
