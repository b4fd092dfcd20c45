import type { Migration } from '../platform/migrations.ts'
import { ledgerTables } from './migrations/0100-ledger.ts'

export { anchorToGit, isOutside, type Anchored } from './anchor.ts'
export { createLedger, type AppendDeps } from './append.ts'
export { entryTypes, isEntryType, type EntryType } from './entry-types.ts'
export { erase, finishErasures, type EraseDeps, type Erasure } from './erase.ts'
export { openEvidence, type Evidence, type EvidenceOptions } from './evidence.ts'
export { ledgerFacts } from './fact-sources.ts'
export { Pump, type PumpDeps, type SpoolView } from './pump.ts'
export { PumpThread, type PumpThreadOptions } from './pump-thread.ts'
export { recoveryPorts } from './recovery-ports.ts'
export { preparePartitions } from './partitions.ts'
export { continueRestored, type Continued } from './restored.ts'
export { rotateLogKey } from './rotate.ts'
export { SegmentKeys } from './segment-keys.ts'
export { createLedgerService, type LedgerService, type PayloadAnswer } from './service.ts'

export const ledgerMigrations: readonly Migration[] = [ledgerTables]
