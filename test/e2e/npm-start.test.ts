/** `npm start` and `npx sealwright` from the repository's root, as a stranger types them. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { verifies } from '../promises.ts'

const root = join(import.meta.dirname, '../..')
const dataDir = mkdtempSync(join(tmpdir(), 'sealwright-npm-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

verifies(
  'OPS-1',
  '`npm start` prints exactly one line on stdout when ready, answers calls, and SIGTERM to npm drains the server and ends with 0',
  async () => {
    const npm = spawn('npm', ['start', '--', '--port', '0', '--data', dataDir, '--output', 'json'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    npm.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    const ready = await new Promise<{ pid: number; url: string; gateway: string; key: string }>(
      (resolve, reject) => {
        npm.stdout.on('data', (chunk: Buffer) => {
          stdout += chunk.toString()
          if (stdout.includes('\n')) resolve(JSON.parse(stdout.split('\n')[0] ?? ''))
        })
        npm.once('exit', (code) => reject(new Error(`npm start ended with ${code}: ${stderr.slice(-2000)}`)))
      },
    )
    const answer = await fetch(`${ready.gateway}/models`, {
      headers: { authorization: `Bearer ${ready.key}` },
    })
    expect(answer.status).toBe(200)
    const ended = new Promise<number | null>((resolve) => npm.once('exit', (code) => resolve(code)))
    npm.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    // The server itself is gone, not only npm.
    expect(() => process.kill(ready.pid, 0)).toThrow()
  },
  240_000,
)

it('`npx sealwright` from the root runs this checkout’s own command', () => {
  const done = spawnSync('npx', ['sealwright', '--version'], { cwd: root, encoding: 'utf8', timeout: 60_000 })
  expect(done.status).toBe(0)
  expect(done.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
})
