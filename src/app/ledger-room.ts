import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Authorizer } from '../identity/authorize.ts'
import { apiRouter, demand, principalOf, systemsInScope } from '../identity/http.ts'
import { actorOf, type Records } from '../identity/record.ts'
import {
  anchorToGit,
  createLedgerService,
  erase,
  ledgerFacts,
  preparePartitions,
  type Evidence,
  type LedgerService,
} from '../ledger/index.ts'
import type { FactSource } from '../ledger/facts.ts'
import type { OrgId } from '../lib/ids.ts'
import { notFound, problem } from '../lib/problem.ts'
import type { Tx } from '../platform/db.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { HealthProbe } from '../features/operations/index.ts'
import { fileBlobs } from '../platform/file-blobs.ts'
import type { Principal } from '../identity/contract.ts'
import { organisations } from './installation.ts'
import { upkeepRoutes } from './ledger-upkeep.ts'
import type { Store } from './store.ts'
import type { Recorders } from './workers/recorders.ts'
import { ledgerApi } from './ledger-endpoints.ts'

export type LedgerRoomDeps = {
  readonly store: Store
  readonly evidence: Evidence
  readonly recorders: Recorders
  readonly records: Records
  /** Name of an AI system by its envelope reference, for scoped readers. */
  readonly systemNames: (org: OrgId) => Promise<ReadonlyMap<string, string>>
}

/** Shipping and sequencing of what is durable takes well under a second; after this it stands still. */
const SETTLE_MS = 10_000

export type LedgerRoom = ReturnType<typeof createLedgerRoom>

/** The ledger towards other rooms, the API and the outside: reading, erasure, anchoring, health. */
export function createLedgerRoom(deps: LedgerRoomDeps) {
  const { store, recorders } = deps
  const service: LedgerService = createLedgerService({
    db: store.db,
    blobs: store.blobs,
    keys: store.keystore,
    clock: store.clock,
    mark: (org) => recorders.mark(org),
    drain: () => recorders.drain(),
  })
  const outside = fileBlobs(store.dirs.keys)
  let behind = false
  const settle = async (): Promise<void> => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), SETTLE_MS)
    })
    const outcome = await Promise.race([recorders.drain().then(() => 'settled' as const), late]).catch(
      () => 'late' as const,
    )
    clearTimeout(timer)
    behind = outcome === 'late'
  }
  const readers = { service, deps, outside }
  return {
    service,
    facts: ledgerFacts(store.clock) as readonly FactSource[],
    routes: ledgerRoutes(readers).route('/', upkeepRoutes({ store, pump: recorders, records: deps.records })),
    /** Before control tests: what was recorded is shipped and sequenced, or the sources below know that it is not. */
    settle,
    /** Sources over recorded calls are incomplete while evidence does not reach the database, and while a clock that was set back hides some of it. */
    recorded: (sources: readonly FactSource[]): readonly FactSource[] =>
      sources.map((source) => ({
        ...source,
        load: async (tx, org, window) => {
          const table = await source.load(tx, org, window)
          const why = behind
            ? 'recorded calls wait in a write-ahead log and are not in the database yet'
            : await service.datedAhead(tx, org, window)
          return why === null ? table : { ...table, complete: false, why }
        },
      })),
    jobs: jobs(readers),
    probes: probes(readers),
    locate: service.locateIn,
    entryIndexes: async (tx: Tx, org: OrgId, ids: readonly string[]): Promise<ReadonlyMap<string, number>> =>
      new Map((await service.locateIn(tx, org, ids)).map((entry) => [entry.id, entry.index])),
    ledgerExport: {
      freeze: service.freeze,
      leaves: service.leaves,
      bodies: service.bodies,
      inclusion: service.inclusion,
      consistency: service.consistencyRaw,
      locate: service.locate,
      sign: service.sign,
      anchors: service.anchors,
      newestAt: service.newestAt,
      ofTypes: service.ofTypes,
      payload: service.payload,
    },
    /** `/ledger/<origin>/...`: hash tiles and checkpoints are open, entries for whoever may read the ledger. */
    async serveTiles(
      req: IncomingMessage,
      res: ServerResponse,
      principalOfToken: (token: string) => Promise<Principal | null>,
      authorizer: Authorizer,
    ): Promise<void> {
      if (req.method !== 'GET' && req.method !== 'HEAD') return plain(res, 405, 'only GET\n')
      try {
        const answer = await service.serve(
          decodeURIComponent((req.url ?? '').slice('/ledger/'.length).replace(/\?.*$/, '')),
          async (org) => {
            const bearer = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
            const principal = bearer === undefined ? null : await principalOfToken(bearer.trim())
            return (
              principal !== null &&
              principal.org === org &&
              authorizer.authorize(principal, 'ledger.read', { kind: 'ledger' }).ok
            )
          },
        )
        res.writeHead(answer.status, {
          'content-type': answer.type,
          'content-length': answer.body.length,
          'cache-control': answer.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
          'x-content-type-options': 'nosniff',
        })
        res.end(req.method === 'HEAD' ? undefined : answer.body)
      } catch (error) {
        store.log.error({ error }, 'a ledger object could not be read')
        plain(res, 503, 'the ledger cannot be read now\n')
      }
    },
  }
}

