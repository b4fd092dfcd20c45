import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import {
  createGatewayCore,
  type GatewayCore,
  type GatewayCoreDeps,
} from '../../src/features/gateway/gateway.ts'
import {
  createSnapshotHolder,
  type SnapshotHolder,
  type SnapshotSource,
} from '../../src/features/gateway/snapshot-holder.ts'
import type { RoutePart, SnapshotParts, VersionPart } from '../../src/features/gateway/snapshot.ts'
import { defaultDetectors } from '../../src/features/guardrails/index.ts'
import { policySpecSchema, type PolicySpec } from '../../src/features/policies/contract.ts'
import type { KeyRecord } from '../../src/identity/ports.ts'
import type { KeyId, OrgId, SystemRef } from '../../src/lib/ids.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { silentLog } from '../../src/platform/log.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { memoryRecorder, type MemoryRecorder } from './memory-recorder.ts'
import { startUpstream, type FakeUpstream } from './upstream.ts'

export const ORG = '01900000-0000-7000-8000-000000000001' as OrgId
export const SYSTEM = 'system-1'
export const KEY = 'sw-test-key-0001'
export const EXPIRED_KEY = 'sw-test-key-expired'
export const REVOKED_KEY = 'sw-test-key-revoked'
export const STAGING_KEY = 'sw-test-key-staging'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer R)[] ? R[] : T[K] }

export const keyRecord = (secret: string, rest: Partial<KeyRecord> = {}): KeyRecord => ({
  hash: createHash('sha256').update(secret).digest('hex'),
  id: `key-${secret}` as KeyId,
  org: ORG,
  name: secret,
  systemId: SYSTEM,
  systemName: 'support',
  environment: 'production',
  expiresAtMs: Number.MAX_SAFE_INTEGER,
  revokedAtMs: null,
  limits: { requestsPerMinute: null, tokensPerDay: null },
  scope: { routes: null, models: null, operations: null },
  ...rest,
})

export const version = (label: string, upstream: string, rest: Partial<VersionPart> = {}): VersionPart =>
  ({
    id: `version-${label}`,
    org: ORG,
    label,
    model: label.split('@')[0],
    number: 1,
    systemId: SYSTEM,
    systemName: 'support',
    upstream,
    modelId: `provider-${label}`,
    config: {},
    digest: `digest-${label}`,
    bootstrap: false,
    environments: ['production'],
    ...rest,
  }) as VersionPart

export const GUARD: PolicySpec = policySpecSchema.parse({
  input: [
    { guard: 'injection', mode: 'enforce', action: 'block' },
    { guard: 'secrets', mode: 'enforce', action: 'block' },
    { guard: 'pii', mode: 'enforce', action: 'mask' },
  ],
  output: [
    { guard: 'secrets', mode: 'enforce', action: 'block' },
    { guard: 'pii', mode: 'enforce', action: 'mask' },
  ],
})
export const OBSERVE: PolicySpec = policySpecSchema.parse({
  input: [
    { guard: 'injection', mode: 'observe', action: 'block' },
    { guard: 'pii', mode: 'observe', action: 'mask' },
  ],
  output: [{ guard: 'secrets', mode: 'observe', action: 'block' }],
})

const route = (name: string, rest: Partial<RoutePart> = {}): RoutePart => ({
  id: `route-${name}`,
  org: ORG,
  name,
  systemId: SYSTEM,
  environment: 'production',
  policyId: 'policy-guard',
  targets: ['version-support@1'],
  regulated: true,
  enabled: true,
  ...rest,
})

