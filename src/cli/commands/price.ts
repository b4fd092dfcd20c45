import type { Command } from 'commander'
import type { PriceRow } from '../../features/registry/contract.ts'
import { usd } from '../../identity/contract.ts'
import type { Page } from '../../lib/page.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

type SetOptions = {
  upstream: string
  modelId: string
  inputUsd: string
  cachedUsd?: string
  outputUsd: string
  source: string
  asOf: string
}

export function priceCommand(program: Command): void {
  const price = program.command('price').description('what models cost: cost limits and records use it')
  withGlobals(
    price
      .command('set')
      .description('the price of a model from now on, in USD for a million tokens')
      .requiredOption('--upstream <name>')
      .requiredOption('--model-id <id>', 'as the provider calls the model')
      .requiredOption('--input-usd <n>')
      .requiredOption('--output-usd <n>')
      .option('--cached-usd <n>', 'for input that the provider had cached (default: as input)')
      .requiredOption('--source <where>', 'page or contract where the price stands')
      .requiredOption('--as-of <date>', 'the day on which it was read there (YYYY-MM-DD)'),
  ).action(async (o: SetOptions, command: Command) => {
    const cli = contextOf(command)
    cli.one(
      await cli.api.post<object>('/prices', {
        upstream: o.upstream,
        modelId: o.modelId,
        input: micro(o.inputUsd),
        ...(o.cachedUsd === undefined ? {} : { cachedInput: micro(o.cachedUsd) }),
        output: micro(o.outputUsd),
        source: o.source,
        asOf: o.asOf,
      }),
    )
  })
  withGlobals(price.command('list').description('prices, newest first')).action(
    async (_: unknown, command: Command) => {
      const cli = contextOf(command)
      cli.rows((await cli.api.get<Page<PriceRow>>('/prices?limit=200')).items, [
        { head: 'Upstream', cell: (p) => p.upstream },
        { head: 'Model', cell: (p) => p.modelId },
        { head: 'Input', cell: (p) => usd(p.input) },
        { head: 'Cached', cell: (p) => usd(p.cachedInput) },
        { head: 'Output', cell: (p) => usd(p.output) },
        { head: 'In force', cell: (p) => (p.current ? 'yes' : 'no') },
        { head: 'As of', cell: (p) => p.asOf },
        { head: 'Source', cell: (p) => p.source },
      ])
    },
  )
}

function micro(text: string): number {
  const n = Math.round(Number(text) * 1_000_000)
  if (text.trim() === '' || !Number.isSafeInteger(n) || n < 0)
    throw new CliError(exit.usage, 'invalid_price', `\`${text}\` is no price`, {
      fix: 'write US dollars for a million tokens, like 0.15',
    })
  return n
}
