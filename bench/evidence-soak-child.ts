/** One gateway's evidence side, killed without warning by evidence-soak.ts: records calls as fast as it can, says which were acknowledged. */
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../src/platform/clock.ts'
import { openFileKeyStore } from '../src/platform/file-keystore.ts'
import { silentLog, type Log } from '../src/platform/log.ts'
import { systemRandom } from '../src/platform/random.ts'
import { openEvidence } from '../src/ledger/evidence.ts'
import { PumpThread } from '../src/ledger/pump-thread.ts'
import { syntheticCall } from './synthetic-call.ts'

const [
  dir = '',
  databaseUrl = '',
  installation = '',
  org = '',
  inflightText = '128',
  capText = '0',
  backlogText = '256',
] = process.argv.slice(2)
const keysDir = join(dir, 'keys')
const log: Log = {
  ...silentLog,
  warn: (f, m) => console.error('warn', m, JSON.stringify(f)),
  error: (f, m) => console.error('error', m, JSON.stringify(f)),
}
const evidence = await openEvidence({
  walDir: join(dir, 'wal'),
  keys: await openFileKeyStore(keysDir, null),
  clock: systemClock,
  random: systemRandom,
  log,
  systemOrg: installation,
  backlogBytesMax: Number(backlogText) * 1024 * 1024,
})
const pump = new PumpThread(evidence, {
  replicas: false,
  duty: 'all',
  databaseUrl,
  keysDir,
  kekFile: null,
  blobsDir: join(dir, 'blobs'),
  outsideDir: join(dir, 'outside'),
  log,
})
const acks = openSync(join(dir, 'acks'), 'a')
let acked: string[] = []
let calls = 0
let waited = 0
const running = { stop: false }
const flushAcks = (): void => {
  if (acked.length === 0) return
  writeSync(acks, `${acked.join('\n')}\n`)
  acked = []
}
setInterval(flushAcks, 20)
process.stdout.write(`${JSON.stringify({ recovered: evidence.recoveredCalls })}\n`)
process.on('SIGTERM', () => (running.stop = true))

/** 0 = no cap. Otherwise calls per second, as an open arrival would be limited by HTTP. */
const cap = Number(capText)
const began = Date.now()
const before = process.cpuUsage()
/** CPU of this process since the load began: starting up is not part of a call. */
const cpuUs = (): number => {
  const used = process.cpuUsage(before)
  return used.user + used.system
}
setInterval(() => {
  process.stdout.write(
    `${JSON.stringify({ calls, waited, backlog: evidence.spool.backlogBytes, cpuUs: cpuUs(), rss: process.memoryUsage().rss })}\n`,
  )
}, 1000)
async function lane(): Promise<void> {
  while (!running.stop) {
    // At the cap of the backlog, admission refuses (503); the lane waits instead, which is what a client would do.
    if (!evidence.recorder.available || (cap > 0 && calls > ((Date.now() - began) / 1000) * cap)) {
      waited += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      continue
    }
    const { intent, outcome } = syntheticCall(org)
    try {
      await evidence.recorder.intent(intent)
    } catch {
      waited += 1 // not admitted: the client got a 503
      continue
    }
    await evidence.recorder.outcome(outcome())
    acked.push(intent.callId)
    calls += 1
  }
}
await Promise.all(Array.from({ length: Number(inflightText) }, lane))
flushAcks()
await evidence.close()
const started = Date.now()
await pump.drain()
process.stdout.write(
  `${JSON.stringify({ calls, waited, drainedMs: Date.now() - started, totals: pump.totals, cpuUs: cpuUs(), backlog: 0 })}\n`,
)
await pump.stop()
process.exit(0)
