import type { UpstreamKind, UpstreamOptions } from '../../src/features/policies/contract.ts'
import { Person } from './people.ts'
import type { Ready } from './server.ts'

/** Rules of a policy as the API takes them. */
export type Rules = { readonly input: readonly object[]; readonly output: readonly object[] }

const enforced = (guard: string, action: string): object => ({
  guard,
  mode: 'enforce',
  action,
  threshold: 0.5,
})
/** Everything that a call may meet: a block and a mask of its request, a block of its answer. */
export const GUARDED: Rules = {
  input: [enforced('injection', 'block'), enforced('secrets', 'block'), enforced('pii', 'mask')],
  output: [enforced('secrets', 'block'), enforced('pii', 'mask')],
}

export type LiveUpstream = {
  readonly name: string
  readonly kind: UpstreamKind
  readonly baseUrl: string
  readonly options?: UpstreamOptions
}

/** A registered AI system in staging, as two people make one on a real server. */
export async function liveSystem(admin: Person, name: string): Promise<void> {
  await admin.post('/systems', {
    name,
    kind: 'internal_experiment',
    owner: 'ana@example.com',
    purpose: 'carries the calls of a proof',
    environment: 'staging',
    dataClasses: ['none'],
    risk: {
      personalData: false,
      customerFacing: false,
      decidesAboutPeople: false,
      actsOnItsOwn: false,
      regulatedSector: false,
    },
  })
}

/** A policy in force; its name. */
export async function livePolicy(admin: Person, name: string, spec: object): Promise<string> {
  await admin.post('/policies', { name, spec })
  await admin.post(`/policies/${name}/activate`, { comment: 'for a proof' })
  return name
}

/** One upstream, one approved and deployed version of it, and a regulated route of the same name that leads there. */
export async function liveRoute(
  admin: Person,
  approver: Person,
  route: { readonly system: string; readonly policy: string; readonly upstream: LiveUpstream },
): Promise<void> {
  const { system, policy, upstream } = route
  await admin.post('/upstreams', { ...upstream, key: 'none' })
  const version = await admin.post<{ label: string }>('/versions', {
    system,
    model: upstream.name,
    upstream: upstream.name,
    modelId: 'model-x',
  })
  await admin.post(`/versions/${version.label}/submit`, { comment: 'for a proof' })
  const waiting = await approver.get<{ items: { id: string }[] }>('/approvals?state=pending')
  for (const { id } of waiting.items)
    await approver.post(`/approvals/${id}/decide`, { verdict: 'approve', comment: 'for a proof' })
  await admin.post(`/versions/${version.label}/deploy`, { environment: 'staging' })
  await admin.post('/routes', {
    name: upstream.name,
    system,
    environment: 'staging',
    policy,
    targets: [version.label],
    regulated: true,
  })
}

/** All of it on a server that nobody has claimed yet, in front of an upstream on loopback: its administrator and a key for calls of the model `name`. */
export async function guardedRoute(
  ready: Ready,
  name: string,
  upstreamPort: number,
): Promise<{ readonly ana: Person; readonly key: string }> {
  const ana = await Person.claims(ready, 'ana@example.com')
  const ines = await ana.invites('ines@example.com', ['approver'])
  await liveSystem(ana, name)
  const policy = await livePolicy(ana, `${name}-guard`, GUARDED)
  const baseUrl = `http://127.0.0.1:${upstreamPort}/v1`
  await liveRoute(ana, ines, { system: name, policy, upstream: { name, kind: 'openai', baseUrl } })
  const { key } = await ana.post<{ key: string }>('/keys', { system: name, environment: 'staging' })
  return { ana, key }
}
