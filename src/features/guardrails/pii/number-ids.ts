import {
  bsnValid,
  cpfValid,
  luhn,
  nhsValid,
  nirValid,
  peselValid,
  ssnPossible,
  steuerIdValid,
} from '../checksums.ts'
import { CUE, cued, nearestCue } from './cues.ts'
import * as check from './national-checks.ts'

/**
 * How much an identifier needs beside its check: `form` = its grouping is seen nowhere else; `quiet` = the check alone is strong enough unless
 * a word such as `order` stands before it; `cue` = one number in ten passes the check, so a word must say what it is.
 */
type Need = 'form' | 'quiet' | 'cue'
type Rule = {
  readonly need: Need
  readonly type: string
  readonly score: number
  readonly valid: (digits: string) => boolean
  /** The cue that `need: 'cue'` asks for; default: any word for a national id. */
  readonly cue?: number
}

const id = (need: Need, score: number, valid: Rule['valid'], type = 'national_id', cue?: number): Rule =>
  cue === undefined ? { need, type, score, valid } : { need, type, score, valid, cue }

const swedish = (d: string): boolean => check.swedishValid(d, luhn)
const ssn = id('form', 0.9, ssnPossible, 'ssn')
const itin = id('form', 0.6, (d) => /^9\d\d(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(d), 'tax_id')

const eleven: readonly Rule[] = [
  id('quiet', 0.75, check.norwegianValid),
  id('quiet', 0.7, check.belgianValid),
  id('quiet', 0.65, (d) => check.balticValid(d)),
  id('quiet', 0.6, check.tcknValid),
  id('quiet', 0.6, (d) => check.peselDated(d) && peselValid(d)),
  id('quiet', 0.6, (d) => check.amkaValid(d, luhn)),
  id('cue', 0.9, steuerIdValid),
  id('cue', 0.9, cpfValid),
  id('cue', 0.9, check.cuitValid),
  id('cue', 0.9, check.mod1110),
  id('cue', 0.9, check.snilsValid),
  id('cue', 0.85, check.abnValid, 'tax_id', CUE.tax),
]
const ten: readonly Rule[] = [
  id('cue', 0.9, nhsValid),
  id('cue', 0.9, swedish),
  id('cue', 0.9, check.danishPlausible),
  id('cue', 0.9, check.egnValid),
  id('cue', 0.9, check.rodneValid),
  id('cue', 0.9, check.svnrValid),
  id('cue', 0.85, check.medicareValid, 'medical_id', CUE.medical),
]
const thirteen: readonly Rule[] = [
  id('quiet', 0.75, (d) => check.southAfricanValid(d, luhn)),
  id('quiet', 0.75, check.cnpValid),
  id('quiet', 0.75, check.ahvValid),
  id('cue', 0.9, check.thaiValid),
  id('cue', 0.85, check.koreanPlausible),
]
const twelve: readonly Rule[] = [
  id('quiet', 0.6, (d) => swedish(d.slice(2)) && /^(?:19|20)/.test(d)),
  id('cue', 0.95, check.aadhaarValid),
  id('cue', 0.95, check.myNumberValid),
]

const RULES: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['3-2-4', [ssn, itin]],
  [
    '3 2 4',
    [
      { ...ssn, score: 0.6 },
      { ...itin, need: 'cue', cue: CUE.tax },
    ],
  ],
  ['3.2.4', [{ ...ssn, need: 'cue', cue: CUE.ssn }]],
  ['3.3.3-2', [id('form', 0.95, cpfValid)]],
  ['3-3-3-2', [id('form', 0.8, (d) => cpfValid(d) || check.snilsValid(d))]],
  ['3-3-3 2', [id('form', 0.9, check.snilsValid)]],
  ['2.3.3/4-2', [id('form', 0.95, check.cnpjValid, 'tax_id')]],
  ['14', [id('cue', 0.9, check.cnpjValid, 'tax_id', CUE.tax)]],
  ['2.3.3-1', [id('form', 0.9, (d) => check.rutValid(d.slice(0, -1), d.slice(-1)))]],
  ['1.3.3-1', [id('form', 0.9, (d) => check.rutValid(d.slice(0, -1), d.slice(-1)))]],
  ['8-1', [id('cue', 0.9, (d) => check.rutValid(d.slice(0, -1), d.slice(-1)), 'national_id', CUE.tax)]],
  ['2-8-1', [id('form', 0.95, check.cuitValid)]],
  ['3.4.4.2', [id('form', 0.95, check.ahvValid)]],
  ['13', thirteen],
  ['1 2 2 2 3 3 2', [id('form', 0.95, nirValid)]],
  ['1 2 2 2 3 3-2', [id('form', 0.95, nirValid)]],
  ['13 2', [id('form', 0.9, nirValid)]],
  [
    '6-4',
    [
      id('form', 0.75, swedish),
      id('quiet', 0.75, (d) => check.finnishValid(`${d.slice(0, 6)}-${d.slice(6)}`)),
      id('cue', 0.85, check.danishPlausible),
    ],
  ],
  ['8-4', [id('form', 0.85, (d) => /^(?:19|20)/.test(d) && swedish(d.slice(2)))]],
  ['11', eleven],
  ['6 5', [id('form', 0.85, check.norwegianValid), id('cue', 0.8, check.amkaDated)]],
  ['6-5', [id('form', 0.8, (d) => check.norwegianValid(d)), id('cue', 0.8, check.amkaDated)]],
  ['2.2.2-3.2', [id('form', 0.95, check.belgianValid)]],
  ['2 2 2 3 2', [id('form', 0.8, check.belgianValid)]],
  ['6-3-2', [id('form', 0.8, check.belgianValid)]],
  ['2 3 3 3', [id('quiet', 0.7, steuerIdValid), id('form', 0.75, check.abnValid, 'tax_id')]],
  ['6/4', [id('form', 0.9, check.rodneValid)]],
  ['6/3', [id('cue', 0.8, check.peselDated)]],
  ['10', ten],
  ['4 6', [id('quiet', 0.7, check.svnrValid), id('cue', 0.7, () => true, 'passport', CUE.passport)]],
  ['3 3 4', [id('cue', 0.9, nhsValid)]],
  ['3-3-4', [id('cue', 0.85, nhsValid)]],
  ['4 5 1', [id('quiet', 0.7, check.medicareValid, 'medical_id')]],
  ['4 4 4', [id('quiet', 0.8, check.aadhaarValid), id('cue', 0.9, check.myNumberValid)]],
  ['4-4-4', [id('quiet', 0.75, check.aadhaarValid), id('cue', 0.9, check.myNumberValid)]],
  ['12', twelve],
  ['18', [id('quiet', 0.95, check.chineseValid)]],
  // Pakistan's CNIC, the Emirates' id
  ['5-7-1', [id('form', 0.8, (d) => /^[1-8]/.test(d))]],
  ['3-4-7-1', [id('form', 0.9, (d) => d.startsWith('784'))]],
  ['1.3.3.3', [id('cue', 0.85, (d) => !d.startsWith('0'), 'national_id', CUE.nationalId)]],
  ['6-7', [id('form', 0.85, check.koreanPlausible)]],
  ['1-4-5-2-1', [id('form', 0.95, check.thaiValid)]],
  ['1 4 5 2 1', [id('form', 0.9, check.thaiValid)]],
  ['6-2-4', [id('cue', 0.9, check.peselDated)]],
  ['6 4 3', [id('quiet', 0.75, (d) => check.southAfricanValid(d, luhn))]],
  ['6 4 2 1', [id('quiet', 0.75, (d) => check.southAfricanValid(d, luhn))]],
  [
    '9',
    [
      id('cue', 0.9, ssnPossible, 'ssn', CUE.ssn),
      id('cue', 0.9, bsnValid),
      id('cue', 0.85, luhn),
      id('cue', 0.9, check.nifValid),
      id('cue', 0.85, check.tfnValid, 'tax_id', CUE.tax),
      id('cue', 0.9, check.routingValid, 'bank_routing', CUE.routing),
    ],
  ],
  [
    '3 3 3',
    [
      id('cue', 0.9, luhn),
      id('cue', 0.85, check.tfnValid, 'tax_id', CUE.tax),
      id('cue', 0.85, check.nifValid),
    ],
  ],
  ['3-3-3', [id('cue', 0.9, luhn)]],
  ['4.2.3', [id('cue', 0.9, bsnValid)]],
  ['2-7', [id('cue', 0.8, () => true, 'tax_id', CUE.tax)]],
  ['2-2-2', [id('cue', 0.75, () => true, 'bank_routing', CUE.routing)]],
  ['15', [id('quiet', 0.9, nirValid), id('cue', 0.9, luhn, 'device_id', CUE.device)]],
])

