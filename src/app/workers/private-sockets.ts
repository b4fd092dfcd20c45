import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../store.ts'

/** Longest path of a Unix socket: 108 bytes on Linux, 104 on macOS, with the closing zero. */
const PATH_BYTES_MAX = 100

export type PrivateSockets = {
  /** What the workers hand on to the main process. */
  readonly main: string
  /** The main process's own server, for connections that no worker could take. */
  readonly own: string
  readonly worker: (index: number) => string
}

/**
 * Where the processes of one installation meet: in a folder that only its user may enter, which is all that keeps others from speaking for the
 * main process. In the data directory; where that path is too long for a socket, in the system's folder for temporary files.
 */
export async function privateSockets(
  store: Pick<Store, 'config' | 'dirs' | 'lifecycle'>,
): Promise<PrivateSockets> {
  if (store.config.gateway.workers === 0) return { main: '', own: '', worker: () => '' }
  const wanted = join(store.dirs.top, 'sockets')
  const fits = Buffer.byteLength(join(wanted, 'worker-99.sock')) <= PATH_BYTES_MAX
  const dir = fits ? wanted : await mkdtemp(join(tmpdir(), 'sealwright-'))
  // what a killed process left there would be in the way of listening
  if (fits) await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await chmod(dir, 0o700)
  store.lifecycle.onStop({
    name: 'private sockets',
    deadlineMs: 2_000,
    stop: () => rm(dir, { recursive: true, force: true }),
  })
  let started = 0
  return {
    main: join(dir, 'main.sock'),
    own: join(dir, 'own.sock'),
    // one each time: the worker before may still be ending
    worker: (index) => join(dir, `w${index}-${started++}.sock`),
  }
}
