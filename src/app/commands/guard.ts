import type { Command } from 'commander'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { CliError, exit } from '../../cli/exit.ts'

/** `sealwright guard --task T`: JSONL in, JSONL out, one line for each, any number, streaming. A bad line is an error with its number; lines before it are already out. */
export function guardCommand(program: Command): void {
  program
    .command('guard')
    .description(
      'run a detector over JSONL on stdin: {id,text} -> {id,score,flagged,spans}; groundedness takes {id,context,question,answer}',
    )
    .requiredOption('--task <task>', 'injection, pii, secrets, groundedness, unsafe, code or exfiltration')
    .action(async (o: { task: string }) => {
      const { guardLine, guardTasks } = await import('../../features/guardrails/index.ts')
      const task = guardTasks.find((t) => t === o.task)
      if (task === undefined)
        throw new CliError(exit.usage, 'unknown_task', `no guard task \`${o.task}\``, {
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
