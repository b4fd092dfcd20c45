import { identityMigrations } from '../identity/index.ts'
import type { Migration } from '../platform/migrations.ts'
import { platformMigrations } from '../platform/schema.ts'

/** Every migration of the product in order. Each ring-1..4 room exports its own list; add the room's line here. */
export const migrations: readonly Migration[] = [
  ...platformMigrations, // 0001+
  ...identityMigrations, // 0200+
]
