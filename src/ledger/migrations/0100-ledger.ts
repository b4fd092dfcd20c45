import type { Migration } from '../../platform/migrations.ts'

/**
 * The ledger and the read model of calls. Entries of the hot path travel in batches: one `ledger_batch` row per shipped batch with leaves,
 * hashes and bodies as bytes, because a row per entry cost more than everything else together (docs/decisions/0002-evidence-path.md).
 *
 * An entry is addressed by (source, counter): batch with n_first <= n < n_first + count. Its index in the log is base_index + (n - n_first).
 * sw_app may add (control-plane entries in its own transaction) and read, never change or delete: only the sequencer's role updates.
 */
const tables = `
create table ledger_log (
  id integer generated always as identity primary key,
  org_id uuid not null,
  -- <installation>/<organisation>/<n>
  origin text not null unique,
  n integer not null,
  state text not null check (state in ('open', 'closed')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  unique (org_id, n)
);
create unique index ledger_log_one_open on ledger_log (org_id) where state = 'open';

create table ledger_head (
  log_id integer primary key references ledger_log,
  org_id uuid not null,
  size bigint not null check (size >= 0),
  root bytea not null,
  -- Right edge of the tree (ledger/format Frontier); its root is checked against root at load.
  frontier bytea not null,
  -- Full tiles below this size are in the blob store.
  tiled bigint not null default 0
);

-- What was last signed. A smaller size or another root for this size is never signed.
create table ledger_published (
  log_id integer primary key references ledger_log,
  org_id uuid not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null
);

create table ledger_key (
  log_id integer not null references ledger_log,
  org_id uuid not null,
  vkey text not null,
  -- Name in the key store.
  key_name text not null,
  made_at timestamptz not null,
  -- Signs no more once the log has this size.
  retired_size bigint,
  primary key (log_id, vkey)
);

create table ledger_source (
  id integer generated always as identity primary key,
  org_id uuid not null,
  producer text not null,
  epoch text not null,
  -- Entries below are in ledger_batch (shipper) / in the log (sequencer).
  shipped_n bigint not null default 0,
  next_n bigint not null default 0,
  -- closed: src.close; recovered: src.recovered; lost: src.lost (a finding).
  state text not null default 'open' check (state in ('open', 'closed', 'recovered', 'lost')),
  -- Random id of the wal directory it writes to.
  wal text not null default '',
  first_at timestamptz not null,
  last_at timestamptz not null,
  unique (org_id, producer, epoch)
);

create sequence ledger_batch_id;
create table ledger_batch (
  id bigint not null default nextval('ledger_batch_id'),
  shipped_at timestamptz not null,
  org_id uuid not null,
  -- Null: born in a SQL transaction ("tx").
  source_id integer,
  n_first bigint not null,
  -- 0: pieces of streamed payloads only.
  count integer not null check (count >= 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- Null until sequenced.
  log_id integer,
  base_index bigint,
  hashes bytea not null,
  leaves bytea not null,
  bodies bytea not null,
  -- Sealed payloads: the blob and where each lies in it (see directory.ts). Null: none.
  object text,
  directory bytea,
  primary key (id, shipped_at)
) partition by range (shipped_at);
alter table ledger_batch alter column leaves set storage external, alter column bodies set storage external,
  alter column hashes set storage external, alter column directory set storage external;
create index ledger_batch_source on ledger_batch (source_id, n_first) where source_id is not null;
create index ledger_batch_index on ledger_batch (log_id, base_index) where log_id is not null;
create index ledger_batch_waiting on ledger_batch (org_id, id) where log_id is null;
create index ledger_batch_time on ledger_batch (org_id, last_at);
create table ledger_batch_rest partition of ledger_batch default;

-- Payload keys of a batch, wrapped under segment keys. Apart from ledger_batch because erasure rewrites them.
create table ledger_wrap (
  batch_id bigint primary key,
  org_id uuid not null,
  wraps bytea not null
);
alter table ledger_wrap alter column wraps set storage external;
create table ledger_wrap_use (
  segment_key uuid not null,
  batch_id bigint not null,
  org_id uuid not null,
  primary key (segment_key, batch_id)
);

-- Streamed payloads whose pieces came in several batches: which ones.
create table ledger_piece (
  source_id integer not null,
  n bigint not null,
  batch_id bigint not null,
  org_id uuid not null,
  primary key (source_id, n, batch_id)
);

create table ledger_erasure (
  id uuid primary key,
  org_id uuid not null,
  at timestamptz not null,
  entry_id uuid not null,
  old_key uuid not null,
  new_key uuid not null
);

create table ledger_anchor (
  id uuid primary key,
  org_id uuid not null,
  log_id integer not null references ledger_log,
  kind text not null,
  -- A local path counts as none.
  outside boolean not null,
  target text not null,
  size bigint not null,
  root bytea not null,
  receipt jsonb not null,
  entry_id uuid not null,
  at timestamptz not null
);
create index ledger_anchor_log on ledger_anchor (log_id, size);

-- Everything about calls that repeats: a call row names its class, so that rows stay small and counting groups few values.
create table call_class (
  id integer generated always as identity primary key,
  org_id uuid not null,
  sys text not null,
  environment text not null,
  route text not null,
  key text not null,
  intended text not null,
  version text not null,
  policy text not null,
  operation text not null,
  stream boolean not null,
  guards text not null,
  -- Some output reached the client; all of it had been scanned.
  released boolean not null,
  scanned boolean not null,
  unique (org_id, sys, environment, route, key, intended, version, policy, operation, stream, guards, released, scanned)
);

create table call (
  org_id uuid not null,
  at timestamptz not null,
  id uuid not null,
  class_id integer not null,
  verdict text not null,
  status text not null,
  http integer not null,
  code text not null,
  decided_by text not null,
  found text not null,
  fallback integer not null,
  tokens_in bigint not null,
  tokens_out bigint not null,
  cost_micro_usd bigint not null,
  duration_us bigint not null,
  request_bytes bigint not null,
  response_bytes bigint not null,
  -- Erasable.
  end_user text,
  proof text,
  payload text not null check (payload in ('sealed', 'metadata', 'erased')),
  intent_source integer not null,
  intent_n bigint not null,
  outcome_source integer not null,
  outcome_n bigint not null,
  primary key (org_id, at, id)
) partition by range (at);
create index call_exception on call (org_id, at, id) where verdict <> 'allowed';
create index call_user on call (org_id, end_user, at) where end_user is not null;
create table call_rest partition of call default;

-- Makes the partitions of a month. Owner's right, because making tables is not the runtime roles' business.
create function ledger_partitions(month timestamptz) returns void
  language plpgsql security definer set search_path from current as $$
declare
  first timestamptz := date_trunc('month', month at time zone 'UTC') at time zone 'UTC';
  past timestamptz := (date_trunc('month', month at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  suffix text := to_char(first at time zone 'UTC', 'YYYYMM');
  parent text;
  part text;
  clock_column text;
begin
  foreach parent in array array['ledger_batch', 'call'] loop
    part := parent || '_' || suffix;
    continue when to_regclass(format('%I', part)) is not null;
    clock_column := case parent when 'call' then 'at' else 'shipped_at' end;
    -- Control-plane entries may have come before the first shipment of the month: they wait in the default partition and move along.
    execute format('create table %I (like %I including all)', part, parent);
    execute format('lock table %I in access exclusive mode', parent || '_rest');
    execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from moved',
      parent || '_rest', clock_column, first, clock_column, past, part);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, first, past);
  end loop;
end $$;
revoke execute on function ledger_partitions(timestamptz) from public;
grant execute on function ledger_partitions(timestamptz) to sw_system;
grant usage on sequence ledger_batch_id to sw_app, sw_system;

do $$
declare name text;
begin
  foreach name in array array['ledger_log', 'ledger_head', 'ledger_published', 'ledger_key', 'ledger_source', 'ledger_batch', 'ledger_wrap',
    'ledger_wrap_use', 'ledger_piece', 'ledger_erasure', 'ledger_anchor', 'call_class', 'call'] loop
    perform sw_protect(name::regclass);
    perform sw_system(name::regclass);
    execute format('revoke insert, update, delete on %I from sw_app', name);
  end loop;
  -- Control-plane entries: added in the transaction of their change.
  grant insert on ledger_batch, ledger_wrap, ledger_wrap_use to sw_app;
end $$;
`

export const ledgerTables: Migration = { id: '0100-ledger', sql: tables }
