/** Sets of concepts that tell a sentence which steers a model from one that does not; of one mind for all features that ask. */
import { setOf, type ConceptSet } from './concepts.ts'

/** What a sentence that steers a model is made of. */
export const CORE = setOf(
  'override',
  'prior',
  'instruction',
  'restriction',
  'reveal',
  'secret',
  'persona',
  'secrecy',
  'exfiltration',
  'system',
  'unfiltered',
  'answer',
  'memory',
  'encoding',
  'completion',
  'above',
  'comply',
  'authority',
  'urgency',
  'hail',
  'retask',
  'principal',
)
/** What a sentence that speaks to its reader is made of. */
export const ADDRESS = setOf('person', 'obligation', 'answer', 'comply', 'system', 'secrecy', 'hail')
/** What an order begins with. */
export const COMMAND = setOf(
  'override',
  'reveal',
  'exfiltration',
  'action',
  'answer',
  'memory',
  'persona',
  'comply',
  'completion',
  'encoding',
  'task',
)
/** What may stand before the verb of an order. */
export const LEAD_IN = setOf('politeness', 'switch', 'urgency', 'obligation')

export const has = (set: ConceptSet, lo: number, hi: number): boolean => ((set.lo & lo) | (set.hi & hi)) !== 0

/** How many concepts a word of bits holds. */
export function bits(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
