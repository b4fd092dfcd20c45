import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifies } from '../../test/promises.ts'
import { syntheticPackage } from '../../test/world/synthetic-package.ts'
import type { SyntheticLedger } from '../../test/world/synthetic-ledger.ts'

const root = join(import.meta.dirname, '../..')
let dir = ''
let ledger: SyntheticLedger

/** Runs verify.mjs from a folder that has nothing else, with file reads as its only permission where Node can hold it to that. */
const run = (...args: string[]) =>
  spawnSync(
    process.execPath,
    ['--experimental-permission', `--allow-fs-read=${dir}`, 'verify.mjs', ...args],
    { cwd: dir, encoding: 'utf8', env: {}, timeout: 60_000 },
  )

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sealwright-bundle-'))
  const built = spawnSync(process.execPath, [join(root, 'scripts/build-verifier.mjs'), dir], {
    cwd: root,
    encoding: 'utf8',
    timeout: 100_000,
  })
  if (built.status !== 0) throw new Error(built.stderr)
  const made = await syntheticPackage({
    verifier: { mjs: readFileSync(join(dir, 'verify.mjs')), html: readFileSync(join(dir, 'verify.html')) },
  })
  ledger = made.ledger
  writeFileSync(join(dir, 'package.zip'), made.bytes)
  const flipped = Buffer.from(made.bytes)
  flipped.writeUInt8(flipped.readUInt8(5_000) ^ 1, 5_000)
  writeFileSync(join(dir, 'flipped.zip'), flipped)
  writeFileSync(join(dir, 'cut.zip'), made.bytes.subarray(0, 20_000))
  writeFileSync(join(dir, 'earlier.txt'), ledger.checkpointAt(11).note)
}, 120_000)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('verify.mjs, one file', () => {
  it('imports only built-ins that reach no network and no other process', () => {
    const code = readFileSync(join(dir, 'verify.mjs'), 'utf8')
    const imported = [...code.matchAll(/^(?:import|export)\b[^\n]*?["']([^"'\n]+)["'];?$/gm)].map(
      ([, name]) => name,
    )
    expect(new Set(imported)).toEqual(new Set(['node:process', 'node:fs', 'node:crypto', 'node:zlib']))
    expect(code).not.toMatch(
      /\bimport\(|\brequire\(|\bfetch\(|XMLHttpRequest|WebSocket|child_process|node:(?:net|http|https|dns|tls|dgram|worker_threads)|\beval\(|new Function\(|process\.(?:binding|dlopen)/,
    )
  })

  verifies(
    'LED-5',
    'verify.mjs alone, offline, exits 0 for an honest package, 1 for a flipped bit, 3 for a cut one, 2 for wrong usage',
    () => {
      const honest = run('package.zip')
      expect([
        honest.status,
        honest.stderr.replace(/.*Warning.*\n?/g, '').replace(/\(Use .*\n?/g, ''),
      ]).toEqual([0, ''])
      expect(honest.stdout).toContain('RESULT: ok')
      expect(run('flipped.zip').status).toBe(1)
      expect(run('cut.zip').status).toBe(3)
      for (const usage of [
        [],
        ['nowhere.zip'],
        ['package.zip', '--what'],
        ['package.zip', 'package.zip'],
        ['package.zip', '--vkey'],
      ])
        expect(run(...usage).status).toBe(2)
    },
  )

  it('names each check, and answers in JSON', () => {
    const report = JSON.parse(
      run('package.zip', '--json', '--vkey', ledger.signer.vkey, '--checkpoint', 'earlier.txt').stdout,
    )
    expect(report.exit).toBe(0)
    expect(report.checks.map((c: { name: string; status: string }) => `${c.name} ${c.status}`)).toEqual([
      'archive ok',
      'signature ok',
      'trust ok',
      'inclusion ok',
      'consistency ok',
      'bodies ok',
      'openings skipped',
      'completeness ok',
      'calls ok',
      'populations ok',
      'recount ok',
      'sample ok',
      'controls ok',
      'tables ok',
    ])
  })
})

describe('verify.html, one file', () => {
  it('forbids itself every connection and carries its script by digest', () => {
    const html = readFileSync(join(dir, 'verify.html'), 'utf8')
    expect(html).toMatch(
      /default-src 'none'; script-src 'sha256-[A-Za-z0-9+/=]{44}'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; connect-src 'none'/,
    )
    for (const [element, directive] of [
      ['script', 'script-src'],
      ['style', 'style-src'],
    ] as const) {
      const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? ''
      const digest = createHash('sha256').update(content).digest('base64')
      expect(html).toContain(`${directive} 'sha256-${digest}'`)
    }
    expect(html).not.toMatch(/\bfetch\(|XMLHttpRequest|WebSocket|innerHTML|node:|\bimport\(/)
  })
})
