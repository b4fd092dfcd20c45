import type { Migration } from '../../../platform/migrations.ts'

export const operations1001: Migration = {
  id: '1001-backup-retention',
  sql: `
-- When retention deleted the file; the row stays as the record that there was one.
alter table backup add column removed_at timestamptz;`,
}
