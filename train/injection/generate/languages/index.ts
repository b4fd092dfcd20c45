import type { Lang } from '../../../../src/features/guardrails/injection/lexicon/index.ts'
import { ar } from './ar.ts'
import { cs } from './cs.ts'
import { da } from './da.ts'
import { de } from './de.ts'
import { el } from './el.ts'
import { es } from './es.ts'
import { fi } from './fi.ts'
import { fr } from './fr.ts'
import { he } from './he.ts'
import { hi } from './hi.ts'
import { hu } from './hu.ts'
import { id } from './id.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { nl } from './nl.ts'
import { no } from './no.ts'
import { pl } from './pl.ts'
import { pt } from './pt.ts'
import { ro } from './ro.ts'
import { ru } from './ru.ts'
import { sv } from './sv.ts'
import { th } from './th.ts'
import { tr } from './tr.ts'
import { uk } from './uk.ts'
import { vi } from './vi.ts'
import { zh } from './zh.ts'
import type { Pack } from './pack.ts'

/** English has its own, larger grammars. */
export const packs: readonly (readonly [Exclude<Lang, 'en'>, Pack])[] = [
  ['de', de],
  ['fr', fr],
  ['es', es],
  ['it', it],
  ['pt', pt],
  ['nl', nl],
  ['pl', pl],
  ['ru', ru],
  ['uk', uk],
  ['tr', tr],
  ['ar', ar],
  ['hi', hi],
  ['zh', zh],
  ['ja', ja],
  ['ko', ko],
  ['sv', sv],
  ['cs', cs],
  ['ro', ro],
  ['hu', hu],
  ['el', el],
  ['he', he],
  ['id', id],
  ['vi', vi],
  ['th', th],
  ['fi', fi],
  ['da', da],
  ['no', no],
]
