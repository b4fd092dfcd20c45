/**
 * The ledger's two promises of speed: durable appends per second (recorder with sealing, spool on this disk) against bare synced writes of
 * the same bytes in the same run, and one million entries verified. Built, then: node bench/ledger.js [--seconds 5] [--entries 1000000]
 */
import { createCipheriv, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BatchBuilder } from '../src/ledger/batch-builder.ts'
import { writeLeafTail } from '../src/ledger/bodies.ts'
import { textOf } from '../src/ledger/scribe.ts'
import { openCheckpoint, signCheckpoint } from '../src/ledger/format/checkpoint.ts'
import { parseEnvelope } from '../src/ledger/format/envelope.ts'
import { Frontier, leafHash } from '../src/ledger/format/merkle.ts'
import { noteSigner } from '../src/ledger/format/note.ts'
import { encodeEntryBundle, parseEntryBundle } from '../src/ledger/format/tile.ts'
import { Recorder } from '../src/ledger/recorder.ts'
import { SegmentKeys } from '../src/ledger/segment-keys.ts'
import { Spool } from '../src/ledger/spool.ts'
import { nodeSpoolFs } from '../src/ledger/spool-fs.ts'
import { systemClock } from '../src/platform/clock.ts'
import { openFileKeyStore } from '../src/platform/file-keystore.ts'
import { silentLog } from '../src/platform/log.ts'
import { newId, systemRandom } from '../src/platform/random.ts'
import { syntheticCall } from './synthetic-call.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, entries: { type: 'string', default: '1000000' } },
})
const seconds = Number(values.seconds)
const say = (line: object): void => console.log(JSON.stringify(line))

/** CPU of one AES-256-GCM seal of 600 bytes; 4.5 µs when nobody else uses the machine. */
function calibrate(): number {
  const [key, nonce, plain] = [randomBytes(32), randomBytes(12), Buffer.alloc(600)]
  const start = process.cpuUsage()
  for (let i = 0; i < 20_000; i++) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.update(plain)
    cipher.final()
    cipher.getAuthTag()
  }
  const used = process.cpuUsage(start)
  return Number(((used.user + used.system) / 20_000).toFixed(2))
}

const dir = mkdtempSync(join(tmpdir(), 'sw-bench-'))
for (const part of ['keys', 'floor', 'slot']) mkdirSync(join(dir, part))

say({ bench: 'calibration', gcm600Us: calibrate(), quiet: 4.5 })

let batchBytes = 0
for (const inflight of [64, 256]) {
  const slot = join(dir, 'slot', String(inflight))
  mkdirSync(slot)
  const keys = new SegmentKeys(await openFileKeyStore(join(dir, 'keys'), null), systemClock, systemRandom)
  const builder = new BatchBuilder({ producer: 'bench', epoch: '1' }, keys, systemClock, systemRandom)
  const spool = await Spool.start(
    { dir: slot, fs: nodeSpoolFs, backlogBytesMax: 1e12, opening: () => builder.opening() },
    [],
  )
  const org = newId(systemClock, systemRandom)
  const recorder = new Recorder(spool, builder, {
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    keys,
    systemOrg: org,
  })
  let calls = 0
  let bytes = 0
  let writes = 0
  const write = spool.write.bind(spool)
  let writingMs = 0
  spool.write = async (buffer, length) => {
    bytes += length
    writes += 1
    const began = performance.now()
    await write(buffer, length)
    writingMs += performance.now() - began
  }
  const cpu = process.cpuUsage()
  const start = performance.now()
  const end = start + seconds * 1000
  await Promise.all(
    Array.from({ length: inflight }, async () => {
      while (performance.now() < end) {
        const { intent, outcome } = syntheticCall(org)
        await recorder.intent(intent)
        await recorder.outcome(outcome())
        calls += 1
        if (calls % 2000 === 0) await spool.release(spool.durable)
      }
    }),
  )
  const took = (performance.now() - start) / 1000
  const used = process.cpuUsage(cpu)
  batchBytes = Math.round(bytes / writes)
  say({
    bench: 'durable appends',
    inflight,
    appendsPerSecond: Math.round((calls * 2) / took),
    callsPerSecond: Math.round(calls / took),
    cpuUsPerCall: Math.round((used.user + used.system) / calls),
    bytesPerCall: Math.round(bytes / calls),
    writesPerSecond: Math.round(writes / took),
    bytesPerWrite: batchBytes,
    msPerWrite: Number((writingMs / writes).toFixed(2)),
  })
  await recorder.close()
}

// The floor: the same bytes a write, synced one after the other, nothing built.
{
  await nodeSpoolFs.createZeroed(join(dir, 'floor', 'log'), 16 * 1024 * 1024)
  const file = await nodeSpoolFs.openLog(join(dir, 'floor', 'log'))
  const bytes = Buffer.alloc(batchBytes, 1)
  let writes = 0
  let at = 0
  const start = performance.now()
  while (performance.now() - start < Math.min(seconds, 3) * 1000) {
    if (at + batchBytes > 16 * 1024 * 1024) at = 0
    await file.write(bytes, batchBytes, at)
    at += batchBytes
    writes += 1
  }
  const took = (performance.now() - start) / 1000
  say({
    bench: 'floor: bare synced writes',
    bytesPerWrite: batchBytes,
    writesPerSecond: Math.round(writes / took),
    mibPerSecond: Math.round((writes * batchBytes) / took / 1048576),
  })
  await file.close()
}

{
  const count = Number(values.entries)
  const origin = 'a/b/1'
  const signer = noteSigner(origin, randomBytes(32))
  const bundles: Uint8Array[] = []
  const made = new Frontier()
  const pad = (n: number, digits: number): string => n.toString(16).padStart(digits, '0')
  for (let at = 0; at < count; at += 256) {
    const leaves = Array.from({ length: Math.min(256, count - at) }, (_, i) =>
      Buffer.from(
        `{"b":"${pad(at + i, 64)}${textOf(
          (out) =>
            writeLeafTail(out, {
              id: `0193f0a0-0000-7000-8000-${pad(at + i, 12)}`,
              producer: '0123456789abcdef',
              epoch: '1',
              counter: at + i,
              sys: '0193f0a0-0000-7000-8000-00000000abcd',
              ts: '2026-11-22T10:00:00.000Z',
              type: 'gateway.outcome',
            }),
          1024,
        )}`,
      ),
    )
    for (const leaf of leaves) made.append(leafHash(leaf))
    bundles.push(encodeEntryBundle(leaves))
  }
  const note = signCheckpoint({ origin, size: count, root: made.root() }, [signer])
  const start = performance.now()
  const checkpoint = openCheckpoint(note, [signer.vkey])
  const frontier = new Frontier()
  let next = 0
  for (const [i, bundle] of bundles.entries()) {
    const leaves = parseEntryBundle(bundle, Math.min(256, count - i * 256))
    if (!leaves.ok) throw new Error(leaves.error.detail)
    for (const leaf of leaves.value) {
      frontier.append(leafHash(leaf))
      const envelope = parseEnvelope(leaf)
      if (!envelope.ok || !('n' in envelope.value.src) || envelope.value.src.n !== next)
        throw new Error('a counter is missing')
      next += 1
    }
  }
  const ok = checkpoint.ok && frontier.root().equals(Buffer.from(checkpoint.value.root))
  say({
    bench: 'verify',
    entries: count,
    ok,
    seconds: Number(((performance.now() - start) / 1000).toFixed(2)),
    includes: 'signature, every leaf parsed strictly, counters without gap, root',
  })
}
rmSync(dir, { recursive: true, force: true })
