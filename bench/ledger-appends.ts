/** Durable appends per second: recorder with sealing over a spool on this disk, against bare O_DSYNC writes of the same size in the same run. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../src/platform/clock.ts'
import type { KeyStore } from '../src/platform/keystore.ts'
import { silentLog } from '../src/platform/log.ts'
import { newId, systemRandom } from '../src/platform/random.ts'
import { BatchBuilder } from '../src/ledger/batch-builder.ts'
import { Recorder } from '../src/ledger/recorder.ts'
import { SegmentKeys } from '../src/ledger/segment-keys.ts'
import { Spool } from '../src/ledger/spool.ts'
import { nodeSpoolFs } from '../src/ledger/spool-fs.ts'

const dir = mkdtempSync(join(process.env['BENCH_DIR'] ?? tmpdir(), 'sw-bench-'))
const keys: KeyStore = {
  custody: { kind: 'this-disk', text: '' },
  async create() {},
  async get() {
    return undefined
  },
  async list() {
    return []
  },
  async destroy() {},
  wrap: (_p, b) => Buffer.from(b),
  unwrap: (_p, b) => Buffer.from(b),
}
const segmentKeys = new SegmentKeys(keys, systemClock, systemRandom)
const builder = new BatchBuilder({ producer: 'bench', epoch: '1' }, segmentKeys, systemClock, systemRandom)
await nodeSpoolFs.mkdir(dir)
const spool = await Spool.start(
  { dir, fs: nodeSpoolFs, backlogBytesMax: 1e12, opening: () => builder.opening() },
  0,
)
const org = newId(systemClock, systemRandom) as never
const recorder = new Recorder(spool, builder, {
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  keys: segmentKeys,
  systemOrg: org,
})
const request = Buffer.from(
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(540) }] }),
)
const response = Buffer.alloc(577, 'y')
const verdicts = (side: 'input' | 'output') =>
  (['injection', 'secrets', 'pii'] as const).map((guard) => ({
    guard,
    detector: `${guard}-1`,
    side,
    mode: 'enforce' as const,
    action: 'none' as const,
    score: '0.012',
    threshold: '0.800',
    found: {},
    scannedChars: 540,
    tookUs: 12,
  }))
async function call(): Promise<void> {
  const callId = newId(systemClock, systemRandom) as never
  const atMs = Date.now()
  await recorder.intent({
    callId,
    org,
    atMs,
    operation: 'chat.completions',
    sys: 'sys1' as never,
    environment: 'production',
    routeId: 'r1',
    principal: { keyId: 'k1' as never, endUser: { name: 'someone@example.com', proof: 'asserted' } },
    requestedModel: 'm',
    versionId: 'v1',
    policyDigest: 'a'.repeat(64),
    generation: 7,
    stream: false,
    input: verdicts('input'),
    request,
  })
  await recorder.outcome({
    callId,
    atMs: Date.now(),
    status: 'completed',
    verdict: 'allowed',
    httpStatus: 200,
    code: '',
    decidedBy: '',
    versionId: 'v1',
    fallbackIndex: 0,
    output: verdicts('output'),
    scannedTo: 500,
    authorisedTo: 500,
    tokensIn: 100,
    tokensOut: 120,
    costMicroUsd: 12,
    timingsUs: {
      authenticate: 2,
      admit: 5,
      guardIn: 20,
      intent: 300,
      upstream: 1000,
      guardOut: 12,
      outcome: 300,
      total: 1700,
    },
    response,
  })
}
const seconds = Number(process.argv[2] ?? 5)
for (const inflight of [1, 64, 256, 512]) {
  const end = Date.now() + seconds * 1000
  let calls = 0
  const cpu = process.cpuUsage()
  const t = performance.now()
  let pos = spool.durable
  await Promise.all(
    Array.from({ length: inflight }, async () => {
      while (Date.now() < end) {
        await call()
        calls++
        if (calls % 5000 === 0) await spool.release(spool.durable)
      }
    }),
  )
  const s = (performance.now() - t) / 1000
  const used = process.cpuUsage(cpu)
  console.log(
    JSON.stringify({
      inflight,
      appendsPerS: Math.round((calls * 2) / s),
      callsPerS: Math.round(calls / s),
      userUs: Math.round(used.user / calls),
      sysUs: Math.round(used.system / calls),
      bytesPerCall: Math.round(
        ((spool.durable.segment - pos.segment) * 16777216 + spool.durable.offset - pos.offset) / calls,
      ),
    }),
  )
}
await recorder.close()
rmSync(dir, { recursive: true })
