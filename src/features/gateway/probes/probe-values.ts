import type { ProbeDraw } from './probe-draw.ts'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const DIGITS = '0123456789'
const BASE62 = UPPER + LOWER + DIGITS
/** Without vowels nothing that is drawn reads like a word, which the detectors take for an example: one key in two hundred did. */
const NO_WORDS = BASE62.replace(/[aeiouy]/gi, '')

/** Secrets and personal data that never belonged to anybody, in valid form, by the type of finding that they must raise. */
export const secretOf: Readonly<Record<string, (d: ProbeDraw) => string>> = {
  aws_access_key: (d) =>
    `AKIA${d.letters(`${UPPER.replace(/[AEIOUY]/g, '')}234567`, 12)}${d.letters('234567', 4)}`,
  github_token: (d) => `ghp_${d.letters(NO_WORDS, 36)}`,
  slack_token: (d) => `xoxb-${d.digits(12)}-${d.digits(12)}-${d.letters(NO_WORDS, 24)}`,
  connection_string: (d) =>
    `postgres://app:${d.letters(NO_WORDS, 20)}@db-${d.letters(LOWER, 5)}.internal.example:5432/orders`,
  private_key: (d) =>
    [
      `-----BEGIN ${'PRIVATE'} KEY-----`,
      ...Array.from({ length: 6 }, () => d.letters(`${BASE62}+/`, 64)),
      `-----END ${'PRIVATE'} KEY-----`,
    ].join('\n'),
}

export const personalOf: Readonly<Record<string, (d: ProbeDraw) => string>> = {
  email: (d) => `${d.letters(LOWER, 6)}.${d.letters(LOWER, 7)}@${d.letters(LOWER, 8)}-mail.net`,
  credit_card: (d) => withLuhn(`4${d.digits(14)}`),
  iban: (d) => germanIban(d.digits(18)),
  ssn: (d) => `${200 + d.below(450)}-${10 + d.below(89)}-${1_000 + d.below(8_999)}`,
  phone: (d) => `+49 151 ${d.digits(8)}`,
}

/** How each is said, so that detectors which want context have it. */
export const spoken: Readonly<Record<string, (value: string) => string>> = {
  email: (v) => `my e-mail address is ${v}`,
  credit_card: (v) => `my credit card number is ${v}`,
  iban: (v) => `my IBAN is ${v}`,
  ssn: (v) => `my social security number is ${v}`,
  phone: (v) => `my phone number is ${v}`,
}

/** ISO/IEC 7812-1: the last digit makes the sum of all, every second one doubled, a multiple of ten. */
export function withLuhn(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits.charAt(digits.length - 1 - i))
    const doubled = digit * 2
    sum += i % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit
  }
  return `${digits}${(10 - (sum % 10)) % 10}`
}

/** ISO 13616: check digits by mod 97 of the account with `DE00` (as 131400) behind it. */
export function germanIban(account: string): string {
  let rest = 0
  for (const digit of `${account}131400`) rest = (rest * 10 + Number(digit)) % 97
  return `DE${String(98 - rest).padStart(2, '0')}${account}`
}
