import type { Hono } from 'hono'
import { request } from 'undici'
import type { ApiEnv } from '../identity/http.ts'
import type { Principal, User } from '../identity/contract.ts'
import type { OrgId } from '../lib/ids.ts'
import { problem } from '../lib/problem.ts'
import type { Log } from '../platform/log.ts'
import { calls, guard, observe, people, routes, systems, type SamplePerson } from './sample-company.ts'

export type DemoDeps = {
  readonly log: Log
  /** The API as a given person; same routes, same authorisation, same transactions as over HTTP. */
  readonly apiAs: (principal: Principal) => Hono<ApiEnv>
  readonly gatewayUrl: () => string
  readonly sampleOrg: () => Promise<OrgId | undefined>
  /** Makes the organisation with its log, its people (who can never sign in) and the sandbox upstream. */
  readonly createCompany: (
    people: readonly { readonly email: string; readonly name: string; readonly roles: readonly string[] }[],
  ) => Promise<{ readonly org: OrgId; readonly users: readonly User[] }>
  /** Destroys its payload keys and rows; the log keeps its entries and gets `demo.removed`. */
  readonly removeCompany: (org: OrgId) => Promise<void>
  /** A gateway follows a change within two seconds; resolves when this one has. */
  readonly snapshotFollows: (org: OrgId) => Promise<void>
}

export type DemoState = {
  readonly state: 'absent' | 'loading' | 'ready' | 'failed'
  readonly org: string | null
  readonly calls: number
  readonly error: string | null
}

/** The sample company: its own workspace, driven through the product's real paths. One at a time. */
export function createDemo(deps: DemoDeps): {
  status(): Promise<DemoState>
  load(): Promise<DemoState>
  remove(): Promise<void>
} {
  let work: { done: number; error: string | null; running: Promise<void> | null } = {
    done: 0,
    error: null,
    running: null,
  }
  const status = async (): Promise<DemoState> => {
    const org = await deps.sampleOrg()
    const state =
      work.running !== null
        ? 'loading'
        : work.error !== null
          ? 'failed'
          : org === undefined
            ? 'absent'
            : 'ready'
    return { state, org: org ?? null, calls: work.done, error: work.error }
  }
  const begin = async (): Promise<void> => {
    if ((await deps.sampleOrg()) !== undefined) return
    work.done = 0
    work.error = null
    await play(deps, () => work.done++).catch((cause: unknown) => {
      work.error = cause instanceof Error ? cause.message : 'failed'
      deps.log.error({ error: cause }, 'the sample company could not be loaded')
    })
  }
  return {
    status,
    async load() {
      // taken in the same turn as it is looked at: who asks meanwhile waits for this one
      work.running ??= begin().finally(() => {
        work.running = null
      })
      await work.running
      return status()
    },
    async remove() {
      const org = await deps.sampleOrg()
      if (work.running !== null)
        throw problem('demo_loading', 409, 'the sample company is still being loaded', {
          fix: 'wait until `sealwright demo status` says ready',
        })
      if (org === undefined)
        throw problem('demo_absent', 404, 'there is no sample company', { fix: 'sealwright demo load' })
      await deps.removeCompany(org)
      work = { done: 0, error: null, running: null }
    },
  }
}

type Call = <T>(as: SamplePerson, method: string, path: string, body?: unknown) => Promise<T>

async function play(deps: DemoDeps, count: () => void): Promise<void> {
  const { org, users } = await deps.createCompany(people)
  const call: Call = async (as, method, path, body) => {
    const user = users.find((u) => u.email === as)
    if (user === undefined) throw new Error(`no sample person ${as}`)
    const principal: Principal = {
      kind: 'user',
      org,
      userId: user.id,
      email: user.email,
      roles: user.roles,
      mfa: false,
      sessionId: 'sample',
      // Sample people can never sign in, so they have no second factor; their organisation's rule says so on record.
      secondFactorRequired: false,
    }
    const response = await deps.apiAs(principal).request(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} as ${as}: ${response.status} ${text.slice(0, 300)}`)
    return (text === '' ? undefined : JSON.parse(text)) as Awaited<ReturnType<Call>> as never
  }
  await setUp(call)
  await converse(deps, org, call, count)
  await call('ana@example.com', 'POST', '/guard-probes', {})
  await call('ana@example.com', 'POST', '/controls/test', {})
}

async function setUp(call: Call): Promise<void> {
  for (const { accept, ...system } of systems) {
    await call('ana@example.com', 'POST', '/systems', system)
    if (accept && 'owner' in system) await call(system.owner, 'POST', `/systems/${system.name}/accept`)
  }
  await call('ana@example.com', 'POST', '/upstreams', { name: 'sandbox', kind: 'sandbox' })
  await call('ana@example.com', 'POST', '/policies', { name: 'customer-guard', spec: guard })
  await call('ana@example.com', 'POST', '/policies', { name: 'search-observe', spec: observe })
  for (const name of ['customer-guard', 'search-observe'])
    await call('ana@example.com', 'POST', `/policies/${name}/activate`, { comment: 'first version' })
  for (const route of routes) {
    const version = await call<{ label: string }>('marc@example.com', 'POST', '/versions', {
      system: route.system,
      model: route.model,
      upstream: 'sandbox',
      modelId: 'sealwright-sandbox',
      config: { temperature: '0' },
    })
    await call('marc@example.com', 'POST', `/versions/${version.label}/submit`, {
      comment: 'first version for this system',
    })
    const waiting = await call<{ items: { id: string; rule: { quorum: number } }[] }>(
      'ines@example.com',
      'GET',
      '/approvals?state=pending',
    )
    for (const approval of waiting.items)
      for (const by of (['ines@example.com', 'tom@example.com'] as const).slice(0, approval.rule.quorum))
        await call(by, 'POST', `/approvals/${approval.id}/decide`, {
          verdict: 'approve',
          comment: 'reviewed the change and its purpose',
        })
    await call('marc@example.com', 'POST', `/versions/${version.label}/deploy`, {
      environment: route.environment,
    })
    await call('ana@example.com', 'POST', '/routes', {
      name: route.name,
      system: route.system,
      environment: route.environment,
      policy: route.policy,
      targets: [version.label],
      regulated: true,
    })
  }
}

async function converse(deps: DemoDeps, org: OrgId, call: Call, count: () => void): Promise<void> {
  const keys = new Map<string, string>()
  for (const route of routes) {
    const made = await call<{ key: string }>('ana@example.com', 'POST', '/keys', {
      system: route.system,
      name: `${route.system}-client`,
      environment: route.environment,
      limits: { requestsPerMinute: 600, tokensPerDay: 2_000_000 },
    })
    keys.set(route.name, made.key)
  }
  // Only now: a gateway that does not know the keys yet would refuse the first calls, and nobody would miss them.
  await deps.snapshotFollows(org)
  for (const one of calls) {
    const response = await request(`${deps.gatewayUrl()}/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${keys.get(one.route) ?? ''}`,
        'content-type': 'application/json',
        'x-sealwright-user': one.user,
      },
      body: JSON.stringify({ model: one.route, stream: one.stream === true, messages: one.messages }),
    })
    await response.body.dump()
    if (response.statusCode === 401 || response.statusCode >= 500)
      throw new Error(`a sample call was answered ${response.statusCode}`)
    count()
  }
}
