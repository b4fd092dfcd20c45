import { Person } from '../test/world/people.ts'
import type { Ready } from '../test/world/server.ts'

/**
 * What every bench of the whole product drives: a system with an approved and deployed version on the upstream of the given loopback port,
 * behind a regulated route of the same name that enforces injection, secrets and personal data; a key for it, and the administrator.
 */
export async function guardedRoute(
  ready: Ready,
  name: string,
  upstreamPort: number,
): Promise<{ readonly ana: Person; readonly key: string }> {
  const ana = await Person.claims(ready, 'ana@example.com')
  const ines = await ana.invites('ines@example.com', ['approver'])
  await ana.post('/systems', {
    name,
    kind: 'internal_experiment',
    owner: 'ana@example.com',
    purpose: `carries the load of the ${name}`,
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
  await ana.post('/upstreams', {
    name: 'mock',
    kind: 'openai',
    baseUrl: `http://127.0.0.1:${upstreamPort}/v1`,
    key: 'none',
  })
  const version = await ana.post<{ label: string }>('/versions', {
    system: name,
    model: name,
    upstream: 'mock',
    modelId: 'mock-1',
  })
  await ana.post(`/versions/${version.label}/submit`, { comment: name })
  const waiting = await ines.get<{ items: { id: string }[] }>('/approvals?state=pending')
  await ines.post(`/approvals/${waiting.items[0]?.id ?? ''}/decide`, { verdict: 'approve', comment: name })
  await ana.post(`/versions/${version.label}/deploy`, { environment: 'staging' })
  const rule = (guard: string, action: string): object => ({ guard, mode: 'enforce', action, threshold: 0.5 })
  const policy = `${name}-guard`
  await ana.post('/policies', {
    name: policy,
    spec: {
      input: [rule('injection', 'block'), rule('secrets', 'block'), rule('pii', 'mask')],
      output: [rule('secrets', 'mask'), rule('pii', 'mask')],
    },
  })
  await ana.post(`/policies/${policy}/activate`, { comment: name })
  await ana.post('/routes', {
    name,
    system: name,
    environment: 'staging',
    policy,
    targets: [version.label],
    regulated: true,
  })
  const { key } = await ana.post<{ key: string }>('/keys', { system: name, environment: 'staging' })
  return { ana, key }
}
