import type { Command } from 'commander'
import { readRunFile, withGlobals } from '../../cli/context.ts'
import { CliError, exit } from '../../cli/exit.ts'

const DRAIN_MS = 30_000

/** Ends the server that runs on this data directory: SIGTERM, then waits until it has drained. */
export function downCommand(program: Command): void {
  withGlobals(
    program.command('down').description('drain and stop the server that runs on the data directory'),
  ).action(async (_: unknown, command: Command) => {
    const { data } = command.optsWithGlobals<{ data: string }>()
    const run = readRunFile(data)
    if (run === undefined || !alive(run.pid))
      throw new CliError(exit.notFound, 'not_running', `no server runs on \`${data}\``, {
        fix: 'name its directory with --data',
      })
    process.kill(run.pid, 'SIGTERM')
    const until = Date.now() + DRAIN_MS
    while (alive(run.pid)) {
      if (Date.now() > until)
        throw new CliError(
          exit.unreachable,
          'time_out',
          `process ${run.pid} has not ended within ${DRAIN_MS / 1000} s`,
        )
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    process.stdout.write(`stopped process ${run.pid}\n`)
  })
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