/** What the digits are by their grouping and check digits, or null. Cues must have been searched. */
export function numberId(
  shape: string,
  digits: string,
  whole: boolean,
): readonly [type: string, score: number] | null {
  const rules = RULES.get(shape)
  if (rules === undefined) return null
  const thing = nearestCue() === CUE.thing || nearestCue() === CUE.key
  for (const rule of rules) {
    if (rule.need !== 'form' && thing) continue
    // groups with blanks between: only when no further number stands beside them
    if (rule.need === 'quiet' && !whole && shape.includes(' ')) continue
    if (!rule.valid(digits)) continue
    if (rule.need === 'cue') {
      if (!(rule.cue === undefined ? nationalCue() : rule.cue === CUE.ssn ? ssnCue() : cued(rule.cue, 6)))
        continue
    }
    return [
      rule.type === 'national_id' && rule.need === 'cue' && nearestCue() === CUE.tax ? 'tax_id' : rule.type,
      rule.score,
    ]
  }
  return null
}

export const ssnCue = (): boolean => cued(CUE.ssn, 6) || (cued(CUE.social, 6) && cued(CUE.security, 6))
export const nationalCue = (): boolean =>
  cued(CUE.nationalId, 7) || cued(CUE.tax, 6) || cued(CUE.social, 7) || ssnCue()
