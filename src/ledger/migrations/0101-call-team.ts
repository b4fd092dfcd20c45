import type { Migration } from '../../platform/migrations.ts'

/** The team that a caller's token proved is part of what calls have in common. */
export const ledger0101: Migration = {
  id: '0101-call-team',
  sql: `
alter table call_class add column team text not null default '';
alter table call_class drop constraint call_class_org_id_sys_environment_route_key_intended_versio_key;
alter table call_class add constraint call_class_once
  unique (org_id, sys, environment, route, key, intended, version, policy, operation, stream, guards, released, scanned, team);
`,
}
