import type { Json } from '../lib/json.ts'
import type { PackageScope } from '../lib/package-scope.ts'
import type { PackageLog, PackageStatement } from '../lib/package-manifest.ts'
import type { Checkpoint } from '../ledger/format/pure/tree-head.ts'
import type { VerifierKey } from '../ledger/format/pure/signed-note.ts'
import type { Archive } from './archive.ts'
import type { EntryTable } from './entries.ts'
import type { Host } from './host.ts'

/** What the verifier was shown from outside the package. Nothing in it comes from the package. */
export type Outside = {
  /** Verifier keys that the reader trusts, as `name+hexid+base64`. */
  readonly vkeys: readonly string[]
  /** Signed checkpoints that the reader has from elsewhere (an earlier package, an anchor, the log's own address). */
  readonly checkpoints: readonly string[]
}

export type Log = {
  readonly listed: PackageLog
  readonly checkpoint: Checkpoint
  /** Keys of the package that really signed the checkpoint. */
  readonly signers: readonly VerifierKey[]
  readonly vkeys: readonly { readonly vkey: string; readonly fromIndex: number }[]
  readonly entries: EntryTable
  /** Leaf index to body, for the entries that later checks read: sources, tests, seeds, erasures, keys. */
  readonly bodies: Map<number, ReadonlyMap<string, Json>>
  /** Every `control.tested` entry in short: a year has hundreds of thousands, and only those that the package shows are kept whole. */
  readonly runs: { readonly index: number; readonly control: string; readonly status: string }[]
}

/** Calls of the logs, by packed call id (codecs.ts). Times in ms; -1 = no such entry. */
export type Calls = Map<
  string,
  { intentMs: number; outcomeMs: number; intents: number; outcomes: number; trial: boolean }
>

export type Context = {
  readonly host: Host
  readonly archive: Archive
  readonly statement: PackageStatement
  readonly scope: PackageScope
  readonly outside: Outside
  readonly logs: Log[]
  readonly calls: Calls
  /** The window starts after the log does: calls may have begun before it. */
  readonly windowCutsCalls: boolean
}

/** Path of a log's files: its origin with the slashes as folders. */
export const logPath = (kind: 'log' | 'bodies' | 'keys', origin: string): string => `${kind}/${origin}`
