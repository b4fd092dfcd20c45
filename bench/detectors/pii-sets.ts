/**
 * Texts for judging the detector of personal data, written apart from the sentences it was trained on: identifiers of many countries made valid
 * by their published rules, harmless texts full of numbers, and prose with names that was marked by hand.
 * `«type:value»` marks a span in a template.
 */
import { cardOf, idsByCountry } from './pii-ids.ts'
import type { Row } from './pii-score.ts'

export type Random = () => number

export function randomFrom(seed: number): Random {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
const one = <T>(random: Random, list: readonly T[]): T => {
  const v = list[Math.floor(random() * list.length)]
  if (v === undefined) throw new Error('empty list')
  return v
}
const digits = (random: Random, n: number): string =>
  Array.from({ length: n }, () => String(Math.floor(random() * 10))).join('')
const hex = (random: Random, n: number): string =>
  Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('')

/** A text with `«type:value»` marks to a row. */
export function marked(id: string, kind: string, template: string): Row {
  let text = ''
  const spans: { start: number; end: number; type: string }[] = []
  for (const part of template.split(/(«[a-z_]+:[^»]*»)/)) {
    const m = /^«([a-z_]+):([^»]*)»$/.exec(part)
    if (m === null) text += part
    else {
      spans.push({ start: text.length, end: text.length + (m[2] ?? '').length, type: m[1] ?? '' })
      text += m[2] ?? ''
    }
  }
  return { id, text, kind, label: spans.length > 0 ? 1 : 0, spans }
}

/** One or two identifiers a text, with the words that people write beside them. */
export function structured(count: number, seed: number): Row[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, (_, i) => {
    const make = one(random, STRUCTURED)
    return marked(`s${i}`, 'structured', make(random))
  })
}

const STRUCTURED: readonly ((r: Random) => string)[] = [
  ...idsByCountry.map((id) => (r: Random) => {
    const value = id.make(r)
    return one(r, [...id.sentences]).replace('@', `«${id.type}:${value}»`)
  }),
  (r) =>
    `Reach me at «email:${one(r, ['k.lind', 'support-eu', 'o_brien', 'jdoe77', 'maria.do.ceu'])}@${one(r, ['example.com', 'mail.example.co.uk', 'uni-example.de', 'example.travel'])}» before noon.`,
  (r) => `"email":"«email:user${digits(r, 3)}@example.net»","plan":"pro"`,
  (r) => `Please debit «credit_card:${cardOf(r, ' ')}», expiry 04/29.`,
  (r) => `pan=«credit_card:${cardOf(r, '')}» amount=12.50`,
  (r) => `Karte «credit_card:${cardOf(r, '-')}» wurde belastet`,
  (r) =>
    `You can call «phone:+${one(r, ['44 20 7946 0', '49 30 901820', '33 1 42 68 5', '34 91 123 4', '39 06 6982 1', '31 20 624 1', '48 22 694 5', '46 8 508 290', '91 98201 23', '61 2 9374 4', '55 11 3071 2', '1 415 555 0', '81 3 3224 5', '86 138 0013 8', '27 21 460 1', '90 212 251 3', '972 3 607 5', '971 4 330 0', '65 6225 5', '52 55 5093 4'])}${digits(r, 3)}» until six.`,
  (r) => `Tel.: «phone:0${one(r, ['30 9018', '89 2334', '40 4287', '221 221-'])}${digits(r, 4)}»`,
  (r) => `Mobile «phone:(${one(r, ['415', '212', '646', '503'])}) 555-0${digits(r, 3)}»`,
  (r) => `Text «phone:${one(r, ['415', '718', '303'])}-555-0${digits(r, 3)}» when you arrive`,
  (r) =>
    `Téléphone : «phone:0${one(r, ['1', '4', '6'])} ${digits(r, 2)} ${digits(r, 2)} ${digits(r, 2)} ${digits(r, 2)}»`,
  (r) =>
    `peer «ip_address:${one(r, ['203.0.113.', '198.51.100.', '10.2.34.', '172.16.9.', '192.168.77.'])}${1 + Math.floor(r() * 254)}» closed the connection`,
  (r) => `client «ip_address:2001:db8:${hex(r, 4)}:${hex(r, 3)}::${hex(r, 4)}» timed out`,
  (r) => `ether «mac_address:${[0, 0, 0, 0, 0, 0].map(() => hex(r, 2)).join(':')}» up`,
  (r) =>
    `Her date of birth is «date_of_birth:${1 + Math.floor(r() * 28)}/${1 + Math.floor(r() * 12)}/19${40 + Math.floor(r() * 59)}».`,
  (r) =>
    `geboren am «date_of_birth:${1 + Math.floor(r() * 28)}. ${one(r, ['Januar', 'März', 'Juli', 'Oktober'])} 19${40 + Math.floor(r() * 59)}»`,
  (r) =>
    `DOB: «date_of_birth:19${40 + Math.floor(r() * 59)}-0${1 + Math.floor(r() * 9)}-1${Math.floor(r() * 10)}»`,
  (r) =>
    `née le «date_of_birth:${2 + Math.floor(r() * 26)} ${one(r, ['janvier', 'mai', 'août'])} 19${50 + Math.floor(r() * 45)}» à l'hôpital`,
  (r) =>
    `the parcel goes to «address:${1 + Math.floor(r() * 900)} ${one(r, ['Orchard', 'Beacon', 'Old Mill', 'Kingsley', 'Cherry Tree'])} ${one(r, ['Lane', 'Road', 'Street', 'Drive', 'Crescent', 'Ave'])}, ${one(r, ['Springfield', 'Leeds', 'Boulder', 'Halifax'])}» today`,
  (r) =>
    `Anschrift: «address:${one(r, ['Goethestraße', 'Lindenallee', 'Am Marktplatz', 'Bergweg', 'Schillerstr.'])} ${1 + Math.floor(r() * 90)}, ${10000 + Math.floor(r() * 89000)} ${one(r, ['Kassel', 'Erfurt', 'Mainz', 'Kiel'])}»`,
  (r) =>
    `Adresse : «address:${1 + Math.floor(r() * 90)} ${one(r, ['rue des Lilas', 'avenue Jean Jaurès', 'boulevard Voltaire', 'place de la Mairie'])}, ${10000 + Math.floor(r() * 80000)} ${one(r, ['Nantes', 'Rennes', 'Dijon'])}»`,
  (r) =>
    `Dirección: «address:Calle ${one(r, ['Mayor', 'de Atocha', 'San Juan', 'del Carmen'])} ${1 + Math.floor(r() * 90)}, ${28000 + Math.floor(r() * 50)} Madrid»`,
  (r) =>
    `open «url:https://${one(r, ['alice', 'svc', 'deploy'])}:s3cr${digits(r, 3)}@files.example.com/in» to fetch it`,
  (r) => `Passport «passport:${one(r, ['C', 'P', 'AB', 'X', 'L'])}${digits(r, 7)}» expires soon.`,
  (r) => `Reisepass-Nr. «passport:C${digits(r, 8)}»`,
  (r) => `driver's license number «driver_license:${one(r, ['D', 'S', 'K'])}${digits(r, 7)}» was scanned`,
  (r) => `Patient ID «medical_id:${one(r, ['PT', 'HX', 'NW'])}-${digits(r, 6)}» needs a follow-up`,
  (r) => `medical record number «medical_id:${digits(r, 8)}» was opened`,
  (r) => `insurance policy number «insurance_id:${one(r, ['POL', 'KV', 'HM'])}-${digits(r, 7)}» lapsed`,
  (r) =>
    `account number «bank_account:${digits(r, 10)}», routing number «bank_routing:${one(r, ['021000021', '011401533', '091000019', '122000247'])}»`,
]

