import type { Command } from 'commander'
import type { z } from 'zod'
import type { Control, testLineSchema } from '../../features/controls/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

type TestLine = z.infer<typeof testLineSchema>

export function controlCommand(program: Command): void {
  const control = program.command('control').description('controls: list, show, test')
  withGlobals(control.command('list')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    const controls = await cli.api.get<Control[] | { items: Control[] }>('/controls')
    cli.rows(Array.isArray(controls) ? controls : controls.items, [
      { head: 'Control', cell: (c) => c.id },
      { head: 'Status', cell: (c) => wordOf(c) },
      { head: 'Owner', cell: (c) => c.owner ?? 'none' },
      { head: 'Checked', cell: (c) => String(c.latest?.checked ?? 0), right: true },
      { head: 'Deviations', cell: (c) => String(c.latest?.deviating ?? 0), right: true },
      { head: 'Title', cell: (c) => c.title },
      { head: 'Criteria', cell: (c) => c.criteria.map((k) => k.id).join(' ') },
    ])
  })
  withGlobals(control.command('show <id>')).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<Control>(`/controls/${encodeURIComponent(id)}`))
  })
  withGlobals(
    control.command('owner <id> <email>').description('who answers for a control; `none` for nobody'),
  ).action(async (id: string, email: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.put<Control>(`/controls/${encodeURIComponent(id)}/owner`, {
        owner: email === 'none' ? null : email,
      }),
    )
  })
  withGlobals(
    control
      .command('waive <id>')
      .description('ask another person to accept a control’s risk until a day; no result changes')
      .requiredOption('--reason <text>')
      .requiredOption('--compensating <text>', 'what is done instead meanwhile')
      .requiredOption('--until <instant>', 'ISO 8601, e.g. 2027-01-31T00:00:00Z'),
  ).action(
    async (id: string, o: { reason: string; compensating: string; until: string }, command: Command) => {
      const cli = contextOf(command)
      cli.one(
        await cli.api.post<object>(`/controls/${encodeURIComponent(id)}/waiver`, {
          reason: o.reason,
          compensating: o.compensating,
          until: o.until,
        }),
      )
      cli.note('Nothing is waived yet: another person decides in the approvals inbox.')
    },
  )
  withGlobals(control.command('unwaive <id>').description('end a control’s waiver now')).action(
    async (id: string, _: unknown, command: Command) => {
      const cli = contextOf(command)
      await cli.api.del(`/controls/${encodeURIComponent(id)}/waiver`)
      cli.note(`${id} is not waived.`)
    },
  )
  withGlobals(
    control
      .command('test [ids...]')
      .description('freeze the populations and run the tests now; exits 1 when one fails')
      .option('--no-fail', 'exit 0 whatever the results'),
  ).action(async (ids: string[], o: { fail: boolean }, command: Command) => {
    const cli = contextOf(command)
    const lines = await cli.api.post<TestLine[]>('/controls/test', ids.length === 0 ? {} : { ids })
    cli.rows(lines, [
      { head: '', cell: (l) => sign[l.status] },
      { head: 'Control', cell: (l) => l.id },
      { head: 'Status', cell: (l) => l.status },
      { head: 'Checked', cell: (l) => String(l.checked), right: true },
      { head: 'Exceptions', cell: (l) => String(l.exceptions), right: true },
      {
        head: 'Why',
        cell: (l) =>
          l.why ||
          l.deviations
            .slice(0, 2)
            .map((d) => `${d.key}: ${d.what}`)
            .join('; '),
      },
    ])
    const failed = lines.filter((l) => l.status === 'fail').length
    if (failed > 0 && o.fail && cli.format === 'table')
      throw new CliError(exit.failed, 'controls_failed', `${failed} of ${lines.length} controls fail`)
  })
}

/** A waiver stands beside the result, never for it. */
const wordOf = (c: Control): string => (c.shown === 'waived' ? `waived (${c.status})` : c.status)

const sign: Record<TestLine['status'], string> = {
  pass: '✓',
  fail: '✗',
  inconclusive: '?',
  stale: '~',
  did_not_operate: '·',
  not_applicable: '-',
  untested: '·',
}
