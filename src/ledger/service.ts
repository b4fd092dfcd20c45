import type { OrgId } from '../lib/ids.ts'
import type { JsonObject } from '../lib/json.ts'
import type { Tx } from '../platform/db.ts'
import { EvidenceUnavailable } from './contract.ts'
import type { EntryView, InclusionProof, LedgerStatus } from './contract.ts'
import { encodeEntryBundle, parseTilePath } from './format/tile.ts'
import { logByOrigin, logKeys, logsOf, publishedOf } from './log-store.ts'
import { openStored } from './open-payload.ts'
import {
  callEntries,
  consistencyHashes,
  entryAt,
  findEntry,
  inclusionHashes,
  ledgerStatus,
  locateIn,
  openEntryPayload,
  proveEntry,
  readBodies,
  readLeaves,
  signWithLogKey,
  viewEntry,
  type Located,
  type ReadDeps,
} from './read.ts'
import {
  anchorsOf,
  datedAhead,
  erasureEntries,
  keyAnnouncements,
  newestEntryAt,
  txEntriesOfTypes,
  type FoundEntry,
} from './read-store.ts'
import { readTile } from './tiles.ts'

/** Clocks of the product's processes may differ by this much; more is a finding (docs/formats/ledger.md). */
const CLOCKS_DIFFER_MS = 60_000

/** What moves evidence: the recorder of this process and the pump behind it. */
export type Movers = {
  /** Appends `src.mark` for every live producer of this process. */
  readonly mark: (org: OrgId) => Promise<unknown>
  /** Resolves when everything durable at the call is shipped, sequenced and published. */
  readonly drain: () => Promise<void>
}

export type ServiceDeps = ReadDeps & Movers

export type PayloadAnswer =
  | {
      readonly state: 'OPENED'
      readonly salt: Uint8Array
      readonly bytes: Uint8Array
      readonly complete: boolean
    }
  | { readonly state: 'ERASED'; readonly entry: number }
  | { readonly state: 'WITHHELD' | 'MISSING' }

