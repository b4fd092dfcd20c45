import type { Command } from 'commander'
import type { Page } from '../../lib/page.ts'
import {
  callOperations,
  limitInWords,
  scopeInWords,
  setLimits,
  type KeyChange,
  type LimitName,
  type LimitSpec,
  type VirtualKey,
} from '../../identity/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

export function keyCommand(program: Command): void {
  const key = program.command('key').description('virtual keys: what clients send to /v1')
  withGlobals(
    key
      .command('create')
      .description('make a key for one AI system; its text is shown once')
      .requiredOption('--system <name>')
      .option('--name <name>')
      .option('--environment <env>')
      .option('--days <n>', 'life in days')
      .option('--route <name...>', 'only these routes of the system')
      .option('--model <name...>', 'only these models or versions (`support`, `support@7`)')
      .option('--operation <name...>', `only these operations (${callOperations.join(', ')})`)
      .option('--limit <name=n...>', `limits: ${Object.keys(LIMITS).join(', ')}; costs in USD`),
  ).action(async (o: CreateOptions, command: Command) => {
    const cli = contextOf(command)
    const scope = {
      ...(o.route === undefined ? {} : { routes: o.route }),
      ...(o.model === undefined ? {} : { models: o.model }),
      ...(o.operation === undefined ? {} : { operations: o.operation }),
    }
    const made = await cli.api.post<{ id: string; key: string }>('/keys', {
      system: o.system,
      ...(o.name === undefined ? {} : { name: o.name }),
      ...(o.environment === undefined ? {} : { environment: o.environment }),
      ...(o.days === undefined ? {} : { expiresInDays: Number(o.days) }),
      ...(Object.keys(scope).length === 0 ? {} : { scope }),
      ...(o.limit === undefined ? {} : { limits: limitsOf(o.limit) }),
    })
    cli.one(made)
    cli.note('the key is shown this once; only its hash is kept')
  })
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
        { head: 'Scope', cell: (k) => (k.scope === undefined ? '' : scopeInWords(k.scope)) },
        {
          head: 'Limits',
          cell: (k) =>
            setLimits(k.limits)
              .map(({ name, max }) => limitInWords(name, max))
              .join(', '),
        },
        { head: 'Expires', cell: (k) => k.expiresAt },
        { head: 'Last used', cell: (k) => k.lastUsedAt ?? 'never' },
      ])
    },
  )
  withGlobals(
    key
      .command('update <id>')
      .description('change limits, scope or name; `all` and `none` take a narrowing or a limit away')
      .option('--name <name>')
      .option('--route <name...>', 'only these routes, or `all`')
      .option('--model <name...>', 'only these models or versions, or `all`')
      .option('--operation <name...>', 'only these operations, or `all`')
      .option('--limit <name=n...>', 'as with `create`; `name=none` takes it away; others stay')
      .option('--reason <text>', 'sealed beside the entry'),
  ).action(async (id: string, o: UpdateOptions, command: Command) => {
    const cli = contextOf(command)
    const scope = {
      ...(o.route === undefined ? {} : { routes: listOrAll(o.route) }),
      ...(o.model === undefined ? {} : { models: listOrAll(o.model) }),
      ...(o.operation === undefined ? {} : { operations: listOrAll(o.operation) }),
    }
    const { key: changed, changes } = await cli.api.patch<{ key: VirtualKey; changes: KeyChange[] }>(
      `/keys/${encodeURIComponent(id)}`,
      {
        ...(o.name === undefined ? {} : { name: o.name }),
        ...(Object.keys(scope).length === 0 ? {} : { scope }),
        ...(o.limit === undefined ? {} : { limits: limitPatchOf(o.limit) }),
        ...(o.reason === undefined ? {} : { reason: o.reason }),
      },
    )
    cli.one(changed)
    cli.note(
      changes.length === 0
        ? 'nothing changed'
        : changes
            .map((c) => `${c.path}: ${c.before ?? 'none'} -> ${c.after ?? 'none'} (${c.effect})`)
            .join('\n'),
    )
  })
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
    key
      .command('rotate <id>')
      .description('make a successor with the same scope and limits; the old key lives on for its overlap')
      .option('--overlap <hours>', 'how long the old key goes on, 0 to 168 (default 24)'),
  ).action(async (id: string, o: { overlap?: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<object>(
        `/keys/${encodeURIComponent(id)}/rotate`,
        o.overlap === undefined ? {} : { overlapHours: Number(o.overlap) },
      ),
    )
    cli.note('the key is shown this once; only its hash is kept')
  })
}

type UpdateOptions = {
  name?: string
  route?: string[]
  model?: string[]
  operation?: string[]
  limit?: string[]
  reason?: string
}

const listOrAll = (names: readonly string[]): readonly string[] | null =>
  names.length === 1 && names[0] === 'all' ? null : names

/** As `limitsOf`; `name=none` is null. */
function limitPatchOf(texts: readonly string[]): LimitSpec {
  const away = texts.filter((text) => text.endsWith('=none'))
  return {
    ...limitsOf(texts.filter((text) => !text.endsWith('=none'))),
    ...Object.fromEntries(
      away.map((text) => [Object.keys(limitsOf([text.replace(/none$/, '1')]))[0] ?? text, null]),
    ),
  }
}

type CreateOptions = {
  system: string
  name?: string
  environment?: string
  days?: string
  route?: string[]
  model?: string[]
  operation?: string[]
  limit?: string[]
}

/** As people write them, and what the API calls them; costs are given in dollars and kept in millionths. */
const LIMITS: Readonly<Record<string, { readonly name: LimitName; readonly factor: number }>> = {
  'requests-per-minute': { name: 'requestsPerMinute', factor: 1 },
  'concurrent-requests': { name: 'concurrentRequests', factor: 1 },
  'tokens-per-minute': { name: 'tokensPerMinute', factor: 1 },
  'tokens-per-day': { name: 'tokensPerDay', factor: 1 },
  'usd-per-day': { name: 'costPerDayMicroUsd', factor: 1_000_000 },
  'usd-per-month': { name: 'costPerMonthMicroUsd', factor: 1_000_000 },
}

/** `requests-per-minute=60` and the like; refuses a name or number that it does not know before the server is asked. */
export function limitsOf(texts: readonly string[]): LimitSpec {
  return Object.fromEntries(
    texts.map((text) => {
      const [key = '', value = ''] = text.split('=', 2)
      const limit = LIMITS[key]
      const n = Math.round(Number(value) * (limit?.factor ?? 1))
      if (limit === undefined || value === '' || !Number.isSafeInteger(n) || n < 1)
        throw new CliError(exit.usage, 'invalid_limit', `\`${text}\` is no limit`, {
          fix: `write one of ${Object.keys(LIMITS)
            .map((name) => `${name}=<n>`)
            .join(', ')}`,
        })
      return [limit.name, n]
    }),
  )
}
