import type { Command } from 'commander'
import { contextOf, withGlobals, withoutServer } from '../../cli/context.ts'
import type { GuardProbes } from '../../features/gateway/contract.ts'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { CliError, exit } from '../../cli/exit.ts'

/** `sealwright guard --task T`: JSONL in, JSONL out, one line for each, any number, streaming. A bad line is an error with its number; lines before it are already out. */
export function guardCommand(program: Command): void {
  const guard = program.command('guard')
  withGlobals(
    guard
      .command('probe')
      .description(
        'send labelled texts through the rules that routes enforce, now; exits 1 when one is not stopped or passed as it must be',
      )
      .option('--route <name>', 'only routes of this name'),
  ).action(async (o: { route?: string }, command: Command) => {
    const cli = contextOf(command)
    const { items } = await cli.api.post<GuardProbes>(
      '/guard-probes',
      o.route === undefined ? {} : { route: o.route },
    )
    const shown = items.filter((i) => o.route === undefined || i.routeName === o.route || i.route === o.route)
    cli.rows(shown, [
      { head: 'Route', cell: (i) => i.routeName },
      { head: 'Env', cell: (i) => i.environment },
      { head: 'Side', cell: (i) => i.side },
      { head: 'Guard', cell: (i) => (i.detector === '' ? i.guard : `${i.guard} ${i.detector}`) },
      { head: 'State', cell: (i) => i.state },
      { head: 'Stopped', cell: (i) => `${i.stopped} of ${i.hostile}` },
      { head: 'Passed', cell: (i) => `${i.passed} of ${i.harmless}` },
      { head: 'Why', cell: (i) => [...i.missed, ...i.alarms, i.failure].filter((w) => w !== '').join(' ') },
    ])
    const bad = shown.filter((i) => i.state !== 'alive').length
    if (bad > 0)
      throw new CliError(
        exit.failed,
        'guards_not_alive',
        `${bad} of ${shown.length} enforced guards are not alive`,
      )
  })
  withoutServer(guard)
    .description(
      'run a detector over JSONL on stdin: {id,text} -> {id,score,flagged,spans}; groundedness takes {id,context,question,answer}',
    )
    // not `requiredOption`: that would be demanded of `guard probe` too
    .option('--task <task>', 'injection, pii, secrets, groundedness, unsafe, code or exfiltration')
    .action(async (o: { task?: string }) => {
      const { guardLine, guardTasks } = await import('../../features/guardrails/index.ts')
      const task = guardTasks.find((t) => t === o.task)
      if (task === undefined)
        throw new CliError(exit.usage, 'unknown_task', `no guard task \`${o.task ?? ''}\``, {
          fix: `one of ${guardTasks.join(', ')}`,
        })
      let number = 0
      for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
        number++
        if (line.trim() === '') continue
        const result = guardLine(parsed(line, number), task)
        if (!result.ok)
          throw new CliError(exit.usage, 'invalid_line', result.error, { where: `stdin line ${number}` })
        if (!process.stdout.write(`${JSON.stringify(result.value)}\n`)) await once(process.stdout, 'drain')
      }
    })
}

function parsed(line: string, number: number): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new CliError(exit.usage, 'invalid_json', cause instanceof Error ? cause.message : 'not JSON', {
      where: `stdin line ${number}`,
    })
  }
}
