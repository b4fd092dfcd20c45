import type { Migration } from '../../../platform/migrations.ts'

export const audit0900: Migration = {
  id: '0900-audit',
  sql: `
create table audit_export (
  id uuid primary key,
  org_id uuid not null references org (id),
  state text not null check (state in ('running', 'ready', 'failed')),
  mode text not null check (mode in ('full', 'sample')),
  window_from timestamptz not null,
  window_to timestamptz not null,
  -- no end was asked for: the window reaches to the making of the package
  open_ended boolean not null,
  systems jsonb not null,
  sample_size integer not null check (sample_size between 1 and 500),
  openings text not null check (openings in ('withheld', 'sampled')),
  seed text not null check (seed ~ '^[0-9a-f]{64}$'),
  seeded_by text not null check (seeded_by in ('auditor', 'self')),
  -- the audit.seeded entry; a self-drawn seed gets its entry after the populations are frozen
  seed_entry uuid,
  requested_by text not null,
  requested_at timestamptz not null,
  finished_at timestamptz,
  bytes bigint,
  sha256 text,
  error text,
  checkpoint_size bigint,
  root text,
  self_drawn boolean not null default true,
  check ((state = 'running') = (finished_at is null)),
  check (state <> 'ready' or (bytes is not null and sha256 is not null)),
  check (state <> 'failed' or error is not null)
);
create index audit_export_page on audit_export (org_id, requested_at desc, id desc);
select sw_protect('audit_export');
`,
}
