import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { contextOf, withGlobals } from '../../cli/context.ts'
import { CliError, exit } from '../../cli/exit.ts'
import type { Opener } from '../../features/operations/index.ts'
import { asCliError, configOf, withStoreFlags } from './local.ts'

/** `backup data` and `backup keys` ask the running server; `backup restore` fills an empty data directory while no server runs on it. */
export function backupDataCommands(backup: Command): void {
  withGlobals(
    backup.command('data').description('everything but keys, into one file; sealed payloads stay sealed'),
  ).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>('/backups', { kind: 'data' }))
  })
  withGlobals(
    backup
      .command('keys')
      .description('the keys, encrypted to a recipient; expires')
      .option('--to <file>', 'file with an X25519 public key (PEM, or x25519:<base64>)')
      .option('--passphrase-env <variable>', 'environment variable that holds a passphrase')
      .option('--days <n>', 'life in days'),
  ).action(async (o: { to?: string; passphraseEnv?: string; days?: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<object>('/backups', {
        kind: 'keys',
        ...(o.to === undefined ? {} : { to: readFileSync(o.to, 'utf8').trim() }),
        ...(o.passphraseEnv === undefined ? {} : { passphrase: variable(o.passphraseEnv) }),
        ...(o.days === undefined ? {} : { expiresInDays: Number(o.days) }),
      }),
    )
  })
  withGlobals(
    backup
      .command('test <id>')
      .description('restore a data backup into a scratch database and compare; the result is recorded'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>(`/backups/${encodeURIComponent(id)}/test`))
  })
  withStoreFlags(
    backup
      .command('restore <file>')
      .description(
        'a data backup and its keys into an empty data directory; the log continues under a new origin',
      ),
  )
    .requiredOption('--keys <file>', 'the key backup')
    .option('--private-key <file>', 'X25519 private key (PEM) that the key backup was made to')
    .option('--passphrase-env <variable>', 'environment variable that holds the passphrase')
    .option('--force', 'use a key backup that has expired')
    .action(
      async (
        file: string,
        o: { keys: string; privateKey?: string; passphraseEnv?: string; force?: boolean; output: string },
        command: Command,
      ) => {
        const [{ createLog }, { restoreInto }] = await Promise.all([
          import('../../platform/pino-log.ts'),
          import('../restore.ts'),
        ])
        const config = configOf(command)
        const done = await restoreInto(config, createLog({ level: config.logLevel }), {
          file: resolve(file),
          keys: resolve(o.keys),
          opener: await openerOf(o),
          force: o.force === true,
        }).catch((error: unknown) => {
          throw asCliError(error)
        })
        process.stdout.write(
          o.output === 'json'
            ? `${JSON.stringify(done)}\n`
            : `restored ${done.rows} rows and ${done.objects} objects into ${join(config.dataDir)}\nthe log continues as ${done.origins.join(', ')}\nNext: sealwright up --data ${config.dataDir}\n`,
        )
      },
    )
}

async function openerOf(o: { privateKey?: string; passphraseEnv?: string }): Promise<Opener> {
  if (o.privateKey !== undefined) {
    const { parseOpener } = await import('../../features/operations/index.ts')
    return parseOpener(readFileSync(o.privateKey, 'utf8'))
  }
  if (o.passphraseEnv !== undefined) return { kind: 'passphrase', passphrase: variable(o.passphraseEnv) }
  throw new CliError(
    exit.usage,
    'opener_missing',
    'a key backup opens with --private-key or --passphrase-env',
  )
}

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined || value === '')
    throw new CliError(exit.usage, 'empty_variable', `\`${name}\` is not set`, {
      fix: 'export it, then run the command again',
    })
  return value
}
