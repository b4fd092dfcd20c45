import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isCode, nodeSpoolFs, type SpoolFs } from './spool-fs.ts'

/** Who this process is, so that a lock left by a dead process (or by another process that now has its pid) is recognised. */
export type ProcessMark = { readonly pid: number; readonly boot: string; readonly started: string }

export function currentProcess(): ProcessMark {
  return {
    pid: process.pid,
    boot: readText('/proc/sys/kernel/random/boot_id'),
    started: startTime(process.pid),
  }
}

/** Field 22 of /proc/<pid>/stat. Empty where there is no /proc: then a live pid counts as the holder. */
function startTime(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return '' // not Linux, or the process is gone: the caller treats empty as "unknown"
  }
}

export function isAlive(mark: ProcessMark): boolean {
  const now = currentProcess()
  if (mark.boot !== now.boot) return false
  try {
    process.kill(mark.pid, 0)
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false
  }
  const started = startTime(mark.pid)
  return started === '' || mark.started === '' || started === mark.started
}

export type Slot = {
  readonly name: string
  readonly dir: string
  /** Stable random name of the producer; 16 hex characters. */
  readonly producer: string
  /** One process run. Higher than every earlier one of this producer. */
  readonly epoch: number
}

export type SlotOptions = {
  readonly fs: SpoolFs
  readonly newProducer: () => string
  readonly mark?: ProcessMark
  readonly alive?: (mark: ProcessMark) => boolean
}

/** Takes `wal/<name>` if nobody alive holds it and counts its epoch up durably. Undefined: it is held. */
export async function claimSlot(wal: string, name: string, options: SlotOptions): Promise<Slot | undefined> {
  const { fs } = options
  const dir = join(wal, name)
  await fs.mkdir(dir)
  if (!(await takeLock(dir, options))) return undefined
  const state = await readState(dir, fs)
  const producer = state?.producer ?? options.newProducer()
  const epoch = (state?.epoch ?? 0) + 1
  await fs.remove(join(dir, 'state.new'))
  await fs.createSynced(join(dir, 'state.new'), Buffer.from(JSON.stringify({ v: 1, producer, epoch })))
  await fs.rename(join(dir, 'state.new'), join(dir, 'state'))
  return { name, dir, producer, epoch }
}

export async function freeSlot(slot: Slot, fs: SpoolFs): Promise<void> {
  await fs.remove(join(slot.dir, 'lock'))
}

async function takeLock(dir: string, options: SlotOptions): Promise<boolean> {
  const { fs, alive = isAlive, mark = currentProcess() } = options
  const lock = join(dir, 'lock')
  const mine = join(dir, `lock.${mark.pid}.${options.newProducer()}`)
  await fs.createSynced(mine, Buffer.from(JSON.stringify(mark)))
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        await fs.link(mine, lock)
        return true
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error
      }
      const held = await fs.read(lock)
      const holder = held && parseMark(held)
      if (holder && alive(holder)) return false
      // Stale. Rename is atomic: of two takers one gets it, the other finds it gone or finds the winner's fresh lock.
      const aside = `${mine}.stale`
      try {
        await fs.rename(lock, aside)
      } catch (error) {
        if (isCode(error, 'ENOENT')) continue
        throw error
      }
      const moved = await fs.read(aside)
      if (moved && held && !moved.equals(held)) await fs.link(aside, lock).catch(() => undefined)
      await fs.remove(aside)
    }
    return false
  } finally {
    await fs.remove(mine)
  }
}

function parseMark(bytes: Buffer): ProcessMark | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (typeof value !== 'object' || value === null) return undefined
    const { pid, boot, started } = value as Record<string, unknown>
    return typeof pid === 'number' && typeof boot === 'string' && typeof started === 'string'
      ? { pid, boot, started }
      : undefined
  } catch {
    return undefined // a torn lock file belongs to a process that died while taking it
  }
}

/** Slots under `wal`, whoever holds them, lowest number first. */
export async function slotNames(wal: string, fs: SpoolFs): Promise<string[]> {
  return (await fs.list(wal)).filter((name) => /^\d+$/.test(name)).sort((a, b) => Number(a) - Number(b))
}

/** Slots under `wal` that a living process holds (`held`), or all that are there. */
export async function heldSlots(
  wal: string,
  which: 'held' | 'any' = 'held',
  fs: SpoolFs = nodeSpoolFs,
): Promise<string[]> {
  const names = await slotNames(wal, fs)
  if (which === 'any') return names
  const held: string[] = []
  for (const name of names) {
    const bytes = await fs.read(join(wal, name, 'lock'))
    const mark = bytes && parseMark(bytes)
    if (mark !== undefined && isAlive(mark)) held.push(name)
  }
  return held
}

/** Producers that have a slot under `wal`, whoever holds it. */
export async function producersOf(wal: string, fs: SpoolFs): Promise<string[]> {
  const producers: string[] = []
  for (const name of await slotNames(wal, fs)) {
    const state = await readState(join(wal, name), fs)
    if (state) producers.push(state.producer)
  }
  return producers
}

async function readState(dir: string, fs: SpoolFs): Promise<{ producer: string; epoch: number } | undefined> {
  const bytes = await fs.read(join(dir, 'state'))
  if (!bytes) return undefined
  const value: unknown = JSON.parse(bytes.toString())
  if (typeof value !== 'object' || value === null)
    throw new Error(`spool state file in ${dir} is not readable`)
  const { producer, epoch } = value as Record<string, unknown>
  if (typeof producer !== 'string' || typeof epoch !== 'number')
    throw new Error(`spool state file in ${dir} is not readable`)
  return { producer, epoch }
}
