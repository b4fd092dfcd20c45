import type { Migration } from '../../../platform/migrations.ts'

export const controls0801: Migration = {
  id: '0801-owners-waivers',
  sql: `
-- Who answers for a control here. No row: nobody yet.
create table control_owner (
  org_id uuid not null references org (id),
  control_id text not null,
  user_id uuid not null references app_user (id),
  set_at timestamptz not null,
  primary key (org_id, control_id)
);
select sw_protect('control_owner');

-- Accepted risk for a while. It changes no result: tests run on, and their outcomes stay as they are.
create table control_waiver (
  id uuid primary key,
  org_id uuid not null references org (id),
  control_id text not null,
  reason text not null,
  compensating text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  until timestamptz not null,
  state text not null check (state in ('requested', 'approved', 'refused', 'ended')),
  approval_id uuid not null,
  approved_by text,
  approved_at timestamptz,
  -- entry that says it is in force
  entry_id uuid,
  ended_at timestamptz,
  check ((state in ('approved')) <= (approved_by is not null and approved_at is not null and entry_id is not null)),
  -- another person, also for whoever writes into the table by hand
  check (approved_by is null or approved_by <> requested_by)
);
create unique index control_waiver_open on control_waiver (org_id, control_id) where state in ('requested', 'approved');
select sw_protect('control_waiver');
`,
}
