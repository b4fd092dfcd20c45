import type { Migration } from '../../../platform/migrations.ts'

export const gateway0700: Migration = {
  id: '0700-admission',
  sql: `
-- Slices of limits that replicas have leased (features/gateway/limits). Rows are of use until they expire; a job deletes them.
create table limit_lease (
  org_id uuid not null references org (id),
  -- organisation, scope, subject and limit
  counter text not null,
  -- the stretch of time in which its units may be used
  bucket bigint not null,
  -- the process that holds it; all zeros: used before leases were kept
  holder uuid not null,
  units bigint not null check (units >= 0),
  expires_at timestamptz not null,
  primary key (org_id, counter, bucket, holder)
);
create index limit_lease_old on limit_lease (expires_at);
select sw_protect('limit_lease');
select sw_system('limit_lease');

-- A caller that looked like one who copies a model; one row per caller and hour at most.
create table extraction_alert (
  id uuid primary key,
  org_id uuid not null references org (id),
  at timestamptz not null,
  last_at timestamptz not null,
  system_ref text not null,
  environment text not null,
  route_id text not null,
  key_id text not null,
  -- the end user, when the signals are about one; a client string, erased with the person's calls
  end_user text,
  mode text not null check (mode in ('observe', 'enforce')),
  score integer not null check (score between 0 and 1000),
  calls integer not null,
  throttled integer not null default 0,
  -- [{"signal": "near_duplicates", "strength": 812, "value": 412, "usual": 3, "of": 500}]
  signals jsonb not null,
  acknowledged_by text,
  acknowledged_at timestamptz,
  note text,
  check ((acknowledged_by is null) = (acknowledged_at is null))
);
create index extraction_alert_page on extraction_alert (org_id, at desc, id desc);
select sw_protect('extraction_alert');
select sw_system('extraction_alert');
`,
}
