import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'

/** The embedded database of a running server's data directory, as its owner: sees every row of every organisation. */
export async function ownerClient(dataDir: string): Promise<Client> {
  const { owner } = JSON.parse(readFileSync(join(dataDir, 'keys/postgres.json'), 'utf8')) as { owner: string }
  const { socketDir } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
    socketDir: string
  }
  const client = new Client({
    host: socketDir,
    port: 5432,
    user: 'sealwright_owner',
    password: owner,
    database: 'sealwright',
  })
  await client.connect()
  return client
}

/** The database's first process. */
export const postmasterPid = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0])

/** The first process and every one it started. */
export function databaseProcesses(dataDir: string): number[] {
  const first = postmasterPid(dataDir)
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === first
      } catch {
        return false
      }
    })
  return [first, ...children.map(Number)]
}

export const filesUnder = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
