/**
 * Outbox and jobs. Work is taken by state under row locks (SKIP LOCKED), never by `id > last`: an event whose transaction commits late is
 * never passed over. A delivery is per subscription, so that one failing subscriber holds up only itself.
 */
export const work = `
create table outbox_event (
  id bigint generated always as identity primary key,
  event_id uuid not null unique,
  org_id uuid not null references org (id) on delete cascade,
  type text not null,
  data jsonb not null,
  emitted_at timestamptz not null,
  fanned_out boolean not null default false
);
create index outbox_event_waiting on outbox_event (id) where not fanned_out;
create index outbox_event_emitted on outbox_event (emitted_at) where fanned_out;
select sw_protect('outbox_event');
select sw_system('outbox_event');

create table outbox_delivery (
  event bigint not null references outbox_event (id) on delete cascade,
  subscription text not null,
  org_id uuid not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'parked')),
  attempts integer not null default 0,
  run_at timestamptz not null,
  error text not null default '',
  primary key (event, subscription)
);
create index outbox_delivery_waiting on outbox_delivery (org_id, subscription, event) where state = 'waiting';
create index outbox_delivery_parked on outbox_delivery (event) where state = 'parked';
select sw_protect('outbox_delivery');
select sw_system('outbox_delivery');

create table job (
  id uuid primary key,
  -- Null: work of the installation, which only the system scope may enqueue.
  org_id uuid references org (id) on delete cascade,
  type text not null,
  data jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'parked')),
  dedupe_key text,
  attempts integer not null default 0,
  enqueued_at timestamptz not null,
  run_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  -- While running: whose it is, and until when the owner's heartbeat holds.
  runner uuid,
  held_until timestamptz,
  error text not null default ''
);
create unique index job_dedupe on job (type, coalesce(org_id, '00000000-0000-0000-0000-000000000000'), dedupe_key) where state = 'queued' and dedupe_key is not null;
create index job_queued on job (run_at, id) where state = 'queued';
create index job_running on job (held_until) where state = 'running';
create index job_finished on job (finished_at) where state in ('done', 'parked');
select sw_protect('job');
select sw_system('job');

-- Next time of each periodic job; the row lock makes it once per installation.
create table job_schedule (
  type text primary key,
  next_at timestamptz not null
);
select sw_system('job_schedule');
`
