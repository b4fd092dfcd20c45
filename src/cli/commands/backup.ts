import type { Command } from 'commander'
import { contextOf, withGlobals } from '../context.ts'

export function backupCommand(program: Command): Command {
  const backup = program.command('backup').description('back up data and keys; test a restore')
  withGlobals(backup.command('list')).action(async (_: unknown, command: Command) => {
    const cli = contextOf(command)
    const backups = await cli.api.get<{ items: BackupRow[] } | BackupRow[]>('/backups')
    cli.rows(Array.isArray(backups) ? backups : backups.items, [
      { head: 'At', cell: (b) => b.at },
      { head: 'Kind', cell: (b) => b.kind },
      { head: 'Bytes', cell: (b) => String(b.bytes), right: true },
      { head: 'Restore tested', cell: (b) => b.restoreTestedAt ?? 'never' },
      { head: 'File', cell: (b) => b.file },
    ])
  })
  return backup
}

type BackupRow = {
  readonly at: string
  readonly kind: string
  readonly bytes: number
  readonly restoreTestedAt: string | null
  readonly file: string
}
