/** npm packages that people would take instead, as finders of spans. A package that is not installed is left out and named. */
import type { Finder, Found } from './pii-score.ts'

export type PiiPeer = { readonly name: string; readonly finder: Finder }

const load = async (name: string): Promise<unknown> => {
  try {
    return await import(name)
  } catch (cause) {
    console.log(
      `left out: ${name} (${cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'does not load'})`,
    )
    return null
  }
}
const member = (from: unknown, name: string): unknown =>
  (typeof from === 'object' && from !== null) || typeof from === 'function'
    ? Reflect.get(from, name)
    : undefined

export async function peers(): Promise<PiiPeer[]> {
  const made = [await openredaction(), await redactPii()]
  return made.filter((p): p is PiiPeer => p !== null)
}

/** Their names of types in ours; others stay as they are, in small letters. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/e-?mail/i, 'email'],
  [/phone|tel/i, 'phone'],
  [/card/i, 'credit_card'],
  [/iban/i, 'iban'],
  [/ssn|social/i, 'ssn'],
  [/passport/i, 'passport'],
  [/driv/i, 'driver_license'],
  [/medical|patient|mrn/i, 'medical_id'],
  [/mac/i, 'mac_address'],
  [/ip(?:v\d|_|$)/i, 'ip_address'],
  [/birth|dob/i, 'date_of_birth'],
  [/address|street|zip|postcode/i, 'address'],
  [/name|person/i, 'person'],
  [/url/i, 'url'],
  [/tax|vat|ein/i, 'tax_id'],
  [/account/i, 'bank_account'],
  [/routing|sort/i, 'bank_routing'],
  [/national|nhs|nino|bsn|cpf|aadhaar|nie|dni/i, 'national_id'],
]
const typeOf = (name: string): string => TYPES.find(([p]) => p.test(name))?.[1] ?? name.toLowerCase()

async function openredaction(): Promise<PiiPeer | null> {
  const Maker = member(await load('@openredaction/openredaction'), 'OpenRedaction')
  if (typeof Maker !== 'function') return null
  const detector: unknown = Reflect.construct(Maker, [{}])
  const detect = member(detector, 'detect')
  if (typeof detect !== 'function') return null
  return {
    name: '@openredaction/openredaction',
    finder: async (text) => {
      const list = member(await Reflect.apply(detect, detector, [text]), 'detections')
      if (!Array.isArray(list)) return []
      return list.flatMap((d): Found[] => {
        const position = member(d, 'position')
        const at = Array.isArray(position) ? position : [member(d, 'start'), member(d, 'end')]
        return typeof at[0] === 'number' && typeof at[1] === 'number'
          ? [{ start: at[0], end: at[1], type: typeOf(String(member(d, 'type'))) }]
          : []
      })
    },
  }
}

/** It answers only the text with placeholders: spans are found by walking both texts. */
async function redactPii(): Promise<PiiPeer | null> {
  const module = await load('redact-pii')
  const Maker = member(module, 'SyncRedactor') ?? member(member(module, 'default'), 'SyncRedactor')
  if (typeof Maker !== 'function') return null
  const redactor: unknown = Reflect.construct(Maker, [])
  const redact = member(redactor, 'redact')
  if (typeof redact !== 'function') return null
  return {
    name: 'redact-pii (synchronous)',
    finder: (text) => aligned(text, String(Reflect.apply(redact, redactor, [text]))),
  }
}

function aligned(text: string, redacted: string): Found[] {
  const found: Found[] = []
  const parts = redacted.split(/([A-Z][A-Z_]{3,})/)
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? ''
    if (part === '') continue
    if (text.startsWith(part, at)) {
      at += part.length
      continue
    }
    const next = parts[i + 1] ?? ''
    const end = next === '' ? text.length : text.indexOf(next, at)
    if (end < 0) return found
    if (end > at) found.push({ start: at, end, type: typeOf(part) })
    at = end
  }
  return found
}