/** Numbers and codes of things: no person's. */
export function numberHeavy(count: number, seed: number): Row[] {
  const r = randomFrom(seed)
  const templates: readonly (() => string)[] = [
    () =>
      `Order ${digits(r, 3)}-${digits(r, 7)}-${digits(r, 7)} shipped in ${1 + Math.floor(r() * 4)} parcels.`,
    () =>
      `Order #${digits(r, 10)} (${digits(r, 2)} items, ${digits(r, 3)}.${digits(r, 2)} EUR) was placed at ${digits(r, 2)}:${digits(r, 2)}.`,
    () => `commit ${hex(r, 40)} fixes build ${digits(r, 5)}`,
    () => `sha256:${hex(r, 64)}`,
    () => `md5 ${hex(r, 32)} size ${digits(r, 8)} bytes`,
    () => `version ${digits(r, 1)}.${digits(r, 2)}.${digits(r, 3)}-rc.${digits(r, 1)}+build.${digits(r, 4)}`,
    () => `upgrade from 2.${digits(r, 1)}.${digits(r, 1)} to 3.${digits(r, 2)}.0.${digits(r, 2)}`,
    () => `lat ${digits(r, 2)}.${digits(r, 6)}, lon -${digits(r, 2)}.${digits(r, 6)}`,
    () =>
      `[${digits(r, 2)}.${digits(r, 5)}, ${digits(r, 1)}.${digits(r, 5)}], [${digits(r, 2)}.${digits(r, 5)}, ${digits(r, 1)}.${digits(r, 5)}]`,
    () =>
      `20${digits(r, 2)}-0${1 + Math.floor(r() * 9)}-1${digits(r, 1)}T0${digits(r, 1)}:${10 + Math.floor(r() * 49)}:${10 + Math.floor(r() * 49)}.${digits(r, 3)}Z INFO took ${digits(r, 4)} ms`,
    () => `ts=${1600000000 + Math.floor(r() * 2e8)} seq=${digits(r, 9)} off=${digits(r, 12)}`,
    () => `epoch ${1600000000000 + Math.floor(r() * 2e11)} ms`,
    () => `Tracking number 1Z${digits(r, 3)}AA1${digits(r, 10)}, weight ${digits(r, 2)}.${digits(r, 1)} kg`,
    () => `ISBN 978-${digits(r, 1)}-${digits(r, 4)}-${digits(r, 4)}-${digits(r, 1)}, ${digits(r, 3)} pages`,
    () => `EAN ${digits(r, 13)} stock ${digits(r, 4)} price ${digits(r, 3)}`,
    () =>
      `request ${hex(r, 8)}-${hex(r, 4)}-4${hex(r, 3)}-a${hex(r, 3)}-${hex(r, 12)} failed with ${400 + Math.floor(r() * 100)}`,
    () =>
      `Invoice ${digits(r, 4)}/${digits(r, 6)} of ${digits(r, 1)},${digits(r, 3)}.${digits(r, 2)} USD is due in 30 days.`,
    () => `ticket ${digits(r, 9)} blocks ticket ${digits(r, 9)}`,
    () => `SKU ${digits(r, 4)}-${digits(r, 4)}-${digits(r, 4)}, lot ${digits(r, 8)}`,
    () =>
      `In 20${digits(r, 2)} revenue grew from ${digits(r, 3)},${digits(r, 3)},${digits(r, 3)} to ${digits(r, 3)},${digits(r, 3)},${digits(r, 3)} dollars.`,
    () => `pi is 3.14159265358979 and e is 2.71828182845905`,
    () => `row ${digits(r, 5)}: ${Array.from({ length: 8 }, () => digits(r, 4)).join(' ')}`,
    () => `${Array.from({ length: 6 }, () => digits(r, 3)).join(', ')}`,
    () =>
      `serial ${one(r, ['SN', 'A', 'XC'])}${digits(r, 10)} firmware ${digits(r, 1)}.${digits(r, 1)}.${digits(r, 2)}.${digits(r, 3)}`,
    () => `process ${digits(r, 5)} exited after ${digits(r, 6)} us, rss ${digits(r, 9)}`,
    () =>
      `The match ended ${digits(r, 1)}-${digits(r, 1)} after ${60 + Math.floor(r() * 60)} minutes; ${digits(r, 5)} people came.`,
    () => `Ports 8080, 8443 and ${3000 + Math.floor(r() * 900)} are open; timeout ${digits(r, 5)}.`,
    () => `color #${hex(r, 6)} width ${digits(r, 4)}px offset 0x${hex(r, 8)}`,
    () => `Job ${digits(r, 12)} finished: ${digits(r, 7)} rows, ${digits(r, 10)} bytes`,
    () =>
      `flight LH${digits(r, 3)} gate ${one(r, ['A', 'B', 'K'])}${digits(r, 2)} seat ${digits(r, 2)}${one(r, ['A', 'C', 'F'])}`,
    () => `The part number is ${digits(r, 3)}-${digits(r, 5)}-${digits(r, 2)}; torque ${digits(r, 2)} Nm.`,
    () => `Transaction ${digits(r, 16)} settled, batch ${digits(r, 6)}`,
    () => `CVE-2024-${digits(r, 5)} affects kernel 5.${digits(r, 2)}.0-${digits(r, 3)}`,
    () =>
      `RFC ${digits(r, 4)}, section ${digits(r, 1)}.${digits(r, 1)}.${digits(r, 1)}.${digits(r, 1)}, page ${digits(r, 3)}`,
    () => `Bestellnummer ${digits(r, 11)}, Artikel ${digits(r, 8)}, Menge ${digits(r, 2)}`,
    () =>
      `commande n° ${digits(r, 9)} du ${1 + Math.floor(r() * 28)}/0${1 + Math.floor(r() * 9)}/2024, facture ${digits(r, 8)}`,
    () => `pedido ${digits(r, 10)} con ${digits(r, 2)} unidades a ${digits(r, 3)},${digits(r, 2)} €`,
    () => `snapshot ${digits(r, 14)} of volume vol-0${hex(r, 16)} took ${digits(r, 3)} s`,
    () =>
      `${Array.from({ length: 5 }, () => `${digits(r, 2)}.${digits(r, 1)}%`).join(' ')} over ${digits(r, 2)} weeks`,
    () =>
      `GPS ${digits(r, 2)}°${digits(r, 2)}'${digits(r, 2)}"N 0${digits(r, 2)}°${digits(r, 2)}'${digits(r, 2)}"E altitude ${digits(r, 4)} m`,
  ]
  return Array.from({ length: count }, (_, i) => marked(`n${i}`, 'numbers', one(r, templates)()))
}
