import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { OrgId } from '../lib/ids.ts'
import { SteadyClock } from '../platform/clock.ts'
import { silentLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import { createAuthorizer } from '../identity/index.ts'
import type { Principal, Role } from '../identity/contract.ts'
import { peopleDirectory } from '../identity/people.ts'
import { HandClock, RememberingLedger, RememberingOutbox } from '../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../test/world/database.ts'
import { cancelApproval } from './decide.ts'
import type { Approvals } from './deps.ts'
import { createApprovals, expireDue, type ApprovalHandler, type ApprovalsRoom } from './index.ts'
import { getApproval, listApprovals } from './read.ts'
import { sql } from '../platform/db.ts'

const person = (
  userId: string,
  roles: Role[] = ['approver'],
  more: Partial<Extract<Principal, { kind: 'user' }>> = {},
): Principal => ({
  kind: 'user',
  org,
  userId,
  email: `${userId}@example.com`,
  roles,
  mfa: true,
  sessionId: 's',
  ...more,
})
const digest = 'd'.repeat(64)

let database: FreshDatabase
let org: OrgId
let clock: HandClock
let ledger: RememberingLedger
let executed: string[]
let closed: string[]
let handler: ApprovalHandler
let deps: Approvals
let room: ApprovalsRoom

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  org = await seedOrg(database.db)
  clock = new HandClock()
  ledger = new RememberingLedger()
  executed = []
  closed = []
  handler = {
    execute: async (_tx, a) => void executed.push(a.id),
    closed: async (_tx, a, how) => void closed.push(`${a.id} ${how}`),
  }
  deps = {
    db: database.db,
    clock,
    steady: new SteadyClock(clock),
    random: systemRandom,
    log: silentLog,
    ledger,
    outbox: new RememberingOutbox(),
    authorizer: createAuthorizer(),
    people: peopleDirectory,
    handlers: () => ({ 'version.approve': handler }),
  }
  room = createApprovals(deps)
})

const ask = (
  more: { quorum?: number; authors?: string[]; id?: string; system?: string } = {},
): Promise<string> =>
  database.db.tx({ org }, (tx) =>
    room.request(tx, org, {
      kind: 'version.approve',
      subject: {
        kind: 'version',
        id: more.id ?? 'v1',
        digest,
        title: 'support@7',
        href: '/models/support@7',
      },
      requester: person('rita', ['engineer', 'approver']),
      authors: more.authors ?? ['anna'],
      quorum: more.quorum ?? 1,
      comment: 'please',
      diff: [{ path: 'config.temperature', before: '0.2', after: '0.7' }],
      ...(more.system === undefined ? {} : { system: more.system }),
    }),
  )
const approve = (who: Principal, id: string, verdict: 'approve' | 'reject' = 'approve'): Promise<void> =>
  room.decide(who, org, id, { verdict, comment: 'ok' })
const code = (p: Promise<unknown>): Promise<string> =>
  p.then(
    () => 'done',
    (e: { problem?: { code: string } }) => e.problem?.code ?? String(e),
  )
const state = async (id: string): Promise<string> =>
  (await getApproval(deps, person('zoe'), org, id, null)).state

describe('who may decide', () => {
  it('neither the requester nor an author decides', async () => {
    const id = await ask()
    expect(await code(approve(person('rita'), id))).toBe('forbidden')
    expect(await code(approve(person('anna'), id))).toBe('forbidden')
    expect(executed).toEqual([])
    await approve(person('bo'), id)
    expect(executed).toEqual([id])
  })
  it('nobody without the role, without a second factor, as an auditor, or by a token', async () => {
    const id = await ask()
    for (const who of [
      person('eve', ['engineer']),
      person('eve', ['admin']),
      person('eve', ['approver', 'auditor']),
    ])
      expect(await code(approve(who, id))).toBe('forbidden')
    expect(await code(approve(person('eve', ['approver'], { mfa: false }), id))).toBe(
      'second_factor_required',
    )
    expect(
      await code(
        approve(
          { kind: 'token', org, tokenId: 't', name: 't', roles: ['approver'], trial: false, actingFor: 'bo' },
          id,
        ),
      ),
    ).toBe('forbidden')
    expect(await state(id)).toBe('pending')
  })
  it('a scoped approver decides for their systems only', async () => {
    const id = await ask({ system: 'support' })
    const scoped = (systems: string[]): Principal =>
      person('bo', ['approver'], { scope: { systems, environments: null } })
    expect(await code(approve(scoped(['claims']), id))).toBe('forbidden')
    expect(await code(approve(scoped(['support']), id))).toBe('done')
  })
  it('the list shows each viewer whether they may and why not, by the same rules', async () => {
    const id = await ask()
    const view = async (who: Principal) =>
      (
        await listApprovals(deps, who, org, {
          state: 'pending',
          systems: null,
          words: '',
          cursor: null,
          limit: 10,
        })
      ).items.find((a) => a.id === id)
    expect(await view(person('bo'))).toMatchObject({
      youMay: true,
      whyNot: null,
      rule: { quorum: 1, roles: ['approver'], excluded: ['rita', 'anna'] },
    })
    expect(await view(person('rita'))).toMatchObject({
      youMay: false,
      whyNot: 'you made or asked for this, so another person decides',
    })
  })
})