/** Parts of a small company: one system, a guarded and an observing route, a sandbox route, one with a fallback. */
export function worldParts(primary: string, backup: string): Mutable<SnapshotParts> {
  return {
    orgs: [{ org: ORG, generation: 1, sample: false }],
    keys: [
      keyRecord(KEY),
      keyRecord(EXPIRED_KEY, { expiresAtMs: 1 }),
      keyRecord(REVOKED_KEY, { revokedAtMs: 1 }),
      keyRecord(STAGING_KEY, { environment: 'staging' }),
    ],
    systems: [{ id: SYSTEM, org: ORG, ref: 'ref-1' as SystemRef, name: 'support', retired: false }],
    versions: [
      version('support@1', 'primary'),
      version('support@2', 'backup'),
      version('sandbox@1', 'sandbox'),
    ],
    policies: [
      { id: 'policy-guard', org: ORG, name: 'guard', version: 3, digest: 'sha256:guard', spec: GUARD },
      {
        id: 'policy-observe',
        org: ORG,
        name: 'observe',
        version: 1,
        digest: 'sha256:observe',
        spec: OBSERVE,
      },
    ],
    routes: [
      route('chat'),
      route('watch', { policyId: 'policy-observe' }),
      route('resilient', { targets: ['version-support@1', 'version-support@2'] }),
      route('sandbox', { targets: ['version-sandbox@1'] }),
      route('unapproved', { targets: ['version-draft@1'] }),
      route('free', { regulated: false }),
      route('off', { enabled: false }),
    ],
    kills: [],
    upstreams: [
      {
        id: 'up-1',
        org: ORG,
        name: 'primary',
        kind: 'openai',
        options: {},
        baseUrl: primary,
        key: 'upstream-secret',
      },
      { id: 'up-2', org: ORG, name: 'backup', kind: 'openai', options: {}, baseUrl: backup, key: null },
      { id: 'up-3', org: ORG, name: 'sandbox', kind: 'sandbox', options: {}, baseUrl: null, key: null },
    ],
  }
}

export type GatewayWorld = {
  readonly url: string
  readonly client: OpenAI
  readonly core: GatewayCore
  readonly recorder: MemoryRecorder
  readonly primary: FakeUpstream
  readonly backup: FakeUpstream
  readonly parts: Mutable<SnapshotParts>
  readonly snapshots: SnapshotHolder
  /** Bumps the generation after `parts` was changed, and waits until the gateway has it. */
  commit(): Promise<void>
  /** While true the snapshot's source fails, as a database that is gone. */
  sourceDown: boolean
  /** POST /v1/chat/completions without a client library. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>
  close(): Promise<void>
}

/** A gateway on a real node:http server over a recorder in memory and two fake upstreams on loopback. */
export async function startGateway(
  options: Partial<GatewayCoreDeps> & { readonly clock?: Clock } = {},
  at: { readonly sourceDown: boolean } = { sourceDown: false },
): Promise<GatewayWorld> {
  const primary = await startUpstream()
  const backup = await startUpstream()
  const parts = worldParts(primary.url, backup.url)
  const recorder = memoryRecorder()
  const state = { sourceDown: at.sourceDown }
  const up = async <T>(value: () => T): Promise<T> => {
    if (state.sourceDown) throw new Error('the database is gone')
    return value()
  }
  const source: SnapshotSource = {
    generations: () => up(() => [...parts.orgs]),
    load: () => up(() => structuredClone(parts)),
  }
  const clock = options.clock ?? systemClock
  const snapshots = createSnapshotHolder({ source, clock, log: silentLog })
  await snapshots.refresh()
  // under the real clock a snapshot goes stale in 10 s, and a busy machine takes longer for some files of tests
  const fresh =
    options.clock === undefined ? setInterval(() => void snapshots.refresh(), 1_000).unref() : undefined
  const core = createGatewayCore({
    clock,
    random: systemRandom,
    log: silentLog,
    recorder,
    snapshots,
    detectors: defaultDetectors,
    ...options,
  })
  const server: Server = createServer((req, res) => core.handle(req, res))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: KEY, maxRetries: 0 }),
    core,
    recorder,
    primary,
    backup,
    parts,
    snapshots,
    async commit() {
      parts.orgs = parts.orgs.map((o) => ({ ...o, generation: o.generation + 1 }))
      await snapshots.refresh()
    },
    get sourceDown() {
      return state.sourceDown
    },
    set sourceDown(down: boolean) {
      state.sourceDown = down
    },
    post: (body, headers = {}) =>
      fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}`, ...headers },
        body:
          typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    async close() {
      clearInterval(fresh)
      snapshots.stop()
      await core.drain(1_000)
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await Promise.all([primary.close(), backup.close()])
    },
  }
}
