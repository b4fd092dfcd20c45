/** The database hangs, dies, and the disk fills up: what the gateway answers meanwhile, and that nothing it gave an evidence id for is lost. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { verifies } from '../promises.ts'
import { ask, type Asked } from '../world/ask.ts'
import { databaseProcesses, postmasterPid } from '../world/embedded.ts'
import { commandLine, type CommandLine } from '../world/people.ts'
import { eventually, sealwright, TestServer, type Ready } from '../world/server.ts'

// Real processes on a machine that may do other things: what waits here waits for conditions.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const work = mkdtempSync(join(tmpdir(), 'sealwright-outage-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const codeOf = (asked: Asked): string =>
  String((asked.body as { error?: { code?: string } } | null)?.error?.code ?? '')

/** Ids whose two entries are not published. */
async function missing(ready: Ready, token: string, ids: readonly string[]): Promise<string[]> {
  const out: string[] = []
  for (const id of ids) {
    const response = await fetch(`${ready.url}/api/v1/ledger/evidence/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const shown = (await response.json()) as {
      state?: string
      intent?: { index: number | null }
      outcome?: { index: number | null }
    }
    if (response.status !== 200 || shown.state !== 'published') out.push(id)
    else if (typeof shown.intent?.index !== 'number' || typeof shown.outcome?.index !== 'number') out.push(id)
  }
  return out
}
const nothingMissing = async (ready: Ready, token: string, ids: readonly string[]): Promise<void> => {
  expect(new Set(ids).size).toBe(ids.length)
  let left: readonly string[] = ids
  await eventually(
    'every evidence id is in the ledger',
    async () => {
      left = await missing(ready, token, left)
      return left.length === 0 ? true : undefined
    },
    60_000,
  )
}
async function packageExit(cli: CommandLine, name: string): Promise<{ code: number | null; stdout: string }> {
  const file = join(work, name)
  const exported = await cli.run('audit', 'export', '--out', file)
  expect(exported.code, exported.stderr).toBe(0)
  return sealwright(['verify', file])
}

describe('the database', () => {
  const server = new TestServer()
  let ready: Ready
  let token = ''
  let key = ''
  let cli: CommandLine
  const evidence: string[] = []
  const call = (text = 'Is anybody there?') => ask(ready.gateway, key, text)
  const stopped = new Set<number>()
  const freeze = (): void => {
    for (const pid of databaseProcesses(server.dataDir)) {
      process.kill(pid, 'SIGSTOP')
      stopped.add(pid)
    }
  }
  const thaw = (): void => {
    for (const pid of stopped)
      try {
        process.kill(pid, 'SIGCONT')
      } catch {
        // it ended meanwhile
      }
    stopped.clear()
  }

  beforeAll(async () => {
    ready = await server.start()
    token = ready.adminToken
    key = ready.key
    cli = commandLine(ready.url, token)
    evidence.push((await call()).evidence)
  })
  afterAll(async () => {
    thaw()
    await server.dispose()
  })

  it('hangs: calls go on with evidence while the policies are fresh, then a regulated route refuses with 503', async () => {
    freeze()
    for (let i = 0; i < 5; i++) {
      const answered = await call(`while it hangs ${i}`)
      expect(answered.status, JSON.stringify(answered.body)).toBe(200)
      evidence.push(answered.evidence)
    }
    const refused = await eventually('the gateway refuses', async () => {
      const answered = await call('still hanging')
      evidence.push(answered.evidence)
      return answered.status === 200 ? undefined : answered
    })
    expect(refused.status).toBe(503)
    expect(codeOf(refused)).toBe('snapshot_stale')
    expect(refused.headers.get('retry-after')).toBe('5')
    expect((await fetch(`${ready.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(503)
  })

  verifies(
    'GW-2',
    'after the database came back every evidence id given meanwhile is in the ledger',
    async () => {
      thaw()
      const again = await eventually('calls go through again', async () => {
        const answered = await call('back')
        evidence.push(answered.evidence)
        return answered.status === 200 ? answered : undefined
      })
      expect(again.evidence).toMatch(/^[0-9a-f-]{36}$/)
      await nothingMissing(ready, token, evidence)
      await eventually('ready again', async () =>
        (await fetch(`${ready.url}/readyz`)).status === 200 ? true : undefined,
      )
    },
  )

  it('is killed: it is started again by itself, calls meanwhile keep their evidence', async () => {
    const before = postmasterPid(server.dataDir)
    process.kill(before, 'SIGKILL')
    const answered = await call('right after the kill')
    expect(answered.status).toBe(200)
    evidence.push(answered.evidence)
    await eventually(
      'another database process',
      async () => {
        try {
          return postmasterPid(server.dataDir) !== before ? true : undefined
        } catch {
          return undefined
        }
      },
      60_000,
    )
    const later = await eventually('calls go through', async () => {
      const one = await call('after the restart')
      evidence.push(one.evidence)
      return one.status === 200 ? one : undefined
    })
    expect(later.evidence).not.toBe('none')
    await nothingMissing(ready, token, evidence)
    expect(server.child?.exitCode).toBeNull()
  })

  it('the package over both outages verifies, and the server still drains', async () => {
    const verified = await packageExit(cli, 'database.zip')
    expect(verified.code, verified.stdout).toBe(0)
    expect(await server.stop()).toBe(0)
  })

  it('hangs for longer than the backlog may grow: 503 `evidence_unavailable`, and all of it is there afterwards', async () => {
    const config = join(work, 'sealwright.yaml')
    writeFileSync(config, 'spool:\n  backlogMax: 2MiB\n')
    ready = { ...(await server.start(['--config', config])), key, adminToken: token }
    const kept = [(await call()).evidence]
    const filler = 'A long question about roofs and pipes. '.repeat(12_000)
    freeze()
    const refused = await eventually('the cap', async () => {
      const answered = await call(filler)
      if (answered.evidence !== 'none') kept.push(answered.evidence)
      return answered.status === 200 ? undefined : answered
    })
    expect(refused.status).toBe(503)
    expect(codeOf(refused)).toBe('evidence_unavailable')
    thaw()
    await eventually('admitted again', async () => ((await call()).status === 200 ? true : undefined))
    await nothingMissing(ready, token, kept)
  })
})

