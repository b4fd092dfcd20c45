import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { CallerIssuer } from '../../identity/issuer-contract.ts'
import type { Page } from '../../lib/page.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'
import { limitsOf } from './key.ts'

type TrustOptions = {
  issuer: string
  audience: string[]
  system: string[]
  environment: string
  jwksUrl?: string
  jwks?: string
  algorithm?: string[]
  userClaim?: string
  systemClaim?: string
  teamClaim?: string
  team?: string[]
  route?: string[]
  model?: string[]
  limit?: string[]
}

export function issuerCommand(program: Command): void {
  const issuer = program.command('issuer').description('identity providers whose tokens open /v1')
  withGlobals(
    issuer
      .command('trust <name>')
      .description('accept tokens of an issuer (OIDC, JWT) for an AI system')
      .requiredOption('--issuer <iss>', 'exactly as the tokens say it')
      .requiredOption('--audience <aud...>')
      .requiredOption('--system <name...>')
      .requiredOption('--environment <env>')
      .option('--jwks-url <url>', 'where the issuer publishes its keys (https)')
      .option('--jwks <file>', 'its public keys as a file (RFC 7517)')
      .option('--algorithm <alg...>', 'RS256, PS256, ES256, EdDSA (default: all four)')
      .option('--user-claim <name>', 'the claim that names the end user (default `sub`)')
      .option('--system-claim <name>', 'the claim that names the AI system')
      .option('--team-claim <name>')
      .option('--team <name...>', 'teams that may call')
      .option('--route <name...>', 'only these routes')
      .option('--model <name...>', 'only these models or versions')
      .option('--limit <name=n...>', 'limits of all its callers together, as in `key create`'),
  ).action(async (name: string, o: TrustOptions, command: Command) => {
    const cli = contextOf(command)
    const scope = {
      ...(o.route === undefined ? {} : { routes: o.route }),
      ...(o.model === undefined ? {} : { models: o.model }),
    }
    cli.one(
      await cli.api.post<object>('/issuers', {
        name,
        issuer: o.issuer,
        audiences: o.audience,
        systems: o.system,
        environment: o.environment,
        ...keysOf(o),
        ...(o.algorithm === undefined ? {} : { algorithms: o.algorithm }),
        ...(o.userClaim === undefined ? {} : { userClaim: o.userClaim }),
        ...(o.systemClaim === undefined ? {} : { systemClaim: o.systemClaim }),
        ...(o.teamClaim === undefined ? {} : { teamClaim: o.teamClaim }),
        ...(o.team === undefined ? {} : { teams: o.team }),
        ...(Object.keys(scope).length === 0 ? {} : { scope }),
        ...(o.limit === undefined ? {} : { limits: limitsOf(o.limit) }),
      }),
    )
  })
  withGlobals(issuer.command('list').description('trusted and disabled issuers')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<CallerIssuer>>('/issuers?limit=200')).items, [
        { head: 'Name', cell: (i) => i.name },
        { head: 'State', cell: (i) => i.state },
        { head: 'Issuer', cell: (i) => i.issuer },
        { head: 'Audiences', cell: (i) => i.audiences.join(', ') },
        { head: 'Systems', cell: (i) => i.systems.join(', ') },
        { head: 'Env', cell: (i) => i.environment },
        { head: 'Keys', cell: (i) => i.jwksUrl ?? i.keyIds.join(', ') },
      ])
    },
  )
  withGlobals(
    issuer
      .command('keys <name>')
      .description('replace where an issuer’s keys come from')
      .option('--jwks-url <url>')
      .option('--jwks <file>'),
  ).action(async (name: string, o: { jwksUrl?: string; jwks?: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.put<object>(`/issuers/${encodeURIComponent(name)}/keys`, keysOf(o)))
  })
  withGlobals(
    issuer
      .command('disable <name>')
      .description('refuse its tokens from now on, on every replica within 2 s'),
  ).action(async (name: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    await cli.api.post<object | undefined>(`/issuers/${encodeURIComponent(name)}/disable`)
    cli.one({ name, state: 'disabled' })
  })
}

function keysOf(o: { jwksUrl?: string; jwks?: string }): { jwksUrl?: string; jwks?: unknown } {
  if (o.jwksUrl !== undefined) return { jwksUrl: o.jwksUrl }
  if (o.jwks === undefined) return {}
  try {
    return { jwks: JSON.parse(readFileSync(o.jwks, 'utf8')) }
  } catch (cause) {
    throw new CliError(exit.usage, 'unreadable_file', `\`${o.jwks}\` could not be read as JSON`, {
      fix: cause instanceof Error ? cause.message : 'check the path',
    })
  }
}
