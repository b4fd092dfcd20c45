import { isDigit, isUpper } from './chars.ts'
import { report, WAIT, type Scan } from './scan-state.ts'

const UP = 'A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪİĶĹĽŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ'
const LOW = "A-Za-zÀ-ÖØ-öø-žșțß'’"
const CAP = `[${UP}][${LOW}-]{0,22}\\.?`
const ENGLISH =
  '(?:Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close|Crescent|Cres|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Trail|Trl|Loop|Alley|Row|Mews|Gardens|Grove|Hill|Quay|Walk|Broadway|Plaza|Path|Pike|Route|Run|Ridge|Point|Crossing|Park|View|Heights|Green|Bypass|Expressway|Freeway|Motorway|Esplanade|Parade|Promenade|Vista|Glen|Meadows?|Mount|Mountain|Springs?|Station|Valley|Village|Ville|Mills?|Landing|Lake|Island|Hollow|Haven|Harbor|Forest|Falls|Fields?|Estates?|Cove|Corner|Common|Canyon|Camp|Bridge|Branch|Bend|Beach)'
/** Words that begin a street's name where the kind comes first. */
const KIND_FIRST =
  '(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Bb]d|[Cc]hemin|[Qq]uai|[Ii]mpasse|[Aa]llée|[Cc]ours|[Pp]lace|[Vv]ia|[Vv]iale|[Cc]orso|[Pp]iazza|[Pp]iazzale|[Ll]argo|[Vv]icolo|[Cc]alle|[Cc]/|[Aa]venida|[Aa]vda?\\.?|[Aa]v\\.|[Pp]aseo|[Pp]laza|[Cc]arrer|[Cc]amino|[Cc]arrera|[Cc]ra\\.?|[Cc]l\\.|[Rr]onda|[Tt]ravesía|[Rr]ua|[Tt]ravessa|[Pp]raça|[Ee]strada|[Aa]lameda|[Uu]l\\.|[Uu]lica|[Aa]l\\.|[Oo]s\\.|[Pp]l\\.|[Jj]alan|[Jj]l\\.?|[Ss]trada|[Ss]tr\\.|[Bb]ulevardul|[Uu]l|[Uu]lice|[Cc]alea)'
const GERMANIC =
  '(?:stra(?:ß|ss)e|str\\.|gasse|platz|weg|allee|ring|damm|ufer|berg|markt|hof|graben|steig|chaussee|laan|straat|gracht|plein|kade|dijk|singel|gatan|vägen|gränd|gade|vej|allé|gata|veien|vegen|katu|tie|kuja|polku|utca|tér)'
const ARTICLE =
  "(?:de la |de los |de las |de l'|de l’|de |du |des |del |della |delle |dei |degli |da |do |dos |das |d'|d’|la |le |les |los |las |el |e |y |the |of |am |an der |auf der |zum |zur |im |van |van de |van der |den )?"
const NAME_OF_STREET = `${ARTICLE}(?:${CAP} ${ARTICLE}){0,3}${CAP}`

const ROOM =
  '(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|Rm|Bldg|Building|Wohnung|Whg|appt?|étage|piso|Piso|int|Int|interno|m|bl|bloco|apto|Apto|No|no|kat|daire|#)\\.?:? ?#?[A-Za-z0-9-]{1,6}| #[A-Za-z0-9-]{1,6})?'
const POSTCODE =
  '(?:[A-Z]{1,2}-)?(?:\\d{4,6}(?:-\\d{3,4})?(?: [A-Z]{2}(?![a-z]))?|\\d{3} \\d{2}|\\d{2}-\\d{3}|[A-Z]{1,2}\\d[A-Z0-9]? ?\\d[A-Z]{2}|[A-Z]\\d[A-Z] ?\\d[A-Z]\\d)(?![A-Za-z0-9])'
