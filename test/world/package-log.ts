import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Leaf = {
  readonly id: string
  readonly type: string
  readonly src: { readonly p?: string; readonly e?: string; readonly n?: number }
}
/** Of intents and outcomes; other entries have other fields. */
export type Body = {
  readonly call?: string
  readonly status?: string
  readonly code?: string
  readonly httpStatus?: number
  readonly operation?: string
}
export type Entry = Leaf & { readonly body: Body | null }

/** Every entry of the log in a package of full mode, with its body where the package has it; read from the files, without the product's readers. */
export function entriesOfPackage(file: string, into: string): Entry[] {
  execFileSync('unzip', ['-q', '-o', file, 'log/*', 'bodies/*', '-d', into])
  const leaves: Leaf[] = []
  const bundles = filesIn(join(into, 'log')).filter((path) => path.includes('/tile/entries/'))
  for (const path of bundles.toSorted(byIndex)) {
    const bytes = readFileSync(path)
    for (let at = 0; at < bytes.length;) {
      const length = bytes.readUInt16BE(at)
      leaves.push(JSON.parse(bytes.toString('utf8', at + 2, at + 2 + length)))
      at += 2 + length
    }
  }
  const bodies = new Map<number, Body>()
  for (const path of filesIn(join(into, 'bodies')))
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      if (line === '') continue
      const { i, b }: { i: number; b: Body } = JSON.parse(line)
      bodies.set(i, b)
    }
  return leaves.map((leaf, i) => ({ ...leaf, body: bodies.get(i) ?? null }))
}

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

/** Bundles are numbered `x001/067`, the last one is a partial one `067.p/12`. */
const byIndex = (a: string, b: string): number => indexOf(a) - indexOf(b)
const indexOf = (path: string): number =>
  Number((/entries\/(.*?)(\.p\/\d+)?$/.exec(path)?.[1] ?? '').replaceAll(/[x/]/g, ''))
