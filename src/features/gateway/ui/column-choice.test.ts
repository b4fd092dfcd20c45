import { expect, it } from 'vitest'
import { keepColumns, readColumns, usualColumns } from './column-choice.ts'

const all = [
  { id: 'at', usual: true },
  { id: 'verdict', usual: true },
  { id: 'system', usual: true },
  { id: 'cost', usual: false },
]
function store() {
  const kept = new Map<string, string>()
  return {
    getItem: (k: string) => kept.get(k) ?? null,
    setItem: (k: string, v: string) => void kept.set(k, v),
  }
}

it('a choice is kept for each person and workspace apart', () => {
  const s = store()
  expect(keepColumns(s, 'org', 'ana', ['at', 'verdict', 'cost'])).toBe(true)
  expect(readColumns(s, 'org', 'ana', all)).toEqual(['at', 'verdict', 'cost'])
  expect(readColumns(s, 'org', 'bob', all)).toEqual(usualColumns(all))
  expect(readColumns(s, 'sample', 'ana', all)).toEqual(usualColumns(all))
})

it('time and verdict stand whatever was kept; unknown columns and broken texts are the usual choice', () => {
  const s = store()
  keepColumns(s, 'org', 'ana', ['cost'])
  expect(readColumns(s, 'org', 'ana', all)).toEqual(['at', 'verdict', 'cost'])
  keepColumns(s, 'org', 'ana', ['gone'])
  expect(readColumns(s, 'org', 'ana', all)).toEqual(usualColumns(all))
  s.setItem('sealwright.columns.org.ana', '{broken')
  expect(readColumns(s, 'org', 'ana', all)).toEqual(usualColumns(all))
})
