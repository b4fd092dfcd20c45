import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import type { Authorizer } from '../../identity/authorize.ts'
import type { Action, Principal } from '../../identity/contract.ts'
import { problemResponse } from '../../platform/http-guard.ts'
import { testClock } from '../../../test/world/clock.ts'
import type { Db } from '../../platform/db.ts'
import type { Backup, Backups } from './backups.ts'
import { backupSchema, healthSchema, setupSchema } from './contract.ts'
import { createHealth } from './health.ts'
import { operationsRoutes } from './routes.ts'

const admin: Principal = {
  kind: 'user',
  org: 'o-1',
  userId: 'u-1',
  email: 'a@b.c',
  roles: ['admin'],
  mfa: true,
  sessionId: 's',
}
const backup: Backup = {
  id: 'b-1',
  kind: 'data',
  at: '2026-11-22T10:00:00.000Z',
  bytes: 1,
  sha256: 'x',
  restoreTestedAt: null,
  file: 'f',
}

function world(allowed: readonly Action[]) {
  const asked: unknown[] = []
  const backups: Backups = {
    data: async (org, by) => (asked.push(['data', org, by.kind]), backup),
    keys: async (org, _by, to, expires) => (
      asked.push(['keys', org, to.kind, expires]),
      { ...backup, kind: 'keys' }
    ),
    testRestore: async (org, _by, id) => (asked.push(['test', org, id]), backup),
    list: async (org, page) => (
      asked.push(['list', org, page]),
      { items: [backup], next: null, total: 1, asOf: '' }
    ),
  }
  const authorizer: Authorizer = {
    authorize: (who, action) =>
      allowed.includes(action)
        ? ({ ok: true, allowed: { principal: who, action, policyIds: ['p'] } } as unknown as ReturnType<
            Authorizer['authorize']
          > as never)
        : { ok: false, why: 'not for you', policyIds: [] },
  }
  const db = {
    tx: (_scope: unknown, work: (tx: never) => Promise<unknown>) => work({} as never),
  } as unknown as Db
  const routes = operationsRoutes({
    db,
    backups,
    health: createHealth({
      clock: testClock(),
      version: '1',
      startedAtMs: 0,
      probes: [],
      stopping: () => false,
    }),
    setup: async () => ({
      claimedAt: null,
      system: null,
      calls: 0,
      firstCallAt: null,
      lastCallAt: null,
      guardCaught: null,
      enforced: null,
      gatewayUrl: 'u',
      route: null,
      keyPrefix: null,
    }),
  })
  return { asked, routes, authorizer }
}

describe('operations routes', () => {
  const run = async (
    allowed: readonly Action[],
    method: string,
    path: string,
    body?: unknown,
    principal: Principal | null = admin,
  ) => {
    const made = world(allowed)
    const root = new Hono<{
      Variables: { principal: Principal | null; authorizer: Authorizer; requestId: string }
    }>()
    root.use(async (c, next) => {
      c.set('principal', principal)
      c.set('authorizer', made.authorizer)
      c.set('requestId', 'r-1')
      await next()
    })
    root.route('/', made.routes)
    root.onError((error) => problemResponse(error, 'r-1'))
    const response = await root.request(path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: response.status, json: await response.json(), asked: made.asked }
  }

  it('answer by their schemas', async () => {
    expect(healthSchema.parse((await run(['settings.read'], 'GET', '/health')).json).status).toBe('ok')
    expect(setupSchema.parse((await run(['system.read'], 'GET', '/setup')).json).steps).toHaveLength(5)
    const list = await run(['settings.read'], 'GET', '/backups?limit=10')
    expect(backupSchema.array().parse(list.json.items)).toHaveLength(1)
    expect(list.asked).toEqual([['list', 'o-1', { limit: 10, cursor: null }]])
    expect((await run(['backup.run'], 'POST', '/backups', { kind: 'data' })).asked).toEqual([
      ['data', 'o-1', 'user'],
    ])
    expect(
      (
        await run(['backup.run'], 'POST', '/backups', {
          kind: 'keys',
          passphrase: 'correct horse battery',
          expiresInDays: 2,
        })
      ).asked,
    ).toEqual([['keys', 'o-1', 'passphrase', 172_800_000]])
    expect(
      (await run(['backup.run'], 'POST', '/backups/0190a000-0000-7000-8000-000000000001/test')).asked,
    ).toHaveLength(1)
  })

  it.each([
    ['GET', '/health', undefined],
    ['GET', '/setup', undefined],
    ['GET', '/backups', undefined],
    ['POST', '/backups', { kind: 'data' }],
    ['POST', '/backups/0190a000-0000-7000-8000-000000000001/test', undefined],
  ])('%s %s is refused without its permission, and to strangers', async (method, path, body) => {
    expect(await run([], method, path, body)).toMatchObject({
      status: 403,
      json: { code: 'forbidden' },
      asked: [],
    })
    expect(await run(['settings.read', 'system.read', 'backup.run'], method, path, body, null)).toMatchObject(
      { status: 401, asked: [] },
    )
  })

  it.each([
    [{}, 400, 'invalid_request'],
    [{ kind: 'all' }, 400, 'invalid_request'],
    [{ kind: 'data', path: '/etc' }, 400, 'invalid_request'],
    [{ kind: 'keys' }, 400, 'invalid_request'],
    [{ kind: 'keys', passphrase: 'correct horse battery', to: 'x' }, 400, 'invalid_request'],
    [{ kind: 'keys', passphrase: 'short' }, 422, 'passphrase_weak'],
    [{ kind: 'keys', to: 'ssh-rsa AAAA' }, 422, 'recipient_invalid'],
    ['{', 400, 'invalid_json'],
  ])('POST /backups %j is %i %s', async (body, status, code) => {
    expect(await run(['backup.run'], 'POST', '/backups', body)).toMatchObject({
      status,
      json: { code },
      asked: [],
    })
  })

  it('an id that is none does not exist', async () => {
    expect(await run(['backup.run'], 'POST', '/backups/..%2F..%2Fetc/test')).toMatchObject({
      status: 404,
      asked: [],
    })
  })
})
