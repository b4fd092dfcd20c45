import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../platform/clock.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import { openFileKeyStore } from '../platform/file-keystore.ts'
import type { Log } from '../platform/log.ts'
import { openDb } from '../platform/pg.ts'
import { systemRandom } from '../platform/random.ts'
import { Pump, type OrphanView } from './pump.ts'
import {
  readDurable,
  type FromWorker,
  type OrphanData,
  type PumpWorkerData,
  type ToWorker,
} from './pump-thread.ts'

/** The pump in a thread of its own. It only reads the spool; deleting stays with the thread that writes it. */
const port = parentPort
if (!port) throw new Error('pump-worker runs only as a worker thread')
const data: PumpWorkerData = workerData
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const tell = (message: FromWorker): void => port.postMessage(message)
const log: Log = forward({})
const keys = await openFileKeyStore(data.keysDir, data.kekFile)
const db = openDb({ url: data.databaseUrl, connectionsMax: 3, log })
const deps = {
  db,
  keys,
  log,
  clock: systemClock,
  random: systemRandom,
  blobs: fileBlobs(data.blobsDir),
  outside: fileBlobs(data.outsideDir),
  wal: data.wal,
  replicas: data.replicas,
  duty: data.duty,
}
const viewOf = ({ id, ...orphan }: OrphanData): OrphanView => ({
  ...orphan,
  done: () => tell({ kind: 'orphan', id }),
})
const pump = new Pump(
  deps,
  {
    dir: data.slotDir,
    from: data.from,
    durable: () => readDurable(data.durable),
    released: (to) => tell({ kind: 'released', to }),
  },
  data.orphans.map(viewOf),
)
pump.start()
tell({ kind: 'ready' })

port.on('message', (message: ToWorker) => {
  if (message.kind === 'kick') {
    pump.kick()
    return
  }
  if (message.kind === 'adopt') {
    pump.adopt(viewOf(message.orphan))
    return
  }
  const work = message.kind === 'drain' ? pump.drained() : stop()
  work.then(
    () => tell({ kind: 'done', id: message.id, totals: pump.totals }),
    (error: unknown) => tell({ kind: 'failed', id: message.id, error: String(error) }),
  )
})

async function stop(): Promise<void> {
  await pump.stop()
  await db.close()
}

function forward(fields: object): Log {
  const at = (level: 'debug' | 'info' | 'warn' | 'error') => (more: object, message: string) =>
    tell({ kind: 'log', level, fields: { ...fields, ...more }, message })
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (more) => forward({ ...fields, ...more }),
  }
}
