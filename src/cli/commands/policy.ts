import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Page } from '../../lib/page.ts'
import {
  policySpecSchema,
  routeOptionsSchema,
  upstreamKinds,
  type DryRun,
  type Policy,
  type Route,
  type RoutesHealth,
} from '../../features/policies/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

const approvalPending = (why: string): CliError =>
  new CliError(exit.conflict, 'approval_pending', `${why}: another person must approve it`, {
    fix: 'they decide in the console, under Approvals; `sealwright approval list` shows it',
  })

export function policyCommand(program: Command): void {
  const policy = program
    .command('policy')
    .description('guard policies: draft, dry-run, diff, activate; routes; kill switch')
  withGlobals(policy.command('list')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows((await cli.api.get<Page<Policy>>('/policies?limit=200')).items, [
      { head: 'Policy', cell: (p) => `${p.name}@${p.version}` },
      { head: 'State', cell: (p) => p.state },
      { head: 'Mode', cell: (p) => p.mode },
      { head: 'Routes', cell: (p) => p.routes.join(',') || 'none' },
      { head: 'Author', cell: (p) => p.author },
    ])
  })
  withGlobals(policy.command('show <name>')).action(async (name: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<object>(`/policies/${encodeURIComponent(name)}`))
  })
  withGlobals(policy.command('create <name>').requiredOption('--file <yaml>', 'the policy spec')).action(
    async (name: string, o: { file: string }, command: Command) => {
      const cli = contextOf(command)
      cli.one(await cli.api.post<object>('/policies', { name, spec: readSpec(o.file) }))
    },
  )
  withGlobals(
    policy.command('draft <name>').description('save a draft').requiredOption('--file <yaml>'),
  ).action(async (name: string, o: { file: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.put<object>(`/policies/${encodeURIComponent(name)}/draft`, { spec: readSpec(o.file) }),
    )
  })
  withGlobals(
    policy
      .command('diff <name>')
      .description(
        'what the draft changes, or what lies between two versions, and whether it tightens or loosens',
      )
      .option('--from <version>')
      .option('--to <version>'),
  ).action(async (name: string, o: { from?: string; to?: string }, command: Command) => {
    const cli = contextOf(command)
    const of = `/policies/${encodeURIComponent(name)}`
    if ((o.from === undefined) !== (o.to === undefined))
      throw new CliError(exit.usage, 'usage', 'give both `--from` and `--to`, or neither to see the draft')
    cli.one(
      await cli.api.get<object>(
        o.from === undefined || o.to === undefined
          ? `${of}/draft/diff`
          : `${of}/diff?from=${encodeURIComponent(o.from)}&to=${encodeURIComponent(o.to)}`,
      ),
    )
  })
  withGlobals(
    policy.command('versions <name>').description('every version of a policy, newest first'),
  ).action(async (name: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows((await cli.api.get<Page<Policy>>(`/policies/${encodeURIComponent(name)}/versions`)).items, [
      { head: 'Version', cell: (p) => String(p.version) },
      { head: 'State', cell: (p) => p.state },
      { head: 'Mode', cell: (p) => p.mode },
      { head: 'Author', cell: (p) => p.author },
      { head: 'Activated', cell: (p) => p.activatedAt ?? '' },
    ])
  })
  withGlobals(
    policy
      .command('rollback <name>')
      .description('an earlier version as a new one; loosening waits for another person')
      .requiredOption('--to <version>')
      .option('--comment <text>', '', ''),
  ).action(async (name: string, o: { to: string; comment: string }, command: Command) => {
    const cli = contextOf(command)
    const done = await cli.api.post<{ state: string; approvalId?: string }>(
      `/policies/${encodeURIComponent(name)}/rollback`,
      { version: Number(o.to), comment: o.comment },
    )
    cli.one(done)
    if (done.state === 'waiting') throw approvalPending('the earlier version loosens the policy')
  })
  withGlobals(
    policy
      .command('dry-run <name>')
      .description('the draft on recorded traffic; nothing is sent to a model')
      .option('--hours <n>', '', '24'),
  ).action(async (name: string, o: { hours: string }, command: Command) => {
    const cli = contextOf(command)
    const result = await cli.api.post<DryRun>(`/policies/${encodeURIComponent(name)}/draft/dry-run`, {
      hours: Number(o.hours),
    })
    if (cli.format === 'table')
      cli.out(
        `would have blocked ${result.wouldBlock} of ${result.requests} requests; ${result.wouldMask} masked, ${result.wouldFlag} flagged, ${result.notReplayable} not replayable`,
      )
    else cli.one(result)
  })
  withGlobals(
    policy
      .command('activate <name>')
      .description('make the draft the policy; loosening waits for another person')
      .option('--comment <text>', '', ''),
  ).action(async (name: string, o: { comment: string }, command: Command) => {
    const cli = contextOf(command)
    const done = await cli.api.post<{ state: string; approvalId?: string }>(
      `/policies/${encodeURIComponent(name)}/activate`,
      { comment: o.comment },
    )
    cli.one(done)
    if (done.state === 'waiting') throw approvalPending('the draft loosens the policy')
  })
  withGlobals(policy.command('routes')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows((await cli.api.get<Page<Route>>('/routes?limit=200')).items, [
      { head: 'Route', cell: (r) => r.name },
      { head: 'System', cell: (r) => r.system },
      { head: 'Env', cell: (r) => r.environment },
      { head: 'Policy', cell: (r) => `${r.policy}${r.policyVersion === null ? '' : `@${r.policyVersion}`}` },
      { head: 'Targets', cell: (r) => r.targets.join(' > ') },
      { head: 'Regulated', cell: (r) => (r.regulated ? 'yes' : 'no') },
      { head: 'Enabled', cell: (r) => (r.enabled ? 'yes' : 'no') },
    ])
  })
  withGlobals(
    policy
      .command('health')
      .description('targets of all routes: breaker, errors and latency, as the server sees them'),
  ).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows((await cli.api.get<RoutesHealth>('/routes/health')).items, [
      { head: 'Route', cell: (t) => t.route },
      { head: 'System', cell: (t) => t.system },
      { head: 'Target', cell: (t) => t.version },
      { head: 'Upstream', cell: (t) => t.upstream },
      { head: 'Breaker', cell: (t) => t.breaker },
      { head: 'Attempts', cell: (t) => String(t.attempts), right: true },
      { head: 'Failed', cell: (t) => String(t.failures), right: true },
      { head: 'p50', cell: (t) => milliseconds(t.recent.p50Ms), right: true },
      { head: 'p95', cell: (t) => milliseconds(t.recent.p95Ms), right: true },
      {
        head: 'Last error',
        cell: (t) => (t.lastError === null ? 'none' : `${t.lastError.code} ${t.lastError.at}`),
      },
    ])
  })
  withGlobals(
    policy
      .command('route-options <id>')
      .description('how a route bears failing upstreams, and its cache (docs/resilience.md)')
      .requiredOption('--file <yaml>', 'the options; they replace all present ones'),
  ).action(async (id: string, o: { file: string }, command: Command) => {
    const cli = contextOf(command)
    const options = readRouteOptions(o.file)
    cli.one(await cli.api.patch<object>(`/routes/${encodeURIComponent(id)}`, { options }))
  })
  withGlobals(
    policy
      .command('route <name>')
      .description('make a route: what a client’s `model` selects')
      .requiredOption('--system <name>')
      .requiredOption('--policy <name>')
      .requiredOption('--targets <labels>', 'comma-separated, first is primary')
      .option('--environment <env>', '', 'development')
      .option('--not-regulated', 'answer even when evidence cannot be written (counted as deviations)'),
  ).action(
    async (
      name: string,
      o: { system: string; policy: string; targets: string; environment: string; notRegulated?: boolean },
      command: Command,
    ) => {
      const cli = contextOf(command)
      cli.one(
        await cli.api.post<object>('/routes', {
          name,
          system: o.system,
          policy: o.policy,
          environment: o.environment,
          targets: o.targets.split(','),
          regulated: o.notRegulated !== true,
        }),
      )
    },
  )
  withGlobals(
    policy
      .command('upstream <name>')
      .description('a provider of models; naming an existing one replaces its key')
      .option('--kind <kind>', upstreamKinds.filter((k) => k !== 'sandbox').join(', '), 'openai')
      .option('--base-url <url>', 'where the provider has no address for everybody')
      .option('--key-env <variable>', 'environment variable that holds the provider key')
      .option('--key-file <file>', 'file that holds it (a service account for Vertex)')
      .option('--api-version <version>', 'Azure: paths of deployments instead of /openai/v1')
      .option('--region <region>', "Bedrock: where the host's name does not tell it")
      .option('--responses', 'OpenAI-compatible: the server has /responses')
      .option('--no-responses', 'OpenAI-compatible: it has not'),
  ).action(async (name: string, o: UpstreamFlags, command: Command) => {
    const cli = contextOf(command)
    const key = providerKey(o)
    cli.one(
      await cli.api.post<object>('/upstreams', {
        name,
        kind: o.kind,
        ...(o.baseUrl === undefined ? {} : { baseUrl: o.baseUrl }),
        options: {
          ...(o.apiVersion === undefined ? {} : { apiVersion: o.apiVersion }),
          ...(o.region === undefined ? {} : { region: o.region }),
          ...(o.responses === undefined ? {} : { responses: o.responses }),
        },
        ...(key === undefined ? {} : { key }),
      }),
    )
  })
  withGlobals(
    policy
      .command('kill <system>')
      .description('stop a system at the gateway within 2 s')
      .requiredOption('--reason <text>')
      .option('--release', 'ask to start it again; another person approves'),
  ).action(async (system: string, o: { reason: string; release?: boolean }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<object>(`/kill/${encodeURIComponent(system)}`, {
        engage: o.release !== true,
        reason: o.reason,
      }),
    )
  })
}

