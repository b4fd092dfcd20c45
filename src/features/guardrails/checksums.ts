/** Checks that tell an identifier from a number of the same length. All take the digits (and letters) without separators. */

/** ISO/IEC 7812-1 annex B (Luhn). */
export function luhn(digits: string): boolean {
  let sum = 0
  let double = false
  for (let i = digits.length - 1; i >= 0; i--) {
    let d = digits.charCodeAt(i) - 48
    if (double) d = d > 4 ? d * 2 - 9 : d * 2
    sum += d
    double = !double
  }
  return sum % 10 === 0
}

/** ISO 13616: lengths of IBANs by country. */
const IBAN_LENGTH: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)

export const ibanLength = (country: string): number | undefined => IBAN_LENGTH[country]

/** ISO 7064 mod 97-10 over the rearranged IBAN. */
export function ibanValid(iban: string): boolean {
  let rest = 0
  const turned = iban.slice(4) + iban.slice(0, 4)
  for (let i = 0; i < turned.length; i++) {
    const c = turned.charCodeAt(i)
    const value = c >= 65 ? c - 55 : c - 48
    if (value < 0 || value > 35) return false
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
  }
  return rest === 1
}

/** Numbers that the US Social Security Administration never issued: area 000, 666, 900-999; group 00; serial 0000. */
export const ssnPossible = (digits: string): boolean =>
  !(
    digits.startsWith('000') ||
    digits.startsWith('666') ||
    digits.startsWith('9') ||
    digits.slice(3, 5) === '00' ||
    digits.slice(5) === '0000'
  )

/** Length by brand (ISO/IEC 7812 issuer ranges as the networks publish them); 0 = no brand. */
export function cardLength(digits: string): number {
  const two = Number(digits.slice(0, 2))
  const four = Number(digits.slice(0, 4))
  if (digits.startsWith('4')) return 16
  if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) return 16
  if (two === 34 || two === 37) return 15
  if (digits.startsWith('6011') || two === 65 || two === 62 || (four >= 6440 && four <= 6499)) return 16
  if (four >= 3528 && four <= 3589) return 16
  if (two === 36 || two === 38) return 14
  return 0
}

/** Spanish DNI (8 digits + letter) and NIE (X, Y or Z + 7 digits + letter). */
export function dniValid(id: string): boolean {
  const digits = id.slice(0, -1).replace(/^[XYZ]/, (c) => String('XYZ'.indexOf(c)))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digits) % 23] === id.slice(-1)
}

/** French NIR: 13 digits and a key of two (Corsica's letters are not handled). */
export const nirValid = (digits: string): boolean =>
  Number(97n - (BigInt(digits.slice(0, 13)) % 97n)) === Number(digits.slice(13))

const weighted = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, w, i) => sum + w * (digits.charCodeAt(i) - 48), 0)

/** Brazilian CPF: two check digits mod 11. */
export function cpfValid(digits: string): boolean {
  if (/^(\d)\1{10}$/.test(digits)) return false
  const first = ((weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10
  const second = ((weighted(digits, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10
  return first === digits.charCodeAt(9) - 48 && second === digits.charCodeAt(10) - 48
}

/** Dutch BSN (eleven test). */
export const bsnValid = (digits: string): boolean =>
  digits !== '000000000' && weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0

/** German tax id (ISO 7064 mod 11, 10). */
export function steuerIdValid(digits: string): boolean {
  if (digits.startsWith('0')) return false
  let product = 10
  for (let i = 0; i < 10; i++) {
    let sum = (digits.charCodeAt(i) - 48 + product) % 10
    if (sum === 0) sum = 10
    product = (2 * sum) % 11
  }
  const check = 11 - product
  return (check === 10 ? 0 : check) === digits.charCodeAt(10) - 48
}

/** Polish PESEL. */
export const peselValid = (digits: string): boolean =>
  (10 - (weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === digits.charCodeAt(10) - 48

/** UK NHS number (mod 11). */
export function nhsValid(digits: string): boolean {
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
  return check !== 10 && check % 11 === digits.charCodeAt(9) - 48
}

/** Italian codice fiscale: form only (6 letters, 2 digits, letter, 2 digits, letter, 3 digits, check letter). */
export const CODICE_FISCALE = /^[A-Z]{6}\d{2}[A-EHLMPR-T]\d{2}[A-Z]\d{3}[A-Z]$/
