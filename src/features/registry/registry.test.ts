import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Principal } from '../../identity/contract.ts'
import { silentLog } from '../../platform/log.ts'
import { systemRandom } from '../../platform/random.ts'
import { sql } from '../../platform/db.ts'
import { apiAs, type ApiAnswer, type ApiClient } from '../../../test/world/control-plane.ts'
import { freshDatabase, seedOrg, type FreshDatabase } from '../../../test/world/database.ts'
import { office, type Office } from '../../../test/world/office.ts'
import { systemDirectory } from '../inventory/index.ts'
import { peopleDirectory } from '../../identity/people.ts'
import { createRegistry, type ApprovedVersion, type RegistryRoom, type Switchover } from './index.ts'

type Person = Extract<Principal, { kind: 'user' }>

let database: FreshDatabase
let here: Office
let registry: RegistryRoom
let switches: Switchover[]
let ann: Person
let bea: Person
let cai: Person
let author: ApiClient
const as = (principal: Principal): ApiClient =>
  apiAs(principal, here.identity.authorizer, registry.routes, here.approvals.routes, here.inventory.routes)

beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  here = await office(database)
  switches = []
  registry = createRegistry({
    db: database.db,
    clock: here.clock,
    random: systemRandom,
    log: silentLog,
    ledger: here.ledger,
    outbox: here.outbox,
    people: peopleDirectory,
    approvals: here.approvals,
    upstreams: {
      upstreamExists: async (_tx, org, name) => org === here.org && ['sandbox', 'azure'].includes(name),
    },
    switched: async (_tx, _org, s) => void switches.push(s),
  })
  here.handlers.current = { 'version.approve': registry.approvalHandler }
  here.retirements.push(registry.retireSystem)
  ann = await here.person('ann', ['engineer', 'approver'])
  bea = await here.person('bea', ['approver'])
  cai = await here.person('cai', ['approver'])
  author = as(ann)
  const risk = {
    personalData: false,
    customerFacing: true,
    decidesAboutPeople: false,
    actsOnItsOwn: false,
    regulatedSector: false,
  }
  await author.post('/systems', { name: 'support', risk, environment: 'production' })
  await author.post('/systems', { name: 'claims', environment: 'production' })
})

const input = (temperature: number, more: object = {}) => ({
  system: 'support',
  model: 'support',
  upstream: 'sandbox',
  modelId: 'sandbox-1',
  config: { temperature },
  ...more,
})
const submitted = async (label: string): Promise<string> =>
  (await author.post(`/versions/${label}/submit`, { comment: 'please' })).body.approvalId
const decide = (who: Person, id: string, verdict = 'approve'): Promise<ApiAnswer> =>
  as(who).post(`/approvals/${id}/decide`, { verdict, comment: 'ok' })
const served = (): Promise<ApprovedVersion[]> =>
  database.db.tx('system', (tx) => registry.loadApprovedVersions(tx, here.org))
/** A new version, approved by somebody else. */
async function approved(temperature: number): Promise<string> {
  const { label } = (await author.post('/versions', input(temperature))).body
  expect((await decide(bea, await submitted(label))).status).toBe(200)
  return label
}
const deploy = (label: string, environment = 'production'): Promise<ApiAnswer> =>
  author.post(`/versions/${label}/deploy`, { environment })

