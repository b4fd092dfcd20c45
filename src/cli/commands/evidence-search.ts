import type { Command } from 'commander'
import { writeFileSync } from 'node:fs'
import type { SealedSearch } from '../../features/gateway/contract.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'

const list = (value: string, before: readonly string[]): string[] => [...before, value]

function instantOf(option: string, text: string): string {
  const ms = Date.parse(text)
  if (Number.isNaN(ms))
    throw new CliError(exit.usage, 'bad_time', `\`${option}\` is not a time: \`${text.slice(0, 40)}\``, {
      fix: 'write it as 2026-11-01T00:00:00Z',
    })
  return new Date(ms).toISOString()
}

/** `evidence search` and `evidence export`: both are recorded with their purpose before anything is shown. */
export function evidenceSearchCommands(evidence: Command): void {
  withGlobals(
    evidence
      .command('search')
      .description('look through sealed records of a window; recorded with who, why and how many were opened')
      .requiredOption('--purpose <text>', 'why; sealed with the ledger’s entry')
      .requiredOption('--from <time>', 'ISO 8601, e.g. 2026-11-01T00:00:00Z')
      .option('--to <time>', 'default: now')
      .option('--text <text>', 'what to look for; may be repeated', list, [])
      .option('--finding <type>', 'a finding’s type, e.g. `iban`; may be repeated', list, [])
      .option('--all', 'every text must occur, not any of them')
      .option('--exact-case', 'take case into account')
      .option('--query <q>', 'which calls, e.g. `system:support verdict:allowed`', '')
      .option('--original', 'in the original text; needs the permission to open calls')
      .option('--max <n>', 'open at most this many', '500')
      .option('--cursor <cursor>', 'go on where an incomplete search ended'),
  ).action(
    async (
      o: {
        purpose: string
        from: string
        to?: string
        text: string[]
        finding: string[]
        all?: boolean
        exactCase?: boolean
        query: string
        original?: boolean
        max: string
        cursor?: string
      },
      command: Command,
    ) => {
      const cli = contextOf(command)
      const found = await cli.api.post<SealedSearch>('/calls/search', {
        purpose: o.purpose,
        from: instantOf('--from', o.from),
        to: o.to === undefined ? new Date().toISOString() : instantOf('--to', o.to),
        texts: o.text,
        findings: o.finding,
        match: o.all === true ? 'all' : 'any',
        exactCase: o.exactCase === true,
        q: o.query,
        original: o.original === true,
        openMax: Number(o.max),
        cursor: o.cursor ?? null,
      })
      if (cli.format !== 'table') return cli.one(found)
      cli.rows(found.items, [
        { head: 'At', cell: (m) => m.at },
        { head: 'System', cell: (m) => m.system },
        { head: 'Verdict', cell: (m) => m.verdict },
        { head: 'Hits', cell: (m) => String(m.hits), right: true },
        { head: 'Where', cell: (m) => m.places.map((p) => `${p.side}: ${p.text}`).join(' … ') },
        { head: 'Evidence', cell: (m) => m.callId },
      ])
      cli.note(
        `${found.opened} opened (${found.view}), ${found.matched} matched, ${found.skipped} not looked into, ${found.unreadable} unreadable; recorded as ${found.entry}`,
      )
      if (!found.complete) cli.note(`not complete: go on with --cursor ${found.next ?? ''}`)
    },
  )
  withGlobals(
    evidence
      .command('export <id>')
      .description('one call with its entries and proofs as a JSON file that stands for itself')
      .requiredOption('--purpose <text>')
      .option('--original', 'with the sealed bytes and salts; needs the permission to open calls')
      .option('--out <file>', 'default: standard output'),
  ).action(async (id: string, o: { purpose: string; original?: boolean; out?: string }, command: Command) => {
    const cli = contextOf(command)
    const file = await cli.api.post<object>(`/calls/${encodeURIComponent(id)}/export`, {
      purpose: o.purpose,
      original: o.original === true,
    })
    const text = `${JSON.stringify(file, null, 2)}\n`
    if (o.out === undefined) return cli.out(text.trimEnd())
    writeFileSync(o.out, text, { mode: 0o600 })
    cli.note(`written to ${o.out}`)
  })
}
