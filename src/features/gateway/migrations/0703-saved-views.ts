import type { Migration } from '../../../platform/migrations.ts'

/** Named filters of the request log, each of a person (or a token); some shown to all. */
export const gateway0703: Migration = {
  id: '0703-saved-views',
  sql: `
create table saved_view (
  org_id uuid not null references org (id),
  id uuid not null,
  owner text not null,
  name text not null,
  q text not null,
  shared boolean not null,
  at timestamptz not null,
  primary key (org_id, id),
  unique (org_id, owner, name)
);
create index saved_view_shared on saved_view (org_id, lower(name)) where shared;
select sw_protect('saved_view');
`,
}
