import type { Migration } from '../../../platform/migrations.ts'

/**
 * A caller's end user stands in an alert as a tag that is the same for the same person and says nothing else; who it is, is in the call that
 * the alert points to, and goes with that call when it is erased.
 */
export const gateway0701: Migration = {
  id: '0701-extraction-callers',
  sql: `
alter table extraction_alert rename column end_user to user_tag;
alter table extraction_alert add column call_id uuid not null;
alter table extraction_alert add column harmless boolean;
-- one alert a caller and hour, whichever replica tells it
alter table extraction_alert add column hour bigint not null;
create unique index extraction_alert_caller on extraction_alert (org_id, key_id, coalesce(user_tag, ''), hour);
`,
}
