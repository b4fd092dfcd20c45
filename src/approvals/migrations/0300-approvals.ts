import type { Migration } from '../../platform/migrations.ts'

export const approvals0300: Migration = {
  id: '0300-approvals',
  sql: `
create table approval (
  id uuid primary key,
  org_id uuid not null references org (id),
  kind text not null check (kind in ('version.approve', 'policy.loosen', 'kill.release', 'waiver', 'erasure')),
  subject_kind text not null,
  subject_id text not null,
  -- of exactly what was asked; another digest at decision time supersedes
  subject_digest text not null,
  subject_title text not null,
  subject_href text not null,
  system text,
  environment text,
  sys text not null default '',
  requester text not null,
  author text,
  -- requester and authors: never decide
  excluded text[] not null,
  comment text not null,
  diff jsonb not null,
  quorum integer not null check (quorum between 1 and 10),
  state text not null default 'pending' check (state in ('pending', 'approved', 'rejected', 'expired', 'cancelled', 'superseded')),
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  executed_at timestamptz,
  check ((state = 'pending') = (closed_at is null)),
  check ((state = 'approved') = (executed_at is not null)),
  check (requester = any(excluded))
);
-- at most one open request per subject: a second one supersedes the first
create unique index approval_open on approval (org_id, kind, subject_kind, subject_id) where state = 'pending';
create index approval_page on approval (org_id, requested_at desc, id desc);
create index approval_due on approval (expires_at) where state = 'pending';
select sw_protect('approval');
select sw_system('approval');

create table approval_decision (
  org_id uuid not null references org (id),
  approval_id uuid not null references approval (id),
  number integer not null,
  decided_by text not null,
  at timestamptz not null,
  verdict text not null check (verdict in ('approve', 'reject')),
  comment text not null,
  policies text[] not null,
  -- one person, one voice
  primary key (approval_id, decided_by),
  unique (approval_id, number)
);
create index approval_decision_time on approval_decision (org_id, at);
select sw_protect('approval_decision');
`,
}
