import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { child, killed } from '../../test/world/child.ts'
import { lockDataDir } from './instance-lock.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sw-lock-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const holder = async (): Promise<Record<string, unknown>> =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(join(dir, 'lock.1'), 'utf8')))

describe('lock of the data directory', () => {
  it('a second process is refused with the pid of the first; after kill -9 of the first it gets in at once', async () => {
    const first = await child('lock-data-dir.mts', [dir])
    const { pid } = z.object({ pid: z.number() }).parse(first.said)
    await expect(lockDataDir(dir)).rejects.toMatchObject({
      problem: {
        code: 'data_dir_in_use',
        detail: `process ${pid} already runs on this data directory`,
        extra: { pid },
      },
    })
    await killed(first.process)
    const lock = await lockDataDir(dir)
    await expect(lockDataDir(dir)).rejects.toMatchObject({ problem: { extra: { pid: process.pid } } })
    await lock.release()
    expect(await readdir(dir)).toHaveLength(1)
  })

  it('of many that start together over a dead lock exactly one gets in', async () => {
    await writeFile(
      join(dir, 'lock.7'),
      JSON.stringify({ pid: 999_999_999, started: '1', place: 'here', token: 'dead' }),
    )
    const old = new Date(Date.now() - 60_000)
    await utimes(join(dir, 'lock.7'), old, old)
    const results = await Promise.allSettled(Array.from({ length: 40 }, () => lockDataDir(dir)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    for (const r of results) if (r.status === 'fulfilled') await r.value.release()
    expect(await readdir(dir)).toHaveLength(1)
  })

  it('a reused process id is not the holder: the start time differs', async () => {
    const lock = await lockDataDir(dir)
    const reused = { ...(await holder()), started: '1', token: 'other' }
    await lock.release()
    await writeFile(join(dir, 'lock.7'), JSON.stringify(reused))
    await (await lockDataDir(dir)).release()
  })

  it('a holder in another container counts by its heartbeat only', async () => {
    await writeFile(
      join(dir, 'lock.7'),
      JSON.stringify({ pid: 1, started: '', place: 'another container', token: 't' }),
    )
    await expect(lockDataDir(dir)).rejects.toMatchObject({ problem: { code: 'data_dir_in_use' } })
    const old = new Date(Date.now() - 31_000)
    await utimes(join(dir, 'lock.7'), old, old)
    await (await lockDataDir(dir)).release()
  })

  it('a lock file cut by a crash of the machine is nobody`s', async () => {
    await writeFile(join(dir, 'lock.7'), '{"pid": 1')
    await (await lockDataDir(dir)).release()
  })
})
