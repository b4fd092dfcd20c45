import type { Migration } from '../../../platform/migrations.ts'

/** Servers of others that judge texts (GUARD-5). What they are never changes, so that a rule which names one means the same for ever. */
export const policies0620: Migration = {
  id: '0620-external-detectors',
  sql: `
create table external_detector (
  id uuid primary key,
  org_id uuid not null references org (id),
  name text not null,
  kind text not null,
  base_url text not null,
  -- deadline, size cap, what a failure means, and what the kind needs
  options jsonb not null,
  -- under KeyStore.wrap('detector')
  key_sealed bytea,
  created_by text not null,
  created_at timestamptz not null,
  unique (org_id, name)
);
select sw_protect('external_detector');
select sw_system('external_detector');
`,
}
