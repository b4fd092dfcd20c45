import { hashOf } from './chars.ts'

/** Words that begin sentences and are nobody's name: function words of the languages that write them with a capital only there. */
const WORDS =
  'the this that these those it its in if you we i he she they an and but so or for on at to of as by with from when where what which who why how is are was were be been do does did has have had can could would should shall may might must please my your his her our their there here then than not no yes all any some each every both few many more most other another such only own same too very just also however therefore thus hence moreover furthermore meanwhile finally first second third next last after before during while since until because although though unless whether once again now today tomorrow yesterday let make use get give take see say think know go come want need try write read list explain describe tell show find create add remove check note given using based according about over under between into through without within against per via like unlike despite instead thanks thank hello hi hey ok okay sure sorry well maybe perhaps it’s i’m don’t ' +
  'der die das ein eine einen einem einer und oder aber in im am zum zur von mit nach bei aus auf für ist sind war waren wird werden hat haben kann können soll sollen muss müssen ich du er sie es wir ihr wenn weil dass wie was wer wo warum wann bitte danke hallo nein ja nicht auch noch nur schon dann hier dort diese dieser dieses alle kein keine mein meine sein seine ' +
  'le la les un une des du et ou mais dans sur avec pour par sans sous est sont était ont avez je tu il elle nous vous ils elles on ce cette ces mon votre notre si quand comment pourquoi où que qui quoi merci bonjour oui non pas ' +
  'el los las una unos y o pero en con por para sin sobre es son era fue ha han puede yo tú él ella nosotros ellos este esta estos mi su si cuando cómo qué quién dónde porque gracias sí lo se me te ' +
  'il lo gli uno e ma nel nella con per senza è sono era ha hanno può io lui lei noi voi loro questo questa mio suo se quando come che chi dove perché grazie sì non ' +
  'os as um uma mas no na nos nas com sem são foi tem pode eu ele ela nós eles este meu seu como quem onde porque obrigado não sim ' +
  'de het een en maar op van voor met naar bij uit zonder is zijn was heeft kan ik jij hij zij wij dit dat deze mijn uw als wanneer hoe wat wie waar waarom ja nee niet er'
const LONGEST = 11
const MASK = 2047

/** Open addressing over hashes: asked for most capitals of prose, and a `Set` of numbers would box them. */
const slots = new Int32Array(MASK + 1)
for (const word of WORDS.split(' ')) {
  const hash = hashOf(word, 0, word.length)
  let slot = hash & MASK
  while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) & MASK
  slots[slot] = hash
}

/** Whether the word text[start, end) opens sentences and names nobody. */
export function isSmallWord(text: string, start: number, end: number): boolean {
  if (end - start > LONGEST) return false
  const hash = hashOf(text, start, end)
  for (let slot = hash & MASK; ; slot = (slot + 1) & MASK) {
    const there = slots[slot] ?? 0
    if (there === hash) return true
    if (there === 0) return false
  }
}
