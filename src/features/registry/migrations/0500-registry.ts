import type { Migration } from '../../../platform/migrations.ts'

export const registry0500: Migration = {
  id: '0500-registry',
  sql: `
create table model_version (
  id uuid primary key,
  org_id uuid not null references org (id),
  model text not null,
  number integer not null check (number > 0),
  system_id uuid not null references ai_system (id),
  -- immutable: source, config, digest, author; the trigger below refuses a change
  source jsonb not null,
  config jsonb not null,
  digest text not null,
  author text not null,
  bootstrap boolean not null,
  created_at timestamptz not null,
  -- 'deployed' is not stored: it is 'approved' with a deployment in force
  state text not null check (state in ('draft', 'in_review', 'approved', 'rejected', 'retired')),
  approval_id uuid references approval (id),
  -- who approved, and the digest that they approved
  approved_by jsonb,
  approved_at timestamptz,
  approved_digest text,
  retired_at timestamptz,
  unique (org_id, model, number),
  check (state <> 'in_review' or approval_id is not null),
  check (state <> 'rejected' or approval_id is not null),
  check (state <> 'approved' or (approved_at is not null and approved_digest is not null and (bootstrap or (approval_id is not null and jsonb_array_length(approved_by) > 0)))),
  check ((state = 'retired') = (retired_at is not null))
);
create index model_version_page on model_version (org_id, created_at desc, id desc);
create index model_version_system on model_version (org_id, system_id);
select sw_protect('model_version');
select sw_system('model_version');

create function model_version_immutable() returns trigger language plpgsql as $$
begin
  if (new.id, new.org_id, new.model, new.number, new.system_id, new.source, new.config, new.digest, new.author, new.bootstrap, new.created_at)
     is distinct from (old.id, old.org_id, old.model, old.number, old.system_id, old.source, old.config, old.digest, old.author, old.bootstrap, old.created_at) then
    raise exception 'a version is immutable: register a new one';
  end if;
  return new;
end $$;
create trigger model_version_immutable before update on model_version for each row execute function model_version_immutable();

create table deployment (
  id uuid primary key,
  org_id uuid not null references org (id),
  version_id uuid not null references model_version (id),
  model text not null,
  environment text not null check (environment in ('trial', 'development', 'staging', 'production')),
  deployed_by text not null,
  at timestamptz not null,
  -- digest that was deployed
  digest text not null,
  ended_at timestamptz,
  ended_by text,
  ended_why text check (ended_why in ('replaced', 'rolled_back', 'retired')),
  -- the version that this one took over from, for a rollback
  replaced_version_id uuid references model_version (id),
  check ((ended_at is null) = (ended_why is null))
);
-- one version of a model per environment
create unique index deployment_open on deployment (org_id, model, environment) where ended_at is null;
create index deployment_version on deployment (org_id, version_id, at desc);
create index deployment_time on deployment (org_id, at);
select sw_protect('deployment');
select sw_system('deployment');
`,
}
