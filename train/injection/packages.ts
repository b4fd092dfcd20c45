/**
 * Ordinary documentation from packages that package-lock.json pins, model software among it: what speaks of assistants, prompts, agents and tasks all
 * day and gives no order to its reader, and licences, which order people about. Licences: openai, @anthropic-ai/sdk, typescript, playwright-core
 * Apache-2.0; yaml, picocolors, yargs-parser ISC; source-map-js, fast-uri, asn1js BSD-3-Clause; tslib 0BSD; fast-sha256 Unlicense; the others MIT.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Row } from './rows.ts'

const root = join(import.meta.dirname, '../../node_modules')
const PACKAGES = [
  'openai',
  '@anthropic-ai/sdk',
  '@langchain/core',
  'langsmith',
  'vite',
  'postcss',
  'prettier',
  'typescript',
  'jose',
  'undici',
  'pino',
  'playwright-core',
  'yaml',
  'picocolors',
  'yargs-parser',
  'source-map-js',
  'fast-uri',
  'asn1js',
  'tslib',
  'fast-sha256',
]
const FILES_MAX = 60
const PIECES_MAX = 3
const CHARS = 1000

export function packageRows(): Row[] {
  return PACKAGES.flatMap((name) => {
    const files = existsSync(join(root, name)) ? filesOf(name) : []
    const every = Math.max(1, Math.ceil(files.length / FILES_MAX))
    return files.filter((_, i) => i % every === 0).flatMap((file) => pieces(file))
  })
}

const filesOf = (name: string): string[] =>
  readdirSync(join(root, name), { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.includes('node_modules') && /(?:\.md|\.d\.ts|LICENSE(?:\.\w+)?)$/.test(file))
    .toSorted()
    .map((file) => `${name}/${file}`)

function pieces(file: string): Row[] {
  const text = readFileSync(join(root, file), 'utf8')
  const step = Math.max(CHARS, Math.floor(text.length / PIECES_MAX))
  return Array.from({ length: PIECES_MAX }, (_, i) => text.slice(i * step, i * step + CHARS))
    .filter((piece) => piece.split(/\s+/u).length > 25)
    .map((piece, i) => ({
      id: `packages/${file}/${i}`,
      text: piece,
      label: 0,
      kind: 'benign-docs-packages',
      source: file,
      origin: 'document',
      family: 'benign:packages',
    }))
}
