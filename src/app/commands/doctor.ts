import type { Command } from 'commander'
import { existsSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { readRunFile, withoutServer } from '../../cli/context.ts'
import { CliError, exit } from '../../cli/exit.ts'
import { renderRows } from '../../cli/output.ts'
import type { Config } from '../../platform/config.ts'
import { findBinaries } from '../../platform/postgres-binaries.ts'
import { serviceAccount } from '../../platform/postgres-account.ts'
import { configOf, withStoreFlags } from './local.ts'

type Finding = {
  readonly check: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly detail: string
  readonly fix: string
}

/** `sealwright doctor`: looks at this machine and the data directory without changing anything; exits 1 when something must be repaired. */
export function doctorCommand(program: Command, version: string): void {
  withoutServer(
    withStoreFlags(
      program.command('doctor').description('check this machine and the data directory; changes nothing'),
    ),
  ).action(async (o: { output: string }, command: Command) => {
    const config = configOf(command)
    const findings = [
      node(),
      await disk(config),
      ...privacy(config),
      kek(config),
      await database(config),
      await server(config, version),
      ...workers(config),
    ]
    process.stdout.write(
      `${renderRows(
        findings,
        [
          { head: '', cell: (f) => ({ ok: '✓', warn: '!', fail: '✗' })[f.status] },
          { head: 'Check', cell: (f) => f.check },
          { head: 'Detail', cell: (f) => f.detail },
          { head: 'Fix', cell: (f) => f.fix },
        ],
        o.output === 'json' ? 'json' : 'table',
      )}\n`,
    )
    const failed = findings.filter((f) => f.status === 'fail')
    if (failed.length > 0)
      throw new CliError(exit.failed, 'doctor', `${failed.length} of ${findings.length} checks fail`)
  })
}

const LOW_BYTES = 2 * 2 ** 30

const node = (): Finding => ({ check: 'node', status: 'ok', detail: process.version, fix: '' })

async function disk(config: Config): Promise<Finding> {
  const place = existsSync(config.dataDir) ? config.dataDir : '.'
  const { bavail, bsize } = await statfs(place)
  const free = bavail * bsize
  const low = free < LOW_BYTES
  return {
    check: 'disk',
    status: low ? 'warn' : 'ok',
    detail: `${(free / 2 ** 30).toFixed(1)} GiB free`,
    fix: low ? 'when it is full, calls are refused rather than left unrecorded' : '',
  }
}

function privacy(config: Config): Finding[] {
  if (!existsSync(config.dataDir))
    return [
      {
        check: 'data directory',
        status: 'ok',
        detail: `${config.dataDir} does not exist yet`,
        fix: 'sealwright up',
      },
    ]
  return ['keys', 'wal', 'blobs'].flatMap((name) => {
    const path = join(config.dataDir, name)
    if (!existsSync(path)) return []
    const open = (statSync(path).mode & 0o077) !== 0
    return [
      {
        check: `${name} private`,
        status: open ? ('fail' as const) : ('ok' as const),
        detail: (statSync(path).mode & 0o777).toString(8),
        fix: open ? `chmod 700 ${path}` : '',
      },
    ]
  })
}

function kek(config: Config): Finding {
  if (config.kekFile === null)
    return {
      check: 'key custody',
      status: 'warn',
      detail: 'the key-encryption key lies on this disk',
      fix: 'put it elsewhere and name it in SEALWRIGHT_KEK_FILE',
    }
  const there = existsSync(config.kekFile)
  return {
    check: 'key custody',
    status: there ? 'ok' : 'fail',
    detail: 'SEALWRIGHT_KEK_FILE',
    fix: there ? '' : `there is no file \`${config.kekFile}\``,
  }
}

async function database(config: Config): Promise<Finding> {
  if (config.databaseUrl !== null)
    return { check: 'database', status: 'ok', detail: 'external (DATABASE_URL)', fix: '' }
  try {
    const found = await findBinaries(await serviceAccount(), [config.dataDir])
    return {
      check: 'database',
      status: 'ok',
      detail: `embedded PostgreSQL ${found.major} (${found.origin})`,
      fix: '',
    }
  } catch (error) {
    return {
      check: 'database',
      status: 'fail',
      detail: error instanceof Error ? error.message : 'no PostgreSQL',
      fix: 'see docs/failures, or set DATABASE_URL',
    }
  }
}

async function server(config: Config, version: string): Promise<Finding> {
  const run = readRunFile(config.dataDir)
  if (run === undefined)
    return {
      check: 'server',
      status: 'ok',
      detail: `none has run here; this is ${version}`,
      fix: 'sealwright up',
    }
  try {
    const response = await fetch(`${run.url}/readyz`, { signal: AbortSignal.timeout(3_000) })
    return {
      check: 'server',
      status: response.ok ? 'ok' : 'fail',
      detail: `${run.url} answers ${response.status}`,
      fix: response.ok ? '' : 'sealwright status',
    }
  } catch {
    return { check: 'server', status: 'warn', detail: `nothing answers at ${run.url}`, fix: 'sealwright up' }
  }
}

/** Whether the processes that the run file names are there; what they say of themselves is in `status`. */
function workers(config: Config): Finding[] {
  const run = readRunFile(config.dataDir)
  const pids = run?.workers ?? []
  const wanted = config.gateway.workers
  if (pids.length === 0 && wanted === 0) return []
  const check = 'gateway workers'
  if (run === undefined || !runs(run.pid))
    return [{ check, status: 'ok', detail: `${wanted} are configured, the server does not run`, fix: '' }]
  const alive = pids.filter(runs).length
  const missing = alive < wanted
  return [
    {
      check,
      status: missing ? 'warn' : 'ok',
      detail: `${alive} of ${wanted} run`,
      fix: missing ? 'one that ended is started again by itself: see the log if this stays' : '',
    },
  ]
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
