import type { Migration } from './migrations.ts'
import { work } from './schema-work.ts'

/**
 * The ground every other migration stands on. `schema_migrations` itself is made by the runner (migrate.ts).
 *
 * Roles, all NOLOGIN, entered by `SET LOCAL ROLE` for one transaction:
 * - `sw_app`: one organisation at a time; sees rows of `app.org` only, even where a statement forgets its `where org_id`.
 * - `sw_system`: sequencer, jobs, snapshot; only the tables a migration named with `sw_system(...)`.
 * - `sw_backup`: reads and refills every protected table; used by backup and restore over the owner's connection, never by requests.
 *
 * `sw_protect` forces row level security on the owner too. An unset `app.org` is null, which matches no row: forgetting it shows nothing.
 */
const foundation = `
do $$
declare wanted text;
begin
  foreach wanted in array array['sw_app', 'sw_system', 'sw_backup'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null; -- another database of this server made it at the same moment
      end;
    end if;
    if not pg_has_role(current_user, wanted, 'usage') then
      begin
        execute format('grant %I to %I', wanted, current_user);
      exception when insufficient_privilege then
        if not pg_has_role(current_user, wanted, 'member') then
          raise exception 'role % exists on this server and is not granted to %: let its administrator run: grant % to %', wanted, current_user, wanted, current_user;
        end if;
      end;
    end if;
  end loop;
end $$;

create function sw_org() returns uuid
  language sql stable parallel safe
  as $$ select nullif(current_setting('app.org', true), '')::uuid $$;

create function sw_protect(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy org_scope on %s for all to sw_app using (org_id = sw_org()) with check (org_id = sw_org())', target);
  execute format('create policy backup_scope on %s for all to sw_backup using (true) with check (true)', target);
  execute format('grant select, insert, update, delete on %s to sw_app, sw_backup', target);
end $$;

create function sw_system(target regclass) returns void language plpgsql as $$
begin
  if exists (select from pg_class where oid = target and relrowsecurity) then
    execute format('create policy system_scope on %s for all to sw_system using (true) with check (true)', target);
  else
    -- A table of the installation: backups read it all the same.
    execute format('grant select, insert, update, delete on %s to sw_backup', target);
  end if;
  execute format('grant select, insert, update, delete on %s to sw_system', target);
end $$;

-- One row: which installation this database belongs to.
create table installation (
  id uuid primary key,
  created_at timestamptz not null,
  only_one boolean not null default true unique check (only_one)
);
grant select on installation to sw_app;
grant select, insert on installation to sw_system;
grant select, insert on installation to sw_backup;

create table org (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('own', 'sample')),
  -- Number of the compiled policy snapshot; see platform/generation.ts.
  generation bigint not null default 1,
  created_at timestamptz not null
);
alter table org enable row level security;
alter table org force row level security;
create policy org_scope on org for all to sw_app using (id = sw_org()) with check (id = sw_org());
create policy system_scope on org for all to sw_system using (true) with check (true);
create policy backup_scope on org for all to sw_backup using (true) with check (true);
grant select, update (name, generation) on org to sw_app;
grant select, insert, update, delete on org to sw_system, sw_backup;
`

export const platformMigrations: readonly Migration[] = [
  { id: '0001-foundation', sql: foundation },
  { id: '0002-work', sql: work },
]
