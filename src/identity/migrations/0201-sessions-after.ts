import type { Migration } from '../../platform/migrations.ts'

/**
 * Sessions older than this are dead, in whichever organisation they look at: row-level security hides a person's session in the sample
 * company from the transaction that ends their sessions in their own organisation.
 */
export const identity0201: Migration = {
  id: '0201-sessions-after',
  sql: `alter table app_user add column sessions_after timestamptz;`,
}
