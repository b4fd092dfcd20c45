/** Check digits of national identifiers. All take bare digits (and letters) of the right length; sources: the issuing authorities' published rules. */

const digit = (s: string, i: number): number => s.charCodeAt(i) - 48

const weighted = (s: string, weights: readonly number[]): number => {
  let sum = 0
  for (let i = 0; i < weights.length; i++) sum += digit(s, i) * (weights[i] ?? 0)
  return sum
}

const number = (s: string, start: number, end: number): number => Number(s.slice(start, end))

const repeated = (s: string): boolean => /^(.)\1*$/.test(s)

/** Whether month and day can be a date (29 February included). */
export const dayOfYear = (month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31)

const verhoeffD = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const verhoeffP = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]

/** Aadhaar: twelve digits, the first 2 to 9, Verhoeff. */
export function aadhaarValid(s: string): boolean {
  if (digit(s, 0) < 2 || repeated(s)) return false
  let c = 0
  for (let i = 0; i < s.length; i++) {
    const row = verhoeffP[i % 8] ?? ''
    c = digit(verhoeffD[c] ?? '', digit(row, digit(s, s.length - 1 - i)))
  }
  return c === 0
}

/** Brazilian CNPJ: two check digits mod 11. */
export function cnpjValid(s: string): boolean {
  if (repeated(s)) return false
  const check = (n: number): number => {
    const rest = n % 11
    return rest < 2 ? 0 : 11 - rest
  }
  const first = [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
  return check(weighted(s, first)) === digit(s, 12) && check(weighted(s, [6, ...first])) === digit(s, 13)
}

/** Chilean RUT: body and check character (0-9 or K), mod 11. */
export function rutValid(body: string, check: string): boolean {
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += digit(body, body.length - 1 - i) * (2 + (i % 6))
  const rest = 11 - (sum % 11)
  return (rest === 11 ? '0' : rest === 10 ? 'K' : String(rest)) === check.toUpperCase()
}

/** Argentine CUIT and CUIL: type prefix, mod 11. */
export function cuitValid(s: string): boolean {
  if (!/^(?:2[03457]|3[034])/.test(s)) return false
  const rest = 11 - (weighted(s, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)
  return (rest === 11 ? 0 : rest === 10 ? 9 : rest) === digit(s, 10)
}

/** EAN-13 as Switzerland uses it for the AHV number (prefix 756). */
export const ahvValid = (s: string): boolean =>
  s.startsWith('756') && (10 - (weighted(s, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === digit(s, 12)

/** Norwegian fødselsnummer: date (with the D-number's +40) and two checks mod 11. */
export function norwegianValid(s: string): boolean {
  if (!dayOfYear(number(s, 2, 4) % 40, number(s, 0, 2) % 40)) return false
  const first = (11 - (weighted(s, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
  const second = (11 - (weighted(s, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
  return first === digit(s, 9) && second === digit(s, 10)
}

/** Danish CPR: date; the check digit has not been binding since 2007. */
export const danishPlausible = (s: string): boolean => dayOfYear(number(s, 2, 4), number(s, 0, 2))

/** Swedish personnummer, ten digits: date (coordination numbers +60) and Luhn. */
export const swedishValid = (s: string, luhn: (d: string) => boolean): boolean =>
  dayOfYear(number(s, 2, 4), number(s, 4, 6) % 60) && luhn(s)

/** Finnish henkilötunnus `DDMMYY-NNNC`: date and check character mod 31. */
export function finnishValid(s: string): boolean {
  const m = /^(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])$/.exec(s)
  if (m === null) return false
  const date = m[1] ?? ''
  return (
    dayOfYear(number(date, 2, 4), number(date, 0, 2)) &&
    '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(date + (m[2] ?? '')) % 31] === m[3]
  )
}

/** Belgian national register number: date and mod 97 (with a 2 in front for births from 2000 on). */
export function belgianValid(s: string): boolean {
  const month = number(s, 2, 4) % 20
  if (month > 12 || number(s, 4, 6) > 31) return false
  const check = number(s, 9, 11)
  return 97 - (number(s, 0, 9) % 97) === check || 97 - (Number(`2${s.slice(0, 9)}`) % 97) === check
}

export const peselDated = (s: string): boolean => dayOfYear(number(s, 2, 4) % 20, number(s, 4, 6))

/** Czech and Slovak rodné číslo: date (women +50, overflow +20) and divisible by 11. */
export const rodneValid = (s: string): boolean =>
  dayOfYear((number(s, 2, 4) % 50) % 20, number(s, 4, 6)) &&
  (Number(s) % 11 === 0 || (number(s, 0, 9) % 11 === 10 && s.endsWith('0')))

/** Romanian CNP: sex, date, county, weights 279146358279. */
export function cnpValid(s: string): boolean {
  if (digit(s, 0) === 0 || !dayOfYear(number(s, 3, 5), number(s, 5, 7)) || number(s, 7, 9) > 52) return false
  const rest = weighted(s, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
  return (rest === 10 ? 1 : rest) === digit(s, 12)
}

/** Bulgarian EGN: date (+20, +40 for other centuries), mod 11 mod 10. */
export const egnValid = (s: string): boolean =>
  dayOfYear(number(s, 2, 4) % 20, number(s, 4, 6)) &&
  (weighted(s, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === digit(s, 9)

/** Greek AMKA: date of birth and Luhn. */
export const amkaValid = (s: string, luhn: (d: string) => boolean): boolean =>
  dayOfYear(number(s, 2, 4), number(s, 0, 2)) && luhn(s)

export const amkaDated = (s: string): boolean => dayOfYear(number(s, 2, 4), number(s, 0, 2))

/** Estonian and Lithuanian personal code: sex and century, date, two-round mod 11. */
export function balticValid(s: string): boolean {
  if (digit(s, 0) < 1 || digit(s, 0) > 8 || !dayOfYear(number(s, 3, 5), number(s, 5, 7))) return false
  let rest = weighted(s, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (rest === 10) rest = weighted(s, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11
  return (rest === 10 ? 0 : rest) === digit(s, 10)
}

/** Turkish T.C. kimlik no: two checks. */
export function tcknValid(s: string): boolean {
  if (s.startsWith('0')) return false
  let odd = 0
  let even = 0
  for (let i = 0; i < 9; i++)
    if (i % 2 === 0) odd += digit(s, i)
    else even += digit(s, i)
  const tenth = (((odd * 7 - even) % 10) + 10) % 10
  return tenth === digit(s, 9) && (odd + even + tenth) % 10 === digit(s, 10)
}

/** Chinese resident identity number (GB 11643): region, date, ISO 7064 mod 11-2. */
export function chineseValid(s: string): boolean {
  const year = number(s, 6, 10)
  if (year < 1900 || year > 2030 || !dayOfYear(number(s, 10, 12), number(s, 12, 14))) return false
  const rest = weighted(s, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11
  return '10X98765432'[rest] === s.charAt(17).toUpperCase()
}

/** Japanese My Number: check digit mod 11. */
export function myNumberValid(s: string): boolean {
  const rest = weighted(s, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
  return (rest <= 1 ? 0 : 11 - rest) === digit(s, 11)
}

/** Korean resident registration number: date and sex digit; the check digit is gone since October 2020. */
export const koreanPlausible = (s: string): boolean =>
  dayOfYear(number(s, 2, 4), number(s, 4, 6)) && digit(s, 6) >= 1 && digit(s, 6) <= 8

/** Thai citizen number: mod 11. */
export const thaiValid = (s: string): boolean =>
  (11 - (weighted(s, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === digit(s, 12) &&
  !s.startsWith('0')

export const tfnValid = (s: string): boolean =>
  !repeated(s) && weighted(s, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
/** Australian Medicare card: ten digits, the first 2 to 6, check in the ninth place. */
export const medicareValid = (s: string): boolean =>
  /^[2-6]/.test(s) && weighted(s, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digit(s, 8)
export const abnValid = (s: string): boolean =>
  !s.startsWith('0') && (weighted(s, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0

/** South African identity number: date, citizenship 0-2, Luhn. */
export const southAfricanValid = (s: string, luhn: (d: string) => boolean): boolean =>
  dayOfYear(number(s, 2, 4), number(s, 4, 6)) && digit(s, 10) <= 2 && luhn(s)

/** Austrian social insurance number: four digits (the fourth a check), then the date of birth. */
export const svnrValid = (s: string): boolean =>
  digit(s, 0) > 0 && number(s, 4, 6) <= 31 && weighted(s, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === digit(s, 3)

/** Portuguese NIF: mod 11. */
export function nifValid(s: string): boolean {
  if (!/^[1-35689]/.test(s)) return false
  const rest = 11 - (weighted(s, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return (rest > 9 ? 0 : rest) === digit(s, 8)
}

/** ISO 7064 mod 11, 10 (Croatian OIB, German tax id). */
export function mod1110(s: string): boolean {
  let product = 10
  for (let i = 0; i < s.length - 1; i++) {
    let sum = (digit(s, i) + product) % 10
    if (sum === 0) sum = 10
    product = (2 * sum) % 11
  }
  return (11 - product) % 10 === digit(s, s.length - 1)
}

/** Russian SNILS: mod 101. */
export const snilsValid = (s: string): boolean =>
  (weighted(s, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === number(s, 9, 11)

/** Israeli identity number: Luhn over nine digits. */
export const israeliValid = (s: string, luhn: (d: string) => boolean): boolean => !repeated(s) && luhn(s)

/** Singapore NRIC and FIN. */
export function nricValid(s: string): boolean {
  const m = /^([STFGM])(\d{7})([A-Z])$/.exec(s)
  if (m === null) return false
  const series = m[1] ?? ''
  const offset = series === 'T' || series === 'G' ? 4 : series === 'M' ? 3 : 0
  const rest = (weighted(m[2] ?? '', [2, 7, 6, 5, 4, 3, 2]) + offset) % 11
  const letters =
    series === 'S' || series === 'T' ? 'JZIHGFEDCBA' : series === 'M' ? 'KLJNPQRTUWX' : 'XWUTRQPNMLK'
  return letters[series === 'M' ? 10 - rest : rest] === m[3]
}

/** Hong Kong identity card: one or two letters, six digits, check in brackets. */
export function hkidValid(s: string): boolean {
  const m = /^([A-Z]{1,2})(\d{6})([0-9A])$/.exec(s)
  if (m === null) return false
  const letters = (m[1] ?? '').padStart(2, ' ')
  let sum = 0
  for (let i = 0; i < 2; i++) {
    const c = letters.charCodeAt(i)
    sum += (c === 32 ? 36 : c - 55) * (9 - i)
  }
  sum += weighted(m[2] ?? '', [7, 6, 5, 4, 3, 2])
  sum += m[3] === 'A' ? 10 : Number(m[3])
  return sum % 11 === 0
}

/** Taiwanese identity number: letter, sex, eight digits. */
export function taiwaneseValid(s: string): boolean {
  const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(s.charAt(0)) + 10
  if (!/^[A-Z][1289]\d{8}$/.test(s) || code < 10) return false
  const sum = Math.floor(code / 10) + (code % 10) * 9 + weighted(s.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1])
  return sum % 10 === 0
}

/** Irish PPS number: seven digits, check letter mod 23, an optional second letter. */
export function ppsValid(s: string): boolean {
  const m = /^(\d{7})([A-W])([A-IW]?)$/.exec(s)
  if (m === null) return false
  const second = m[3] === undefined || m[3] === '' || m[3] === 'W' ? 0 : m[3].charCodeAt(0) - 64
  const rest = (weighted(m[1] ?? '', [8, 7, 6, 5, 4, 3, 2]) + second * 9) % 23
  return 'WABCDEFGHIJKLMNOPQRSTUV'[rest] === m[2]
}

/** UK National Insurance number: prefixes that are not used are refused. */
export const ninoValid = (s: string): boolean =>
  /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(s) && !/^(?:BG|GB|KN|NK|NT|TN|ZZ)/.test(s)

/** Mexican CURP: form, date and check digit. */
export function curpValid(s: string): boolean {
  if (!/^[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d$/.test(s)) return false
  if (!dayOfYear(number(s, 6, 8), number(s, 8, 10))) return false
  const alphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'
  let sum = 0
  for (let i = 0; i < 17; i++) sum += alphabet.indexOf(s.charAt(i)) * (18 - i)
  return (10 - (sum % 10)) % 10 === digit(s, 17)
}

/** Italian codice fiscale: form and check letter. */
export function codiceFiscaleValid(s: string): boolean {
  if (!/^[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/.test(s)) return false
  const value = (c: string): number => (c >= 'A' ? c.charCodeAt(0) - 65 : Number(c))
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const v = value(s.charAt(i))
    sum += i % 2 === 0 ? (ODD_VALUES[v] ?? 0) : v
  }
  return String.fromCharCode(65 + (sum % 26)) === s.charAt(15)
}
/** Value of a digit or letter in an odd place of a codice fiscale (Ministerial decree 345/2004). */
const ODD_VALUES = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

/** IMEI and others: Luhn over 15. VIN: check digit in the ninth place (North America) is not binding elsewhere. */
export const vinPlausible = (s: string): boolean =>
  /^[A-HJ-NPR-Z0-9]{17}$/.test(s) && /\d/.test(s) && /[A-Z]/.test(s)

/** ABA routing number: prefix and weights 3 7 1. */
export const routingValid = (s: string): boolean =>
  /^(?:0[0-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/.test(s) &&
  weighted(s, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0