describe('approval', () => {
  it('a draft is reviewed by another person, deployed, and only then served', async () => {
    const made = await author.post('/versions', input(0.7))
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      label: 'support@1',
      state: 'draft',
      author: 'ann@example.com',
      bootstrap: false,
    })
    expect(made.body.digest).toMatch(/^[0-9a-f]{64}$/)
    expect((await deploy('support@1')).body.code).toBe('version_not_approved')
    const id = await submitted('support@1')
    expect((await author.get(`/approvals/${id}`)).body).toMatchObject({
      subject: { title: 'support@1', digest: made.body.digest },
      rule: { quorum: 1 },
      mayDecide: [],
      youMay: false,
    })
    expect((await deploy('support@1')).body.code).toBe('version_not_approved')
    await decide(bea, id)
    expect((await author.get('/versions/support@1')).body).toMatchObject({
      state: 'approved',
      approvedBy: [{ by: 'bea@example.com' }],
    })
    expect(await served()).toEqual([])
    const before = await here.generation()
    expect((await deploy('support@1')).body).toMatchObject({
      state: 'deployed',
      deployments: [{ environment: 'production', by: 'ann@example.com', endedAt: null }],
    })
    expect(await here.generation()).toBe(before + 1)
    expect(await served()).toMatchObject([
      {
        label: 'support@1',
        systemName: 'support',
        upstream: 'sandbox',
        modelId: 'sandbox-1',
        config: { temperature: 0.7 },
        environments: ['production'],
        bootstrap: false,
      },
    ])
    expect(here.ledger.types().filter((t) => t.startsWith('registry.'))).toEqual([
      'registry.registered',
      'registry.submitted',
      'registry.approved',
      'registry.deployed',
    ])
  })

  it('an author cannot approve the version, whatever their roles', async () => {
    await author.post('/versions', input(0.7))
    const id = await submitted('support@1')
    expect((await decide(ann, id)).body).toMatchObject({
      status: 403,
      extra: { policies: ['forbid-own-work'] },
    })
    expect((await author.get('/versions/support@1')).body.state).toBe('in_review')
  })

  it('nor when somebody else submits it: neither the author nor the requester decides', async () => {
    const dan = await here.person('dan', ['engineer', 'approver'])
    await author.post('/versions', input(0.7))
    const id = (await as(dan).post('/versions/support@1/submit', { comment: 'x' })).body.approvalId
    expect((await decide(ann, id)).status).toBe(403)
    expect((await decide(dan, id)).status).toBe(403)
    expect((await decide(bea, id)).status).toBe(200)
  })

  it('high risk, or risk that nobody assessed, takes two people', async () => {
    await author.post('/versions', input(0.7, { system: 'claims', model: 'claims' }))
    const id = await submitted('claims@1')
    await decide(bea, id)
    expect((await author.get('/versions/claims@1')).body.state).toBe('in_review')
    expect((await decide(bea, id)).body.code).toBe('approval_decided')
    await decide(cai, id)
    expect((await author.get('/versions/claims@1')).body).toMatchObject({
      state: 'approved',
      approvedBy: [{ by: 'bea@example.com' }, { by: 'cai@example.com' }],
    })
  })

  it('rejected is final; cancelled and expired lead back to draft', async () => {
    await author.post('/versions', input(0.1))
    await decide(bea, await submitted('support@1'), 'reject')
    expect((await author.get('/versions/support@1')).body.state).toBe('rejected')
    expect((await author.post('/versions/support@1/submit')).body.code).toBe('version_state')
    await author.post('/versions', input(0.2))
    const second = await submitted('support@2')
    expect((await author.post(`/approvals/${second}/cancel`)).body.state).toBe('cancelled')
    expect((await author.get('/versions/support@2')).body.state).toBe('draft')
    const third = await submitted('support@2')
    here.clock.forward(7 * 86_400_000)
    expect((await decide(bea, third)).body.code).toBe('approval_expired')
    expect((await author.get('/versions/support@2')).body.state).toBe('draft')
  })
})

describe('what was approved is what is served', () => {
  const behindOurBack = async (label: string, change: string): Promise<void> => {
    const client = new Client(database.ownerUrl)
    await client.connect()
    try {
      await client.query('alter table model_version disable trigger model_version_immutable')
      await client.query(
        `update model_version set ${change} where org_id = $1 and model || '@' || number = $2`,
        [here.org, label],
      )
      await client.query('alter table model_version enable trigger model_version_immutable')
    } finally {
      await client.end()
    }
  }

  it('an approval is bound to the digest: a config changed behind our back is not approved', async () => {
    await author.post('/versions', input(0.7))
    const id = await submitted('support@1')
    await behindOurBack('support@1', `config = '{"temperature": 2}'`)
    expect((await decide(bea, id)).body.code).toBe('approval_superseded')
    expect((await author.get('/versions/support@1')).body.state).toBe('draft')
  })

  it('nor deployed, nor served when it was deployed before; the facts show it', async () => {
    const label = await approved(0.7)
    await deploy(label)
    expect(await served()).toHaveLength(1)
    await behindOurBack(label, `config = '{"temperature": 2}'`)
    expect(await served()).toEqual([])
    expect((await deploy(label, 'staging')).body.code).toBe('version_altered')
    const window = { from: new Date(here.clock.ms).toISOString(), to: new Date(here.clock.ms).toISOString() }
    const table = await database.db.tx({ org: here.org }, async (tx) =>
      registry.facts[0]?.load(tx, here.org, window),
    )
    expect(table?.rows).toMatchObject([{ label, digestMatches: false }])
  })

  it('the runtime role cannot change a version at all', async () => {
    await author.post('/versions', input(0.7))
    await expect(
      database.db.tx({ org: here.org }, (tx) =>
        tx.run(sql`update model_version set config = '{}'::jsonb where org_id = ${here.org}`),
      ),
    ).rejects.toThrow('immutable')
  })
})

