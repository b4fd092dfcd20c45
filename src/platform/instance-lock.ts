import { randomUUID } from 'node:crypto'
import { link, readFile, readlink, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { problem } from '../lib/problem.ts'
import { isCode } from './durable-file.ts'

const holderSchema = z.object({
  pid: z.number(),
  /** Start of the process in clock ticks since boot: a reused process id has another. Empty where the system does not tell. */
  started: z.string(),
  /** Host and process-id namespace: only inside the same one can the holder's process be asked for. */
  place: z.string(),
  token: z.string(),
})
type Holder = z.infer<typeof holderSchema>

/** From another host or container only the file's age tells whether the holder lives; it is touched every 5 s. */
const BEAT_MS = 5_000
const DEAD_AFTER_MS = 30_000

/**
 * One process per data directory. Throws `data_dir_in_use` with the holder's process id. The lock of a killed process is taken over at once
 * when it ran here, after 30 s when it ran in another container or host that shares the folder.
 * Exclusive creation and takeover are decided by the file system (`link`, `rename`), so of two that start together one wins.
 */
export async function lockDataDir(dir: string): Promise<{ release(): Promise<void> }> {
  const path = join(dir, 'lock')
  const me: Holder = {
    pid: process.pid,
    started: await startOf(process.pid),
    place: await here(),
    token: randomUUID(),
  }
  const mine = `${path}.${me.token}`
  await writeFile(mine, JSON.stringify(me), { mode: 0o600, flag: 'wx' })
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (await took(mine, path)) return held(path, me)
      await removeDead(path, dir)
    }
  } finally {
    await unlink(mine)
  }
  throw inUse(dir, undefined)
}

async function took(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
}

/** Returns when the lock is worth another try; throws when its holder lives. */
async function removeDead(path: string, dir: string): Promise<void> {
  const seen = await read(path)
  if (seen === undefined) return
  if (seen.holder !== undefined && (await lives(seen.holder, seen.ageMs))) throw inUse(dir, seen.holder)
  // Moved aside first and looked at again: another starter may have replaced the dead lock by its own in between.
  const aside = `${path}.${randomUUID()}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (isCode(error, 'ENOENT')) return
    throw error
  }
  const moved = await read(aside)
  if (moved?.holder !== undefined && moved.holder.token !== seen.holder?.token)
    await link(aside, path).catch(() => undefined) // a third one was faster: it holds, and the loser of the two sees that on its next beat
  await rm(aside, { force: true })
}

async function read(
  path: string,
): Promise<{ readonly holder: Holder | undefined; readonly ageMs: number } | undefined> {
  try {
    const [text, info] = await Promise.all([readFile(path, 'utf8'), stat(path)])
    const parsed = holderSchema.safeParse(parseJson(text))
    return { holder: parsed.success ? parsed.data : undefined, ageMs: Date.now() - info.mtimeMs }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // cut by a crash of the machine: such a lock is nobody's
  }
}

async function lives(holder: Holder, ageMs: number): Promise<boolean> {
  if (holder.place !== (await here())) return ageMs < DEAD_AFTER_MS
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (!isCode(error, 'EPERM')) return false
  }
  return holder.started === (await startOf(holder.pid))
}

function held(path: string, me: Holder): { release(): Promise<void> } {
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined) // a folder that vanished is noticed by whoever writes data into it
  }, BEAT_MS)
  beat.unref()
  return {
    async release() {
      clearInterval(beat)
      if ((await read(path))?.holder?.token === me.token) await rm(path, { force: true })
    },
  }
}

const here = async (): Promise<string> =>
  `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')} ${await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')}`.trim()

async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name may hold spaces and brackets: fields count from its last bracket; start time is field 22, the state field 3.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '')
}

const inUse = (dir: string, holder: Holder | undefined): Error =>
  problem(
    'data_dir_in_use',
    409,
    holder === undefined
      ? 'another process is starting on this data directory'
      : `process ${holder.pid} already runs on this data directory`,
    {
      where: dir,
      fix:
        holder === undefined
          ? 'try again'
          : `stop it (\`sealwright down\`, or \`kill ${holder.pid}\`), or start with another \`--data\``,
      extra: holder === undefined ? {} : { pid: holder.pid },
    },
  )
