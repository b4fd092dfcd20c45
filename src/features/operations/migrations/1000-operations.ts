import type { Migration } from '../../../platform/migrations.ts'

const tables = `
create table backup (
  id uuid primary key,
  org_id uuid not null references org (id) on delete cascade,
  kind text not null check (kind in ('data', 'keys')),
  at timestamptz not null,
  bytes bigint not null,
  sha256 text not null,
  -- Name inside the backup folder, not a path.
  file text not null,
  -- Keys only: after this a restore refuses without force.
  expires_at timestamptz,
  made_by text not null,
  restore_tested_at timestamptz,
  restore_result text not null default 'none' check (restore_result in ('pass', 'fail', 'none')),
  restore_detail text not null default ''
);
create index backup_page on backup (org_id, at desc, id desc);
select sw_protect('backup');
select sw_system('backup');
`

export const operations1000: Migration = { id: '1000-operations', sql: tables }
