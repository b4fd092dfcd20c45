import type { OrgId } from '../../lib/ids.ts'
import { isUuid, uuidTimeMs } from '../../lib/ids.ts'
import { decodeCursor, encodeCursor, type Page } from '../../lib/page.ts'
import { notFound, problem } from '../../lib/problem.ts'
import type { InclusionProof } from '../../ledger/contract.ts'
import { callEntries, openEntryPayload, proveEntry, viewEntry, type ReadDeps } from '../../ledger/read.ts'
import type { FoundEntry } from '../../ledger/read-store.ts'
import { sql, type Tx } from '../../platform/db.ts'
import { guards, type Detector } from '../guardrails/index.ts'
import {
  callDetailSchema,
  callVerdicts,
  guardVerdictSchema,
  type Call,
  type CallDetail,
  type CallFacets,
} from './contract.ts'
import { callCondition, type CallScope } from './call-query.ts'
import { conversationOf, outputParts } from './conversation.ts'
import type { NameBook } from './names.ts'
import { callById, countCalls, facetRows, neighbours, pageOfCalls, spanOf, type LoggedCall } from './store.ts'

export type CallLogDeps = ReadDeps & { readonly names: NameBook; readonly detectors: readonly Detector[] }

export type Ask = CallScope & { readonly q: string }

const conditionOf = (deps: CallLogDeps, ask: Ask): ReturnType<typeof callCondition> =>
  callCondition(ask.q, deps.names, deps.clock.nowMs(), ask)

/** Newest first; keyset-paged. `total` counts by the same condition. */
export async function listCalls(
  deps: CallLogDeps,
  org: OrgId,
  ask: Ask & { readonly limit: number; readonly cursor: string | null },
): Promise<Page<Call>> {
  const where = conditionOf(deps, ask)
  const keys = ask.cursor === null ? null : decodeCursor(ask.cursor)
  const [atMs, id] = keys ?? []
  if (ask.cursor !== null && (typeof atMs !== 'number' || typeof id !== 'string' || !isUuid(id))) {
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours: start from the first page', {
      where: 'cursor',
    })
  }
  const after = typeof atMs === 'number' && typeof id === 'string' ? { atMs, id } : null
  const [rows, total] = await deps.db.tx(
    { org },
    async (tx) =>
      [await pageOfCalls(tx, org, where, after, ask.limit + 1), await countCalls(tx, org, where)] as const,
    { readOnly: true },
  )
  const page = rows.slice(0, ask.limit)
  const last = page.at(-1)
  return {
    items: page.map((row) => callOf(row, deps.names)),
    next: rows.length > ask.limit && last !== undefined ? encodeCursor([last.at.getTime(), last.id]) : null,
    total,
    asOf: new Date(deps.clock.nowMs()).toISOString(),
  }
}

export function callOf(row: LoggedCall, names: NameBook): Call {
  return {
    id: row.id,
    at: row.at.toISOString(),
    verdict: callVerdicts.find((v) => v === row.verdict) ?? 'unknown',
    httpStatus: row.http,
    code: row.code,
    decidedBy: row.decidedBy,
    system: names.name('system', row.sys),
    route: names.name('route', row.route),
    environment: row.environment,
    key: row.key === '' ? null : { id: row.key, name: names.name('key', row.key) },
    team: row.team === '' ? null : row.team,
    endUser:
      row.endUser === null
        ? null
        : { name: row.endUser, proof: row.proof === 'verified' ? 'verified' : 'asserted' },
    version: row.version === '' ? null : names.name('version', row.version),
    fallbackIndex: row.fallback,
    stream: row.stream,
    tokensIn: row.tokensIn,
    tokensOut: row.tokensOut,
    costMicroUsd: row.costMicroUsd,
    durationMs: Math.round(row.durationUs / 1_000),
    ledger: row.ledger,
  }
}

/** Widths of a timeline's bars; the first that gives at most 60 bars is taken. */
const STEPS_S = [60, 300, 900, 3_600, 21_600, 86_400, 604_800] as const

