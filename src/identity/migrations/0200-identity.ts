import type { Migration } from '../../platform/migrations.ts'

export const identity0200: Migration = {
  id: '0200-identity',
  sql: `
create table app_user (
  id uuid primary key,
  org_id uuid not null references org (id),
  email text not null check (email = lower(email)),
  name text not null,
  roles text[] not null,
  -- null = everywhere
  scope_systems text[],
  scope_environments text[],
  active boolean not null default true,
  -- scrypt$<log2 N>$<r>$<p>$<salt>$<key>; null until the invitation is accepted
  password_hash text,
  -- the TOTP seed under KeyStore.wrap; in force only when confirmed
  totp_sealed bytea,
  totp_confirmed_at timestamptz,
  -- last accepted time step: a code is good once
  totp_step bigint,
  sample boolean not null default false,
  created_at timestamptz not null,
  last_seen_at timestamptz,
  deactivated_at timestamptz,
  unique (org_id, email),
  check (totp_confirmed_at is null or totp_sealed is not null)
);
create index app_user_page on app_user (org_id, created_at, id);
select sw_protect('app_user');
select sw_system('app_user');

create table user_session (
  id uuid primary key,
  -- the organisation it looks at now; the user's own one is home_org_id
  org_id uuid not null references org (id),
  home_org_id uuid not null references org (id),
  user_id uuid not null references app_user (id),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  second_factor_at timestamptz,
  ended_at timestamptz,
  ended_why text
);
create index user_session_user on user_session (user_id) where ended_at is null;
select sw_protect('user_session');
select sw_system('user_session');

create table recovery_code (
  org_id uuid not null references org (id),
  user_id uuid not null references app_user (id),
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);
select sw_protect('recovery_code');

-- Set-up and invitation links. The token itself is never stored.
create table one_time_link (
  id uuid primary key,
  org_id uuid not null references org (id),
  purpose text not null check (purpose in ('setup', 'invite')),
  token_hash bytea not null unique,
  user_id uuid references app_user (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  superseded_at timestamptz,
  check ((purpose = 'invite') = (user_id is not null))
);
create unique index one_time_link_open_setup on one_time_link (org_id) where purpose = 'setup' and used_at is null and superseded_at is null;
select sw_protect('one_time_link');
select sw_system('one_time_link');

-- Installation-wide: the account may not exist. 'subject' is a hash of account and address, or of the account alone.
create table sign_in_failure (
  subject bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failure_old on sign_in_failure (last_at);
select sw_system('sign_in_failure');

create table virtual_key (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  prefix text not null,
  key_hash bytea not null unique,
  system_id uuid not null,
  system_name text not null,
  environment text not null check (environment in ('trial', 'development', 'staging', 'production')),
  requests_per_minute integer check (requests_per_minute > 0),
  tokens_per_day bigint check (tokens_per_day > 0),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  replaces uuid references virtual_key (id)
);
create index virtual_key_page on virtual_key (org_id, created_at, id);
create index virtual_key_system on virtual_key (org_id, system_id) where revoked_at is null;
select sw_protect('virtual_key');
select sw_system('virtual_key');

create table api_token (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  prefix text not null,
  token_hash bytea not null unique,
  roles text[] not null,
  scope_systems text[],
  scope_environments text[],
  trial boolean not null default false,
  -- the person it acts for; null = the installation (trial)
  acting_for uuid references app_user (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz,
  check (trial = (acting_for is null))
);
create index api_token_page on api_token (org_id, created_at, id);
select sw_protect('api_token');
select sw_system('api_token');

create table identity_setting (
  org_id uuid primary key references org (id),
  second_factor_required boolean not null,
  updated_at timestamptz not null
);
select sw_protect('identity_setting');
select sw_system('identity_setting');
`,
}
