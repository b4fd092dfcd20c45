import { randomBytes } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { asOwner, withDatabase } from './database-broker.ts'
import { freshDatabase } from './database.ts'

/** A database as a managed PostgreSQL gives it: one login that owns it and is no superuser, nothing in it yet. */
export type ExternalDatabase = {
  readonly url: string
  /** The same database over a line that can be cut. */
  wire(): Promise<DatabaseWire>
  close(): Promise<void>
}
export type DatabaseWire = {
  readonly url: string
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function externalDatabase(): Promise<ExternalDatabase> {
  const world = await freshDatabase()
  const name = `sw_test_external_${randomBytes(4).toString('hex')}`
  await asOwner(world.ownerUrl, `create role ${name} login createdb createrole password 'test'`)
  for (const role of ['sw_app', 'sw_system', 'sw_backup'])
    await asOwner(world.ownerUrl, `grant ${role} to ${name}`)
  await asOwner(world.ownerUrl, `create database ${name} owner ${name} template template0 encoding 'UTF8'`)
  const parsed = new URL(withDatabase(world.ownerUrl, name))
  parsed.username = name
  parsed.password = 'test'
  return {
    url: parsed.href,
    wire: () => wireTo(parsed),
    async close() {
      await asOwner(world.ownerUrl, `drop database if exists ${name} with (force)`)
      await asOwner(world.ownerUrl, `drop role ${name}`)
      await world.close()
    },
  }
}

/** A relay on loopback in front of the server, whether that listens on a port or in a folder. */
async function wireTo(target: URL): Promise<DatabaseWire> {
  const folder = target.searchParams.get('host')
  const port = Number(target.port === '' ? 5432 : target.port)
  const pairs = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = folder === null ? connect(port, target.hostname) : connect(`${folder}/.s.PGSQL.${port}`)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      pairs.add(one)
      one.on('error', () => {}) // its close is what counts
      one.once('close', () => {
        pairs.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target.href)
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  const sever = (): void => pairs.forEach((socket) => socket.destroy())
  return {
    url: url.href,
    cut() {
      whole = false
      sever()
    },
    mend() {
      whole = true
    },
    async close() {
      sever()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