const CITY = `${CAP}(?:[ -](?:de |del |la |am |an der |sur |sous |upon |on |in |do |da |di )?${CAP}){0,2}`
const STATE = '[A-Z]{2,3}(?![A-Za-z0-9])'
const TAIL = `(?:(?:,|, |,\\n|\\n| - | – | )(?:${POSTCODE},? ${CITY}|${CITY}(?:,? ${STATE})?(?:,? ${POSTCODE})?)(?:, (?:${POSTCODE}|${STATE} ${POSTCODE}|${CITY}(?: ${POSTCODE})?)){0,2})?`
const COMMA_TAIL = `(?:(?:, |,|,?\\n)(?:${POSTCODE},? ${CITY}|${CITY}(?:,? ${STATE})?(?:,? ${POSTCODE})?)(?:, (?:${STATE} ${POSTCODE}|${POSTCODE}|${STATE}|${CITY}(?: ${POSTCODE})?)){0,2})?`
const END = '(?![\\p{L}\\p{N}_])'

const pattern = (source: string): RegExp => new RegExp(source, 'uy')

/** `211 Maple Street, Mumbai`, `12 rue de la Paix, 75002 Paris`, `376 Hauptstraße, Toronto 82918`; begins with the house number. */
const NUMBER_FIRST = [
  pattern(
    `\\d{1,5}(?:[A-Za-z]|[-/]\\d{1,4}[A-Za-z]?)?,? (?:(?:[NSEW]\\.?|North|South|East|West) )?(?:\\d{1,3}(?:st|nd|rd|th) |(?:${CAP} ){1,3}?)${ENGLISH}(?:\\b\\.?)(?: (?:[NSEW]{1,2}|North|South|East|West)(?![A-Za-z]))?${ROOM}${COMMA_TAIL}${END}`,
  ),
  pattern(
    `\\d{1,4}(?:[A-Za-z]| bis| ter|[-/]\\d{1,4})?,? ${KIND_FIRST} ${NAME_OF_STREET}${ROOM}${COMMA_TAIL}${END}`,
  ),
  pattern(`\\d{1,4}[A-Za-z]? [${UP}][${LOW}]{1,20}${GERMANIC}${COMMA_TAIL}${END}`),
] as const

const HOUSE = '\\d{1,5}(?:[ -]?[A-Za-z](?![A-Za-z]))?(?:[-/]\\d{1,4}[A-Za-z]?)?'

/** `Via Roma 163, 63946 Seville`, `Mill Road 312`, `Hauptstraße 12, 10115 Berlin`; begins with the street. */
const STREET_FIRST = [
  pattern(
    `${KIND_FIRST} ${NAME_OF_STREET},? (?:(?:n[.ºo°]{1,2}|No\\.?:?|nr\\.?|#|numero|número) ?)?${HOUSE}${ROOM}${TAIL}${END}`,
  ),
  pattern(`(?:${CAP} ){1,3}?${ENGLISH},? ${HOUSE}${ROOM}${TAIL}${END}`),
  pattern(
    `(?:[${UP}][${LOW}]{0,20}[ -]){0,3}(?:[${UP}][${LOW}]{0,20}${GERMANIC}|Stra(?:ß|ss)e|Str\\.|Platz|Weg|Allee|Ring),? ${HOUSE}${TAIL}${END}`,
  ),
  pattern(
    `(?:${CAP} ){1,3}(?:Caddesi|Cad\\.|Sokak|Sok\\.|Sokağı|Bulvarı|Mahallesi|Mah\\.)(?: ${CAP}){0,3},? (?:No ?[:.]? ?)?${HOUSE}${ROOM}${TAIL}${END}`,
  ),
] as const

const POST_BOX = pattern(`P\\.?O\\.? ?[Bb]ox \\d{1,6}${COMMA_TAIL}${END}`)

/** The longest address that is matched. */
export const ADDRESS_MAX = 150

