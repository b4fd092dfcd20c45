/** A gateway's evidence side in a process of its own that kills itself at a chosen step. Says on stdout which calls it was acknowledged. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import type { OrgId } from '../../src/lib/ids.ts'
import type { BlobStore } from '../../src/platform/blobs.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db.ts'
import { fileBlobs } from '../../src/platform/file-blobs.ts'
import { openFileKeyStore } from '../../src/platform/file-keystore.ts'
import { silentLog } from '../../src/platform/log.ts'
import { openDb } from '../../src/platform/pg.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { openEvidence } from '../../src/ledger/evidence.ts'
import { Pump } from '../../src/ledger/pump.ts'
import { nodeSpoolFs, type SpoolFs } from '../../src/ledger/spool-fs.ts'
import { intentOf, outcomeOf } from './ledger.ts'

const [dir = '', databaseUrl = '', installation = '', org = '', point = '', nth = '1'] = process.argv.slice(2)
let left = Number(nth)

/** Dies at the nth time that this step is reached. Nothing gets a chance to clean up. */
function reach(step: string): void {
  if (step !== point) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const fs: SpoolFs = {
  ...nodeSpoolFs,
  async rename(from, to) {
    reach('rename')
    await nodeSpoolFs.rename(from, to)
  },
  async remove(path) {
    if (path.endsWith('.seg')) reach('remove')
    await nodeSpoolFs.remove(path)
  },
  async openLog(path) {
    const file = await nodeSpoolFs.openLog(path)
    return {
      ...file,
      async write(bytes, length, position) {
        reach('before-write')
        await file.write(bytes, length, position)
        reach('after-write')
      },
    }
  },
}
const killing = (blobs: BlobStore, name: string): BlobStore => ({
  ...blobs,
  async put(key, bytes) {
    reach(`before-${name}`)
    await blobs.put(key, bytes)
    reach(`after-${name}`)
  },
})
const real = openDb({ url: databaseUrl, connectionsMax: 3 })
const db: Db = {
  ...real,
  async tx(scope, work, options) {
    const result = await real.tx(
      scope,
      async (tx) => {
        const value = await work(tx)
        if (options?.readOnly !== true) reach('before-commit')
        return value
      },
      options,
    )
    if (options?.readOnly !== true) reach('after-commit')
    return result
  },
}

const keys = await openFileKeyStore(join(dir, 'keys'), null)
const evidence = await openEvidence({
  walDir: join(dir, 'wal'),
  keys,
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  systemOrg: installation,
  backlogBytesMax: 1 << 30,
  segmentBytes: 1_400_000,
  fs,
})
const pump = new Pump(
  {
    db,
    keys,
    blobs: killing(fileBlobs(join(dir, 'blobs')), 'blob'),
    outside: killing(fileBlobs(join(dir, 'outside')), 'mark'),
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    wal: evidence.walId,
  },
  {
    dir: evidence.slotDir,
    from: evidence.spool.firstUnreleased,
    durable: () => evidence.spool.durable,
    released: (to) => void evidence.spool.release(to),
  },
)
for (let round = 0; round < 12; round++) {
  const intents = Array.from({ length: 20 }, () => intentOf(org as OrgId))
  await Promise.all(
    intents.map(async (intent) => {
      await evidence.recorder.intent(intent)
      await evidence.recorder.outcome(outcomeOf(intent.callId, { response: Buffer.alloc(3000, 'r') }))
      writeSync(1, `${intent.callId}\n`)
    }),
  )
  await pump.drain()
}
writeSync(1, 'survived\n')
process.exit(0)
