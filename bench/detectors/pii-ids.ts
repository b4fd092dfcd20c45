/** Valid identifiers by country, made from the published check rules anew (not with the detector's own functions). */
import type { Random } from './pii-sets.ts'

type Identifier = {
  readonly country: string
  readonly type: string
  readonly make: (r: Random) => string
  readonly sentences: readonly string[]
}

const int = (r: Random, n: number): number => Math.floor(r() * n)
const num = (r: Random, n: number): string => Array.from({ length: n }, () => String(int(r, 10))).join('')
const two = (n: number): string => String(n).padStart(2, '0')
const letter = (r: Random, of = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'): string => of.charAt(int(r, of.length))
const dot = (s: string, w: readonly number[]): number =>
  w.reduce((sum, x, i) => sum + x * Number(s.charAt(i)), 0)
/** Draws until `make` answers something. */
function until(make: () => string | null): string {
  for (let i = 0; i < 5000; i++) {
    const v = make()
    if (v !== null) return v
  }
  throw new Error('no value')
}
const luhnDigit = (body: string): string => {
  let sum = 0
  for (let i = 0; i < body.length; i++) {
    let d = Number(body.charAt(body.length - 1 - i))
    if (i % 2 === 0) d = d * 2 > 9 ? d * 2 - 9 : d * 2
    sum += d
  }
  return String((10 - (sum % 10)) % 10)
}

export function cardOf(r: Random, gap: string): string {
  const kinds: readonly (readonly [string, number])[] = [
    ['4', 16],
    ['51', 16],
    ['55', 16],
    ['2221', 16],
    ['34', 15],
    ['37', 15],
    ['6011', 16],
    ['3528', 16],
    ['36', 14],
  ]
  const [prefix, length] = kinds[int(r, kinds.length)] ?? ['4', 16]
  const body = prefix + num(r, length - 1 - prefix.length)
  const card = body + luhnDigit(body)
  const cuts = length === 16 ? [4, 4, 4, 4] : length === 15 ? [4, 6, 5] : [4, 6, 4]
  let at = 0
  return cuts.map((n) => card.slice(at, (at += n))).join(gap)
}

function ibanOf(r: Random, country: string, body: string): string {
  const value = (s: string): string =>
    [...s].map((c) => (/[A-Z]/.test(c) ? String(c.charCodeAt(0) - 55) : c)).join('')
  const rest = Number(BigInt(value(`${body}${country}00`)) % 97n)
  const iban = `${country}${two(98 - rest)}${body}`
  return r() < 0.5 ? iban : (iban.match(/.{1,4}/g) ?? []).join(' ')
}

const date = (r: Random): { y: string; m: string; d: string } => ({
  y: two(40 + int(r, 59)),
  m: two(1 + int(r, 12)),
  d: two(1 + int(r, 28)),
})

const IBANS: readonly (readonly [string, (r: Random) => string])[] = [
  ['DE', (r) => num(r, 18)],
  ['FR', (r) => num(r, 23)],
  ['ES', (r) => num(r, 20)],
  ['GB', (r) => `NWBK${num(r, 14)}`],
  ['NL', (r) => `ABNA${num(r, 10)}`],
  ['IT', (r) => `X${num(r, 22)}`],
  ['PL', (r) => num(r, 24)],
  ['CH', (r) => num(r, 17)],
  ['AT', (r) => num(r, 16)],
  ['BE', (r) => num(r, 12)],
  ['SE', (r) => num(r, 20)],
  ['NO', (r) => num(r, 11)],
  ['TR', (r) => num(r, 22)],
  ['SA', (r) => num(r, 20)],
  ['BR', (r) => `${num(r, 23)}P1`],
  ['MT', (r) => `MALT${num(r, 5)}${num(r, 18)}`],
]

export const idsByCountry: readonly Identifier[] = [
  ...IBANS.map(([country, body]): Identifier => ({
    country,
    type: 'iban',
    make: (r) => ibanOf(r, country, body(r)),
    sentences: ['Transfer it to @ please', 'IBAN: @', 'Konto @ (Girokonto)'],
  })),
  {
    country: 'US',
    type: 'ssn',
    make: (r) => `${two(1 + int(r, 65))}${int(r, 9)}-${two(1 + int(r, 98))}-${num(r, 3)}${1 + int(r, 9)}`,
    sentences: ['SSN @', 'her social security number is @', 'ssn=@;', 'the form lists @ as well'],
  },
  {
    country: 'US',
    type: 'tax_id',
    make: (r) => `${two(10 + int(r, 80))}-${num(r, 7)}`,
    sentences: ['EIN @', 'Tax ID: @', 'the TIN @ was on page two'],
  },
  {
    country: 'GB',
    type: 'national_id',
    make: (r) => {
      const s = `${letter(r, 'ABCEGHJKLMPRS')}${letter(r, 'ABCEGHJKLMPRSTWXYZ')}`
      const n = num(r, 6)
      const e = letter(r, 'ABCD')
      return /^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(s)
        ? `AB${n}${e}`
        : r() < 0.5
          ? s + n + e
          : `${s} ${n.slice(0, 2)} ${n.slice(2, 4)} ${n.slice(4)} ${e}`
    },
    sentences: ['NI number @', 'National Insurance: @', 'my NINO is @'],
  },
  {
    country: 'GB',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const b = num(r, 9)
        const c = 11 - (dot(b, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
        if (c === 10) return null
        const s = b + String(c % 11)
        return `${s.slice(0, 3)} ${s.slice(3, 6)} ${s.slice(6)}`
      }),
    sentences: ['NHS number @', 'NHS No: @'],
  },
  {
    country: 'DE',
    type: 'tax_id',
    make: (r) =>
      until(() => {
        const b = `${1 + int(r, 9)}${num(r, 9)}`
        let p = 10
        for (const c of b) {
          let s = (Number(c) + p) % 10
          if (s === 0) s = 10
          p = (2 * s) % 11
        }
        return b + String((11 - p) % 10)
      }),
    sentences: ['Steuer-ID @', 'Meine Steueridentifikationsnummer lautet @.', 'Identifikationsnummer: @'],
  },
  {
    country: 'FR',
    type: 'national_id',
    make: (r) => {
      const b = `${1 + int(r, 2)}${two(int(r, 99))}${two(1 + int(r, 12))}${two(1 + int(r, 95))}${num(r, 6)}`
      const k = two(97 - Number(BigInt(b) % 97n))
      return r() < 0.5
        ? b + k
        : `${b.slice(0, 1)} ${b.slice(1, 3)} ${b.slice(3, 5)} ${b.slice(5, 7)} ${b.slice(7, 10)} ${b.slice(10)} ${k}`
    },
    sentences: ['numéro de sécurité sociale @', 'NIR : @', 'n° sécu @'],
  },
  {
    country: 'ES',
    type: 'national_id',
    make: (r) => {
      const n = num(r, 8)
      return n + 'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(n) % 23)
    },
    sentences: ['DNI @', 'con DNI núm. @', 'documento @'],
  },
  {
    country: 'ES',
    type: 'national_id',
    make: (r) => {
      const p = int(r, 3)
      const n = num(r, 7)
      return `${'XYZ'.charAt(p)}${n}${'TRWAGMYFPDXBNJZSQVHLCKE'.charAt(Number(`${p}${n}`) % 23)}`
    },
    sentences: ['NIE @', 'su NIE es @'],
  },
  {
    country: 'PT',
    type: 'tax_id',
    make: (r) =>
      until(() => {
        const b = `${one(r, '1235689')}${num(r, 7)}`
        const c = 11 - (dot(b, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
        return b + String(c > 9 ? 0 : c)
      }),
    sentences: ['NIF @', 'contribuinte n.º @'],
  },
  {
    country: 'NL',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const b = num(r, 8)
        const c = dot(b, [9, 8, 7, 6, 5, 4, 3, 2]) % 11
        return c > 9 || b.startsWith('0') ? null : b + String(c)
      }),
    sentences: ['BSN @', 'burgerservicenummer: @'],
  },
  {
    country: 'BE',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const s = num(r, 3)
      const b = y + m + d + s
      return `${y}.${m}.${d}-${s}.${two(97 - (Number(b) % 97))}`
    },
    sentences: ['rijksregisternummer @', 'numéro national @', 'RRN: @'],
  },
  {
    country: 'PL',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = y + m + d + num(r, 4)
      return b + String((10 - (dot(b, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10)
    },
    sentences: ['PESEL @', 'numer PESEL: @', 'PESEL pacjenta to @'],
  },
  {
    country: 'SE',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = y + m + d + num(r, 3)
      return `${y}${m}${d}-${b.slice(6)}${luhnDigit(b)}`
    },
    sentences: ['personnummer @', 'pnr: @', 'Personen har @ i registret'],
  },
  {
    country: 'FI',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const s = num(r, 3)
      return `${d}${m}${y}-${s}${'0123456789ABCDEFHJKLMNPRSTUVWXY'.charAt(Number(d + m + y + s) % 31)}`
    },
    sentences: ['henkilötunnus @', 'hetu: @', 'asiakas @'],
  },
  {
    country: 'DK',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      return `${d}${m}${y}-${num(r, 4)}`
    },
    sentences: ['CPR @', 'CPR-nummer: @'],
  },
  {
    country: 'NO',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const { y, m, d } = date(r)
        const b = d + m + y + num(r, 3)
        const a = (11 - (dot(b, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
        const c = (11 - (dot(b + String(a), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
        return a > 9 || c > 9 ? null : b + String(a) + String(c)
      }),
    sentences: ['fødselsnummer @', 'fnr: @'],
  },
  {
    country: 'CH',
    type: 'national_id',
    make: (r) => {
      const b = `756${num(r, 9)}`
      const s = dot(b, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3])
      const all = b + String((10 - (s % 10)) % 10)
      return `${all.slice(0, 3)}.${all.slice(3, 7)}.${all.slice(7, 11)}.${all.slice(11)}`
    },
    sentences: ['AHV-Nr. @', 'numéro AVS @', 'AHV @'],
  },
  {
    country: 'AT',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const { y, m, d } = date(r)
        const s = `${1 + int(r, 9)}${num(r, 2)}`
        const t = d + m + y
        const c = (dot(s, [3, 7, 9]) + dot(t, [5, 8, 4, 2, 1, 6])) % 11
        return c > 9 ? null : `${s}${c} ${t}`
      }),
    sentences: ['SVNR @', 'Sozialversicherungsnummer: @'],
  },
  {
    country: 'CZ',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const { y, m, d } = date(r)
        const b = y + m + d + num(r, 3)
        const c = Number(b) % 11
        return c > 9 ? null : `${y}${m}${d}/${b.slice(6)}${c}`
      }),
    sentences: ['rodné číslo @', 'r.č. @'],
  },
  {
    country: 'RO',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = `${1 + int(r, 2)}${y}${m}${d}${two(1 + int(r, 46))}${num(r, 3)}`
      const c = dot(b, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
      return b + String(c === 10 ? 1 : c)
    },
    sentences: ['CNP @', 'CNP: @'],
  },
  {
    country: 'BG',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = y + m + d + num(r, 3)
      return b + String((dot(b, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10)
    },
    sentences: ['EGN @', 'EGN: @'],
  },
  {
    country: 'GR',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = d + m + y + num(r, 4)
      return b + luhnDigit(b)
    },
    sentences: ['AMKA @', 'AMKA: @'],
  },
  {
    country: 'IE',
    type: 'national_id',
    make: (r) => {
      const b = num(r, 7)
      return b + 'WABCDEFGHIJKLMNOPQRSTUV'.charAt(dot(b, [8, 7, 6, 5, 4, 3, 2]) % 23)
    },
    sentences: ['PPS number @', 'PPSN @'],
  },
  {
    country: 'TR',
    type: 'national_id',
    make: (r) => {
      const b = `${1 + int(r, 9)}${num(r, 8)}`
      const odd = [0, 2, 4, 6, 8].reduce((s, i) => s + Number(b.charAt(i)), 0)
      const even = [1, 3, 5, 7].reduce((s, i) => s + Number(b.charAt(i)), 0)
      const t = (((odd * 7 - even) % 10) + 10) % 10
      return `${b}${t}${(odd + even + t) % 10}`
    },
    sentences: ['TC kimlik no: @', 'TCKN @'],
  },
  {
    country: 'IT',
    type: 'national_id',
    make: (r) => codice(r),
    sentences: ['codice fiscale @', 'C.F. @', 'CF: @'],
  },
  {
    country: 'IN',
    type: 'national_id',
    make: (r) => {
      const b = `${2 + int(r, 8)}${num(r, 10)}`
      const all = b + verhoeff(b)
      return `${all.slice(0, 4)} ${all.slice(4, 8)} ${all.slice(8)}`
    },
    sentences: ['Aadhaar @', 'aadhaar number: @', 'UID @'],
  },
  {
    country: 'IN',
    type: 'tax_id',
    make: (r) => `${letter(r)}${letter(r)}${letter(r)}P${letter(r)}${num(r, 4)}${letter(r)}`,
    sentences: ['PAN @', 'PAN card: @', 'income tax PAN is @'],
  },
  {
    country: 'CN',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = `${one(r, ['110101', '310115', '440305', '510104'])}19${y}${m}${d}${num(r, 3)}`
      return b + '10X98765432'.charAt(dot(b, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11)
    },
    sentences: ['身份证号码：@', 'ID card @', '身份证 @'],
  },
  {
    country: 'JP',
    type: 'national_id',
    make: (r) => {
      const b = num(r, 11)
      const c = dot(b, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11
      const all = b + String(c <= 1 ? 0 : 11 - c)
      return `${all.slice(0, 4)} ${all.slice(4, 8)} ${all.slice(8)}`
    },
    sentences: ['マイナンバー：@', 'My Number (個人番号) @'],
  },
  {
    country: 'KR',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      return `${y}${m}${d}-${1 + int(r, 2)}${num(r, 6)}`
    },
    sentences: ['주민등록번호 @', 'RRN @'],
  },
  {
    country: 'SG',
    type: 'national_id',
    make: (r) => {
      const b = num(r, 7)
      return `S${b}${'JZIHGFEDCBA'.charAt(dot(b, [2, 7, 6, 5, 4, 3, 2]) % 11)}`
    },
    sentences: ['NRIC @', 'IC number @'],
  },
  {
    country: 'HK',
    type: 'national_id',
    make: (r) => {
      const l = letter(r)
      const b = num(r, 6)
      const s = 36 * 9 + (l.charCodeAt(0) - 55) * 8 + dot(b, [7, 6, 5, 4, 3, 2])
      const c = (11 - (s % 11)) % 11
      return `${l}${b}(${c === 10 ? 'A' : c})`
    },
    sentences: ['HKID @', 'identity card @'],
  },
  {
    country: 'TW',
    type: 'national_id',
    make: (r) => {
      const l = letter(r, 'ABCDEFGH')
      const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(l) + 10
      const b = `${1 + int(r, 2)}${num(r, 7)}`
      const s = Math.floor(code / 10) + (code % 10) * 9 + dot(b, [8, 7, 6, 5, 4, 3, 2, 1])
      return `${l}${b}${(10 - (s % 10)) % 10}`
    },
    sentences: ['身分證字號 @', 'national ID @'],
  },
  {
    country: 'TH',
    type: 'national_id',
    make: (r) => {
      const b = `${1 + int(r, 8)}${num(r, 11)}`
      const all = b + String((11 - (dot(b, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10)
      return `${all.slice(0, 1)}-${all.slice(1, 5)}-${all.slice(5, 10)}-${all.slice(10, 12)}-${all.slice(12)}`
    },
    sentences: ['citizen ID @', 'บัตรประชาชน @'],
  },
  {
    country: 'AU',
    type: 'tax_id',
    make: (r) =>
      until(() => {
        const b = num(r, 9)
        return dot(b, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0
          ? `${b.slice(0, 3)} ${b.slice(3, 6)} ${b.slice(6)}`
          : null
      }),
    sentences: ['TFN @', 'tax file number: @'],
  },
  {
    country: 'AU',
    type: 'medical_id',
    make: (r) => {
      const b = `${2 + int(r, 5)}${num(r, 7)}`
      const s = b + String(dot(b, [1, 3, 7, 9, 1, 3, 7, 9]) % 10) + String(1 + int(r, 5))
      return `${s.slice(0, 4)} ${s.slice(4, 9)} ${s.slice(9)}`
    },
    sentences: ['Medicare card @', 'Medicare: @'],
  },
  {
    country: 'BR',
    type: 'national_id',
    make: (r) => {
      const b = num(r, 9)
      const a = ((dot(b, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10
      const c = ((dot(b + String(a), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11) % 10
      return `${b.slice(0, 3)}.${b.slice(3, 6)}.${b.slice(6)}-${a}${c}`
    },
    sentences: ['CPF @', 'portador do CPF nº @', 'cliente @'],
  },
  {
    country: 'CL',
    type: 'national_id',
    make: (r) => {
      const b = String(10_000_000 + int(r, 15_000_000))
      let s = 0
      for (let i = 0; i < 8; i++) s += Number(b.charAt(7 - i)) * (2 + (i % 6))
      const c = 11 - (s % 11)
      return `${b.slice(0, 2)}.${b.slice(2, 5)}.${b.slice(5)}-${c === 11 ? '0' : c === 10 ? 'K' : c}`
    },
    sentences: ['RUT @', 'rut: @'],
  },
  {
    country: 'AR',
    type: 'national_id',
    make: (r) =>
      until(() => {
        const b = `20${num(r, 8)}`
        const c = 11 - (dot(b, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)
        return c === 10 ? null : `20-${b.slice(2)}-${c === 11 ? 0 : c}`
      }),
    sentences: ['CUIT @', 'CUIL: @'],
  },
  {
    country: 'ZA',
    type: 'national_id',
    make: (r) => {
      const { y, m, d } = date(r)
      const b = `${y}${m}${d}${num(r, 4)}08`
      return b + luhnDigit(b)
    },
    sentences: ['ID number @', 'South African ID @'],
  },
  {
    country: 'IL',
    type: 'national_id',
    make: (r) => {
      const b = num(r, 8)
      return b + luhnDigit(b)
    },
    sentences: ['teudat zehut @', 'national ID: @'],
  },
  {
    country: 'CO',
    type: 'national_id',
    make: (r) => `1${num(r, 9)}`,
    sentences: ['cédula de ciudadanía @', 'cédula No. @'],
  },
]

function one<T>(r: Random, list: readonly T[] | string): T | string {
  const v = list[int(r, list.length)]
  if (v === undefined) throw new Error('empty')
  return v
}

function codice(r: Random): string {
  const consonants = 'BCDFGLMNPRSTV'
  let s = Array.from({ length: 6 }, () => letter(r, consonants)).join('')
  s += `${two(40 + int(r, 59))}${letter(r, 'ABCDEHLMPRST')}${two(1 + int(r, 28))}${letter(r, 'ABCDEFGHIL')}${num(r, 3)}`
  const odd: Readonly<Record<string, number>> = Object.fromEntries(
    [...'0123456789']
      .map((c, i) => [c, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21][i] ?? 0])
      .concat(
        [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((c, i) => [
          c,
          [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23][i] ??
            0,
        ]),
      ),
  )
  let sum = 0
  for (let i = 0; i < 15; i++) {
    const c = s.charAt(i)
    sum += i % 2 === 0 ? (odd[c] ?? 0) : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 65
  }
  return s + String.fromCharCode(65 + (sum % 26))
}

function verhoeff(body: string): string {
  // dihedral group D5 by its rule, not by table
  const mul = (a: number, b: number): number =>
    a < 5
      ? b < 5
        ? (a + b) % 5
        : 5 + ((a + b - 5) % 5)
      : b < 5
        ? 5 + ((a - 5 - b + 5) % 5)
        : (a - b + 5) % 5
  const step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  const perm = (i: number, d: number): number => {
    let v = d
    for (let k = 0; k < i % 8; k++) v = step[v] ?? 0
    return v
  }
  for (let c = 0; c < 10; c++) {
    const all = body + String(c)
    let check = 0
    for (let i = 0; i < all.length; i++) check = mul(check, perm(i, Number(all.charAt(all.length - 1 - i))))
    if (check === 0) return String(c)
  }
  throw new Error('verhoeff')
}
