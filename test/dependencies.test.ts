import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = join(import.meta.dirname, '..')
const names = z.record(z.string(), z.string())
const manifest = z
  .object({ dependencies: names, devDependencies: names })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        license: z.string().optional(),
        resolved: z.string().optional(),
        integrity: z.string().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
const record = readFileSync(join(root, 'docs/decisions/dependencies.md'), 'utf8')

/** Licences that may be in what we ship or test with: permissive, the file-level MPL, and the licences of fonts and data. */
const LICENCES = [
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'MPL-2.0',
  'OFL-1.1',
  'CC0-1.0',
  'CC-BY-4.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'MIT-0',
  'Python-2.0',
  'MIT AND ISC AND BSD-3-Clause',
  'Zlib',
  '(AFL-2.1 OR BSD-3-Clause)',
]

/** Packages whose manifest names no licence; read in their own LICENSE file. */
const READ: Readonly<Record<string, string>> = { 'node_modules/png-js': 'MIT' }

describe('dependencies', () => {
  it('each has a line in docs/decisions/dependencies.md, and each line a package', () => {
    const wanted = [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
    ].toSorted()
    const lines = [...record.matchAll(/^\| `([^`]+)`\s*\|/gm)].map((m) => m[1] ?? '').toSorted()
    expect(lines).toEqual(wanted)
  })

  it('are pinned exactly', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, v]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(v),
    )
    expect(loose).toEqual([])
  })

  it('carry a licence of the list, and come from the registry with a digest', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path.startsWith('node_modules/'))
    expect(packages.length).toBeGreaterThan(100)
    expect(
      packages
        .filter(([path, p]) => !LICENCES.includes(p.license ?? READ[path] ?? 'none'))
        .map(([path, p]) => `${path}: ${p.license ?? 'none'}`),
    ).toEqual([])
    expect(
      packages.filter(([, p]) => p.integrity === undefined && p.resolved !== undefined).map(([path]) => path),
    ).toEqual([])
  })
})
