import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BreakableFs } from '../../test/world/fake-spool-fs.ts'
import { verifies } from '../../test/promises.ts'
import { makeFrame, scanFrames } from './frames.ts'
import { claimSlot, freeSlot, currentProcess } from './slot.ts'
import { scanSlot, segmentName, Spool } from './spool.ts'
import { nodeSpoolFs } from './spool-fs.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sw-spool-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const SEGMENT = 2 * 1024 * 1024
const start = (
  fs = new BreakableFs(),
  past: readonly { segment: number; end: number }[] = [],
): Promise<Spool> =>
  Spool.start(
    { dir, fs, segmentBytes: SEGMENT, backlogBytesMax: 1 << 30, opening: () => Buffer.from('{"v":1}') },
    past,
  )

async function put(spool: Spool, text: string): Promise<void> {
  const body = Buffer.concat([Buffer.from([2]), Buffer.from(text)])
  await spool.reserve(body.length + 16)
  const frame = makeFrame(body, spool.writeNumber)
  await spool.write(Buffer.concat([frame, Buffer.alloc(4096)]), frame.length)
}

const texts = async (): Promise<string[]> =>
  (await scanSlot(dir, nodeSpoolFs)).segments.flatMap((s) =>
    s.frames.filter((f) => f.body[0] === 2).map((f) => f.body.subarray(1).toString()),
  )

describe('spool', () => {
  it('gives back every frame in order, over segment ends', async () => {
    const spool = await start()
    const wrote = Array.from({ length: 40 }, (_, i) => `${i}:${'x'.repeat(200_000)}`)
    for (const text of wrote) await put(spool, text)
    await spool.close()
    expect(await texts()).toEqual(wrote)
    expect((await scanSlot(dir, nodeSpoolFs)).damagedAt).toBeNull()
  })

  for (const mode of ['lost', 'reported-lost', 'torn'] as const)
    verifies(
      'LED-2',
      `a write that is ${mode} is refused to its caller, and what follows stands whole in its place`,
      async () => {
        const fs = new BreakableFs()
        const spool = await start(fs)
        await put(spool, 'first')
        fs.writes = mode
        await expect(put(spool, `refused ${'y'.repeat(3000)}`)).rejects.toMatchObject({
          code: 'evidence_write_failed',
        })
        // A crash here may leave it or not; never a half.
        const between = await texts()
        expect(between.filter((t) => !t.startsWith('refused'))).toEqual(['first'])
        fs.writes = 'none'
        await put(spool, 'second')
        await put(spool, 'third')
        await spool.close()
        expect(await texts()).toEqual(['first', 'second', 'third'])
      },
    )

  it('cuts a torn tail, which nobody was told of, and reports damage before it', async () => {
    const spool = await start()
    for (const text of ['one', 'two', 'three', 'four']) await put(spool, text)
    await spool.close()
    const path = join(dir, segmentName(1))
    const bytes = readFileSync(path)
    const scan = scanFrames(bytes)
    const last = scan.frames.at(-1)
    const second = scan.frames[2]
    if (!last || !second) throw new Error('frames')
    const torn = Buffer.from(bytes)
    torn.fill(0, last.end - 2, last.end)
    writeFileSync(path, torn)
    expect(await texts()).toEqual(['one', 'two', 'three'])
    expect((await scanSlot(dir, nodeSpoolFs)).damagedAt).toBeNull()
    const damaged = Buffer.from(bytes)
    damaged[second.at + 17] = (damaged[second.at + 17] ?? 0) + 1
    writeFileSync(path, damaged)
    expect(await texts()).toEqual(['one'])
    expect((await scanSlot(dir, nodeSpoolFs)).damagedAt).toBe(1)
  })

  it('lives on its emergency segment when the disk is full, then refuses, then recovers when space returns', async () => {
    const fs = new BreakableFs()
    const states: string[] = []
    const spool = await Spool.start(
      {
        dir,
        fs,
        segmentBytes: SEGMENT,
        backlogBytesMax: 1 << 30,
        opening: () => Buffer.from('{}'),
        onState: (s) => states.push(s),
      },
      [],
    )
    // The spare made beside the first segment, and the emergency one, are all that is left.
    await put(spool, 'a'.repeat(1_900_000))
    fs.full = true
    let refused: unknown
    let written = 1
    try {
      for (; written < 10; written++) await put(spool, 'b'.repeat(1_900_000))
    } catch (error) {
      refused = error
    }
    expect(written).toBe(3) // first, spare, emergency
    expect(refused).toMatchObject({ code: 'evidence_write_failed' })
    expect(spool.available).toBe(false)
    fs.full = false
    await spool.findSpace()
    expect(spool.available).toBe(true)
    await put(spool, 'after')
    await spool.close()
    expect(states).toEqual(['emergency', 'full', 'open', 'closed'])
    expect((await texts()).map((t) => t[0])).toEqual(['a', 'b', 'b', 'a'])
  })

  it('admits nothing at the cap of its backlog and goes on when segments are released', async () => {
    const spool = await Spool.start(
      {
        dir,
        fs: nodeSpoolFs,
        segmentBytes: SEGMENT,
        backlogBytesMax: 3_000_000,
        opening: () => Buffer.from('{}'),
      },
      [],
    )
    await put(spool, 'a'.repeat(1_900_000))
    expect(spool.available).toBe(true)
    await put(spool, 'b'.repeat(1_900_000))
    expect(spool.available).toBe(false)
    await spool.release(spool.durable)
    expect(spool.backlogBytes).toBe(0)
    expect(spool.available).toBe(true)
    expect((await nodeSpoolFs.list(dir)).filter((n) => n.endsWith('.seg'))).toHaveLength(1)
    await spool.close()
  })
})

describe('slot', () => {
  const newProducer = (): string => Math.random().toString(16).slice(2, 10)
  it('belongs to one living process; a dead one, or another process with its pid, is taken over with a higher epoch', async () => {
    const first = await claimSlot(dir, '0', { fs: nodeSpoolFs, newProducer })
    expect(first?.epoch).toBe(1)
    expect(await claimSlot(dir, '0', { fs: nodeSpoolFs, newProducer })).toBeUndefined()
    // Same pid, another start: what a container's restart looks like.
    const alive = (mark: { started: string }): boolean => mark.started === 'another start'
    const second = await claimSlot(dir, '0', {
      fs: nodeSpoolFs,
      newProducer,
      alive,
      mark: { ...currentProcess(), started: 'another start' },
    })
    expect(second).toMatchObject({ epoch: 2, producer: first?.producer })
    if (second) await freeSlot(second, nodeSpoolFs)
    expect((await claimSlot(dir, '0', { fs: nodeSpoolFs, newProducer }))?.epoch).toBe(3)
  })
})