/** Counts for chips and the strip above the table, over the same rows as the list. */
export async function callFacets(deps: CallLogDeps, org: OrgId, ask: Ask): Promise<CallFacets> {
  const where = conditionOf(deps, ask)
  const everything = conditionOf(deps, { ...ask, q: '' })
  const nowMs = deps.clock.nowMs()
  return deps.db.tx(
    { org },
    async (tx) => {
      const span = await spanOf(tx, org, where)
      const widthS =
        span.from === null || span.to === null ? 0 : (span.to.getTime() - span.from.getTime()) / 1_000
      const stepS = STEPS_S.find((s) => widthS / s <= 60) ?? 604_800
      const rows = await facetRows(tx, org, where, stepS)
      const counts = {
        verdict: new Map<string, number>(),
        system: new Map<string, number>(),
        guard: new Map<string, number>(),
        version: new Map<string, number>(),
        key: new Map<string, number>(),
        ledger: new Map<string, number>(),
      }
      const bars = new Map<number, { allowed: number; masked: number; blocked: number }>()
      let matched = 0
      const add = (facet: keyof typeof counts, value: string, n: number): void => {
        if (value !== '') counts[facet].set(value, (counts[facet].get(value) ?? 0) + n)
      }
      for (const row of rows) {
        matched += row.n
        add('verdict', row.verdict, row.n)
        add('system', deps.names.name('system', row.sys), row.n)
        add('version', row.version === '' ? '' : deps.names.name('version', row.version), row.n)
        add('key', row.key === '' ? '' : deps.names.name('key', row.key), row.n)
        add('ledger', row.sequenced ? 'sequenced' : 'pending', row.n)
        const found = ` ${row.found}`
        if (row.found !== '')
          for (const guard of guards)
            if (found.includes(` ${guard}.`) || found.includes(` ${guard}:`)) add('guard', guard, row.n)
        const atMs = row.minute.getTime()
        const bar = bars.get(atMs) ?? { allowed: 0, masked: 0, blocked: 0 }
        const lane =
          row.verdict === 'allowed' || row.verdict === 'flagged'
            ? 'allowed'
            : row.verdict === 'masked'
              ? 'masked'
              : 'blocked'
        bar[lane] += row.n
        bars.set(atMs, bar)
      }
      const fields = ['verdict', 'system', 'guard', 'version', 'key', 'ledger'] as const
      return {
        total: await countCalls(tx, org, everything),
        matched,
        asOf: new Date(nowMs).toISOString(),
        facets: fields.map((field) => ({
          field,
          values: [...counts[field]]
            .map(([value, count]) => ({ value, count }))
            .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
        })),
        timeline: [...bars]
          .sort(([a], [b]) => a - b)
          .map(([atMs, bar]) => ({ at: new Date(atMs).toISOString(), ...bar })),
        stepMs: stepS * 1_000,
      }
    },
    { readOnly: true },
  )
}

/** The row of one call; another organisation's, an unknown and a still running one are all not found. */
export async function findCall(deps: CallLogDeps, org: OrgId, id: string): Promise<LoggedCall> {
  if (!isUuid(id)) throw notFound('call', id.slice(0, 64))
  const row = await deps.db.tx({ org }, (tx) => callById(tx, org, id, uuidTimeMs(id)), { readOnly: true })
  if (row === undefined) throw notFound('call', id)
  return row
}

export const systemOf = (deps: CallLogDeps, row: LoggedCall): string => deps.names.name('system', row.sys)

const bodySchema = callDetailSchema.pick({ timingsUs: true, scannedTo: true, authorisedTo: true })

