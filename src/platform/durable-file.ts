import { link, mkdir, open, readdir, rename, rm, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Slash-separated names of letters, digits, `.`, `_`, `-`, `+`, `~`, `=`; no empty part, none of dots only. Anything else is refused, so a name cannot leave its root. */
export function assertName(name: string): void {
  const bad =
    name.length === 0 ||
    name.length > 500 ||
    name
      .split('/')
      .some((part) => !/^[A-Za-z0-9._+~=-]+$/.test(part) || /^\.+$/.test(part) || part.endsWith(TEMPORARY))
  if (bad) throw new Error(`not a valid object name: ${JSON.stringify(name.slice(0, 80))}`)
}

/** Files with this ending are unfinished writes of a crashed process: never listed, removed by the next write of the same name. */
export const TEMPORARY = '.tmp~'

/**
 * Writes `bytes` beside its place, syncs, moves it there and syncs the folder. After it resolves the file survives a crash; a crash
 * inside leaves the old file or none. `replace: false` refuses with EEXIST where a file stands (decided by the file system, atomically).
 */
export async function writeDurable(
  root: string,
  name: string,
  bytes: Uint8Array,
  replace: boolean,
): Promise<void> {
  assertName(name)
  const path = join(root, name)
  await makeDirs(root, dirname(name))
  const temporary = `${path}.${process.pid}.${sequence++}${TEMPORARY}`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await writeAll(file, bytes)
    await file.sync()
  } catch (error) {
    await file.close()
    await rm(temporary, { force: true })
    throw error
  }
  await file.close()
  try {
    if (replace) await rename(temporary, path)
    else await link(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  if (!replace) await unlink(temporary)
  await syncDir(dirname(path))
}
let sequence = 0

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += (await file.write(bytes, at, bytes.length - at)).bytesWritten
}

/** Each new folder's entry is synced in its parent, else a crash could lose the folder with the synced file in it. */
async function makeDirs(root: string, relative: string): Promise<void> {
  if (relative === '.') return
  const parent = dirname(relative)
  try {
    await mkdir(join(root, relative), { mode: 0o700 })
    await syncDir(join(root, parent))
  } catch (error) {
    if (isCode(error, 'EEXIST')) return
    if (!isCode(error, 'ENOENT') || parent === '.') throw error
    await makeDirs(root, parent)
    await makeDirs(root, relative)
  }
}

/** Makes renames and removals in a folder durable. */
export async function syncDir(path: string): Promise<void> {
  const dir = await open(path, 'r')
  try {
    await dir.sync()
  } finally {
    await dir.close()
  }
}

/** Names under `prefix` in byte order, after `after`, at most `limit`. Reads only folders that can hold such names. */
export async function listNames(root: string, prefix: string, limit: number, after = ''): Promise<string[]> {
  const found: string[] = []
  const walk = async (dir: string): Promise<void> => {
    const entries = await readdir(join(root, dir), { withFileTypes: true }).catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return []
      throw error
    })
    // Byte order of full names: a folder sorts as its name with a slash.
    const named = entries
      .map((e) => ({ name: (dir === '' ? '' : `${dir}/`) + e.name, dir: e.isDirectory() }))
      .toSorted((a, b) =>
        Buffer.compare(
          Buffer.from(a.dir ? `${a.name}/` : a.name),
          Buffer.from(b.dir ? `${b.name}/` : b.name),
        ),
      )
    for (const entry of named) {
      if (found.length >= limit) return
      if (entry.dir) {
        const inside = `${entry.name}/`
        const mayHold = inside.startsWith(prefix) || prefix.startsWith(inside)
        const past = Buffer.compare(Buffer.from(inside), Buffer.from(after)) < 0 && !after.startsWith(inside)
        if (mayHold && !past) await walk(entry.name)
      } else if (
        entry.name.startsWith(prefix) &&
        !entry.name.endsWith(TEMPORARY) &&
        Buffer.compare(Buffer.from(entry.name), Buffer.from(after)) > 0
      ) {
        found.push(entry.name)
      }
    }
  }
  await walk('')
  return found
}

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
