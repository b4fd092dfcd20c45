import type { Migration } from '../../../platform/migrations.ts'

/** What labelled probes of enforced guards came to: one row per run, route, side and guard. No text of a probe is kept. */
export const gateway0702: Migration = {
  id: '0702-guard-probes',
  sql: `
create table guard_probe (
  org_id uuid not null references org (id),
  run_id uuid not null,
  at timestamptz not null,
  route_id uuid not null,
  policy_digest text not null,
  side text not null check (side in ('input', 'output')),
  guard text not null,
  -- the server of an external rule, '' for our own guards
  detector text not null,
  judged_by text not null,
  hostile integer not null check (hostile >= 0),
  stopped integer not null check (stopped between 0 and hostile),
  harmless integer not null check (harmless >= 0),
  passed integer not null check (passed between 0 and harmless),
  -- ids of probes
  missed text[] not null,
  alarms text[] not null,
  failure text not null check (failure in ('', 'no_probe', 'guard_error')),
  entry_id text not null,
  primary key (org_id, run_id, route_id, side, guard, detector)
);
create index guard_probe_latest on guard_probe (org_id, route_id, side, guard, detector, at desc);
create index guard_probe_old on guard_probe (org_id, at);
select sw_protect('guard_probe');
select sw_system('guard_probe');
`,
}
