import type { Command } from 'commander'
import type { Page } from '../../lib/page.ts'
import type { ApiToken, User } from '../../identity/contract.ts'
import { contextOf, withGlobals } from '../context.ts'

export function userCommand(program: Command): void {
  const user = program.command('user').description('people and API tokens')
  withGlobals(user.command('list').description('people of this workspace')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<User>>('/users?limit=200')).items, [
        { head: 'Email', cell: (u) => u.email },
        { head: 'Name', cell: (u) => u.name },
        { head: 'Roles', cell: (u) => u.roles.join(',') },
        { head: 'MFA', cell: (u) => u.mfa },
        { head: 'Active', cell: (u) => (u.active ? 'yes' : 'no') },
        { head: 'Last seen', cell: (u) => u.lastSeenAt ?? 'never' },
      ])
    },
  )
  withGlobals(
    user
      .command('invite <email>')
      .description('invite a person; prints the link to send')
      .requiredOption('--name <name>')
      .requiredOption(
        '--roles <roles>',
        'comma-separated: admin, engineer, approver, control_owner, auditor, viewer',
      ),
  ).action(async (email: string, o: { name: string; roles: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<{ user: User; inviteUrl: string }>('/users', {
        email,
        name: o.name,
        roles: o.roles.split(','),
      }),
    )
  })
  for (const [verb, active] of [
    ['deactivate', false],
    ['activate', true],
  ] as const)
    withGlobals(user.command(`${verb} <id>`).description(`${verb} a person`)).action(
      async (id: string, _: unknown, command: Command) => {
        const cli = contextOf(command)
        cli.one(await cli.api.patch<User>(`/users/${encodeURIComponent(id)}`, { active }))
      },
    )
  withGlobals(user.command('whoami').description('who this token or session is and what it may do')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.one(await cli.api.get<object>('/whoami'))
    },
  )
  withGlobals(
    user
      .command('token <name>')
      .description('make an API token; its text is shown once')
      .requiredOption('--roles <roles>')
      .option('--days <n>', 'life in days', '90'),
  ).action(async (name: string, o: { roles: string; days: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<{ id: string; token: string }>('/tokens', {
        name,
        roles: o.roles.split(','),
        expiresInDays: Number(o.days),
      }),
    )
  })
  withGlobals(user.command('tokens').description('API tokens')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<ApiToken>>('/tokens?limit=200')).items, [
        { head: 'Name', cell: (t) => t.name },
        { head: 'Prefix', cell: (t) => t.prefix },
        { head: 'Roles', cell: (t) => t.roles.join(',') },
        { head: 'State', cell: (t) => t.state },
        { head: 'Expires', cell: (t) => t.expiresAt },
      ])
    },
  )
}
