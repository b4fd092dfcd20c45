/** One of several gateways on one database, in a process of its own: the snapshot is polled, kill switches come from their real table. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGatewayCore } from '../../src/features/gateway/gateway.ts'
import { createSnapshotHolder, databaseSnapshotSource } from '../../src/features/gateway/snapshot-holder.ts'
import { orgGenerations } from '../../src/features/gateway/store.ts'
import { defaultDetectors } from '../../src/features/guardrails/index.ts'
import { loadKills } from '../../src/features/policies/snapshot.ts'
import type { OrgId } from '../../src/lib/ids.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { silentLog } from '../../src/platform/log.ts'
import { openDb } from '../../src/platform/pg.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { worldParts } from './gateway.ts'
import { memoryRecorder } from './memory-recorder.ts'

const [databaseUrl = '', org = '', system = ''] = process.argv.slice(2)
const own = <P extends object>(rows: readonly P[]): P[] =>
  rows.map((row) => ({
    ...row,
    org: org as OrgId,
    ...('systemId' in row ? { systemId: system } : {}),
    ...('ref' in row ? { id: system } : {}),
  }))
const parts = worldParts('http://127.0.0.1:9/v1', 'http://127.0.0.1:9/v1')
const snapshots = createSnapshotHolder({
  source: databaseSnapshotSource(openDb({ url: databaseUrl, connectionsMax: 2 }), {
    orgs: async (tx) =>
      (await orgGenerations(tx)).map((o) => ({
        org: o.id,
        generation: Number(o.generation),
        sample: false,
      })),
    keys: async () => own(parts.keys),
    systems: async () => own(parts.systems),
    versions: async () => own(parts.versions),
    policies: async () => own(parts.policies),
    routes: async () => own(parts.routes),
    kills: loadKills,
    upstreams: async () => own(parts.upstreams),
  }),
  clock: systemClock,
  log: silentLog,
})
await snapshots.start()
const core = createGatewayCore({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  recorder: memoryRecorder(),
  snapshots,
  detectors: defaultDetectors,
})
const server = createServer((req, res) => core.handle(req, res))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(
    `${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`,
  )
})
