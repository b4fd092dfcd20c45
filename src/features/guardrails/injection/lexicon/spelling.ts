/** Spellings that people type instead of the right one: without accents, with the letters that stand in for them. */
const standIns: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  œ: 'oe',
  ґ: 'г',
  ς: 'σ',
}
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa' }

/**
 * The entry and its usual misspellings. Only Latin, Greek and Cyrillic marks (U+0300-U+036F) are dropped: the vowel signs of Hindi
 * and Thai and the voicing marks of kana are letters.
 */
export function spellings(entry: string, lang: string): readonly string[] {
  const own = entry.normalize('NFC')
  const plain = swap(own, standIns)
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/gu, '')
    .normalize('NFC')
  const found = new Set([own, plain])
  if (lang === 'de' || lang === 'sv' || lang === 'fi' || lang === 'da' || lang === 'no')
    found.add(swap(own, { ...standIns, ...umlauts }))
  if (own.includes("'")) {
    found.add(own.replaceAll("'", '\u2019'))
    found.add(own.replaceAll("'", ''))
  }
  return [...found]
}

const swap = (text: string, table: Readonly<Record<string, string>>): string =>
  [...text].map((c) => table[c] ?? c).join('')