/** Reading the ledger for other rooms, the API and exports. It never decides who may: the caller has. */
export function createLedgerService(deps: ServiceDeps) {
  const organisationOf = async (origin: string): Promise<OrgId> => {
    const log = await deps.db.tx('system', (tx) => logByOrigin(tx, origin), { readOnly: true })
    if (!log) throw new Error(`no log \`${origin}\` here`)
    return log.org as OrgId
  }
  return {
    status: (org: OrgId): Promise<LedgerStatus[]> => ledgerStatus(deps, org),

    /** Entry by id; an intent's id is its call's id. `bodies`: may this caller see the body of that system (`''` = organisation-wide)? */
    async entry(
      org: OrgId,
      id: string,
      bodies: (sys: string) => boolean = () => true,
    ): Promise<EntryView | undefined> {
      const entry = await findEntry(deps, org, id)
      if (!entry) return undefined
      const envelope: { sys: string } = JSON.parse(entry.leaf.toString())
      return viewEntry(deps, org, entry, bodies(envelope.sys))
    },

    /** The two entries of a call as the API shows them. */
    async call(
      org: OrgId,
      callId: string,
    ): Promise<{ readonly intent: EntryView | null; readonly outcome: EntryView | null }> {
      const { intent, outcome } = await callEntries(deps, org, callId)
      return {
        intent: intent ? await viewEntry(deps, org, intent, true) : null,
        outcome: outcome ? await viewEntry(deps, org, outcome, true) : null,
      }
    },

    /** Undefined while the entry is unknown or not under a signed checkpoint. */
    async proof(org: OrgId, id: string): Promise<InclusionProof | undefined> {
      const entry = await findEntry(deps, org, id)
      return entry && proveEntry(deps, org, entry)
    },

    async callProofs(
      org: OrgId,
      callId: string,
    ): Promise<{ readonly intent: InclusionProof | null; readonly outcome: InclusionProof | null }> {
      const { intent, outcome } = await callEntries(deps, org, callId)
      return {
        intent: (intent && (await proveEntry(deps, org, intent))) ?? null,
        outcome: (outcome && (await proveEntry(deps, org, outcome))) ?? null,
      }
    },

    /** Plain bytes of a call's payloads. The caller records the access (`access.opened`) before it shows anything. */
    async openCall(
      org: OrgId,
      callId: string,
    ): Promise<{
      readonly state: 'opened' | 'erased' | 'metadata' | 'missing'
      readonly client: Buffer | null
      readonly request: Buffer | null
      readonly response: Buffer | null
    }> {
      const { intent, outcome } = await callEntries(deps, org, callId)
      const open = async (entry: FoundEntry | undefined, name: string) =>
        entry ? openEntryPayload(deps, org, entry, name) : { state: 'none' as const }
      const parts = [
        await open(intent, 'client'),
        await open(intent, 'request'),
        await open(outcome, 'response'),
      ] as const
      const bytes = parts.map((part) => (part.state === 'opened' ? part.bytes : null))
      const [, request, response] = parts
      const states = new Set([request.state, response.state])
      return {
        state: states.has('erased')
          ? 'erased'
          : states.has('missing')
            ? 'missing'
            : states.has('opened')
              ? 'opened'
              : 'metadata',
        client: bytes[0] ?? null,
        request: bytes[1] ?? null,
        response: bytes[2] ?? null,
      }
    },

    /** Hashes of the consistency proof, standard base64. */
    async consistency(org: OrgId, origin: string, from: number, to: number): Promise<string[]> {
      return (await consistencyHashes(deps, org, origin, from, to)).map((hash) => hash.toString('base64'))
    },

    /** Every live producer marks its log, and everything recorded before is published. Then the logs as they stand, oldest first. */
    async freeze(
      org: OrgId,
      signal?: AbortSignal,
    ): Promise<
      {
        readonly origin: string
        readonly size: number
        readonly root: string
        readonly checkpoint: string
        readonly vkeys: { readonly vkey: string; readonly fromIndex: number }[]
      }[]
    > {
      try {
        await deps.mark(org)
      } catch (error) {
        // Nothing can be marked while evidence cannot be written; what is published stays true, and the gap is a finding of its own.
        if (!(error instanceof EvidenceUnavailable)) throw error
      }
      await Promise.race([deps.drain(), aborted(signal)])
      return deps.db.tx(
        { org },
        async (tx) => {
          const frozen = []
          for (const log of (await logsOf(tx, org)).toReversed()) {
            const published = await publishedOf(tx, log.id)
            if (!published) continue
            const announced = await keyAnnouncements(tx, log.id)
            // A key whose entry is not under this checkpoint yet came after the freeze.
            const vkeys = (await logKeys(tx, log.id))
              .map(({ vkey }, i) => ({
                vkey,
                fromIndex: i === 0 ? 0 : (announced.get(vkey) ?? published.size),
              }))
              .filter((key) => key.fromIndex < published.size)
            frozen.push({
              origin: log.origin,
              size: published.size,
              root: published.root.toString('hex'),
              checkpoint: published.note,
              vkeys,
            })
          }
          return frozen
        },
        { readOnly: true },
      )
    },

    async *leaves(
      origin: string,
      from: number,
      to: number,
    ): AsyncGenerator<{ readonly index: number; readonly leaf: Uint8Array }> {
      yield* readLeaves(deps, await organisationOf(origin), origin, from, to)
    },
    async *bodies(
      origin: string,
      from: number,
      to: number,
    ): AsyncGenerator<{ readonly index: number; readonly salt: Uint8Array; readonly body: Uint8Array }> {
      yield* readBodies(deps, await organisationOf(origin), origin, from, to)
    },
    async inclusion(origin: string, index: number, size: number): Promise<Uint8Array[]> {
      return inclusionHashes(deps, await organisationOf(origin), origin, index, size)
    },
    async consistencyRaw(origin: string, from: number, to: number): Promise<Uint8Array[]> {
      return consistencyHashes(deps, await organisationOf(origin), origin, from, to)
    },
    /** By the newest of `log.vkeys`. */
    async sign(
      log: { readonly origin: string; readonly vkeys: readonly { readonly vkey: string }[] },
      message: Uint8Array,
    ): Promise<{ readonly keyid: string; readonly signature: Uint8Array }> {
      const org = await organisationOf(log.origin)
      return signWithLogKey(deps, org, log.origin, message, log.vkeys.at(-1)?.vkey ?? '')
    },

    /** In a transaction of its own; `locateIn` is for callers that have one. */
    locate: (org: OrgId, ids: readonly string[]): Promise<Located[]> =>
      deps.db.tx({ org }, (tx) => locateIn(tx, org, ids), { readOnly: true }),

    locateIn,

    async anchors(
      org: OrgId,
    ): Promise<
      { readonly kind: string; readonly at: string; readonly where: string; readonly checkpoint: string }[]
    > {
      return deps.db.tx(
        { org },
        async (tx) => {
          const all = []
          for (const log of await logsOf(tx, org))
            for (const a of await anchorsOf(tx, log.id))
              if (a.outside)
                all.push({
                  kind: a.kind,
                  at: a.at.toISOString(),
                  where: a.target,
                  checkpoint: a.receipt.checkpoint,
                })
          return all
        },
        { readOnly: true },
      )
    },

    /** Why calls of this window cannot all be found by their time, in words; null when they can. In the caller's transaction. */
    async datedAhead(
      tx: Tx,
      org: OrgId,
      window: { readonly from: string; readonly to: string },
    ): Promise<string | null> {
      const span = { from: new Date(window.from), to: new Date(window.to) }
      const at = await datedAhead(tx, org, span, CLOCKS_DIFFER_MS)
      return at === null
        ? null
        : `calls are recorded with a date up to ${at.toISOString()}, after the end of the window: a clock was set back`
    },

    newestAt: (org: OrgId): Promise<Date | null> =>
      deps.db.tx({ org }, (tx) => newestEntryAt(tx, org), { readOnly: true }),

    /** Entries of control-plane types, opened: place, time, body and what opens its commitment. */
    async ofTypes(
      org: OrgId,
      types: readonly string[],
    ): Promise<
      {
        readonly id: string
        readonly type: string
        readonly at: string
        readonly origin: string
        readonly index: number
        readonly salt: Uint8Array
        readonly body: JsonObject
      }[]
    > {
      const rows = await deps.db.tx({ org }, (tx) => txEntriesOfTypes(tx, org, types), { readOnly: true })
      return rows.map(({ origin, base_index, leaves, bodies }) => {
        const envelope: { id: string; type: string; ts: string } = JSON.parse(leaves.subarray(2).toString())
        const body: JsonObject = JSON.parse(bodies.subarray(36).toString())
        return {
          id: envelope.id,
          type: envelope.type,
          at: envelope.ts,
          origin,
          index: Number(base_index),
          salt: bodies.subarray(4, 36),
          body,
        }
      })
    },

    /** A payload for a package, by the entry's place. */
    async payload(
      org: OrgId,
      at: { readonly origin: string; readonly index: number },
      name: string,
    ): Promise<PayloadAnswer> {
      const entry = await entryAt(deps, org, at.origin, at.index)
      if (!entry) return { state: 'MISSING' }
      return deps.db.tx(
        { org },
        async (tx) => {
          const stored = await openStored(deps, tx, entry, name, 'open')
          if (stored.state === 'opened')
            return {
              state: 'OPENED' as const,
              salt: stored.salt,
              bytes: stored.bytes,
              complete: stored.complete,
            }
          if (stored.state !== 'erased') return { state: 'MISSING' as const }
          const envelope: { id: string } = JSON.parse(entry.leaf.toString())
          return {
            state: 'ERASED' as const,
            entry: (await erasureEntries(tx, org, envelope.id, entry)) ?? -1,
          }
        },
        { readOnly: true },
      )
    },

    /**
     * `/ledger/<origin>/checkpoint` and `/ledger/<origin>/tile/...` in C2SP layout. Hash tiles and checkpoints are open; entry bundles only
     * when `entries` says so. `path`: what follows `/ledger/`.
     */
    async serve(
      path: string,
      entries: (org: OrgId) => Promise<boolean>,
    ): Promise<{
      readonly status: 200 | 403 | 404
      readonly type: string
      readonly body: Buffer
      readonly immutable: boolean
    }> {
      const [, origin, rest] = /^([^/]+\/[^/]+\/\d+)\/(checkpoint|tile\/.+)$/.exec(path) ?? []
      if (origin === undefined || rest === undefined) return missing
      const found = await deps.db.tx(
        'system',
        async (tx) => {
          const log = await logByOrigin(tx, origin)
          return log && { log, published: await publishedOf(tx, log.id) }
        },
        { readOnly: true },
      )
      if (!found?.published) return missing
      const { log, published } = found
      if (rest === 'checkpoint')
        return {
          status: 200,
          type: 'text/plain; charset=utf-8',
          body: Buffer.from(published.note),
          immutable: false,
        }
      const tile = parseTilePath(rest)
      if (!tile) return missing
      if (tile.level !== 'entries') {
        const bytes = await readTile(deps, log, tile, published.size)
        return bytes
          ? { status: 200, type: 'application/octet-stream', body: bytes, immutable: true }
          : missing
      }
      const org = log.org as OrgId
      const from = tile.index * 256
      if (from + tile.width > published.size) return missing
      if (!(await entries(org)))
        return {
          status: 403,
          type: 'text/plain; charset=utf-8',
          body: Buffer.from('entries are shown to authorised principals only\n'),
          immutable: false,
        }
      const leaves: Uint8Array[] = []
      for await (const { leaf } of readLeaves(deps, org, origin, from, from + tile.width)) leaves.push(leaf)
      return {
        status: 200,
        type: 'application/octet-stream',
        body: Buffer.from(encodeEntryBundle(leaves)),
        immutable: true,
      }
    },
  }
}

export type LedgerService = ReturnType<typeof createLedgerService>

const missing = {
  status: 404 as const,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from('no such object\n'),
  immutable: false,
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener(
      'abort',
      () =>
        reject(new Error('the ledger did not publish in time: evidence is still on its way to the database')),
      { once: true },
    )
  })
}