const mounted = (dir: string): boolean => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false
  try {
    // Three segments of 16 MiB (in use, spare, emergency) and a little.
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=60m,mode=700', 'tmpfs', dir], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the disk of the write-ahead log', () => {
  const server = new TestServer()
  const wal = join(server.dataDir, 'wal')
  mkdirSync(wal, { mode: 0o700 })
  const small = mounted(wal)
  const filler = join(wal, 'filler')
  afterAll(async () => {
    await server.stop()
    if (small) execFileSync('umount', ['-l', wal])
    await server.dispose()
  })

  /** Takes all space there is, as another program on the disk would. */
  const fill = (): void => {
    const file = openSync(filler, 'a')
    const block = Buffer.alloc(1 << 20)
    try {
      for (let size = block.length; size >= 4096;)
        try {
          writeSync(file, block, 0, size)
        } catch {
          size = size / 2
        }
    } finally {
      closeSync(file)
    }
  }

  it.skipIf(!small)(
    'is full: regulated calls are refused with 503 and evidence `none`; with space again they go through and nothing acknowledged is lost (needs root and mount)',
    async () => {
      const ready = await server.start()
      const cli = commandLine(ready.url, ready.adminToken)
      const long = 'Which documents do I need for a water damage claim? '.repeat(20_000)
      const kept: string[] = []
      const refused = await eventually(
        'no place for evidence',
        async () => {
          fill()
          const answered = await ask(ready.gateway, ready.key, long)
          if (answered.evidence !== 'none') kept.push(answered.evidence)
          return answered.status === 503 && answered.evidence === 'none' ? answered : undefined
        },
        120_000,
      )
      expect(codeOf(refused)).toBe('evidence_unavailable')
      const status = await cli.run('status', '--output', 'json')
      expect(status.code).toBe(1)
      expect(JSON.parse(status.stdout)).toMatchObject({ health: { status: 'down' } })
      expect((await fetch(`${ready.url}/readyz`)).status).toBe(503)
      rmSync(filler)
      await eventually('admitted again', async () => {
        const answered = await ask(ready.gateway, ready.key, 'And now?')
        if (answered.evidence !== 'none') kept.push(answered.evidence)
        return answered.status === 200 ? true : undefined
      })
      await nothingMissing(ready, ready.adminToken, kept)
      // What could not be recorded is admitted, never hidden: the package is intact and says that it is incomplete.
      const verified = await packageExit(cli, 'disk.zip')
      expect(verified.code, verified.stdout).toBe(3)
      expect(verified.stdout).toMatch(/calls without evidence/)
    },
    240_000,
  )
})