describe('deployment', () => {
  it('a new version takes over from the old one, routes follow, and rolling back is one command', async () => {
    const first = await approved(0.1)
    const second = await approved(0.2)
    await deploy(first)
    here.clock.forward(1)
    await deploy(second)
    expect((await served()).map((v) => v.label)).toEqual([second])
    const ids = await Promise.all(
      [first, second].map(async (label) => (await author.get(`/versions/${label}`)).body.id),
    )
    expect(switches).toMatchObject([{ environment: 'production', from: ids[0], to: ids[1] }])
    here.clock.forward(1)
    const before = await here.generation()
    expect((await author.post(`/versions/${second}/rollback`)).body).toMatchObject({
      label: first,
      state: 'deployed',
    })
    expect((await served()).map((v) => v.label)).toEqual([first])
    expect(switches.at(-1)).toMatchObject({ from: ids[1], to: ids[0] })
    expect(await here.generation()).toBe(before + 1)
    expect((await author.get(`/versions/${second}`)).body.state).toBe('approved')
    expect((await author.post(`/versions/${first}/rollback`)).body.code).toBe('nothing_to_roll_back_to')
    expect(here.ledger.of('registry.rolled_back')[0]?.body).toMatchObject({
      fromLabel: second,
      toLabel: first,
      environment: 'production',
      policies: ['permit-engineer'],
    })
  })

  it('environments are apart; twice is refused; two at once leave one in force', async () => {
    const first = await approved(0.1)
    const second = await approved(0.2)
    await deploy(first, 'staging')
    await deploy(first, 'production')
    expect((await deploy(first)).body.code).toBe('already_deployed')
    expect((await author.post(`/versions/${first}/rollback`)).body.code).toBe('environment_needed')
    const answers = await Promise.all([deploy(second), deploy(second), deploy(second)])
    expect(answers.map((a) => a.status).toSorted()).toEqual([200, 409, 409])
    expect((await served()).map((v) => [v.label, v.environments])).toEqual(
      expect.arrayContaining([
        [first, ['staging']],
        [second, ['production']],
      ]),
    )
  })

  it('an approver without the engineer’s role, and an engineer without a second factor, cannot deploy', async () => {
    const label = await approved(0.1)
    expect((await as(bea).post(`/versions/${label}/deploy`, { environment: 'production' })).body.code).toBe(
      'forbidden',
    )
    expect(
      (await as({ ...ann, mfa: false }).post(`/versions/${label}/deploy`, { environment: 'production' })).body
        .code,
    ).toBe('second_factor_required')
    expect(
      (
        await as({ ...ann, scope: { systems: ['support'], environments: ['staging'] } }).post(
          `/versions/${label}/deploy`,
          { environment: 'production' },
        )
      ).body.code,
    ).toBe('forbidden')
    expect(await served()).toEqual([])
  })

  it('a retired version is served no more, its open request ends, and it cannot come back', async () => {
    const label = await approved(0.1)
    await deploy(label)
    expect((await author.post(`/versions/${label}/retire`, { reason: 'old' })).body.state).toBe('retired')
    expect(await served()).toEqual([])
    expect((await deploy(label)).body.code).toBe('version_not_approved')
    const draft = (await author.post('/versions', input(0.9))).body.label
    const id = await submitted(draft)
    await author.post(`/versions/${draft}/retire`, { reason: 'never mind' })
    expect((await decide(bea, id)).body.code).toBe('approval_closed')
  })

  it('deciding and retiring at the same moment never block each other: one of them comes second and says so', async () => {
    for (let i = 0; i < 8; i++) {
      const { label } = (await author.post('/versions', input(i / 10))).body
      const id = await submitted(label)
      const [decided, retired] = await Promise.all([
        decide(bea, id),
        author.post(`/versions/${label}/retire`, { reason: 'x' }),
      ])
      expect([200, 409]).toContain(decided.status)
      expect(retired.status).toBe(200)
      expect((await author.get(`/versions/${label}`)).body.state).toBe('retired')
    }
  })

  it('retiring the system ends its deployments', async () => {
    await deploy(await approved(0.1))
    expect((await author.post('/systems/support/retire', { reason: 'gone' })).status).toBe(200)
    expect(await served()).toEqual([])
    expect((await author.post('/versions', input(0.3))).body.code).toBe('system_retired')
  })

  it('when the ledger refuses, nothing was deployed', async () => {
    const label = await approved(0.1)
    here.ledger.failNext = true
    await expect(deploy(label)).rejects.toThrow('on purpose')
    expect(await served()).toEqual([])
  })
})

