import type { Migration } from '../platform/migrations.ts'
import { ledgerTables } from './migrations/0100-ledger.ts'

export { createLedger, type AppendDeps } from './append.ts'
export { openEvidence, type Evidence, type EvidenceOptions } from './evidence.ts'
export { Pump, type PumpDeps, type SpoolView } from './pump.ts'
export { PumpThread, type PumpThreadOptions } from './pump-thread.ts'
export { SegmentKeys } from './segment-keys.ts'
export { entryTypes, isEntryType, type EntryType } from './entry-types.ts'

export const ledgerMigrations: readonly Migration[] = [ledgerTables]
