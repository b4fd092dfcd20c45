import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { doors, packagesAllowed, peers, rooms, type Room } from '../../src/architecture.ts'

export type Violation = { readonly file: string; readonly imports: string; readonly rule: string }

const IMPORT =
  /(?:^|[\n;])\s*(?:import|export)\s(?:[^'";]*?\sfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

/** Every rule of src/architecture.ts against the tree under `root` (the folder that holds lib/, platform/, ...). */
export function violationsIn(root: string): Violation[] {
  const found: Violation[] = []
  const graph = new Map<string, string[]>()
  for (const file of sources(root)) {
    const room = roomOf(file)
    if (room === undefined) {
      if (file !== 'architecture.ts')
        found.push({
          file,
          imports: '',
          rule: 'a file outside every room: give it a place in src/architecture.ts',
        })
      continue
    }
    const test = /\.test\.tsx?$/.test(file)
    const targets: string[] = []
    for (const spec of importsOf(readFileSync(join(root, file), 'utf8'))) {
      if (!spec.startsWith('.')) {
        const rule = test ? null : packageRule(room, spec)
        if (rule !== null) found.push({ file, imports: spec, rule })
        continue
      }
      const target = resolve(file, spec)
      if (target.startsWith('..')) continue
      targets.push(target)
      const rule = importRule(file, room, target, test)
      if (rule !== null) found.push({ file, imports: target, rule })
    }
    if (!test) graph.set(file, targets)
  }
  return [...found, ...cycles(graph)]
}

function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && /\.tsx?$/.test(e.name))
    .map((e) => relative(root, join(e.parentPath, e.name)).replaceAll('\\', '/'))
    .toSorted()
}

const importsOf = (text: string): string[] => [...text.matchAll(IMPORT)].map((m) => m[1] ?? m[2] ?? '')

const resolve = (file: string, spec: string): string =>
  posix.normalize(posix.join(dirname(file), spec)).replace(/\?.*$/, '')

/** Pages count as ring 5 wherever they stand. */
function roomOf(file: string): Room | undefined {
  const room = rooms
    .filter((r) => file.startsWith(r.path))
    .toSorted((a, b) => b.path.length - a.path.length)[0]
  return room !== undefined && /^features\/[^/]+\/ui\//.test(file) ? { ...room, ring: 5 } : room
}

const featureOf = (file: string): string | undefined => /^features\/([^/]+)\//.exec(file)?.[1]

function packageRule(room: Room, spec: string): string | null {
  const allowed = packagesAllowed[room.path]
  return allowed === undefined || allowed.includes(spec)
    ? null
    : `${room.path} may use only ${allowed.join(', ')}`
}

function importRule(file: string, room: Room, target: string, test: boolean): string | null {
  const other = roomOf(target)
  if (other === undefined)
    return /\.(json|css|svg|woff2|txt|sql|html)$/.test(target) ? null : 'imports a file outside every room'
  if (other.path === room.path) return null
  if (room.island !== undefined) return room.island.includes(other.path) ? null : `${room.path} is an island`
  const from = featureOf(file)
  const to = featureOf(target)
  const door = doors.some((d) => target.endsWith(`/${d}`))
  if (room.ring === 5 && to !== undefined && from !== to)
    return target.endsWith('/contract.ts') || /\/ui\//.test(target)
      ? null
      : 'pages and commands read a feature only through its contract.ts'
  if (other.ring > room.ring) return test ? null : `ring ${room.ring} imports ring ${other.ring}`
  if (from !== undefined && to !== undefined && from !== to) {
    if (!(peers[from] ?? []).includes(to)) return `${from} has no peer ${to}`
    if (!door) return `a peer is entered through ${doors.join(' or ')}`
  }
  return null
}

function cycles(graph: ReadonlyMap<string, readonly string[]>): Violation[] {
  const found: Violation[] = []
  const state = new Map<string, 'open' | 'done'>()
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push({
        file,
        imports: [...path.slice(path.indexOf(file)), file].join(' -> '),
        rule: 'import cycle',
      })
      return
    }
    state.set(file, 'open')
    for (const next of graph.get(file) ?? []) if (graph.has(next)) visit(next, [...path, file])
    state.set(file, 'done')
  }
  for (const file of graph.keys()) visit(file, [])
  return found
}
