import type { Command } from 'commander'
import type { Page } from '../../lib/page.ts'
import type { VirtualKey } from '../../identity/contract.ts'
import { contextOf, withGlobals } from '../context.ts'

export function keyCommand(program: Command): void {
  const key = program.command('key').description('virtual keys: what clients send to /v1')
  withGlobals(
    key
      .command('create')
      .description('make a key for one AI system; its text is shown once')
      .requiredOption('--system <name>')
      .option('--name <name>')
      .option('--environment <env>')
      .option('--days <n>', 'life in days'),
  ).action(
    async (o: { system: string; name?: string; environment?: string; days?: string }, command: Command) => {
      const cli = contextOf(command)
      const made = await cli.api.post<{ id: string; key: string }>('/keys', {
        system: o.system,
        ...(o.name === undefined ? {} : { name: o.name }),
        ...(o.environment === undefined ? {} : { environment: o.environment }),
        ...(o.days === undefined ? {} : { expiresInDays: Number(o.days) }),
      })
      cli.one(made)
      cli.note('the key is shown this once; only its hash is kept')
    },
  )
  withGlobals(key.command('list').description('keys of this workspace')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<VirtualKey>>('/keys?limit=200')).items, [
        { head: 'Id', cell: (k) => k.id },
        { head: 'Name', cell: (k) => k.name },
        { head: 'Prefix', cell: (k) => k.prefix },
        { head: 'System', cell: (k) => k.system },
        { head: 'Env', cell: (k) => k.environment },
        { head: 'State', cell: (k) => k.state },
        { head: 'Expires', cell: (k) => k.expiresAt },
        { head: 'Last used', cell: (k) => k.lastUsedAt ?? 'never' },
      ])
    },
  )
  withGlobals(
    key.command('revoke <id>').description('refuse the key from now on, on every replica within 2 s'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      (await cli.api.post<object | undefined>(`/keys/${encodeURIComponent(id)}/revoke`)) ?? {
        id,
        state: 'revoked',
      },
    )
  })
  withGlobals(
    key.command('rotate <id>').description('make a successor; the old key lives on for its overlap'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>(`/keys/${encodeURIComponent(id)}/rotate`))
  })
}