/** While the text ends like this from the beginning on, more of an address may come. */
const GOES_ON = /^[\p{L}\p{N}.,'’#º°/:\n -]*$/u

/** Whether a word may be the kind in a street's name, at its beginning or at its end. */
export const isStreetWord = (word: string): boolean => STREET_END.test(word)

const KIND_WORD = new RegExp(`^${KIND_FIRST}$`, 'u')
const STREET_END = new RegExp(`(?:^(?:${KIND_FIRST}|${ENGLISH}\\.?)$|.${GERMANIC}$)`, 'u')
/** Words after a house number among which the street's kind must stand. */
const KIND_WITHIN = 5

/** An address that begins with the number text[at, end). Where to go on, `WAIT`, or 0. */
export function addressAt(scan: Scan, at: number, end: number): number {
  const { text, final } = scan
  const kind = kindAfter(text, end)
  if (kind === 'no' || (kind === 'unknown' && final)) return 0
  if (kind === 'unknown' || (!final && stillGoes(text, at))) return WAIT
  return first(scan, NUMBER_FIRST, at, 0.85)
}

/** Whether the words behind a house number name a kind of street: `12 rue`, `211 Maple Street`. `unknown` while more text could tell. */
function kindAfter(text: string, end: number): 'yes' | 'no' | 'unknown' {
  let i = end
  // `12a`, `12/3`
  const gap = /^(?:[A-Za-z]|[-/]\d{1,4}[A-Za-z]?)?,? (?:bis |ter )?/.exec(text.slice(end, end + 12))
  if (gap === null)
    return text.length < end + 8 && /^[A-Za-z\d,/-]*$/.test(text.slice(end)) ? 'unknown' : 'no'
  i += gap[0].length
  for (let words = 0; words < KIND_WITHIN; words++) {
    let stop = i
    while (stop < text.length && stop - i < 26 && !BREAK.test(text.charAt(stop))) stop++
    if (stop === text.length) return 'unknown'
    const word = text.slice(i, stop)
    const c = text.charCodeAt(i)
    if (words === 0 ? KIND_WORD.test(word) : STREET_END.test(word)) return 'yes'
    if (words === 0 && STREET_END.test(word) && isUpper(c)) return 'yes'
    if (!isUpper(c) && !(isDigit(c) && words === 0)) return 'no'
    if (text.charCodeAt(stop) !== 32) return 'no'
    i = stop + 1
  }
  return 'no'
}
const BREAK = /[\s,;:!?"()[\]{}<>=|]/

/** An address that begins with the street, whose first word begins at `at`. Where to go on, `WAIT`, or 0. */
export function streetAt(scan: Scan, at: number): number {
  if (!scan.final && stillGoes(scan.text, at)) return WAIT
  const box = first(scan, [POST_BOX], at, 0.8)
  return box !== 0 ? box : first(scan, STREET_FIRST, at, 0.85)
}

/** True while no mark that ends an address has come and it may still grow. */
function stillGoes(text: string, at: number): boolean {
  if (text.length - at >= ADDRESS_MAX) return false
  const rest = text.slice(at)
  if (!GOES_ON.test(rest)) return false
  // four words in a row that begin small: prose, not an address
  return !/(?:[ \n][\p{Ll}][^ \n]*){5}[ \n]/u.test(rest)
}

function first(scan: Scan, patterns: readonly RegExp[], at: number, score: number): number {
  const window =
    scan.text.length - at > ADDRESS_MAX ? scan.text.slice(at, at + ADDRESS_MAX) : scan.text.slice(at)
  for (const p of patterns) {
    p.lastIndex = 0
    const m = p.exec(window)
    if (m === null) continue
    let length = m[0].length
    while (
      length > 0 &&
      /[\s,.-]/.test(m[0].charAt(length - 1)) &&
      !/(?:St|Rd|Ave|Str|str|Blvd|Dr|Ln)\.$/.test(m[0].slice(0, length))
    )
      length--
    return report(scan, 'address', at, at + length, score)
  }
  return 0
}
