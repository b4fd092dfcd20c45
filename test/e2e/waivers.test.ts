/** Owners of controls, and risk that two people accept for a while: it changes no result, and the package says so. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import type { Approval } from '../../src/approvals/contract.ts'
import type { Control, Readiness } from '../../src/features/controls/contract.ts'
import type { EntryView } from '../../src/ledger/contract.ts'
import { openArchive } from '../../src/verify/archive.ts'
import { memorySource, nodeHost } from '../../src/verify/node-host.ts'
import { verifies } from '../promises.ts'
import { Person, type CommandLine } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

/** Fails on every installation without an outside anchor. */
const CONTROL = 'AIC-LED-01'
const work = mkdtempSync(join(tmpdir(), 'sealwright-waivers-'))
const server = new TestServer()
let ready: Ready
let ana: Person
let ines: Person
let cli: CommandLine
let engineer: CommandLine
let failing: Control
/** Before anything was accepted, and while it was. */
let before: string
let meanwhile: string
const until = new Date(Date.now() + 30 * 86_400_000).toISOString()
const read = (): Promise<Control> => ana.get<Control>(`/controls/${failing.id}`)
const ask = (day = until) =>
  cli.run(
    'control',
    'waive',
    failing.id,
    '--reason',
    'The other place is ordered and comes next month.',
    '--compensating',
    'A weekly look by the owner.',
    '--until',
    day,
    '--output',
    'json',
  )

beforeAll(async () => {
  ready = await server.start()
  ana = await Person.claims(ready, 'ana@example.com')
  ines = await ana.invites('ines@example.com', ['approver', 'control_owner'])
  cli = await ana.commandLine(['admin', 'control_owner'])
  engineer = await ana.commandLine(['engineer'])
  await cli.run('control', 'test')
  const { items } = await ana.get<{ items: Control[] }>('/controls?q=status:fail')
  const found = items.find((c) => c.id === CONTROL) ?? items[0]
  if (found === undefined) throw new Error('no control fails on a fresh installation')
  failing = found
})
afterAll(async () => {
  await server.dispose()
  rmSync(work, { recursive: true, force: true })
})

verifies('CTRL-3', 'a control has an owner, who is an active person; setting one is an entry', async () => {
  expect(failing.owner).toBeNull()
  expect((await engineer.run('control', 'owner', failing.id, 'ana@example.com')).code).toBe(4)
  const nobody = await cli.run('control', 'owner', failing.id, 'nobody@example.com')
  expect(nobody.stderr).toContain('owner_unknown')
  expect(await cli.json('control', 'owner', failing.id, 'ana@example.com')).toMatchObject({
    owner: 'ana@example.com',
  })
  expect(await cli.json('control', 'owner', failing.id, 'none')).toMatchObject({ owner: null })
  await cli.json('control', 'owner', failing.id, 'ines@example.com')
  expect((await read()).owner).toBe('ines@example.com')
})

