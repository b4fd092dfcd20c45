import { randomUUID } from 'node:crypto'
import { link, readFile, readdir, readlink, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises'
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
 *
 * Generations decide: the holder is the highest `lock.N`. A dead or released N is succeeded by creating N+1 exclusively (`link`), then looking
 * again: who sees a higher one steps back. The highest is never deleted, so no step depends on removing another's file.
 */
export async function lockDataDir(dir: string): Promise<{ release(): Promise<void> }> {
  const me: Holder = {
    pid: process.pid,
    started: await startOf(process.pid),
    place: await here(),
    token: randomUUID(),
  }
  const mine = join(dir, `starting.${me.token}`)
  await writeFile(mine, JSON.stringify(me), { mode: 0o600, flag: 'wx' })
  try {
    for (;;) {
      const last = await newest(dir)
      const current = last === 0 ? undefined : await read(pathOf(dir, last))
      if (current?.holder !== undefined && (await lives(current.holder, current.ageMs)))
        throw inUse(dir, current.holder)
      const next = last + 1
      if (!(await created(mine, pathOf(dir, next)))) continue
      if ((await newest(dir)) === next) return await held(dir, next, me)
      await rm(pathOf(dir, next), { force: true })
    }
  } finally {
    await unlink(mine)
  }
}

const pathOf = (dir: string, generation: number): string => join(dir, `lock.${generation}`)

async function generations(dir: string): Promise<number[]> {
  return (await readdir(dir)).map((name) => Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0)).filter((n) => n > 0)
}

const newest = async (dir: string): Promise<number> => Math.max(0, ...(await generations(dir)))

async function created(mine: string, path: string): Promise<boolean> {
  try {
    await link(mine, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  }
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

async function held(dir: string, generation: number, me: Holder): Promise<{ release(): Promise<void> }> {
  const path = pathOf(dir, generation)
  for (const older of await generations(dir))
    if (older < generation) await rm(pathOf(dir, older), { force: true })
  const beat = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined) // a folder that vanished is noticed by whoever writes data into it
  }, BEAT_MS)
  beat.unref()
  return {
    async release() {
      clearInterval(beat)
      if ((await read(path))?.holder?.token === me.token) await writeFile(path, RELEASED)
    },
  }
}

/** Not a holder: a stopped server leaves this behind instead of a hole in the generations. */
const RELEASED = '{"released":true}'

const here = async (): Promise<string> =>
  `${hostname()} ${await readlink('/proc/self/ns/pid').catch(() => '')} ${await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')}`.trim()

async function startOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name may hold spaces and brackets: fields count from its last bracket; start time is field 22, the state field 3.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? 'zombie' : (fields[19] ?? '')
}

const inUse = (dir: string, holder: Holder): Error =>
  problem('data_dir_in_use', 409, `process ${holder.pid} already runs on this data directory`, {
    where: dir,
    fix: `stop it (\`sealwright down\`, or \`kill ${holder.pid}\`), or start with another \`--data\``,
    extra: { pid: holder.pid },
  })
