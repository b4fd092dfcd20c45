import type { Command } from 'commander'
import type { Page } from '../../lib/page.ts'
import type { AiSystem, HistoryItem } from '../../features/inventory/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

const riskQuestions = [
  'personalData',
  'customerFacing',
  'decidesAboutPeople',
  'actsOnItsOwn',
  'regulatedSector',
] as const

export function systemCommand(program: Command): void {
  const system = program.command('system').description('AI systems: the inventory')
  withGlobals(system.command('list').description('all AI systems, incomplete ones marked')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<AiSystem>>('/systems?limit=200')).items, [
        { head: 'Name', cell: (s) => s.name },
        { head: 'Kind', cell: (s) => s.kind },
        { head: 'Owner', cell: (s) => s.owner?.email ?? 'none' },
        { head: 'Risk', cell: (s) => s.risk?.class ?? 'unknown' },
        { head: 'Env', cell: (s) => s.environment },
        { head: 'Missing', cell: (s) => s.missing.join(',') || 'none' },
        { head: 'State', cell: (s) => s.state },
      ])
    },
  )
  withGlobals(system.command('show <name>').description('one AI system')).action(
    async (name: string, _: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.one(await cli.api.get<AiSystem>(`/systems/${encodeURIComponent(name)}`))
    },
  )
  withGlobals(
    system
      .command('register <name>')
      .description('put an AI system into the inventory')
      .option('--kind <kind>', 'production_model, internal_experiment, third_party or agent')
      .option('--owner <email>')
      .option('--purpose <text>')
      .option('--environment <env>')
      .option('--vendor <name>')
      .option('--classes <classes>', 'comma-separated data classes, e.g. customer-pii')
      .option(
        '--risk <answers>',
        `comma-separated answers that are yes, or \`none\`: ${riskQuestions.join(', ')}`,
      ),
  ).action(
    async (
      name: string,
      o: {
        kind?: string
        owner?: string
        purpose?: string
        environment?: string
        vendor?: string
        classes?: string
        risk?: string
      },
      command: Command,
    ) => {
      const cli = contextOf(command)
      const { risk, ...rest } = o
      const fields = {
        kind: rest.kind,
        owner: rest.owner,
        purpose: rest.purpose,
        environment: rest.environment,
        vendor: rest.vendor,
        dataClasses: rest.classes?.split(',').map((c) => c.trim()),
      }
      cli.one(
        await cli.api.post<AiSystem>('/systems', {
          name,
          ...defined(fields),
          ...(risk === undefined ? {} : { risk: riskAnswers(risk) }),
        }),
      )
    },
  )
  withGlobals(system.command('accept <name>').description('accept the ownership given to you')).action(
    async (name: string, _: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.one(await cli.api.post<AiSystem>(`/systems/${encodeURIComponent(name)}/accept`))
    },
  )
  withGlobals(
    system
      .command('owner <name> <email>')
      .description('give the system to another person')
      .requiredOption('--reason <text>'),
  ).action(async (name: string, email: string, o: { reason: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<AiSystem>(`/systems/${encodeURIComponent(name)}/owner`, { email, reason: o.reason }),
    )
  })
  withGlobals(
    system
      .command('retire <name>')
      .description('close the system: keys and routes stop')
      .requiredOption('--reason <text>'),
  ).action(async (name: string, o: { reason: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<AiSystem>(`/systems/${encodeURIComponent(name)}/retire`, { reason: o.reason }))
  })
  withGlobals(
    system.command('history <name>').description('who changed what, when, with the ledger entry'),
  ).action(async (name: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    const history = await cli.api.get<Page<HistoryItem> | HistoryItem[]>(
      `/systems/${encodeURIComponent(name)}/history`,
    )
    cli.rows('items' in history ? history.items : history, [
      { head: 'At', cell: (h) => h.at },
      { head: 'Actor', cell: (h) => h.actor },
      { head: 'Verb', cell: (h) => h.verb },
      { head: 'What', cell: (h) => h.what },
      { head: 'Entry', cell: (h) => (h.index === null ? 'pending' : String(h.index)), right: true },
    ])
  })
}

const defined = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined))

function riskAnswers(list: string): Record<string, boolean> {
  const yes = list === 'none' ? [] : list.split(',').map((a) => a.trim())
  const unknown = yes.find((a) => !riskQuestions.some((q) => q === a))
  if (unknown !== undefined)
    throw new CliError(exit.usage, 'unknown_risk_answer', `no risk question \`${unknown}\``, {
      fix: `one of ${riskQuestions.join(', ')}, or none`,
    })
  return Object.fromEntries(riskQuestions.map((q) => [q, yes.includes(q)]))
}
