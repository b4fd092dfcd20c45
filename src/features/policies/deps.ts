import type { ApprovalRequests } from '../../approvals/ports.ts'
import type { PeopleDirectory } from '../../identity/people.ts'
import type { SystemDirectory } from '../../identity/ports.ts'
import type { Ledger } from '../../ledger/contract.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Outbox } from '../../platform/events.ts'
import type { KeyStore } from '../../platform/keystore.ts'
import type { Log } from '../../platform/log.ts'
import type { Random } from '../../platform/random.ts'
import type { Detector } from '../guardrails/contract.ts'
import type { RecordedTraffic, VersionDirectory } from './ports.ts'

export type PolicyDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly keystore: Pick<KeyStore, 'wrap' | 'unwrap'>
  readonly approvals: ApprovalRequests
  readonly systems: SystemDirectory
  readonly versions: VersionDirectory
  readonly traffic: RecordedTraffic
  readonly detectors: readonly Detector[]
  readonly people: Pick<PeopleDirectory, 'names'>
  /** Base URLs on loopback or private addresses are refused unless this says yes: what the operator's outbound list has, and all on the trial. */
  readonly allowsPrivate: (host: string, port: number) => boolean
}