type Readers = {
  readonly service: LedgerService
  readonly deps: LedgerRoomDeps
  readonly outside: ReturnType<typeof fileBlobs>
}

function plain(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  res.end(text)
}

function ledgerRoutes({ service, deps, outside }: Readers): ReturnType<typeof apiRouter> {
  const { store } = deps
  const routes = apiRouter()
  /** Bodies of systems outside a scoped caller's reach stay closed; envelopes are open to whoever reads the ledger. */
  const bodiesFor = async (principal: ReturnType<typeof principalOf>): Promise<(sys: string) => boolean> => {
    const scope = systemsInScope(principal)
    if (scope === null) return () => true
    const names = await deps.systemNames(principal.org)
    return (sys) => scope.includes(names.get(sys) ?? '')
  }

  routes.get('/ledger', ledgerApi.status, async (c) => {
    demand(c, 'ledger.read', { kind: 'ledger' })
    return c.json(await service.status(principalOf(c).org))
  })

  routes.get('/ledger/evidence/:id', ledgerApi.evidence, async (c) => {
    demand(c, 'ledger.read', { kind: 'ledger' })
    const { org } = principalOf(c)
    const id = c.req.param('id')
    const { intent, outcome } = await service.call(org, id)
    // A control-plane entry is nobody's call, though its id is looked up the same way.
    if (outcome === null && (intent === null || !intent.type.startsWith('gateway.'))) {
      const entry = await service.entry(org, id, await bodiesFor(principalOf(c)))
      if (entry === undefined) throw notFound('evidence', id.slice(0, 80))
      return c.json({ ...entry, entry: id })
    }
    const states = [intent?.state ?? 'pending', outcome?.state ?? 'pending']
    const state = states.includes('pending')
      ? 'pending'
      : states.includes('sequenced')
        ? 'sequenced'
        : 'published'
    return c.json({
      call: id,
      ...(intent === null ? {} : { intent }),
      ...(outcome === null ? {} : { outcome }),
      state,
    })
  })

  routes.get('/entries/:id', ledgerApi.entry, async (c) => {
    demand(c, 'ledger.read', { kind: 'ledger' })
    const principal = principalOf(c)
    const entry = await service.entry(principal.org, c.req.param('id'), await bodiesFor(principal))
    if (entry === undefined) throw notFound('entry', c.req.param('id').slice(0, 80))
    return c.json(entry)
  })

  routes.get('/entries/:id/proof', ledgerApi.proof, async (c) => {
    demand(c, 'ledger.read', { kind: 'ledger' })
    const proof = await service.proof(principalOf(c).org, c.req.param('id'))
    if (proof === undefined)
      throw problem('proof_pending', 409, 'this entry is unknown or not yet under a signed checkpoint', {
        where: c.req.param('id').slice(0, 80),
        fix: 'try again in a few seconds',
      })
    return c.json(proof)
  })

  routes.get('/ledger/consistency', ledgerApi.consistency, async (c) => {
    demand(c, 'ledger.read', { kind: 'ledger' })
    const { origin, from, to } = ledgerApi.consistency.query(c)
    return c.json({
      origin,
      from,
      to,
      hashes: await service.consistency(principalOf(c).org, origin, from, to),
    })
  })

  routes.post('/erasures', ledgerApi.erase, async (c) => {
    const allowed = demand(c, 'ledger.erase', { kind: 'ledger' })
    const { org } = principalOf(c)
    const input = await ledgerApi.erase.body(c)
    const actor = actorOf(allowed.principal)
    const done = await erase(
      {
        db: store.db,
        blobs: store.blobs,
        keys: store.keystore,
        clock: store.clock,
        random: store.random,
        outside,
        segmentKeys: { retire: (org, key) => deps.recorders.retire(org, key) },
        settle: () => deps.recorders.drain(),
      },
      { org, calls: input.callIds, reason: input.reason, request: input.request, by: String(actor['id']) },
    )
    return c.json(done, 201)
  })

  return routes
}

