import type { Command } from 'commander'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { EntryView, InclusionProof, LedgerStatus } from '../../ledger/contract.ts'
import { tilePath, tilesOf } from '../../ledger/format/tile.ts'
import { contextOf, withGlobals } from '../context.ts'
import { CliError, exit } from '../exit.ts'
import { evidenceSearchCommands } from './evidence-search.ts'

/** A call's two entries, as `ledger show <evidence id>` prints them. */
type CallEvidence = {
  readonly call: string
  readonly intent?: EntryView
  readonly outcome?: EntryView
  readonly state: string
}

export function ledgerCommand(program: Command): void {
  const ledger = program.command('ledger').description('the evidence ledger')
  withGlobals(ledger.command('status')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.rows(await cli.api.get<LedgerStatus[]>('/ledger'), [
      { head: 'Origin', cell: (l) => l.origin },
      { head: 'Size', cell: (l) => String(l.size), right: true },
      { head: 'Pending', cell: (l) => String(l.pending), right: true },
      { head: 'Published', cell: (l) => l.publishedAt ?? 'never' },
      {
        head: 'Anchored',
        cell: (l) => l.anchoredAt ?? `unanchored since ${l.unanchoredSince ?? 'the start'}`,
      },
    ])
  })
  withGlobals(
    ledger.command('show <evidence-id>').description('the entries of one call, or one entry, with indices'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<CallEvidence>(`/ledger/evidence/${encodeURIComponent(id)}`))
  })
  withGlobals(
    ledger.command('proof <entry-id>').description('inclusion proof with the signed checkpoint'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<InclusionProof>(`/entries/${encodeURIComponent(id)}/proof`))
  })
  withGlobals(
    ledger
      .command('export')
      .description('the log as C2SP tiles: checkpoint, vkey, tile/, tile/entries/')
      .requiredOption('--out <dir>')
      .option('--origin <origin>', 'default: this workspace’s log'),
  ).action(async (o: { out: string; origin?: string }, command: Command) => {
    const cli = contextOf(command)
    const logs = await cli.api.get<LedgerStatus[]>('/ledger')
    const log = o.origin === undefined ? logs[0] : logs.find((l) => l.origin === o.origin)
    if (log === undefined)
      throw new CliError(exit.notFound, 'log_not_found', `no log \`${o.origin ?? ''}\` here`)
    const fetched = async (path: string): Promise<Uint8Array> => {
      const bytes = await cli.api.bytes(`/ledger/${log.origin}/${path}`)
      if (bytes === undefined)
        throw new CliError(
          exit.integrity,
          'ledger_incomplete',
          `the server has no \`${path}\` of its own log`,
          { fix: 'run `sealwright doctor`' },
        )
      return bytes
    }
    const save = (path: string, bytes: Uint8Array | string): void => {
      mkdirSync(dirname(join(o.out, path)), { recursive: true })
      writeFileSync(join(o.out, path), bytes)
    }
    const checkpoint = Buffer.from(await fetched('checkpoint'))
    const size = Number(checkpoint.toString('utf8').split('\n')[1])
    if (!Number.isSafeInteger(size))
      throw new CliError(exit.integrity, 'bad_checkpoint', 'the checkpoint has no size on its second line')
    for (const tile of tilesOf(size)) save(tilePath(tile), await fetched(tilePath(tile)))
    save('vkey', `${log.vkey}\n`)
    save('checkpoint', checkpoint)
    cli.note(`${size} entries of ${log.origin} in ${o.out}`)
  })
  withGlobals(
    ledger
      .command('erase <call-ids...>')
      .description('destroy the sealed payloads of calls; every proof stays valid')
      .requiredOption('--reason <text>')
      .requiredOption('--request <id>', 'the deletion request this answers'),
  ).action(async (callIds: string[], o: { reason: string; request: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>('/erasures', { callIds, reason: o.reason, request: o.request }))
  })

  withGlobals(
    ledger
      .command('rotate-key')
      .description('a new signing key for this workspace’s log; the old one signs too for a while')
      .option('--why <word>', 'scheduled, compromise or custody', 'scheduled'),
  ).action(async (o: { why: string }, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>('/ledger/rotate-key', { why: o.why }))
    cli.note('Key backups made before do not hold the new key: run `sealwright backup keys` now.')
    cli.note('Give the new verifier key to whoever checks this log: the entry `log.key` names it.')
  })

  const evidence = program.command('evidence').description('recorded calls')
  withGlobals(
    evidence
      .command('list')
      .description('the request log')
      .option('--query <q>', 'e.g. `verdict:blocked age:<1h`', '')
      .option('--limit <n>', '', '50'),
  ).action(async (o: { query: string; limit: string }, command: Command) => {
    const cli = contextOf(command)
    const page = await cli.api.get<{ items: import('../../features/gateway/contract.ts').Call[] }>(
      `/calls?q=${encodeURIComponent(o.query)}&limit=${encodeURIComponent(o.limit)}`,
    )
    cli.rows(page.items, [
      { head: 'At', cell: (c) => c.at },
      { head: 'Verdict', cell: (c) => c.verdict },
      { head: 'System', cell: (c) => c.system },
      { head: 'Key', cell: (c) => c.key?.name ?? 'none' },
      { head: 'Version', cell: (c) => c.version ?? 'none dispatched' },
      { head: 'Decided by', cell: (c) => c.decidedBy || 'none' },
      {
        head: 'Ledger',
        cell: (c) => (c.ledger.outcomeIndex === null ? c.ledger.state : String(c.ledger.outcomeIndex)),
        right: true,
      },
      { head: 'Evidence', cell: (c) => c.id },
    ])
  })
  evidenceSearchCommands(evidence)
  withGlobals(
    evidence
      .command('rebuild')
      .description('make missing search rows again from entries and payloads; rows that exist stay'),
  ).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.post<object>('/calls/rebuild', {}))
  })
  withGlobals(
    evidence
      .command('show <id>')
      .description('one call: verdicts, attribution, entries; content stays sealed'),
  ).action(async (id: string, _: unknown, command: Command) => {
    const cli = contextOf(command)
    cli.one(await cli.api.get<object>(`/calls/${encodeURIComponent(id)}`))
  })
}
