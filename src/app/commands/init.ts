import type { Command } from 'commander'
import { asCliError, configOf, withStoreFlags } from './local.ts'

/** `sealwright init`: makes the data directory, keys, database and installation without serving anything. Repeating it changes nothing. */
export function initCommand(program: Command): void {
  withStoreFlags(
    program.command('init').description('prepare a data directory: keys, database, installation'),
  ).action(async (o: { output: string }, command: Command) => {
    const [{ createLog }, { ensureInstallation }, { openStore }] = await Promise.all([
      import('../../platform/pino-log.ts'),
      import('../installation.ts'),
      import('../store.ts'),
    ])
    const config = configOf(command)
    const store = await openStore(config, createLog({ level: config.logLevel })).catch((error: unknown) => {
      throw asCliError(error)
    })
    try {
      const installation = await ensureInstallation(store)
      const done = {
        installation: installation.id,
        organisation: installation.own,
        made: installation.first,
        data: store.dirs.top,
        custody: store.keystore.custody.text,
      }
      process.stdout.write(
        o.output === 'json'
          ? `${JSON.stringify(done)}\n`
          : `${done.made ? 'made' : 'found'} installation ${done.installation} in ${done.data}\nkeys: ${done.custody}\nNext: sealwright up --data ${done.data}\n`,
      )
    } finally {
      await store.lifecycle.stop('init is done')
    }
  })
}
