import type { JsonObject } from '../lib/json.ts'
import type { Clock } from '../platform/clock.ts'
import type { Tx } from '../platform/db.ts'
import { bodyAt, leavesOf } from './directory.ts'
import type { FactSource } from './facts.ts'
import { logsOf, publishedOf } from './log-store.ts'
import { anchorsOf, sourcesOf, waitingEntries } from './read-store.ts'
import { batchesWithTypes } from './fact-store.ts'
import { leafType } from './recover.ts'

const sourceFields = {
  id: 'string',
  origin: 'string',
  producer: 'string',
  epoch: 'string',
  state: 'string',
  nextN: 'number',
  recorded: 'number',
  missing: 'number',
  lost: 'number',
  unrecordedCalls: 'number',
  clockSkewMs: 'number',
  openedAt: 'instant',
  lastAt: 'instant',
} as const

const anchorFields = {
  id: 'string',
  state: 'string',
  size: 'number',
  openedAt: 'instant',
  publishedAt: 'instant?',
  pending: 'number',
  oldestPendingAt: 'instant?',
  anchoredAt: 'instant?',
  anchoredSize: 'number',
  anchor: 'string',
  unanchoredSince: 'instant?',
} as const

/** The sequencer runs ten times a second; an entry that waits this long is not merely on its way. */
const WAITING_MAX_MS = 15_000

/** Facts about the evidence itself: were counters complete, is the log under other control. */
export function ledgerFacts(clock: Clock): readonly FactSource[] {
  return [
    {
      id: 'ledger.sources',
      fields: sourceFields,
      async load(tx, org, window) {
        const from = new Date(window.from)
        const to = new Date(window.to)
        const logs = await logsOf(tx, org)
        const origin = logs[0]?.origin ?? ''
        const told = await toldBySources(tx, org, from, to)
        const sources = await sourcesOf(tx, org, from, to)
        const waiting = await waitingEntries(tx, org)
        // Under load some entries are always on their way; they are counted by the next run. Standing still is another matter.
        const late = waiting.oldest !== null && clock.nowMs() - waiting.oldest.getTime() > WAITING_MAX_MS
        const rows: JsonObject[] = sources.map((s) => {
          const said = told.get(`${s.producer}/${s.epoch}`)
          const lost = said?.lost ?? 0
          return {
            id: `${origin} ${s.producer} ${s.epoch}`,
            origin,
            producer: s.producer,
            epoch: s.epoch,
            state: lost > 0 ? 'lost' : (said?.state ?? s.state),
            nextN: s.next,
            recorded: s.recorded,
            missing: s.next - s.recorded,
            lost,
            unrecordedCalls: said?.unrecorded ?? 0,
            clockSkewMs: said?.skewMs ?? 0,
            openedAt: s.firstAt.toISOString(),
            lastAt: s.lastAt.toISOString(),
          }
        })
        return {
          source: 'ledger.sources',
          rows,
          complete: !late && sources.length < 10_000,
          why: late
            ? `${waiting.count} entries wait for the sequencer, the oldest since ${waiting.oldest?.toISOString() ?? ''}`
            : sources.length >= 10_000
              ? 'more than 10,000 producer runs'
              : '',
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `every producer run of this organisation that wrote between ${window.from} and ${window.to}; entries counted from the log's batches, nothing excluded`,
        }
      },
    },
    {
      id: 'ledger.anchors',
      fields: anchorFields,
      async load(tx, org, window) {
        const rows: JsonObject[] = []
        const waiting = await waitingEntries(tx, org)
        for (const [i, log] of (await logsOf(tx, org)).entries()) {
          const published = await publishedOf(tx, log.id)
          const newest = (await anchorsOf(tx, log.id)).find((anchor) => anchor.outside)
          const size = published?.size ?? 0
          rows.push({
            id: log.origin,
            state: i === 0 ? 'open' : 'closed',
            size,
            openedAt: new Date(log.openedMs).toISOString(),
            publishedAt: published?.at.toISOString() ?? null,
            pending: log.size - size + (i === 0 ? waiting.count : 0),
            oldestPendingAt: i === 0 ? (waiting.oldest?.toISOString() ?? null) : null,
            anchoredAt: newest?.at.toISOString() ?? null,
            anchoredSize: newest?.size ?? 0,
            anchor: newest?.kind ?? 'none',
            // The receipt's own entry comes after what it covers.
            unanchoredSince:
              newest && newest.size + 1 >= size ? null : (newest?.at ?? new Date(log.openedMs)).toISOString(),
          })
        }
        return {
          source: 'ledger.anchors',
          rows,
          complete: true,
          why: '',
          asOf: new Date(clock.nowMs()).toISOString(),
          query: `all logs of this organisation with their last checkpoint and newest receipt from a place under other control, as of now (window ${window.from} to ${window.to})`,
        }
      },
    },
  ]
}

type Told = { state: string; lost: number; unrecorded: number; skewMs: number }

/** What producers said about themselves in the window: ends, losses, gaps. Read from entries, so that it is as good as the log. */
async function toldBySources(tx: Tx, org: string, from: Date, to: Date): Promise<Map<string, Told>> {
  const told = new Map<string, Told>()
  const of = (key: string): Told => {
    const known = told.get(key) ?? { state: 'open', lost: 0, unrecorded: 0, skewMs: 0 }
    told.set(key, known)
    return known
  }
  for (const batch of await batchesWithTypes(tx, org, from, to, ['"type":"src.', '"type":"evidence.gap"'])) {
    const own = `${batch.producer}/${batch.epoch}`
    const skew = Math.abs(batch.shippedAt.getTime() - batch.lastAt.getTime())
    // Shipping takes a moment; a producer's clock that is wrong shows as minutes, and one that runs ahead as any negative age.
    if (batch.lastAt.getTime() > batch.shippedAt.getTime()) of(own).skewMs = Math.max(of(own).skewMs, skew)
    let position = 0
    for (const leaf of leavesOf(batch.leaves)) {
      const type = leafType(leaf)
      if (type.startsWith('src.') || type === 'evidence.gap') {
        const body: { p?: string; e?: string; last?: number; count?: number; from?: number; to?: number } =
          JSON.parse(bodyAt(batch.bodies, position)?.bytes.toString() ?? '{}')
        const about = `${body.p ?? ''}/${body.e ?? ''}`
        if (type === 'src.close') of(own).state = 'closed'
        else if (type === 'src.recovered') of(about).state = 'recovered'
        else if (type === 'src.lost') {
          of(about).state = 'lost'
          // How many is unknown once a spool is unreadable; one is enough to be a finding.
          of(about).lost += Math.max(1, (body.to ?? 0) - (body.from ?? 0))
        } else if (type === 'evidence.gap') of(own).unrecorded += body.count ?? 0
      }
      position += 1
    }
  }
  return told
}
