import type { Migration } from '../../platform/migrations.ts'

export const identity0204: Migration = {
  id: '0204-idempotency',
  sql: `
-- One row per idempotency key of a caller, for a day: what a repetition of the request is answered from.
create table idempotency_request (
  org_id uuid not null references org (id),
  -- user:<id> or token:<id>
  caller text not null,
  -- the key itself is stored nowhere: it seals the answer
  key_hash bytea not null,
  request_hash bytea not null,
  -- who carries it out; another one takes over only while the state is running, so the first can then commit nothing
  attempt uuid not null,
  -- running: nothing is committed. changed: set by the transaction that changed something. answered: the answer is kept.
  state text not null check (state in ('running', 'changed', 'answered')),
  -- until when the heartbeat of whoever carries it out holds
  held_until timestamptz not null,
  status integer,
  -- sealed; null where it was too large
  answer bytea,
  created_at timestamptz not null,
  primary key (org_id, caller, key_hash)
);
create index idempotency_request_old on idempotency_request (created_at);
select sw_protect('idempotency_request');
select sw_system('idempotency_request');
`,
}
