import { concepts, langs, substringLangs, type Concept, type Entries, type Lang } from './concepts.ts'
import { ar } from './ar.ts'
import { cs } from './cs.ts'
import { da } from './da.ts'
import { de } from './de.ts'
import { el } from './el.ts'
import { en } from './en.ts'
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
import { spellings } from './spelling.ts'

export { concepts, langs, substringLangs, type Concept, type Lang }

/** As written by hand, before spelling variants are added: what the tests count. */
export const entriesByLang: Readonly<Record<Lang, Entries>> = {
  en,
  de,
  fr,
  es,
  it,
  pt,
  nl,
  pl,
  ru,
  uk,
  tr,
  ar,
  hi,
  zh,
  ja,
  ko,
  sv,
  cs,
  ro,
  hu,
  el,
  he,
  id,
  vi,
  th,
  fi,
  da,
  no,
}

type ByLang = Readonly<Partial<Record<Lang, readonly string[]>>>

/**
 * Concept -> language -> entries in lower case. `ignor*` is a stem (any word that begins so), `from now on` a phrase of consecutive
 * words whose words may be stems themselves; everything else is a whole word. In `substringLangs` an entry is found anywhere in
 * running text and never carries `*`. Besides each entry as written, its spellings without accents (and with ae, oe, ue) are listed,
 * so a matcher needs no folding of its own and may fold as much as it likes.
 */
export const lexicon: Readonly<Record<Concept, ByLang>> = {
  override: of('override'),
  prior: of('prior'),
  instruction: of('instruction'),
  restriction: of('restriction'),
  reveal: of('reveal'),
  secret: of('secret'),
  persona: of('persona'),
  switch: of('switch'),
  secrecy: of('secrecy'),
  exfiltration: of('exfiltration'),
  action: of('action'),
  person: of('person'),
  obligation: of('obligation'),
  system: of('system'),
  harm: of('harm'),
  urgency: of('urgency'),
  unfiltered: of('unfiltered'),
  fiction: of('fiction'),
  answer: of('answer'),
  politeness: of('politeness'),
  security: of('security'),
  question: of('question'),
  negation: of('negation'),
  all: of('all'),
  tool: of('tool'),
  money: of('money'),
  memory: of('memory'),
  pretext: of('pretext'),
  authority: of('authority'),
  emotion: of('emotion'),
  completion: of('completion'),
  encoding: of('encoding'),
  above: of('above'),
  link: of('link'),
  comply: of('comply'),
  human: of('human'),
}

function of(concept: Concept): ByLang {
  const byLang: Partial<Record<Lang, readonly string[]>> = {}
  for (const lang of langs) {
    const own = entriesByLang[lang][concept]
    if (own) byLang[lang] = [...new Set(own.flatMap((entry) => spellings(entry, lang)))]
  }
  return byLang
}
