import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { promises } from './promises.ts'

const root = join(import.meta.dirname, '..')

it('each promise that is listed as built is proven by a test, and no test cites an unknown one', () => {
  const cited = new Set<string>()
  for (const dir of ['src', 'test']) {
    for (const entry of readdirSync(join(root, dir), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.test\.tsx?$/.test(entry.name)) continue
      for (const match of readFileSync(join(entry.parentPath, entry.name), 'utf8').matchAll(
        /verifies\(\s*'([A-Z]+-\d+)'/g,
      ))
        cited.add(match[1] ?? '')
    }
  }
  expect([...cited].toSorted()).toEqual(Object.keys(promises).toSorted())
})
