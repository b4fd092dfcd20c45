import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { problem } from '../lib/problem.ts'

const run = promisify(execFile)

export type Account = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * Accounts that exist to run one service, in order of preference. Never `nobody`: it is shared, so another service of that name could
 * read the database. `node` is the service account of the official Node container images.
 */
export const SERVICE_ACCOUNTS = ['sealwright', 'postgres', '_postgres', 'pgsql', 'node'] as const

/**
 * PostgreSQL refuses to run as root. Null when we are not root (it runs as us); as root the first service account that exists.
 * Throws `postgres_no_account` with the command that makes one.
 */
export async function serviceAccount(
  isRoot: boolean = process.getuid?.() === 0,
  candidates: readonly string[] = SERVICE_ACCOUNTS,
): Promise<Account | null> {
  if (!isRoot) return null
  for (const name of candidates) {
    const account = await lookUp(name)
    if (account !== undefined && account.uid !== 0 && account.name !== 'nobody') return account
  }
  throw problem(
    'postgres_no_account',
    500,
    'PostgreSQL does not run as root, and no service account was found to run it',
    {
      where: candidates.join(', '),
      fix:
        process.platform === 'darwin'
          ? 'start Sealwright as an ordinary user'
          : '`useradd --system --no-create-home --shell /usr/sbin/nologin sealwright`',
    },
  )
}

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
    return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined // no such account on this machine
  }
}
