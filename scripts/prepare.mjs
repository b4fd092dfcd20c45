/** Brings a checkout to the state in which the product runs: dependencies as locked, dist/ as built from these sources. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  chmodSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { say } from './say.mjs'

const root = join(import.meta.dirname, '..')

export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old: install Node 20.19 or newer`)
}

/** `npm ci` when node_modules does not belong to this package-lock.json. */
export function ensureDependencies() {
  const stamp = join(root, 'node_modules', '.sealwright-lock')
  const wanted = digest([join(root, 'package-lock.json')])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  // Through a link `npm ci` would empty another checkout's folder: whoever made the link keeps its target in step.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return
  say('installing dependencies as locked (npm ci) …')
  // Install scripts are not needed: the embedded PostgreSQL's links are made by our own launcher.
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  writeFileSync(stamp, wanted)
}

/** Builds dist/ when a source changed since the last build. */
export function ensureBuild() {
  const stamp = join(root, 'dist', '.build')
  const wanted = sourcesDigest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  build(stamp, wanted)
}

export function build(stamp = join(root, 'dist', '.build'), wanted = sourcesDigest()) {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  say('building the server …')
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'])
  copyWeights()
  say('building the offline verifier …')
  run(process.execPath, ['scripts/build-verifier.mjs'])
  say('building the console …')
  run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'])
  const bin = join(root, 'dist/app/main.js')
  chmodSync(bin, 0o755)
  // `npx sealwright` from this checkout finds its own command.
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  const link = join(root, 'node_modules/.bin/sealwright')
  rmSync(link, { force: true })
  symlinkSync('../../dist/app/main.js', link)
  writeFileSync(stamp, wanted)
}

/** Learnt weights stand beside the code that reads them. */
function copyWeights() {
  for (const file of readdirSync(join(root, 'src'), { recursive: true })) {
    if (typeof file !== 'string' || !file.endsWith('.bin')) continue
    mkdirSync(dirname(join(root, 'dist', file)), { recursive: true })
    copyFileSync(join(root, 'src', file), join(root, 'dist', file))
  }
}

function sourcesDigest() {
  const files = ['src', 'scripts'].flatMap((dir) =>
    readdirSync(join(root, dir), { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile() && !e.name.endsWith('.test.ts'))
      .map((e) => join(e.parentPath, e.name)),
  )
  return digest(
    [
      ...files,
      ...['package-lock.json', 'tsconfig.json', 'vite.config.ts'].map((f) => join(root, f)),
    ].toSorted(),
  )
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files)
    if (existsSync(file))
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

/** Child output goes to stderr, so that stdout keeps nothing but the command's own answer. */
export function run(command, args, env = process.env) {
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], env })
  if (done.error) fail(`cannot run \`${command}\`: ${done.error.message}`)
  if (done.status !== 0) fail(`\`${[command, ...args].join(' ')}\` ended with ${done.status ?? done.signal}`)
}

export function fail(text) {
  say(text)
  process.exit(70)
}

const SERVICE_ACCOUNTS = ['sealwright', 'postgres', '_postgres', 'pgsql', 'node']

/** PostgreSQL refuses to run as root. On a machine without any account for it, root makes one; others run it as themselves. */
export function ensureServiceAccount() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || process.env.DATABASE_URL) return
  const known = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':')[0]),
  )
  if (SERVICE_ACCOUNTS.some((name) => known.has(name))) return
  say('adding the system account `sealwright`, because PostgreSQL does not run as root …')
  run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'sealwright'])
}
