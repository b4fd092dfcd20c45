import { Option, type Command } from 'commander'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { apiClient, type ApiClient } from './client.ts'
import { parseFormat, renderOne, renderRows, type Column, type Format } from './output.ts'

/** What a command needs from the outside. Data on `out`, notes on `note` (stderr, silent with --quiet). */
export type CliContext = {
  readonly api: ApiClient
  readonly format: Format
  out(text: string): void
  note(text: string): void
  rows<T extends object>(rows: readonly T[], columns: readonly Column<T>[]): void
  one(value: object): void
}

export const DEFAULT_DATA = './.sealwright'
export const DEFAULT_URL = 'http://127.0.0.1:4400'

const runFile = z.object({
  pid: z.number(),
  url: z.string(),
  /** Process ids of the gateway workers; absent where the main process serves calls itself. */
  workers: z.array(z.number()).optional(),
})
export type RunFile = z.infer<typeof runFile>

/** What `up` left in the data directory: where the server listens. Undefined when there is none. */
export function readRunFile(dataDir: string): RunFile | undefined {
  const file = join(dataDir, 'run.json')
  if (!existsSync(file)) return undefined
  const parsed = runFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  return parsed.success ? parsed.data : undefined
}

/** For commands that work offline: the flags that name a server are taken, as by every command, and mean nothing. */
export const withoutServer = (command: Command): Command =>
  command
    .addOption(new Option('--server <url>').hideHelp())
    .addOption(new Option('--token <token>').hideHelp())

export function withGlobals(command: Command): Command {
  return command
    .option(
      '--server <url>',
      'server to talk to (SEALWRIGHT_SERVER; default: the one running on ./.sealwright)',
    )
    .option('--token <token>', 'API token (SEALWRIGHT_TOKEN)')
    .option('--idempotency-key <key>', 'repeated with the same key, a change happens once')
    .option('--output <format>', 'table, json, yaml, ndjson, csv or md', 'table')
    .option('--json', 'same as --output json')
    .option('--quiet', 'no notes on stderr')
    .option('--data <dir>', 'data directory', DEFAULT_DATA)
}

export function contextOf(command: Command): CliContext {
  const o = command.optsWithGlobals<{
    server?: string
    token?: string
    idempotencyKey?: string
    output: string
    json?: boolean
    quiet?: boolean
    data: string
  }>()
  const server = o.server ?? process.env['SEALWRIGHT_SERVER'] ?? readRunFile(o.data)?.url ?? DEFAULT_URL
  const format = parseFormat(o.json === true ? 'json' : o.output)
  const out = (text: string): void => void process.stdout.write(`${text}\n`)
  return {
    api: apiClient(server, (o.token ?? process.env['SEALWRIGHT_TOKEN'])?.trim(), o.idempotencyKey),
    format,
    out,
    note: (text) => {
      if (o.quiet !== true) process.stderr.write(`${text}\n`)
    },
    rows: (rows, columns) => out(renderRows(rows, columns, format)),
    one: (value) => out(renderOne(value, format)),
  }
}
