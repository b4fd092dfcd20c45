import type { Command } from 'commander'
import { readFileSync } from 'node:fs'
import type { Page } from '../../lib/page.ts'
import {
  detectorInputSchema,
  detectorKinds,
  type ExternalDetector,
} from '../../features/policies/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

type Options = {
  kind: string
  url: string
  keyFile?: string
  deadlineMs: string
  onFailure: string
  sees: string
  charsMax: string
  model?: string
  guardrail?: string
  guardrailVersion?: string
  region?: string
  language?: string
}

/** Servers that judge texts; rules of a policy name them (`guard: external`, `detector: NAME`). */
export function detectorCommand(program: Command): void {
  const detector = program
    .command('detector')
    .description('external detectors that rules of a policy may ask')
  withGlobals(detector.command('list')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows((await cli.api.get<Page<ExternalDetector>>('/external-detectors')).items, [
      { head: 'Detector', cell: (d) => d.name },
      { head: 'Kind', cell: (d) => d.kind },
      { head: 'Address', cell: (d) => d.baseUrl },
      { head: 'Deadline ms', cell: (d) => String(d.options.deadlineMs) },
      { head: 'Sees', cell: (d) => d.options.sees ?? 'masked' },
      { head: 'On failure', cell: (d) => d.options.onFailure },
      { head: 'Key', cell: (d) => (d.hasKey ? 'sealed' : 'none') },
    ])
  })
  withGlobals(
    detector
      .command('create <name>')
      .description('name a server; naming it again with the same particulars replaces its key')
      .requiredOption('--kind <kind>', detectorKinds.join(', '))
      .requiredOption('--url <base>')
      .option('--key-file <file>', 'a file with the key: it never stands in the shell history')
      .option('--deadline-ms <n>', '', '2000')
      .option('--on-failure <open|closed>', 'what a failure means where a rule enforces', 'closed')
      .option('--sees <masked|original>', 'texts without what own rules mask, or all of them', 'masked')
      .option('--chars-max <n>', 'longer texts are asked about in pieces', '10000')
      .option('--model <id>')
      .option('--guardrail <id>')
      .option('--guardrail-version <n>')
      .option('--region <region>')
      .option('--language <code>'),
  ).action(async (name: string, o: Options, command: Command) => {
    const cli = contextOf(command)
    const input = detectorInputSchema.safeParse({
      name,
      kind: o.kind,
      baseUrl: o.url,
      key: o.keyFile === undefined ? undefined : readFileSync(o.keyFile, 'utf8').trim(),
      options: {
        deadlineMs: Number(o.deadlineMs),
        onFailure: o.onFailure,
        // absent is masked: a detector that was named before this option keeps its particulars
        ...(o.sees === 'masked' ? {} : { sees: o.sees }),
        charsMax: Number(o.charsMax),
        model: o.model,
        guardrail: o.guardrail,
        guardrailVersion: o.guardrailVersion,
        region: o.region,
        language: o.language,
      },
    })
    if (!input.success) {
      const [issue] = input.error.issues
      throw new CliError(exit.config, 'invalid_detector', issue?.message ?? 'not a detector', {
        where: issue?.path.join('.') ?? '',
      })
    }
    cli.one(await cli.api.post<object>('/external-detectors', input.data))
  })
}
