import { describe, expect, it } from 'vitest'
import { concepts, entriesByLang, langs, lexicon, substringLangs } from './index.ts'

/** Entries as written by hand: languages with many users, and the rest. */
const COUNT_MIN = { en: 500, major: 100, minor: 30 } as const
const major = ['de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'ru', 'uk', 'tr', 'ar', 'hi', 'zh', 'ja', 'ko', 'sv']

describe('concept lexicon', () => {
  it('no concept of a language lists an entry twice, an empty one or one in another case or form', () => {
    const wrong = langs.flatMap((lang) =>
      concepts.flatMap((concept) => {
        const own = entriesByLang[lang][concept] ?? []
        return own
          .filter(
            (e, i) =>
              own.indexOf(e) !== i ||
              e.trim() !== e ||
              e === '' ||
              e !== e.toLowerCase() ||
              e !== e.normalize('NFC'),
          )
          .map((e) => `${lang}/${concept}: \`${e}\``)
      }),
    )
    expect(wrong).toEqual([])
  })

  it('every language is complete: all concepts, enough entries', () => {
    const few = Object.entries(entriesByLang)
      .map(([lang, entries]) => [lang, Object.values(entries).flat().length] as const)
      .filter(
        ([lang, n]) =>
          n < (lang === 'en' ? COUNT_MIN.en : major.includes(lang) ? COUNT_MIN.major : COUNT_MIN.minor),
      )
    expect(few).toEqual([])
    const missing = langs.flatMap((lang) =>
      concepts
        .filter((concept) => (entriesByLang[lang][concept]?.length ?? 0) === 0)
        .map((c) => `${lang}/${c}`),
    )
    expect(missing).toEqual([])
  })

  it('languages matched as substrings use no stems, and one-word stems of the others keep at least three letters', () => {
    const wrong = langs.flatMap((lang) =>
      concepts.flatMap((concept) =>
        (entriesByLang[lang][concept] ?? [])
          .filter((e) => (isSubstring(lang) ? e.includes('*') : /^\S{0,2}\*/u.test(e) || /\*\S/u.test(e)))
          .map((e) => `${lang}/${concept}: \`${e}\``),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('a spelling without accents is listed beside the right one', () => {
    const flat = concepts.flatMap((c) => lexicon[c].en ?? [])
    expect(flat).toContain("don't mention")
    expect(flat).toContain('dont mention')
  })
})

const isSubstring = (lang: string): boolean => substringLangs.some((l) => l === lang)