/** One call with its guards, timings, entries and conversation. `original`: unredacted; the caller has recorded who opened it and why. */
export async function callDetail(
  deps: CallLogDeps,
  org: OrgId,
  row: LoggedCall,
  view: { readonly original: boolean; readonly mayOpen: boolean },
): Promise<CallDetail> {
  const entries = await callEntries(deps, org, row.id)
  const views = await Promise.all(
    [entries.intent, entries.outcome].map((e) => (e === undefined ? null : viewEntry(deps, org, e, true))),
  )
  const [intent, outcome] = views
  const guards = [intent, outcome].flatMap(
    (v) => guardVerdictSchema.array().safeParse(v?.body?.['guards']).data ?? [],
  )
  const facts = bodySchema.safeParse(outcome?.body).data ?? { timingsUs: {}, scannedTo: 0, authorisedTo: 0 }
  const request = await payload(deps, org, entries.intent, 'request')
  const response = await payload(deps, org, entries.outcome, 'response')
  const near = await deps.db.tx({ org }, (tx) => neighbours(tx, org, row.at, row.id), { readOnly: true })
  const policy = deps.names.known('policy', row.policy)
  const [policyName, policyVersion] = policy?.split('@') ?? []
  const generation = intent?.body?.['generation']
  const allowedBy = intent?.body?.['allowedBy']
  const shownPolicy =
    policyName === undefined
      ? null
      : { name: policyName, version: Number(policyVersion ?? 0), digest: row.policy }
  const state = row.payload === 'erased' || request === 'erased' ? 'erased' : row.payload
  const opened = request instanceof Buffer || response instanceof Buffer
  const onSide = (side: 'input' | 'output') => guards.filter((g) => g.side === side)
  const asked = request instanceof Buffer ? request : null
  const [answer] =
    response instanceof Buffer
      ? outputParts(response, view.original, deps.detectors, onSide('output'), asked)
      : []
  return {
    ...callOf(row, deps.names),
    policy: shownPolicy,
    generation: typeof generation === 'number' ? generation : 0,
    allowedBy: typeof allowedBy === 'string' && allowedBy !== '' ? allowedBy.split(' ') : [],
    guards,
    ...facts,
    payload: {
      state,
      requestBytes: row.requestBytes,
      responseBytes: row.responseBytes,
      opened: !opened ? 'none' : view.original ? 'original' : 'redacted',
      mayOpen: view.mayOpen,
    },
    conversation:
      request instanceof Buffer
        ? conversationOf(request, view.original, deps.detectors, onSide('input')).map((p) => ({
            ...p,
            spans: [...p.spans],
          }))
        : [],
    output: answer?.text ?? null,
    outputSpans: [...(answer?.spans ?? [])],
    entries: views.flatMap((v) =>
      v === null ? [] : [{ id: v.id, type: v.type, index: v.index, state: v.state }],
    ),
    previous: near.newer,
    next: near.older,
  }
}

async function payload(
  deps: CallLogDeps,
  org: OrgId,
  entry: FoundEntry | undefined,
  name: string,
): Promise<Buffer | 'erased' | null> {
  if (entry === undefined) return null
  const stored = await openEntryPayload(deps, org, entry, name)
  return stored.state === 'opened' ? stored.bytes : stored.state === 'erased' ? 'erased' : null
}

/** Inclusion proofs of the two entries, null while they are not under a published checkpoint. */
export async function callProof(
  deps: CallLogDeps,
  org: OrgId,
  row: LoggedCall,
): Promise<{ intent: InclusionProof | null; outcome: InclusionProof | null }> {
  const { intent, outcome } = await callEntries(deps, org, row.id)
  const prove = async (entry: FoundEntry | undefined): Promise<InclusionProof | null> =>
    entry === undefined ? null : ((await proveEntry(deps, org, entry)) ?? null)
  return { intent: await prove(intent), outcome: await prove(outcome) }
}

/** Newest calls of some systems, for figures in other rooms' lists: last call and how many in 24 h, by the system's ref. */
export async function callCounts(
  tx: Tx,
  org: OrgId,
  refs: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, { readonly lastCallAt: string | null; readonly calls24h: number }>> {
  const found = new Map<string, { lastCallAt: string | null; calls24h: number }>()
  for (const ref of refs) {
    const mine = sql`k.sys = ${ref}`
    const [last] = await pageOfCalls(tx, org, mine, null, 1)
    const day = await countCalls(tx, org, sql`${mine} and c.at > ${new Date(nowMs - 86_400_000)}`)
    found.set(ref, { lastCallAt: last?.at.toISOString() ?? null, calls24h: day })
  }
  return found
}
