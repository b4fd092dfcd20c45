import { execFile } from 'node:child_process'
import { hash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { OrgId } from '../lib/ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { newId, type Random } from '../platform/random.ts'
import type { BlobStore } from '../platform/blobs.ts'
import { makeTxEntry } from './append.ts'
import { insertAnchor } from './anchor-store.ts'
import { consistencyProof } from './format/merkle.ts'
import { insertTxEntry, openLogOf, publishedOf } from './log-store.ts'
import { anchorsOf } from './read-store.ts'
import { hashesOf } from './tiles.ts'

export type AnchorDeps = {
  readonly db: Db
  readonly blobs: BlobStore
  readonly clock: Clock
  readonly random: Random
}

/** Each git command may take this long; a hanging remote must not hold the job. */
const GIT_DEADLINE_MS = 60_000

/** A folder on this machine is under our own control: it proves nothing, whatever its path looks like. */
export function isOutside(remote: string): boolean {
  if (/^(?:https?|ssh|git):\/\//i.test(remote))
    return !/^[a-z]+:\/\/(?:[^@/]*@)?(?:localhost|127\.|\[::1\])/i.test(remote)
  // scp-like `user@host:path`
  return /^[^/\\\s:]+@[^/\\\s:]+:/.test(remote) && !/@(?:localhost|127\.)/.test(remote)
}

export type Anchored = {
  readonly origin: string
  readonly size: number
  readonly commit: string
  readonly outside: boolean
}

/**
 * Commits the newest checkpoint, with a consistency proof from the last one anchored there, to a git remote and records the receipt as an
 * entry, so that an entry lies between two receipts. Undefined: nothing new to anchor. Crash before the entry: the commit is found again at
 * the next run (same file, no change) and recorded then. Throws when git fails; the log is then unanchored, and says so.
 */
export async function anchorToGit(
  deps: AnchorDeps,
  org: OrgId,
  remote: string,
): Promise<Anchored | undefined> {
  const log = await deps.db.tx('system', (tx) => openLogOf(tx, org), { readOnly: true })
  if (!log) return undefined
  const { published, previous } = await deps.db.tx(
    'system',
    async (tx) => ({
      published: await publishedOf(tx, log.id),
      previous: (await anchorsOf(tx, log.id)).find((a) => a.target === targetText(remote)),
    }),
    { readOnly: true },
  )
  // The receipt is itself an entry: without other growth there is nothing to say.
  if (!published || (previous && published.size <= previous.size + 1)) return undefined
  const from = previous?.size ?? 0
  const proof = await consistencyProof(hashesOf(deps, log, published.size), from, published.size)
  const files = {
    checkpoint: published.note,
    'consistency.json': `${JSON.stringify({ from, hashes: proof.map((h) => h.toString('base64')), origin: log.origin, size: published.size }, null, 1)}\n`,
  }
  const commit = await pushFiles(remote, log.origin, files, `size ${published.size}`)
  const outside = isOutside(remote)
  const at = new Date(deps.clock.nowMs())
  await deps.db.tx('system', async (tx) => {
    const entry = makeTxEntry(deps, {
      type: 'log.anchored',
      body: {
        checkpoint: hash('sha256', published.note, 'hex'),
        commit,
        kind: 'git',
        origin: log.origin,
        outside,
        root: published.root.toString('base64'),
        size: published.size,
        target: targetText(remote),
      },
    })
    await insertTxEntry(tx, { org, ...entry, object: null, directory: null, wraps: null, segmentKey: null })
    await insertAnchor(tx, {
      id: newId(deps.clock, deps.random),
      org,
      log: log.id,
      kind: 'git',
      outside,
      target: targetText(remote),
      size: published.size,
      root: published.root,
      receipt: { checkpoint: published.note, commit },
      entry: entry.id,
      at,
    })
  })
  return { origin: log.origin, size: published.size, commit, outside }
}

/** The remote without credentials: it stands in an entry. */
const targetText = (remote: string): string => remote.replace(/^([a-z]+:\/\/)[^@/]*@/i, '$1')

async function pushFiles(
  remote: string,
  origin: string,
  files: Readonly<Record<string, string>>,
  message: string,
): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'sw-anchor-'))
  const git = (...args: string[]): Promise<string> => run(work, args)
  try {
    await git('init', '-q', '-b', 'main')
    await git('remote', 'add', 'origin', remote)
    const heads = await git('ls-remote', '--heads', 'origin', 'main')
    if (heads.trim() !== '') {
      await git('fetch', '-q', '--depth', '1', 'origin', 'main')
      await git('checkout', '-q', '-B', 'main', 'FETCH_HEAD')
    }
    for (const [name, text] of Object.entries(files)) {
      const path = join(work, origin, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    await git('add', '-A')
    if ((await git('status', '--porcelain')).trim() !== '')
      await git('commit', '-q', '-m', `${origin} ${message}`)
    // Never forced: a remote that moved is somebody else's history, and worth an error.
    await git('push', '-q', 'origin', 'main')
    return (await git('rev-parse', 'HEAD')).trim()
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function run(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'git',
      [
        '-c',
        'user.name=Sealwright',
        '-c',
        'user.email=anchor@sealwright.invalid',
        '-c',
        'commit.gpgsign=false',
        ...args,
      ],
      {
        cwd,
        timeout: GIT_DEADLINE_MS,
        maxBuffer: 4 * 1024 * 1024,
        // No prompt may hang a job; no hooks or configuration of the machine take part.
        env: {
          ...process.env,
          GIT_TERMINAL_PROMPT: '0',
          GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20',
          GIT_CONFIG_NOSYSTEM: '1',
        },
      },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`git ${args[0] ?? ''} failed: ${stderr.trim() || error.message}`))
        else resolve(stdout)
      },
    )
  })
}
