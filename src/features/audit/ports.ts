/** What an export asks of other rooms. Wired in app/ports.ts. */
import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import type { Fields } from '../../lib/predicate/types.ts'
import type { StandingEntry, WaiverTexts } from '../../lib/standing.ts'
import type { Control, Outcome } from '../controls/contract.ts'

/** A log as it stands at the freeze. `root` is lower-case hex; `checkpoint` the signed note, verbatim. */
export type FrozenLog = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly checkpoint: string
  /** Every key this log ever had, oldest first; `fromIndex` is the `log.key` entry that announced it, 0 for the first. */
  readonly vkeys: readonly { readonly vkey: string; readonly fromIndex: number }[]
}

export type LedgerLeaf = { readonly index: number; readonly leaf: Uint8Array }
/** Exactly the bytes that the envelope's `b` commits to, and their salt (32 bytes). */
export type LedgerBody = { readonly index: number; readonly salt: Uint8Array; readonly body: Uint8Array }

export type PayloadState =
  | { readonly state: 'OPENED'; readonly salt: Uint8Array; readonly bytes: Uint8Array }
  /** `entry`: leaf index of the `privacy.erased` entry. */
  | { readonly state: 'ERASED'; readonly entry: number }
  | { readonly state: 'WITHHELD' | 'MISSING' }

/** A receipt from a second place. `checkpoint` is the signed note that it holds. */
export type AnchorReceipt = {
  readonly kind: string
  readonly at: string
  readonly where: string
  readonly checkpoint: string
}

export interface LedgerExport {
  /**
   * Makes every live producer append `src.mark`, waits until everything recorded before the call is published, and answers this
   * organisation's logs oldest first. Rejects when that does not happen before `signal` aborts.
   */
  freeze(org: OrgId, signal: AbortSignal): Promise<readonly FrozenLog[]>
  /** Leaves [from, to) in order. */
  leaves(origin: string, from: number, to: number): AsyncIterable<LedgerLeaf>
  /** Bodies of [from, to) in order, all of them; the exporter keeps those in scope. */
  bodies(origin: string, from: number, to: number): AsyncIterable<LedgerBody>
  /** Inclusion proof of leaf `index` in the tree of `size`: 32-byte hashes, the leaf's sibling first. */
  inclusion(origin: string, index: number, size: number): Promise<readonly Uint8Array[]>
  consistency(origin: string, from: number, to: number): Promise<readonly Uint8Array[]>
  /** Where entries stand: entry ids and call ids (a call has two entries) to leaf indices; ids that are not sequenced are left out. */
  locate(
    org: OrgId,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly origin: string; readonly index: number }[]>
  /**
   * Ed25519 over `message` by the newest of the keys that the log had when it was frozen: one that came since signed nothing in the package.
   * `keyid` = the 8 hex digits of the key id in its vkey.
   */
  sign(
    log: Pick<FrozenLog, 'origin' | 'vkeys'>,
    message: Uint8Array,
  ): Promise<{ readonly keyid: string; readonly signature: Uint8Array }>
  anchors(org: OrgId): Promise<readonly AnchorReceipt[]>
  /** The latest time that an entry bears; null when there is none. */
  newestAt(org: OrgId): Promise<Date | null>
  /** All entries of these types that are in the organisation's logs, opened, in the order of the logs. */
  ofTypes(org: OrgId, types: readonly string[]): Promise<readonly OpenedEntry[]>
  payload(
    org: OrgId,
    entry: { readonly origin: string; readonly index: number },
    name: string,
  ): Promise<PayloadState>
}

/** An entry with its id and what opens its commitment: `body` written canonically, and the salt (32 bytes). */
export type OpenedEntry = StandingEntry & { readonly id: string; readonly salt: Uint8Array }

/**
 * A control as the catalogue of this version has it. What changes with time is left out on purpose (owner, waiver, newest result): a package says
 * what stood at the end of its window, and takes that from the log.
 */
export type CatalogueControl = Omit<
  Control,
  'owner' | 'waiver' | 'shown' | 'status' | 'latest' | 'failingSince' | 'nextRunAt'
>

/** One control with the run that the package shows. */
export type ControlEvidence = {
  /** `strip` ends with the window. */
  readonly control: CatalogueControl
  /** The control's test is another one today than the one that gave `outcome`: the catalogue's words may be of the newer one. */
  readonly changedSince: boolean
  /** The newest run in the package's window as it was recorded (never `stale`, which is a matter of today); null when none ran in it. */
  readonly outcome: Outcome | null
  /** Recorded runs in the window by result: the newest does not speak for the others. */
  readonly runs: Readonly<Record<string, number>>
  /** Canonical JSON text of the test whose SHA-256 is `outcome.testDigest`; null when the control has no test. */
  readonly test: string | null
  /** Empty when lib/predicate can run the test on the frozen rows alone. */
  readonly notReperformable: string
  /** Declared field types of one population's source. */
  readonly fields: (source: string) => Fields
  /** The frozen rows of one population, in the order that its root was taken over. */
  readonly rows: (source: string) => AsyncIterable<JsonObject>
}

export interface ControlsExport {
  /**
   * Runs every test now, so that a package shows results as of its making and no population that was read before a restarted producer had
   * shipped its backlog. Not called when an auditor gave a seed: then the populations must be older than the seed. Absent: newest results as they are.
   */
  refresh?(org: OrgId): Promise<unknown>
  evidence(org: OrgId, window: { readonly from: Date; readonly to: Date }): AsyncIterable<ControlEvidence>
  /** Ids of all criteria that readiness counts. */
  criteria(): readonly string[]
  /** Names of people by id, and texts of waivers by id; what is not kept here is left out. */
  words(
    org: OrgId,
    ids: { readonly people: readonly string[]; readonly waivers: readonly string[] },
  ): Promise<{
    readonly people: ReadonlyMap<string, string>
    readonly waivers: ReadonlyMap<string, WaiverTexts>
  }>
}

export interface SystemsExport {
  /** All AI systems with their envelope reference, retired ones included. */
  systems(
    org: OrgId,
  ): Promise<readonly { readonly ref: string; readonly name: string; readonly trial: boolean }[]>
  organisation(
    org: OrgId,
  ): Promise<{ readonly id: string; readonly name: string; readonly createdAt: string }>
}

/** The bundled verifier, as the build made it: the same two files for every package. */
export interface VerifierFiles {
  read(): Promise<{ readonly mjs: Uint8Array; readonly html: Uint8Array }>
}
