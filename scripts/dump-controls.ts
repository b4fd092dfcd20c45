/** Writes docs/controls from the catalogue. Run it after you change a control or a test: `npx tsx scripts/dump-controls.ts`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'prettier'
import { controlDocuments } from '../src/features/controls/document.ts'

const dir = join(import.meta.dirname, '../docs/controls')
rmSync(dir, { recursive: true, force: true })
mkdirSync(dir, { recursive: true })
for (const [name, text] of Object.entries(controlDocuments()))
  writeFileSync(
    join(dir, name),
    await format(text, {
      parser: 'markdown',
      printWidth: 110,
      semi: false,
      singleQuote: true,
      trailingComma: 'all',
    }),
  )
