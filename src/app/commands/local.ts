import type { Command } from 'commander'
import { CliError, exit } from '../../cli/exit.ts'
import { ProblemError, type Problem } from '../../lib/problem.ts'
import type { Config } from '../../platform/config.ts'
import { loadConfig, type ConfigFlags } from '../../platform/load-config.ts'

/** Flags of every command that opens the data directory itself. */
export function withStoreFlags(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: sealwright.yaml, if it is there)')
    .option('--data <dir>', 'data directory (default: ./.sealwright)')
    .option('--production', 'production mode: no trial')
    .option('--no-trial', 'start empty: no sandbox system, key or token')
    .option('--output <format>', 'table or json', 'table')
}

export function configOf(command: Command): Config {
  const o = command.opts<{
    config?: string
    data?: string
    port?: string
    host?: string
    production?: boolean
    trial?: boolean
  }>()
  if (o.data === '')
    throw new CliError(exit.usage, 'bad_data', '`--data` names no directory', {
      fix: 'name one, or leave it out',
    })
  const flags: ConfigFlags = {
    ...(o.config === undefined ? {} : { config: o.config }),
    ...(o.data === undefined ? {} : { data: o.data }),
    ...(o.host === undefined ? {} : { host: o.host }),
    ...(o.port === undefined ? {} : { port: portOf(o.port) }),
    ...(o.production === undefined ? {} : { production: o.production }),
    ...(o.trial === false ? { trial: false } : {}),
  }
  try {
    return loadConfig(flags, process.env, process.cwd())
  } catch (error) {
    throw asCliError(error)
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CliError(exit.usage, 'bad_port', `\`${text}\` is no port`, {
      fix: 'a number from 0 to 65535; 0 lets the system choose',
    })
  return port
}

/** A Problem of the server's own start, as the command line says it. */
export function asCliError(error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error
  const { code, detail, where, fix } = error.problem
  return new CliError(exitOf(error.problem), code, detail, {
    ...(where === undefined ? {} : { where }),
    ...(fix === undefined ? {} : { fix }),
  })
}

function exitOf(problem: Problem): number {
  if (problem.code.startsWith('config_')) return exit.config
  if (problem.code === 'data_dir_in_use' || problem.code === 'port_in_use') return exit.conflict
  if (problem.status === 409) return exit.conflict
  if (problem.status === 503) return exit.unreachable
  return exit.internal
}
