import type { Command } from 'commander'
import type { LedgerStatus } from '../../ledger/contract.ts'
import type { Health, Setup } from '../../features/operations/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

export function statusCommand(program: Command): void {
  withGlobals(
    program
      .command('status')
      .description('is the server well, how far is the ledger, what is left to set up'),
  ).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    const [health, ledgers, setup] = await Promise.all([
      cli.api.get<Health>('/health'),
      cli.api.get<LedgerStatus[]>('/ledger'),
      cli.api.get<Setup>('/setup'),
    ])
    if (cli.format !== 'table') cli.one({ server: cli.api.server, health, ledgers, setup })
    else {
      cli.out(`${mark(health.status)} ${health.status}  sealwright ${health.version} at ${cli.api.server}`)
      cli.rows(health.parts, [
        { head: 'Part', cell: (p) => p.name },
        { head: 'Status', cell: (p) => p.status },
        { head: 'Detail', cell: (p) => p.detail },
      ])
      for (const l of ledgers)
        cli.out(
          `ledger ${l.origin}  ${l.size} entries, ${l.pending} pending, published ${l.publishedAt ?? 'never'}, ${l.anchoredAt === null ? `unanchored since ${l.unanchoredSince ?? 'the start'}` : `anchored ${l.anchoredAt}`}`,
        )
      for (const s of setup.steps) cli.out(`${s.done ? '✓' : '·'} ${s.title}  ${s.detail}`)
    }
    if (health.status === 'down')
      throw new CliError(exit.failed, 'unhealthy', 'a part is down', {
        fix: 'see the table above and docs/failures',
      })
  })
}

const mark = (status: Health['status']): string => ({ ok: '✓', degraded: '!', down: '✗' })[status]
