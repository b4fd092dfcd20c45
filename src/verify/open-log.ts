import type { Json } from '../lib/json.ts'
import { err, ok, type Result } from '../lib/result.ts'
import type { PackageLog } from '../lib/package-manifest.ts'
import { equal, fromHex, toHex, utf8Decode } from '../ledger/format/pure/bytes.ts'
import { openCheckpoint } from '../ledger/format/pure/tree-head.ts'
import type { Archive } from './archive.ts'
import { logPath, type Log } from './context.ts'
import { EntryTable } from './entries.ts'
import type { Host } from './host.ts'
import { canonicalJson, objectOf } from './manifest.ts'

/** LIMIT: 2^30 leaves; a package that large cannot exist (4 GiB). Keeps a hostile size from reserving memory. */
const SIZE_MAX = 2 ** 30
const ORIGIN = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,4}$/

/** Opens a log's checkpoint with the keys that the package lists for it. */
export async function openLog(
  host: Host,
  archive: Archive,
  listed: PackageLog,
  mode: 'full' | 'sample',
): Promise<Result<Log, string>> {
  if (!ORIGIN.test(listed.origin)) return err('its origin cannot be a path')
  if (listed.size > SIZE_MAX) return err(`its size ${listed.size} is more than a package can hold`)
  const vkeys = await readKeys(archive, listed.origin)
  if (vkeys === undefined) return err(`\`${logPath('keys', listed.origin)}.json\` is missing or unreadable`)
  const note = await archive.read(`${logPath('log', listed.origin)}/checkpoint`)
  const text = note.ok ? utf8Decode(note.value) : undefined
  if (text === undefined) return err('its checkpoint is missing or unreadable')
  const opened = await host.run(
    openCheckpoint(
      text,
      vkeys.map((key) => key.vkey),
    ),
  )
  if (!opened.ok) return err(`its checkpoint: ${opened.error.detail}`)
  const checkpoint = opened.value
  const root = fromHex(listed.root)
  if (checkpoint.origin !== listed.origin)
    return err(`its checkpoint is of another log, \`${checkpoint.origin}\``)
  if (checkpoint.size !== listed.size || root === undefined || !equal(checkpoint.root, root)) {
    return err(
      `its checkpoint says size ${checkpoint.size}, root ${toHex(checkpoint.root)}; the manifest says ${listed.size}, ${listed.root}`,
    )
  }
  return ok({
    listed,
    checkpoint,
    signers: checkpoint.verified,
    vkeys,
    entries: new EntryTable(listed.origin, listed.size, mode),
    bodies: new Map(),
    runs: [],
  })
}

async function readKeys(archive: Archive, origin: string): Promise<Log['vkeys'] | undefined> {
  const file = await archive.read(`${logPath('keys', origin)}.json`)
  const list = file.ok ? canonicalJson(file.value) : undefined
  if (!Array.isArray(list) || list.length === 0) return undefined
  const keys = list.map((item: Json) => {
    const fields = objectOf(item)
    const [vkey, fromIndex] = [fields?.get('vkey'), fields?.get('fromIndex')]
    return typeof vkey === 'string' && typeof fromIndex === 'number' ? { vkey, fromIndex } : undefined
  })
  return keys.every((key) => key !== undefined) ? keys : undefined
}
