import type { Migration } from '../../../platform/migrations.ts'

export const policies0600: Migration = {
  id: '0600-policies',
  sql: `
create table policy (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  created_by text not null,
  created_at timestamptz not null,
  unique (org_id, name)
);
select sw_protect('policy');
select sw_system('policy');

create table policy_version (
  id uuid primary key,
  org_id uuid not null references org (id),
  policy_id uuid not null references policy (id),
  version int not null check (version > 0),
  state text not null check (state in ('draft', 'waiting', 'active', 'superseded', 'discarded')),
  spec jsonb not null,
  digest text not null,
  author text not null,
  -- everyone who wrote any of it: none of them may approve it
  authors text[] not null,
  created_at timestamptz not null,
  activated_at timestamptz,
  ended_at timestamptz,
  approval_id text,
  unique (policy_id, version),
  check ((state in ('active', 'superseded')) = (activated_at is not null)),
  check (state <> 'waiting' or approval_id is not null)
);
create unique index policy_version_one_active on policy_version (policy_id) where state = 'active';
create unique index policy_version_one_draft on policy_version (policy_id) where state in ('draft', 'waiting');
select sw_protect('policy_version');
select sw_system('policy_version');

create table route (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  system_id uuid not null,
  system_name text not null,
  system_ref text not null,
  environment text not null check (environment in ('trial', 'development', 'staging', 'production')),
  policy_id uuid not null references policy (id),
  -- same order; labels are for people, ids are what the gateway dispatches
  target_ids text[] not null check (cardinality(target_ids) between 1 and 8),
  target_labels text[] not null check (cardinality(target_labels) = cardinality(target_ids)),
  regulated boolean not null,
  enabled boolean not null,
  -- a change that loosens and waits for another person
  waiting_policy_id uuid references policy (id),
  waiting_regulated boolean,
  waiting_approval_id text,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (org_id, system_id, environment, name),
  check ((waiting_policy_id is null) = (waiting_approval_id is null) and (waiting_policy_id is null) = (waiting_regulated is null))
);
create index route_page on route (org_id, created_at, id);
create index route_policy on route (policy_id);
select sw_protect('route');
select sw_system('route');

-- Which guards enforced on a route, from when to when. Written with every change; never updated but for its end.
create table route_interval (
  id uuid primary key,
  org_id uuid not null references org (id),
  route_id uuid not null references route (id),
  from_at timestamptz not null,
  to_at timestamptz,
  policy_version_id uuid not null references policy_version (id),
  enabled boolean not null,
  regulated boolean not null,
  modes jsonb not null,
  check (to_at is null or to_at >= from_at)
);
create unique index route_interval_open on route_interval (route_id) where to_at is null;
create index route_interval_page on route_interval (org_id, route_id, from_at);
select sw_protect('route_interval');

create table upstream (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  kind text not null check (kind in ('sandbox', 'openai')),
  base_url text,
  -- under KeyStore.wrap('upstream')
  key_sealed bytea,
  created_by text not null,
  created_at timestamptz not null,
  unique (org_id, name),
  check ((kind = 'sandbox') = (base_url is null))
);
select sw_protect('upstream');
select sw_system('upstream');

create table kill_switch (
  org_id uuid not null references org (id),
  system_id uuid not null,
  system_name text not null,
  system_ref text not null,
  killed boolean not null,
  reason text,
  changed_by text not null,
  changed_at timestamptz not null,
  release_approval_id text,
  primary key (org_id, system_id)
);
select sw_protect('kill_switch');
select sw_system('kill_switch');
`,
}