/** Each log is anchored on its period; failing is retried by the job runner and shown by the console as "unanchored since". */
function jobs({ deps }: Readers): readonly JobHandler[] {
  const { store } = deps
  const anchor = store.config.anchor
  const partitions: JobHandler = {
    type: 'ledger.partitions',
    deadlineMs: 60_000,
    attemptsMax: 5,
    everyMs: 86_400_000,
    handle: () => preparePartitions(store.db, store.clock),
  }
  if (anchor === null) return [partitions]
  return [
    partitions,
    {
      type: 'ledger.anchor',
      deadlineMs: 240_000,
      attemptsMax: 3,
      everyMs: anchor.everyMs,
      async handle() {
        for (const org of await organisations(store))
          await anchorToGit(
            { db: store.db, blobs: store.blobs, clock: store.clock, random: store.random },
            org.id,
            anchor.gitRemote,
          )
      },
    },
  ]
}

const BACKLOG_WARN = 0.5
const PENDING_WARN_MS = 30_000

function probes({ service, deps }: Readers): readonly HealthProbe[] {
  const { store, evidence } = deps
  const cap = store.config.spool.backlogBytesMax
  return [
    {
      name: 'evidence spool',
      essential: true,
      async check() {
        const { bytes } = evidence.recorder.backlog()
        const detail = `${(bytes / 2 ** 20).toFixed(1)} MiB of ${(cap / 2 ** 20).toFixed(0)} MiB wait to be shipped`
        if (!evidence.recorder.available)
          return { status: 'down', detail: `evidence cannot be written: ${detail}` }
        return { status: bytes > cap * BACKLOG_WARN ? 'degraded' : 'ok', detail }
      },
    },
    {
      name: 'ledger',
      essential: false,
      async check() {
        const lines = []
        let late = false
        for (const org of await organisations(store))
          for (const log of (await service.status(org.id)).slice(0, 1)) {
            lines.push(`${log.size} entries, ${log.pending} pending`)
            late ||=
              log.pending > 0 &&
              log.publishedAt !== null &&
              store.clock.nowMs() - Date.parse(log.publishedAt) > PENDING_WARN_MS
          }
        return { status: late ? 'degraded' : 'ok', detail: lines.join('; ') || 'no log yet' }
      },
    },
    {
      name: 'anchor',
      essential: false,
      async check() {
        if (store.config.anchor === null)
          return {
            status: 'degraded',
            detail: 'no place under other control is configured: set `anchor.gitRemote`',
          }
        const own = (await organisations(store)).find((o) => o.kind === 'own')
        const log = own === undefined ? undefined : (await service.status(own.id))[0]
        const at = log?.anchoredAt ?? null
        return at === null
          ? { status: 'degraded', detail: 'not anchored yet' }
          : { status: 'ok', detail: `anchored ${at}` }
      },
    },
  ]
}
