import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, it } from 'vitest'
import { controlDocuments } from './document.ts'

const dir = join(import.meta.dirname, '../../../docs/controls')

it('docs/controls is what the catalogue says (npx tsx scripts/dump-controls.ts)', async () => {
  const made = controlDocuments()
  expect(readdirSync(dir).toSorted()).toEqual(Object.keys(made).toSorted())
  const style = await resolveConfig(join(dir, 'README.md'))
  for (const [name, text] of Object.entries(made)) {
    expect(readFileSync(join(dir, name), 'utf8'), name).toBe(
      await format(text, { ...style, parser: 'markdown' }),
    )
  }
})