describe('registering', () => {
  it('the same source and config is no new version; numbers run without gaps also when several come at once', async () => {
    await author.post('/versions', input(0.1))
    expect((await author.post('/versions', input(0.1))).body.code).toBe('version_unchanged')
    const answers = await Promise.all([0.2, 0.3, 0.4].map((t) => author.post('/versions', input(t))))
    expect(answers.map((a) => a.body.number).toSorted()).toEqual([2, 3, 4])
  })
  it('an unknown system or upstream, and a model of another system are refused', async () => {
    expect((await author.post('/versions', input(1, { system: 'nowhere' }))).body.code).toBe(
      'system_not_found',
    )
    expect((await author.post('/versions', input(1, { upstream: 'nowhere' }))).body.code).toBe(
      'upstream_not_found',
    )
    await author.post('/versions', input(1))
    expect((await author.post('/versions', input(2, { system: 'claims' }))).body.code).toBe(
      'model_of_other_system',
    )
  })
  it('a version of another organisation, or of a system outside one’s scope, does not exist', async () => {
    await author.post('/versions', input(1))
    const other = await seedOrg(database.db, 'sample')
    for (const path of ['/versions/support@1', '/versions/support@9', '/versions/nonsense'])
      expect((await as({ ...ann, org: other }).get(path)).body.code).toBe('version_not_found')
    const scoped = as({ ...ann, scope: { systems: ['claims'], environments: null } })
    expect((await scoped.get('/versions/support@1')).status).toBe(404)
    expect((await scoped.get('/versions')).body.items).toEqual([])
  })
})

describe('the trial’s sandbox version', () => {
  it('is a bootstrap by the installation, shown as such, served, and counted as trial', async () => {
    await author.post('/systems', { name: 'sandbox-chat', environment: 'trial' })
    const made = await database.db.tx({ org: here.org }, async (tx) => {
      const system = await systemDirectory.systemByName(tx, here.org, 'sandbox-chat')
      if (system === undefined) throw new Error('no system')
      return registry.bootstrapVersion(tx, here.org, {
        system,
        model: 'sandbox',
        upstream: 'sandbox',
        modelId: 'sandbox-1',
      })
    })
    expect(made.label).toBe('sandbox@1')
    expect((await author.get('/versions/sandbox@1')).body).toMatchObject({
      bootstrap: true,
      author: 'installation',
      state: 'deployed',
      approvalId: null,
      approvedBy: [],
    })
    expect(await served()).toMatchObject([{ label: 'sandbox@1', bootstrap: true, environments: ['trial'] }])
    expect((await author.post('/versions/sandbox@1/deploy', { environment: 'production' })).body.code).toBe(
      'bootstrap_trial_only',
    )
    const window = { from: new Date(here.clock.ms).toISOString(), to: new Date(here.clock.ms).toISOString() }
    const table = await database.db.tx({ org: here.org }, async (tx) =>
      registry.facts[0]?.load(tx, here.org, window),
    )
    expect(table?.rows).toMatchObject([
      {
        label: 'sandbox@1',
        bootstrap: true,
        trial: true,
        by: 'installation',
        digestMatches: true,
        versionState: 'deployed',
      },
    ])
    expect(Object.keys(table?.rows[0] ?? {}).toSorted()).toEqual(
      Object.keys(registry.facts[0]?.fields ?? {}).toSorted(),
    )
  })
  it('is no way round an approval: outside trial it is refused', async () => {
    await expect(
      database.db.tx({ org: here.org }, async (tx) => {
        const system = await systemDirectory.systemByName(tx, here.org, 'support')
        if (system === undefined) throw new Error('no system')
        return registry.bootstrapVersion(tx, here.org, {
          system,
          model: 'sneaky',
          upstream: 'sandbox',
          modelId: 'x',
        })
      }),
    ).rejects.toThrow('trial system')
  })
})
