import type { Migration } from '../../../platform/migrations.ts'

export const controls0800: Migration = {
  id: '0800-controls',
  sql: `
-- Frozen rows, kept once per content: the canonical lines exactly as they were hashed, joined by LF, deflated.
create table control_population (
  org_id uuid not null references org (id),
  source text not null,
  root text not null check (root ~ '^[0-9a-f]{64}$'),
  rows integer not null check (rows >= 0),
  lines bytea not null,
  created_at timestamptz not null,
  primary key (org_id, source, root)
);
select sw_protect('control_population');

-- One run of one control's test. Append-only: nothing updates or deletes a row.
create table control_outcome (
  id uuid primary key,
  seq bigint generated always as identity,
  org_id uuid not null references org (id),
  control_id text not null,
  status text not null check (status in ('pass', 'fail', 'inconclusive', 'did_not_operate')),
  checked bigint not null,
  deviating bigint not null,
  -- [{key, what, since}], at most 1,000
  deviations jsonb not null,
  why text not null,
  as_of timestamptz not null,
  window_from timestamptz not null,
  trial boolean not null,
  test_digest text not null,
  cause text not null check (cause in ('schedule', 'watch', 'event', 'demand')),
  -- [{source, rows, root, complete, why, query, asOf, independent}]
  populations jsonb not null,
  entry_id uuid not null
);
create unique index control_outcome_run on control_outcome (org_id, control_id, seq desc);
create index control_outcome_day on control_outcome (org_id, as_of);
select sw_protect('control_outcome');

-- Every test logic that ever ran here, so that an old result can be run again as it was.
create table control_test_text (
  org_id uuid not null references org (id),
  digest text not null,
  control_id text not null,
  test text not null,
  first_used_at timestamptz not null,
  primary key (org_id, digest)
);
select sw_protect('control_test_text');
`,
}
