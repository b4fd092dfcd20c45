/** A new signing key, and search rows made again: by an administrator at the command line, on a real server. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import type { EntryView, LedgerStatus } from '../../src/ledger/contract.ts'
import { openCheckpoint } from '../../src/ledger/format/checkpoint.ts'
import { verifies } from '../promises.ts'
import { ask } from '../world/ask.ts'
import { ownerClient } from '../world/embedded.ts'
import { commandLine, Person, type CommandLine } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const work = mkdtempSync(join(tmpdir(), 'sealwright-upkeep-'))
const server = new TestServer()
let ready: Ready
let admin: Person
let cli: CommandLine
let engineer: CommandLine
beforeAll(async () => {
  ready = await server.start()
  await ask(ready.gateway, ready.key, 'Before the rotation.')
  const trial = await commandLine(ready.url, ready.adminToken).run('ledger', 'rotate-key')
  expect(trial.code, trial.stderr).toBe(4)
  admin = await Person.claims(ready, 'ana@example.com')
  cli = await admin.commandLine(['admin'])
  engineer = await admin.commandLine(['engineer'])
})
afterAll(async () => {
  await server.dispose()
  rmSync(work, { recursive: true, force: true })
})

type Rotated = { vkey: string; replaces: string[]; bothSignUntil: number; entry: string; origin: string }

verifies(
  'LED-1',
  'an administrator rotates the log key: the entry names both, the next checkpoint is signed by both, and a package over it verifies offline',
  async () => {
    expect((await engineer.run('ledger', 'rotate-key')).code).toBe(4)
    expect((await engineer.run('evidence', 'rebuild')).code).toBe(4)
    expect((await cli.run('ledger', 'rotate-key', '--why', 'because')).code).not.toBe(0)
    const before = await cli.json<[LedgerStatus]>('ledger', 'status')
    const old = before[0].vkey
    const told = await cli.run('ledger', 'rotate-key', '--why', 'custody', '--output', 'json')
    expect(told.code, told.stderr).toBe(0)
    expect(told.stderr).toContain('backup keys')
    const rotated: Rotated = JSON.parse(told.stdout)
    expect(rotated.replaces).toEqual([old])

    const entry = await eventually('the entry is published', async () => {
      const done = await cli.run('ledger', 'show', rotated.entry, '--output', 'json')
      const view: EntryView | undefined = done.code === 0 ? JSON.parse(done.stdout) : undefined
      return view?.state === 'published' ? view : undefined
    })
    expect(entry.type).toBe('log.key')
    expect(entry.body).toMatchObject({ vkey: rotated.vkey, replaces: [old], why: 'custody' })
    const checkpoint = await eventually('a checkpoint with both signatures', async () => {
      const text = await (await fetch(`${ready.url}/ledger/${rotated.origin}/checkpoint`)).text()
      return openCheckpoint(text, [rotated.vkey]).ok ? text : undefined
    })
    expect(openCheckpoint(checkpoint, [old]).ok).toBe(true)

    await ask(ready.gateway, ready.key, 'After the rotation.')
    const file = join(work, 'package.zip')
    const exported = await cli.run('audit', 'export', '--out', file, '--output', 'json')
    expect(exported.code, exported.stderr).toBe(0)
    const verified = await sealwright(['verify', file])
    expect(verified.code, verified.stdout).toBe(0)
  },
)

verifies(
  'LED-2',
  'search rows that were lost come back from entries and payloads, none twice, and the rebuild is an entry',
  async () => {
    const calls = async (): Promise<{ total: number; items: { id: string; verdict: string }[] }> =>
      admin.get('/calls?limit=50')
    const before = await calls()
    expect(before.total).toBeGreaterThanOrEqual(2)
    const owner = await ownerClient(server.dataDir)
    try {
      await owner.query('begin')
      await owner.query('set local role sw_backup')
      const gone = await owner.query('delete from call where id = $1', [before.items[0]?.id])
      expect(gone.rowCount).toBe(1)
      await owner.query('commit')
    } finally {
      await owner.end()
    }
    expect((await calls()).total).toBe(before.total - 1)
    const rebuilt = await cli.json<{ added: number; entry: string }>('evidence', 'rebuild')
    expect(rebuilt.added).toBe(1)
    expect(await calls()).toMatchObject({ total: before.total, items: before.items })
    expect(await cli.json('evidence', 'rebuild')).toMatchObject({ added: 0 })
    await eventually('its entry', async () => {
      const done = await cli.run('ledger', 'show', rebuilt.entry, '--output', 'json')
      const view: EntryView | undefined = done.code === 0 ? JSON.parse(done.stdout) : undefined
      return view?.type === 'access.rebuilt' && view.body?.['added'] === 1 ? view : undefined
    })
  },
)
