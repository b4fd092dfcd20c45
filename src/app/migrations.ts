import { approvalsMigrations } from '../approvals/index.ts'
import { auditMigrations } from '../features/audit/index.ts'
import { controlsMigrations } from '../features/controls/index.ts'
import { gatewayMigrations } from '../features/gateway/index.ts'
import { inventoryMigrations } from '../features/inventory/index.ts'
import { operationsMigrations } from '../features/operations/index.ts'
import { policiesMigrations } from '../features/policies/index.ts'
import { registryMigrations } from '../features/registry/index.ts'
import { identityMigrations } from '../identity/index.ts'
import { ledgerMigrations } from '../ledger/index.ts'
import type { Migration } from '../platform/migrations.ts'
import { platformMigrations } from '../platform/schema.ts'

/** Every migration of the product in order. Each ring-1..4 room exports its own list; add the room's line here. */
export const migrations: readonly Migration[] = [
  ...platformMigrations, // 0001+
  ...ledgerMigrations, // 0100+
  ...identityMigrations, // 0200+
  ...approvalsMigrations, // 0300+
  ...inventoryMigrations, // 0400+
  ...registryMigrations, // 0500+
  ...policiesMigrations, // 0600+
  ...gatewayMigrations, // 0700+
  ...controlsMigrations, // 0800+
  ...auditMigrations, // 0900+
  ...operationsMigrations, // 1000+
]