verifies(
  'CTRL-3',
  'a waiver needs another person and an end, changes no result, is shown as waived and never as pass, and stands in the package that verifies',
  async () => {
    before = new Date().toISOString()
    expect((await ask('2020-01-01T00:00:00Z')).stderr).toContain('waiver_until')
    expect((await ask('2099-01-01T00:00:00Z')).stderr).toContain('waiver_until')
    const asked = await ask()
    expect(asked.code, asked.stderr).toBe(0)
    const { approval }: { approval: string; waiver: string } = JSON.parse(asked.stdout)
    expect((await ask()).stderr).toContain('waiver_open')
    expect(await read()).toMatchObject({ shown: 'fail', status: 'fail', waiver: { state: 'requested' } })

    // Who asked with a token does not decide as a person either.
    const own = await ana.send<{ code: string }>('POST', `/approvals/${approval}/decide`, {
      verdict: 'approve',
      comment: 'Mine.',
    })
    expect(own.status).toBe(403)
    expect((await read()).shown).toBe('fail')
    const card = await ines.get<Approval>(`/approvals/${approval}`)
    expect(card).toMatchObject({ kind: 'waiver', youMay: true, subject: { kind: 'waiver' } })
    await ines.post(`/approvals/${approval}/decide`, { verdict: 'approve', comment: 'Accepted until then.' })

    const waived = await read()
    expect(waived).toMatchObject({
      shown: 'waived',
      status: 'fail',
      latest: { status: 'fail' },
      waiver: { state: 'approved', requestedBy: 'ana@example.com', approvedBy: 'ines@example.com', until },
    })
    await cli.run('control', 'test', failing.id)
    expect(await read()).toMatchObject({ shown: 'waived', status: 'fail' })
    const readiness = await ana.get<Readiness>('/readiness')
    expect(readiness.counts['waived']).toBe(1)
    const criterion = readiness.criteria.find((c) => c.controls.includes(failing.id))
    expect(criterion?.status).toBe('fail')
    expect((await cli.run('control', 'list')).stdout).toContain('waived (fail)')

    await eventually('its entry is published', async () => {
      const shown = await cli.run('ledger', 'show', waived.waiver?.entryId ?? '', '--output', 'json')
      const view: EntryView | undefined = shown.code === 0 ? JSON.parse(shown.stdout) : undefined
      return view?.type === 'control.waived' && view.state === 'published' ? true : undefined
    })
    meanwhile = new Date().toISOString()
    for (const mode of ['full', 'sample']) {
      const file = join(work, `${mode}.zip`)
      const exported = await cli.run('audit', 'export', '--out', file, '--mode', mode)
      expect(exported.code, exported.stderr).toBe(0)
      const verified = await sealwright(['verify', file])
      expect(verified.code, verified.stdout).toBe(0)
      expect(verified.stdout).toMatch(new RegExp(`${failing.id}\\s+waived \\(fail\\)`))
    }
  },
)

verifies('CTRL-3', 'ending a waiver takes one person, and the result is shown again', async () => {
  expect((await engineer.run('control', 'unwaive', failing.id)).code).toBe(4)
  expect((await cli.run('control', 'unwaive', failing.id)).code).toBe(0)
  expect(await read()).toMatchObject({ shown: 'fail', status: 'fail', waiver: null })
  expect((await cli.run('control', 'unwaive', failing.id)).stderr).toContain('waiver_not_found')
})

verifies(
  'CTRL-3',
  'a package of a past window has the owner, the waiver and the readiness of then, not of its making',
  async () => {
    await cli.json('control', 'owner', failing.id, 'ana@example.com')
    const packageTo = async (name: string, to: string): Promise<Record<string, unknown>> => {
      const file = join(work, `${name}.zip`)
      const exported = await cli.run('audit', 'export', '--out', file, '--to', to)
      expect(exported.code, exported.stderr).toBe(0)
      const verified = await sealwright(['verify', file])
      expect(verified.code, verified.stdout).toBe(0)
      const archive = await openArchive(memorySource(readFileSync(file)), nodeHost)
      const standing = archive.ok ? await archive.value.read('standing.json') : archive
      if (!standing.ok) throw new Error(standing.error.detail)
      const { asOf, counts, controls } = JSON.parse(Buffer.from(standing.value).toString())
      const control = controls.find((one: { control: string }) => one.control === failing.id)
      return { asOf, counts, ...control }
    }
    const waived = await packageTo('waived', meanwhile)
    expect(waived).toMatchObject({
      asOf: meanwhile,
      status: 'fail',
      owner: { name: 'ines@example.com' },
      waivers: [
        {
          inForce: true,
          until,
          ended: null,
          requestedBy: { name: 'ana@example.com' },
          approvedBy: { name: 'ines@example.com' },
          texts: { compensating: 'A weekly look by the owner.' },
        },
      ],
    })
    expect(waived['counts']).toMatchObject({ waived: 1 })
    expect(await packageTo('before', before)).toMatchObject({ asOf: before, waivers: [] })
    const now = await packageTo('now', new Date().toISOString())
    expect(now).toMatchObject({
      owner: { name: 'ana@example.com' },
      waivers: [{ inForce: false, until, ended: { at: expect.any(String) } }],
    })
    expect(now['counts']).not.toHaveProperty('waived')
  },
)
