import type { Command } from 'commander'
import type { Ready } from '../server.ts'
import { CliError, exit } from '../../cli/exit.ts'
import { asCliError, configOf, withStoreFlags } from './local.ts'

/** `sealwright up` (and `npm start`): runs the server in the foreground until SIGTERM, which drains and ends with 0. */
export function upCommand(program: Command, version: string): void {
  withStoreFlags(program.command('up').description('run the server in the foreground'))
    .option('--port <n>', 'default 4400; 0 lets the system choose')
    .option('--host <name>', 'default 127.0.0.1; anything else needs TLS')
    .action(async (o: { output: string }, command: Command) => {
      if (o.output !== 'json' && o.output !== 'table')
        throw new CliError(exit.usage, 'unknown_output', `unknown output \`${o.output}\``, {
          fix: 'json, or leave it out',
        })
      // Only this command needs the server: the others start in a fraction of the time without it.
      const { startServer } = await import('../server.ts')
      const server = await startServer(configOf(command), version).catch((error: unknown) => {
        throw asCliError(error)
      })
      if (o.output === 'json') process.stdout.write(`${JSON.stringify(server.ready)}\n`)
      else process.stdout.write(banner(server.ready, server.trial))
      await server.ended
    })
}

const banner = (ready: Ready, trial: boolean): string =>
  [
    '',
    `  Sealwright runs at ${ready.url}`,
    ...(ready.setupUrl !== undefined
      ? [
          '',
          `  Open   ${ready.setupUrl}`,
          '         (this link claims the installation; it works once, within 15 minutes)',
        ]
      : []),
    '',
    `  Gateway  ${ready.gateway}${trial ? '   the built-in sandbox model answers, and says so' : ''}`,
    '  Stop     Ctrl-C drains and ends',
    '',
    '',
  ].join('\n')
