import { readFileSync } from 'node:fs'
import { parseRecipient, type Recipient } from '../features/operations/index.ts'
import { problem } from '../lib/problem.ts'
import type { Config } from '../platform/config.ts'

/** The schedule with its recipient read: a file that is missing or no key stops the start, not the first backup weeks later. */
export function backupSchedule(schedule: NonNullable<Config['backupSchedule']>): {
  readonly dataEveryMs: number | null
  readonly keep: number | null
  readonly keys: { readonly to: Recipient; readonly everyMs: number } | null
} {
  const { dataEveryMs, keep, keys } = schedule
  return {
    dataEveryMs,
    keep,
    keys: keys === null ? null : { to: parseRecipient(textOf(keys.toFile)), everyMs: keys.everyMs },
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw problem('config_invalid', 400, 'the public key that key backups are sealed to cannot be read', {
      where: 'backup.keysTo',
      fix: `check \`${file}\` and its permissions`,
    })
  }
}
