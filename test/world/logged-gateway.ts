/** A gateway over the real recorder, spool, pump and database, with its API: for suites about what was recorded. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import { createGateway, type Gateway, type GatewayDeps } from '../../src/features/gateway/index.ts'
import type { SnapshotParts } from '../../src/features/gateway/snapshot.ts'
import { defaultDetectors } from '../../src/features/guardrails/index.ts'
import { createAuthorizer } from '../../src/identity/index.ts'
import type { Principal, Role } from '../../src/identity/contract.ts'
import { createLedger, type Evidence, type Pump } from '../../src/ledger/index.ts'
import type { OrgId } from '../../src/lib/ids.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { silentLog } from '../../src/platform/log.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { apiAs, RememberingOutbox, type ApiClient } from './control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from './database.ts'
import { KEY, worldParts } from './gateway.ts'
import { evidenceOf, ledgerWorld, pumpOf, seedInstallation, type LedgerWorld } from './ledger.ts'
import { startUpstream, type FakeUpstream } from './upstream.ts'
import { until } from './wait.ts'

export type LoggedGateway = {
  readonly database: FreshDatabase
  readonly disk: LedgerWorld
  readonly evidence: Evidence
  readonly pump: Pump
  readonly gateway: Gateway
  readonly upstream: FakeUpstream
  readonly outbox: RememberingOutbox
  readonly org: OrgId
  readonly url: string
  readonly client: OpenAI
  /** The API as a person with these roles sees it. */
  readonly as: (roles: readonly Role[], more?: Partial<Extract<Principal, { kind: 'user' }>>) => ApiClient
  close(): Promise<void>
}

/** `change` adapts the small company's parts (test/world/gateway.ts) before they are loaded. */
export async function startLoggedGateway(
  options: Partial<GatewayDeps> = {},
  change: (parts: ReturnType<typeof worldParts>) => void = () => {},
): Promise<LoggedGateway> {
  const database = await freshDatabase()
  const disk = await ledgerWorld()
  const installation = await seedInstallation(database.db)
  const org = await seedOrg(database.db)
  const evidence = await evidenceOf(disk, installation)
  const pump = pumpOf(disk, database.db, evidence)
  const upstream = await startUpstream()
  const parts = worldParts(upstream.url, upstream.url)
  change(parts)
  const own = <P extends { readonly org: OrgId }>(rows: readonly P[]): P[] =>
    rows.map((row) => ({ ...row, org }))
  const outbox = new RememberingOutbox()
  const base = { clock: systemClock, random: systemRandom, keys: evidence.segmentKeys, blobs: disk.blobs }
  let url = ''
  const load =
    <Part extends keyof SnapshotParts>(part: Part) =>
    async () =>
      own(parts[part] as readonly { org: OrgId }[]) as unknown as SnapshotParts[Part]
  const gateway = createGateway({
    db: database.db,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    blobs: disk.blobs,
    keys: disk.keys,
    ledger: createLedger(base),
    outbox,
    recorder: evidence.recorder,
    detectors: defaultDetectors,
    gatewayUrl: () => `${url}/v1`,
    loaders: {
      keys: load('keys'),
      systems: load('systems'),
      versions: load('versions'),
      policies: load('policies'),
      routes: load('routes'),
      kills: load('kills'),
      upstreams: load('upstreams'),
    },
    ...options,
  })
  await gateway.start()
  // a first read that took too long is asked again
  await until('the first snapshot', () => gateway.snapshots.current.serial > 0, 60_000)
  const server = createServer((req, res) => gateway.handle(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const authorizer = createAuthorizer()
  return {
    database,
    disk,
    evidence,
    pump,
    gateway,
    upstream,
    outbox,
    org,
    url,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: KEY, maxRetries: 0 }),
    as: (roles, more = {}) =>
      apiAs(
        {
          kind: 'user',
          org,
          userId: `user-${roles[0] ?? ''}`,
          email: 'a@example.com',
          roles,
          mfa: true,
          sessionId: 's',
          ...more,
        },
        authorizer,
        gateway.routes,
      ),
    async close() {
      await gateway.drain(1_000)
      server.closeAllConnections()
      server.close()
      await evidence.close()
      await upstream.close()
      await database.close()
      disk.close()
    },
  }
}
