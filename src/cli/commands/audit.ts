import type { Command } from 'commander'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AuditExport } from '../../features/audit/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

const WAIT_MS = 600_000
const POLL_MS = 250

export function auditCommand(program: Command): void {
  const audit = program.command('audit').description('management’s evidence package')
  withGlobals(
    audit
      .command('export')
      .description('write the package; verify it with `sealwright verify` or its own verify.mjs')
      .requiredOption('--out <file.zip>')
      .option('--mode <mode>', 'full or sample', 'full')
      .option('--from <instant>')
      .option('--to <instant>')
      .option('--systems <names>', 'comma-separated')
      .option('--sample-size <n>')
      .option('--seed <hex>', 'the auditor’s seed; without one the package is marked self-drawn'),
  ).action(
    async (
      o: {
        out: string
        mode: string
        from?: string
        to?: string
        systems?: string
        sampleSize?: string
        seed?: string
      },
      command: Command,
    ) => {
      const cli = contextOf(command)
      if (o.mode !== 'full' && o.mode !== 'sample')
        throw new CliError(exit.usage, 'unknown_mode', `no mode \`${o.mode}\``, { fix: 'full or sample' })
      const asked = await cli.api.post<AuditExport>('/audit/exports', {
        mode: o.mode,
        ...(o.from === undefined ? {} : { from: o.from }),
        ...(o.to === undefined ? {} : { to: o.to }),
        ...(o.systems === undefined ? {} : { systems: o.systems.split(',') }),
        ...(o.sampleSize === undefined ? {} : { sampleSize: Number(o.sampleSize) }),
        ...(o.seed === undefined ? {} : { seed: o.seed }),
      })
      const done = await settled(cli.api.get.bind(cli.api), asked)
      if (done.state !== 'ready')
        throw new CliError(exit.failed, 'export_failed', done.error ?? 'the export failed')
      await pipeline(
        Readable.fromWeb(
          (await cli.api.stream(
            `/api/v1/audit/exports/${done.id}/file`,
          )) as import('node:stream/web').ReadableStream,
        ),
        createWriteStream(o.out),
      )
      if (cli.format !== 'table') cli.one(done)
      else
        cli.out(
          `${o.out}  ${done.bytes ?? 0} bytes, sha256 ${done.sha256 ?? ''}\nNext: sealwright verify ${o.out}`,
        )
    },
  )
  withGlobals(audit.command('list')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    const exports = await cli.api.get<AuditExport[] | { items: AuditExport[] }>('/audit/exports')
    cli.rows(Array.isArray(exports) ? exports : exports.items, [
      { head: 'Id', cell: (e) => e.id },
      { head: 'State', cell: (e) => e.state },
      { head: 'Mode', cell: (e) => e.mode },
      { head: 'Window', cell: (e) => `${e.from} to ${e.to}` },
      { head: 'Bytes', cell: (e) => String(e.bytes ?? 0), right: true },
    ])
  })
}

async function settled(
  get: (path: string) => Promise<AuditExport>,
  first: AuditExport,
): Promise<AuditExport> {
  const until = Date.now() + WAIT_MS
  let current = first
  while (current.state === 'running') {
    if (Date.now() > until)
      throw new CliError(exit.unreachable, 'time_out', `the export \`${first.id}\` is still running`, {
        fix: `sealwright audit list`,
      })
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    current = await get(`/audit/exports/${first.id}`)
  }
  return current
}
