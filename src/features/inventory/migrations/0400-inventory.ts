import type { Migration } from '../../../platform/migrations.ts'

export const inventory0400: Migration = {
  id: '0400-inventory',
  sql: `
create table ai_system (
  id uuid primary key,
  org_id uuid not null references org (id),
  -- the random id under which it stands in ledger envelopes; never its name
  ref uuid not null unique,
  name text not null,
  title text not null,
  kind text not null check (kind in ('production_model', 'internal_experiment', 'third_party', 'agent')),
  owner_id uuid references app_user (id),
  owner_assigned_at timestamptz,
  owner_accepted_at timestamptz,
  purpose text,
  risk_class text check (risk_class in ('low', 'medium', 'high', 'critical')),
  risk_answers jsonb,
  data_classes text[] not null,
  environment text not null check (environment in ('trial', 'development', 'staging', 'production')),
  vendor text,
  revision integer not null default 1,
  sample boolean not null default false,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  retired_at timestamptz,
  -- a name is never used again, so that keys, entries and links of a retired system stay unambiguous
  unique (org_id, name),
  check ((owner_id is null) = (owner_assigned_at is null)),
  check (owner_accepted_at is null or owner_id is not null),
  check ((risk_class is null) = (risk_answers is null))
);
create index ai_system_page on ai_system (org_id, created_at desc, id desc);
select sw_protect('ai_system');
select sw_system('ai_system');

create table system_history (
  id uuid primary key,
  org_id uuid not null references org (id),
  system_id uuid not null references ai_system (id),
  at timestamptz not null,
  actor text not null,
  verb text not null,
  what text not null,
  reason text,
  entry_id uuid not null
);
create index system_history_page on system_history (org_id, system_id, at desc, id desc);
select sw_protect('system_history');
`,
}