type UpstreamFlags = {
  readonly kind: string
  readonly baseUrl?: string
  readonly keyEnv?: string
  readonly keyFile?: string
  readonly apiVersion?: string
  readonly region?: string
  readonly responses?: boolean
}

/** From a variable or a file, never from the command line, where other users of the machine could read it. */
function providerKey(o: UpstreamFlags): string | undefined {
  if (o.keyFile !== undefined) {
    const text = readFileSync(o.keyFile, 'utf8').trim()
    if (text === '') throw new CliError(exit.usage, 'empty_file', `\`${o.keyFile}\` is empty`)
    return text
  }
  if (o.keyEnv === undefined) return undefined
  const key = process.env[o.keyEnv]
  if (key === undefined)
    throw new CliError(exit.usage, 'empty_variable', `\`${o.keyEnv}\` is not set`, {
      fix: 'export it, then run the command again',
    })
  return key
}

const milliseconds = (ms: number | null): string => (ms === null ? 'none' : `${Math.round(ms)} ms`)

function readRouteOptions(file: string): unknown {
  const parsed = routeOptionsSchema.safeParse(parse(readFileSync(file, 'utf8')) ?? {})
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new CliError(exit.config, 'invalid_options', issue?.message ?? 'not valid route options', {
    where: `${file}: ${issue?.path.join('.') ?? ''}`,
  })
}

function readSpec(file: string): unknown {
  const document: unknown = parse(readFileSync(file, 'utf8'))
  const spec =
    typeof document === 'object' && document !== null && 'spec' in document ? document.spec : document
  const parsed = policySpecSchema.safeParse(spec)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new CliError(exit.config, 'invalid_policy', issue?.message ?? 'not a policy spec', {
    where: `${file}: ${issue?.path.join('.') ?? ''}`,
  })
}
