import type { Migration } from '../../../platform/migrations.ts'

/** More providers, and what each must be told (upstream-kinds.ts): '{}' = nothing. */
export const policies0640: Migration = {
  id: '0640-upstream-kinds',
  sql: `
alter table upstream drop constraint upstream_kind_check;
alter table upstream add constraint upstream_kind_check
  check (kind in ('sandbox', 'openai', 'azure', 'anthropic', 'bedrock', 'gemini', 'vertex', 'mistral'));
alter table upstream add column options jsonb not null default '{}';
`,
}
