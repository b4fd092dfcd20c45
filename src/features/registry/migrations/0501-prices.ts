import type { Migration } from '../../../platform/migrations.ts'

export const registry0501: Migration = {
  id: '0501-prices',
  sql: `
-- What a provider charges for a model; append-only, the newest row of a model is in force.
create table model_price (
  id uuid primary key,
  org_id uuid not null references org (id),
  upstream text not null,
  model_id text not null,
  -- millionths of a US dollar for a million tokens
  input bigint not null check (input >= 0),
  cached_input bigint not null check (cached_input >= 0),
  output bigint not null check (output >= 0),
  -- where the price was read, and when
  source text not null,
  as_of date not null,
  created_by text not null,
  created_at timestamptz not null
);
create index model_price_newest on model_price (org_id, upstream, model_id, created_at desc, id desc);
create index model_price_page on model_price (org_id, created_at desc, id desc);
select sw_protect('model_price');
select sw_system('model_price');
`,
}
