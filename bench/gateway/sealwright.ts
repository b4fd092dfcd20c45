/**
 * Our gateway with everything on: key, limits, injection + secrets + PII guards on both sides, every call sealed and durable (intent before the
 * upstream, outcome before the last byte) in the write-ahead log on this disk. Not in it: shipping to SQL, which another process may do.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { layCallLane } from '../../src/app/listener.ts'
import { createGatewayCore } from '../../src/features/gateway/gateway.ts'
import { createSnapshotHolder } from '../../src/features/gateway/snapshot-holder.ts'
import type { SnapshotParts } from '../../src/features/gateway/snapshot.ts'
import { defaultDetectors } from '../../src/features/guardrails/index.ts'
import { policySpecSchema } from '../../src/features/policies/contract.ts'
import type { CallRecorder } from '../../src/ledger/contract.ts'
import { BatchBuilder } from '../../src/ledger/batch-builder.ts'
import { Recorder } from '../../src/ledger/recorder.ts'
import { SegmentKeys } from '../../src/ledger/segment-keys.ts'
import { nodeSpoolFs } from '../../src/ledger/spool-fs.ts'
import { Spool } from '../../src/ledger/spool.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { openFileKeyStore } from '../../src/platform/file-keystore.ts'
import { silentLog } from '../../src/platform/log.ts'
import { newId, systemRandom } from '../../src/platform/random.ts'

const upstream = `http://127.0.0.1:${process.argv[2]}/v1`
/** Steps of the ladder: `no-guards`, `no-evidence` (records are thrown away), `bare` (neither). */
const without = process.argv[3] ?? ''
const guards = without !== 'no-guards' && without !== 'bare'
const evidence = without !== 'no-evidence' && without !== 'bare'
const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'sealwright-bench-'))
const keyStore = await openFileKeyStore(join(dir, 'keys'), null)
const keys = new SegmentKeys(keyStore, systemClock, systemRandom)
const builder = new BatchBuilder({ producer: 'bench', epoch: '1' }, keys, systemClock, systemRandom)
const spoolDir = join(dir, 'wal')
await nodeSpoolFs.mkdir(spoolDir)
const spool = await Spool.start(
  { dir: spoolDir, fs: nodeSpoolFs, backlogBytesMax: 1e12, opening: () => builder.opening() },
  [],
)
const org = newId(systemClock, systemRandom)
const written = new Recorder(spool, builder, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  keys,
  systemOrg: org,
})
const recorder: CallRecorder = evidence
  ? written
  : {
      available: true,
      backlog: () => ({ bytes: 0, records: 0, oldestMs: null }),
      intent: async () => {},
      intentThen: (_intent, settled) => void setImmediate(settled, null),
      outcomeThen: (_outcome, settled) => void setImmediate(settled, null),
      chunk: async () => {},
      outcome: async () => {},
      refused: async () => {},
      refusedUnknown: async () => 'recorded',
    }
// stands for the shipper: what is durable is let go, so that the disk does not fill
setInterval(() => void spool.release(spool.durable), 500)

const side = (['injection', 'secrets', 'pii'] as const).map((guard) => ({
  guard,
  mode: 'enforce',
  action: guard === 'pii' ? 'mask' : 'block',
}))
const spec = policySpecSchema.parse(guards ? { input: side, output: side } : { input: [], output: [] })
// the shapes are those of the loaders; branded ids come from data in the product
const parts = {
  orgs: [{ org, generation: 1, sample: false }],
  keys: [
    {
      hash: createHash('sha256').update('sw-bench-key-0001').digest('hex'),
      id: 'key-1',
      org,
      name: 'bench',
      systemId: 's',
      systemName: 'bench',
      environment: 'production',
      expiresAtMs: Number.MAX_SAFE_INTEGER,
      revokedAtMs: null,
      limits: { requestsPerMinute: null, tokensPerDay: 1e15 },
      scope: { routes: null, models: null, operations: null },
    },
  ],
  systems: [{ id: 's', org, ref: 'sys-ref-1', name: 'bench', retired: false }],
  versions: [
    {
      id: 'v1',
      org,
      label: 'bench@1',
      model: 'bench',
      number: 1,
      systemId: 's',
      systemName: 'bench',
      upstream: 'mock',
      modelId: 'mock-1',
      config: {},
      digest: 'd',
      bootstrap: false,
      environments: ['production'],
    },
  ],
  policies: [{ id: 'p1', org, name: 'bench', version: 1, digest: 'a'.repeat(64), spec }],
  routes: [
    {
      id: 'r1',
      org,
      name: 'chat',
      systemId: 's',
      environment: 'production',
      policyId: 'p1',
      targets: ['v1'],
      regulated: true,
      enabled: true,
    },
  ],
  kills: [],
  upstreams: [
    { id: 'u1', org, name: 'mock', kind: 'openai', options: {}, baseUrl: upstream, key: 'upstream-key' },
  ],
} as unknown as SnapshotParts

const source = { generations: async () => parts.orgs, load: async () => parts }
const snapshots = createSnapshotHolder({ source, clock: systemClock, log: silentLog })
await snapshots.start()
const gateway = createGatewayCore({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  recorder,
  snapshots,
  detectors: defaultDetectors,
})
const server = createServer((req, res) => gateway.handle(req, res))
server.keepAliveTimeout = 120_000
// as the product's listener (app/listener.ts), whose Host check it keeps
layCallLane(
  server,
  { allowedHosts: [] },
  () => port,
  (req, res) => gateway.handle(req, res),
  () => true,
)
let port = 0
server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port
  console.log(JSON.stringify({ port }))
})
process.on('SIGTERM', () => {
  rmSync(dir, { recursive: true, force: true })
  process.exit(0)
})
