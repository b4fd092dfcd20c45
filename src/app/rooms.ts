import { createApprovals, type ApprovalHandlers } from '../approvals/index.ts'
import { createAudit } from '../features/audit/index.ts'
import { createControls } from '../features/controls/index.ts'
import { defaultDetectors } from '../features/guardrails/index.ts'
import {
  createInventory,
  loadSystems,
  systemDirectory,
  type InventoryDeps,
} from '../features/inventory/index.ts'
import { createPolicies, type RecordedTraffic } from '../features/policies/index.ts'
import { createRegistry } from '../features/registry/index.ts'
import { createIdentity, peopleDirectory } from '../identity/index.ts'
import type { OrgId } from '../lib/ids.ts'
import { problem } from '../lib/problem.ts'
import type { Ledger } from '../ledger/contract.ts'
import type { FactSource } from '../ledger/facts.ts'
import { allowList, type Outbound } from '../platform/outbound.ts'
import type { Work } from '../platform/work.ts'
import { join } from 'node:path'
import type { LedgerRoom } from './ledger-room.ts'
import type { Store } from './store.ts'
import { peerAddress } from './workers/peer-address.ts'

export type RoomsDeps = {
  readonly store: Store
  /** Requests to addresses that people configured. */
  readonly outbound: Pick<Outbound, 'fetch'>
  readonly work: Work
  readonly ledger: Ledger
  readonly ledgerRoom: LedgerRoom
  readonly traffic: RecordedTraffic
  readonly callCounts: NonNullable<InventoryDeps['callCounts']>
  readonly publicUrl: () => string
  readonly installation: string
  readonly organisation: (
    org: OrgId,
  ) => Promise<{ readonly id: string; readonly name: string; readonly createdAt: string }>
  /** Sources of rooms built beside these (gateway, operations). */
  readonly moreFacts: () => readonly FactSource[]
}

export type Rooms = ReturnType<typeof createRooms>

/** Every control-plane room, wired. What one room asks of another goes through a port named here and nowhere else. */
export function createRooms(deps: RoomsDeps) {
  const { store, work, ledger, ledgerRoom } = deps
  const base = {
    db: store.db,
    clock: store.clock,
    random: store.random,
    log: store.log,
    ledger,
    outbox: work.outbox,
  }
  const tls = store.config.tls !== null || store.config.trustedProxy !== null

  const identity = createIdentity({
    ...base,
    keystore: store.keystore,
    systems: systemDirectory,
    publicUrl: deps.publicUrl,
    // Cookies ignore ports: two installations on one host must not overwrite each other's.
    cookie: { secure: tls, name: `sw_${deps.installation.slice(-8)}` },
    trial: store.config.trial,
    ...(store.config.gateway.workers === 0
      ? {}
      : { addressOf: (c) => peerAddress(c.env, (name) => c.req.header(name)) }),
    fetchText: issuerKeys(deps.outbound),
  })
  const approvals = createApprovals({
    ...base,
    authorizer: identity.authorizer,
    people: peopleDirectory,
    handlers: (): ApprovalHandlers => ({
      ...policies.approvalHandlers,
      'version.approve': registry.approvalHandler,
      waiver: controls.approvalHandler,
    }),
  })
  const inventory = createInventory({
    ...base,
    people: peopleDirectory,
    retirements: () => [
      async (tx, org, system, by) => void (await identity.revokeSystemKeys(tx, org, by, system.id)),
      (tx, org, system, by) => registry.retireSystem(tx, org, system, by),
      async (tx, org, system, by) => void (await policies.closeRoutesOf(tx, org, by, system.id)),
    ],
    callCounts: deps.callCounts,
    entryIndexes: ledgerRoom.entryIndexes,
  })
  const policies = createPolicies({
    ...base,
    keystore: store.keystore,
    approvals,
    systems: systemDirectory,
    versions: {
      async versionByLabel(tx, org, label) {
        const version = await registry.versionByLabel(tx, org, label)
        const system = version && (await systemDirectory.systemByName(tx, org, version.system))
        return version && system && { id: version.id, label: version.label, systemId: system.id }
      },
    },
    traffic: deps.traffic,
    detectors: defaultDetectors,
    people: peopleDirectory,
    allowsPrivate: store.config.trial ? () => true : allowList(store.config.outboundAllow),
  })
  const registry = createRegistry({
    ...base,
    people: peopleDirectory,
    approvals,
    upstreams: { upstreamExists: (tx, org, name) => policies.upstreamExists(tx, org, name) },
    async switched(tx, org, change) {
      const to = (await registry.loadApprovedVersions(tx, org)).find((v) => v.id === change.to)
      if (to === undefined) throw new Error(`version ${change.to} was deployed and is not served`)
      await policies.followSwitchover(tx, org, { ...change, to })
    },
  })
  const controls = createControls({
    ...base,
    approvals,
    jobs: work.jobs,
    locate: ledgerRoom.locate,
    settle: ledgerRoom.settle,
    factSources: () => facts(),
  })
  const audit = createAudit({
    ...base,
    jobs: work.jobs,
    exportDir: join(store.dirs.top, 'exports'),
    ledgerExport: ledgerRoom.ledgerExport,
    controlsExport: { ...controls.export, refresh: controls.runAll },
    systems: {
      systems: async (org) =>
        (await store.db.tx('system', (tx) => loadSystems(tx), { readOnly: true }))
          .filter((s) => s.org === org)
          .map((s) => ({ ref: s.ref, name: s.name, trial: s.environment === 'trial' })),
      organisation: deps.organisation,
    },
  })
  const facts = (): readonly FactSource[] => [
    ...identity.facts,
    ...approvals.facts,
    ...inventory.facts,
    ...registry.facts,
    ...policies.facts,
    ...ledgerRoom.facts,
    ...deps.moreFacts(),
  ]
  return { identity, approvals, inventory, policies, registry, controls, audit }
}

/** An issuer's keys: small, quickly, and only a good answer counts. Redirects stay on this door and are checked like any address. */
const issuerKeys =
  (outbound: Pick<Outbound, 'fetch'>) =>
  async (url: string): Promise<string> => {
    const answer = await outbound.fetch({ url, deadlineMs: 5_000, bodyBytesMax: 262_144, redirectsMax: 2 })
    if (answer.status !== 200)
      throw problem(
        'issuer_keys_unreachable',
        502,
        `\`${url}\` answers ${answer.status} instead of its keys`,
        {
          where: 'jwksUrl',
        },
      )
    return answer.body.toString('utf8')
  }
