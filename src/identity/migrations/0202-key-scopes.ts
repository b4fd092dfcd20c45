import type { Migration } from '../../platform/migrations.ts'

export const identity0202: Migration = {
  id: '0202-key-scopes',
  sql: `
alter table virtual_key
  add column concurrent_requests integer check (concurrent_requests > 0),
  add column tokens_per_minute bigint check (tokens_per_minute > 0),
  add column cost_per_day_micro_usd bigint check (cost_per_day_micro_usd > 0),
  add column cost_per_month_micro_usd bigint check (cost_per_month_micro_usd > 0),
  -- names of routes, models or version labels, and operations; null = all of its system
  add column scope_routes text[],
  add column scope_models text[],
  add column scope_operations text[];

-- Whose tokens open /v1: an identity provider that an administrator trusts. Its keys come from a URL or are given.
create table caller_issuer (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  issuer text not null,
  audiences text[] not null check (cardinality(audiences) > 0),
  jwks_url text,
  jwks jsonb,
  algorithms text[] not null check (cardinality(algorithms) > 0),
  system_ids uuid[] not null check (cardinality(system_ids) > 0),
  system_names text[] not null,
  environment text not null check (environment in ('trial', 'development', 'staging', 'production')),
  user_claim text not null,
  system_claim text,
  team_claim text,
  teams text[],
  scope_routes text[],
  scope_models text[],
  scope_operations text[],
  limits jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  disabled_at timestamptz,
  unique (org_id, name),
  check ((jwks_url is null) <> (jwks is null)),
  check (cardinality(system_ids) = cardinality(system_names)),
  -- several systems: the token must say which
  check (cardinality(system_ids) = 1 or system_claim is not null),
  check ((team_claim is null) = (teams is null))
);
create index caller_issuer_page on caller_issuer (org_id, created_at desc, id desc);
select sw_protect('caller_issuer');
select sw_system('caller_issuer');
`,
}
