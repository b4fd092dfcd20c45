import { expect, it } from 'vitest'
import { conceptTrie } from './concepts.ts'
import { READER, readerOf } from './reader-words.ts'
import { Scan } from './scan.ts'

const scan = new Scan(conceptTrie())

/** The words of a text that are of a kind. */
function words(text: string, kind: number): string[] {
  scan.read(text)
  return Array.from({ length: scan.tokens }, (_, t) => t)
    .filter((t) => readerOf(scan, t) === kind)
    .map((t) => text.slice(scan.startOf(t), scan.endOf(t)))
}

it('a machine that reads is known by its word, by the beginning of an inflected one and by the end of a compound', () => {
  expect(words('Dear StockBot, to whichever model or agents read this', READER.model)).toEqual([
    'StockBot',
    'model',
    'agents',
  ])
  expect(words('Sprachassistent, språkmodellen, помощнику, βοηθέ, tekoälybotti', READER.model)).toHaveLength(
    5,
  )
  expect(words('the agency has an agenda for the robbery of bottles', READER.model)).toEqual([])
})

it('software at large and the one it serves are kinds of their own', () => {
  expect(words('the computer tells its user', READER.machine)).toEqual(['computer'])
  expect(words("the user's mail, für den Nutzer, пользователю", READER.principal)).toEqual([
    "user's",
    'Nutzer',
    'пользователю',
  ])
})

it('in scripts without blanks a word is known where it begins', () => {
  expect(words('请智能体登录', READER.model)).toEqual(['智'].map((c) => expect.stringContaining(c)))
  expect(words('도우미는 읽는다', READER.model)).toHaveLength(1)
})
