import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const filesUnder = (dir: string, ending: RegExp): string[] =>
  readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && ending.test(e.name) && !e.name.endsWith('.test.ts'))
    .map((e) => join(e.parentPath, e.name))

it('every code that the API can answer with is explained in docs/failures', () => {
  const explained = filesUnder('docs/failures', /\.md$/)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')
  const codes = new Set<string>()
  for (const file of filesUnder('src', /\.ts$/)) {
    const text = readFileSync(file, 'utf8')
    for (const match of text.matchAll(/\bproblem\(\s*'([a-z][a-z0-9_]+)'/g)) codes.add(match[1] ?? '')
    for (const match of text.matchAll(/\bnotFound\(\s*'([a-z][a-z0-9_]+)'/g))
      codes.add(`${match[1] ?? ''}_not_found`)
  }
  expect(codes.size).toBeGreaterThan(50)
  expect([...codes].filter((code) => !explained.includes(`\`${code}\``)).toSorted()).toEqual([])
})
