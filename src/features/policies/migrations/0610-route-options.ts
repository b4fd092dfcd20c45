import type { Migration } from '../../../platform/migrations.ts'

/** Resilience and caching of a route (route-options.ts): '{}' = none. */
export const policies0610: Migration = {
  id: '0610-route-options',
  sql: `
alter table route add column options jsonb not null default '{}';
`,
}
