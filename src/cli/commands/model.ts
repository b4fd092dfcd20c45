import type { Command } from 'commander'
import type { Approval } from '../../approvals/contract.ts'
import type { Page } from '../../lib/page.ts'
import type { ModelVersion } from '../../features/registry/contract.ts'
import { contextOf, withGlobals } from '../context.ts'

export function modelCommand(program: Command): void {
  const model = program.command('model').description('model versions: register, submit, deploy, roll back')
  withGlobals(model.command('list').description('versions').option('--system <name>')).action(
    async (o: { system?: string }, command: Command) => {
      const cli = contextOf(command)
      const query = o.system === undefined ? '' : `&system=${encodeURIComponent(o.system)}`
      cli.rows((await cli.api.get<Page<ModelVersion>>(`/versions?limit=200${query}`)).items, [
        { head: 'Version', cell: (v) => v.label },
        { head: 'System', cell: (v) => v.system },
        { head: 'Source', cell: (v) => `${v.source.upstream}/${v.source.modelId}` },
        { head: 'State', cell: (v) => (v.bootstrap ? `${v.state} (bootstrap)` : v.state) },
        { head: 'Author', cell: (v) => v.author },
        { head: 'Approved by', cell: (v) => v.approvedBy.map((a) => a.by).join(',') || 'none' },
      ])
    },
  )
  withGlobals(model.command('show <label>').description('one version, e.g. support@7')).action(
    async (label: string, _: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.one(await cli.api.get<ModelVersion>(`/versions/${encodeURIComponent(label)}`))
    },
  )
  withGlobals(
    model
      .command('register <model>')
      .description('a new immutable version')
      .requiredOption('--system <name>')
      .requiredOption('--upstream <name>')
      .requiredOption('--model-id <id>', 'the provider’s pinned model id')
      .option('--sha256 <hex>', 'digest of the weights, for a model you host')
      .option('--config <json>', 'prompt and parameters', '{}'),
  ).action(
    async (
      name: string,
      o: { system: string; upstream: string; modelId: string; sha256?: string; config: string },
      command: Command,
    ) => {
      const cli = contextOf(command)
      const config: unknown = JSON.parse(o.config)
      cli.one(
        await cli.api.post<ModelVersion>('/versions', {
          model: name,
          system: o.system,
          upstream: o.upstream,
          modelId: o.modelId,
          config,
          ...(o.sha256 === undefined ? {} : { sha256: o.sha256 }),
        }),
      )
    },
  )
  withGlobals(
    model
      .command('submit <label>')
      .description('ask for approval; another person decides')
      .option('--comment <text>', '', ''),
  ).action(async (label: string, o: { comment: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<object>(`/versions/${encodeURIComponent(label)}/submit`, { comment: o.comment }),
    )
  })
  withGlobals(
    model.command('deploy <label>').description('serve the version').requiredOption('--environment <env>'),
  ).action(async (label: string, o: { environment: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<ModelVersion>(`/versions/${encodeURIComponent(label)}/deploy`, {
        environment: o.environment,
      }),
    )
  })
  withGlobals(
    model.command('rollback <label>').description('end this deployment and return to the one before'),
  ).action(async (label: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>(`/versions/${encodeURIComponent(label)}/rollback`))
  })
  withGlobals(model.command('retire <label>').requiredOption('--reason <text>')).action(
    async (label: string, o: { reason: string }, command: Command) => {
      const cli = contextOf(command)
      cli.one(
        await cli.api.post<object>(`/versions/${encodeURIComponent(label)}/retire`, { reason: o.reason }),
      )
    },
  )

  const approval = program.command('approval').description('what waits for another person')
  withGlobals(approval.command('list').option('--state <state>', '', 'pending')).action(
    async (o: { state: string }, command: Command) => {
      const cli = contextOf(command)
      cli.rows(
        (await cli.api.get<Page<Approval>>(`/approvals?limit=200&state=${encodeURIComponent(o.state)}`))
          .items,
        [
          { head: 'Id', cell: (a) => a.id },
          { head: 'Kind', cell: (a) => a.kind },
          { head: 'Subject', cell: (a) => a.subject.title },
          { head: 'Requester', cell: (a) => a.requester },
          { head: 'State', cell: (a) => a.state },
          { head: 'You may', cell: (a) => (a.youMay ? 'yes' : (a.whyNot ?? 'no')) },
        ],
      )
    },
  )
  for (const verdict of ['approve', 'reject'] as const)
    withGlobals(approval.command(`${verdict} <id>`).option('--comment <text>', '', '')).action(
      async (id: string, o: { comment: string }, command: Command) => {
        const cli = contextOf(command)
        cli.one(
          await cli.api.post<object>(`/approvals/${encodeURIComponent(id)}/decide`, {
            verdict,
            comment: o.comment,
          }),
        )
      },
    )
}
