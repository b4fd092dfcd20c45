/** `npm test`: everything, with its own set-up. Arguments go to vitest (`npm test -- src/ledger`). */
import { spawnSync } from 'node:child_process'
import { ensureBuild, ensureDependencies, ensureServiceAccount, fail, requireNode, run } from './prepare.mjs'
import { say } from './say.mjs'
import { systemPostgres, testExternal } from './test-external.mjs'

requireNode()
ensureDependencies()
ensurePrograms()
ensureServiceAccount()
const node = (script, ...args) => run(process.execPath, [script, ...args])

const only = process.argv.slice(2)
if (only.length === 0) {
  say('types …')
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.test.json')
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.browser.json')
  say('lint …')
  node('node_modules/oxlint/bin/oxlint', '--deny-warnings', 'src', 'test', 'scripts', 'bench', 'examples')
  say('format …')
  node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')
}
ensureBuild()
say('tests …')
const tests = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...only], {
  stdio: 'inherit',
})
if (tests.status !== 0) process.exit(tests.status ?? 70)
// The same database suites on a server that is not ours, so that `DATABASE_URL` is no promise on paper.
process.exit(only.length > 0 ? 0 : await testExternal())

/** Programs that tests drive. Installed with apt where that is possible; otherwise the exact command is printed. Nothing is skipped silently. */
function ensurePrograms() {
  const wanted = [
    {
      name: 'Chromium',
      found: () =>
        process.env.CHROMIUM_PATH || which('chromium') || which('chromium-browser') || which('google-chrome'),
      apt: 'chromium',
    },
    { name: 'Python 3', found: () => which('python3'), apt: 'python3' },
    { name: 'openssl', found: () => which('openssl'), apt: 'openssl' },
    { name: 'unzip', found: () => which('unzip'), apt: 'unzip' },
    { name: 'git', found: () => which('git'), apt: 'git' },
    {
      name: 'PostgreSQL 15 or newer',
      found: () => systemPostgres() !== undefined,
      apt: 'postgresql',
    },
  ]
  const missing = wanted.filter((p) => !p.found())
  if (missing.length === 0) return
  const command = `apt-get install -y --no-install-recommends ${missing.map((p) => p.apt).join(' ')}`
  if (process.getuid?.() !== 0 || !which('apt-get'))
    fail(`tests need ${missing.map((p) => p.name).join(', ')}: run \`sudo ${command}\``)
  say(`installing ${missing.map((p) => p.name).join(', ')} with apt …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['update', '-qq'], env)
  run('apt-get', command.split(' ').slice(1), env)
}

function which(program) {
  const found = spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })
  return found.status === 0 ? found.stdout.trim() : ''
}