describe('quorum, single use, binding', () => {
  it('two people are needed where the rule says two, and one voice counts once', async () => {
    const id = await ask({ quorum: 2 })
    await approve(person('bo'), id)
    expect(executed).toEqual([])
    expect(await code(approve(person('bo'), id))).toBe('approval_decided')
    await approve(person('cy'), id)
    expect(executed).toEqual([id])
  })
  it('executes once, also when two last decisions come at the same time', async () => {
    const id = await ask()
    const results = await Promise.all(['bo', 'cy', 'di'].map((who) => code(approve(person(who), id))))
    expect(results.toSorted()).toEqual(['approval_closed', 'approval_closed', 'done'])
    expect(executed).toEqual([id])
    expect(await code(approve(person('ed'), id))).toBe('approval_closed')
  })
  it('one rejection ends it', async () => {
    const id = await ask({ quorum: 2 })
    await approve(person('bo'), id)
    await approve(person('cy'), id, 'reject')
    expect(closed).toEqual([`${id} rejected`])
    expect(await code(approve(person('di'), id))).toBe('approval_closed')
    expect(executed).toEqual([])
  })
  it('is bound to the digest: when the subject changed, it executes nothing and is superseded', async () => {
    const id = await ask()
    handler = { ...handler, digestNow: async () => 'e'.repeat(64) }
    expect(await code(approve(person('bo'), id))).toBe('approval_superseded')
    expect(await state(id)).toBe('superseded')
    expect(executed).toEqual([])
    expect(closed).toEqual([`${id} superseded`])
  })
  it('a new request for the same subject supersedes the old one', async () => {
    const first = await ask()
    const second = await ask()
    expect([await state(first), await state(second)]).toEqual(['superseded', 'pending'])
  })
  it('expires after seven days, by decision or by the job', async () => {
    const first = await ask({ id: 'v1' })
    const second = await ask({ id: 'v2' })
    clock.forward(7 * 86_400_000)
    expect(await code(approve(person('bo'), first))).toBe('approval_expired')
    expect(await state(second)).toBe('expired')
    await expireDue(deps)
    expect(closed.filter((line) => line.startsWith(first) || line.startsWith(second)).toSorted()).toEqual(
      [`${first} expired`, `${second} expired`].toSorted(),
    )
    expect(executed).toEqual([])
  })
  it('does not expire for good by a clock that is ahead for a moment, nor live on under one that is set back', async () => {
    const id = await ask()
    clock.step(365 * 86_400_000)
    expect(await code(approve(person('bo'), id))).toBe('approval_expired')
    await expireDue(deps)
    clock.step(-365 * 86_400_000)
    expect(await state(id)).toBe('pending')
    clock.forward(7 * 86_400_000 - 1)
    clock.step(-3_600_000)
    expect(await state(id)).toBe('pending')
    clock.forward(1)
    expect(await code(approve(person('bo'), id))).toBe('approval_expired')
    expect(executed).toEqual([])
  })
  it('when executing fails the decision is undone and can be taken again', async () => {
    const id = await ask()
    const good = handler
    handler = { execute: () => Promise.reject(new Error('no room')) }
    await expect(approve(person('bo'), id)).rejects.toThrow('no room')
    expect(await state(id)).toBe('pending')
    handler = good
    await approve(person('bo'), id)
    expect(executed).toEqual([id])
  })
  it('when the ledger refuses nothing was decided', async () => {
    const id = await ask()
    ledger.failNext = true
    await expect(approve(person('bo'), id)).rejects.toThrow('on purpose')
    expect((await getApproval(deps, person('zoe'), org, id, null)).decisions).toEqual([])
  })
})

it('only the requester cancels', async () => {
  const id = await ask()
  expect(await code(cancelApproval(deps, person('bo'), org, id))).toBe('forbidden')
  await cancelApproval(deps, person('rita'), org, id)
  expect(await state(id)).toBe('cancelled')
})

it('a request of another organisation does not exist', async () => {
  const id = await ask()
  const other = await seedOrg(database.db, 'sample')
  expect(
    await code(room.decide({ ...person('bo'), org: other }, other, id, { verdict: 'approve', comment: '' })),
  ).toBe('approval_not_found')
  expect(await code(getApproval(deps, person('bo'), other, id, null))).toBe('approval_not_found')
})

it('each decision is a fact with its author, requester and decider, and names its policies', async () => {
  const id = await ask()
  await approve(person('bo'), id)
  const window = { from: new Date(clock.ms - 1).toISOString(), to: new Date(clock.ms + 1).toISOString() }
  const table = await database.db.tx({ org }, async (tx) => room.facts[0]?.load(tx, org, window))
  expect(table?.rows).toMatchObject([
    {
      id: `${id}/1`,
      author: 'anna',
      requester: 'rita',
      decidedBy: 'bo',
      verdict: 'approve',
      state: 'approved',
      quorum: 1,
      approvals: 1,
      trial: false,
    },
  ])
  expect(Object.keys(table?.rows[0] ?? {}).toSorted()).toEqual(
    Object.keys(room.facts[0]?.fields ?? {}).toSorted(),
  )
  expect(ledger.of('approval.decided')[0]?.body).toMatchObject({ policies: ['permit-approver'], digest })
  const stored = await database.db.tx({ org }, (tx) =>
    tx.rows<{ policies: string[] }>(sql`select policies from approval_decision where approval_id = ${id}`),
  )
  expect(stored).toEqual([{ policies: ['permit-approver'] }])
})
