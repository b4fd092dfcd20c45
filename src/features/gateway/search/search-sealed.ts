import type { Authorizer } from '../../../identity/authorize.ts'
import { actorOf, principalOfBy, type By, type Records } from '../../../identity/record.ts'
import { PayloadMismatch } from '../../../ledger/open-payload.ts'
import { callEntries, openEntryPayload } from '../../../ledger/read.ts'
import type { FoundEntry } from '../../../ledger/read-store.ts'
import type { EntryId, OrgId } from '../../../lib/ids.ts'
import { isUuid } from '../../../lib/ids.ts'
import type { JsonObject } from '../../../lib/json.ts'
import { decodeCursor, encodeCursor } from '../../../lib/page.ts'
import { problem } from '../../../lib/problem.ts'
import { sql, type Sql } from '../../../platform/db.ts'
import { newId, type Random } from '../../../platform/random.ts'
import type { CallLogDeps } from '../call-log.ts'
import { callCondition, type CallScope } from '../call-query.ts'
import { conversationOf, outputParts, type ShownPart } from '../conversation.ts'
import { pageOfCalls, type Cursor, type LoggedCall } from '../store.ts'
import { excerpt, hitsIn, type Hit } from './matcher.ts'
import type { SealedMatch, SealedSearch, SealedSearchInput } from './schemas.ts'

export type SealedSearchDeps = CallLogDeps & Records & { readonly random: Random }

export type Searcher = CallScope & {
  readonly by: By
  readonly authorizer: Authorizer
}

/** Longest window: one look must not be a look at everything. */
const WINDOW_MS_MAX = 93 * 86_400_000
/** After this the search ends where it is; people wait for it. */
const SEARCH_MS_MAX = 20_000
const PAGE = 50
const PLACES_MAX = 3

const running = new Set<string>()

/**
 * Opens the sealed texts of a window's calls one by one and shows those in which something was found. INVARIANT: an `access.searched` entry
 * with who, why and what for is durable before the first payload is opened, and a second one with how many were opened before any result
 * leaves this function; a crash between them leaves an access that showed nothing. Nothing found is kept anywhere.
 * Errors: `search_window` (400), `search_empty` (400), `search_busy` (409), `invalid_query`, `invalid_cursor`.
 */
export async function searchSealed(
  deps: SealedSearchDeps,
  org: OrgId,
  who: Searcher,
  input: SealedSearchInput,
): Promise<SealedSearch> {
  const plan = planOf(deps, org, who, input)
  if (running.has(org))
    throw problem('search_busy', 409, 'another search of sealed records runs in this organisation', {
      fix: 'wait until it has ended: at most 20 seconds',
    })
  running.add(org)
  try {
    const search = newId(deps.clock, deps.random)
    await noted(deps, org, who, search, input, { phase: 'begun' })
    const found = await lookThrough(deps, org, who, input, plan)
    const { items, ...counts } = found
    const entry = await noted(deps, org, who, search, input, {
      phase: 'ended',
      opened: counts.opened,
      matched: counts.matched,
      skipped: counts.skipped,
      unreadable: counts.unreadable,
      complete: counts.complete,
    })
    return {
      search,
      entry,
      asOf: new Date(deps.clock.nowMs()).toISOString(),
      view: input.original ? 'original' : 'redacted',
      ...counts,
      items,
    }
  } finally {
    running.delete(org)
  }
}

type Plan = { readonly where: Sql; readonly after: Cursor | null }

function planOf(deps: SealedSearchDeps, org: OrgId, who: Searcher, input: SealedSearchInput): Plan {
  const from = Date.parse(input.from)
  const to = Date.parse(input.to)
  if (to <= from || to - from > WINDOW_MS_MAX)
    throw problem('search_window', 400, 'the window must end after it begins and be at most 93 days long', {
      where: 'to',
    })
  if (input.texts.length === 0 && input.findings.length === 0)
    throw problem('search_empty', 400, 'say what to look for: `texts`, `findings`, or both', {
      where: 'texts',
    })
  const condition = callCondition(input.q, deps.names, deps.clock.nowMs(), who)
  const where = sql`${condition} and c.at >= ${new Date(from)} and c.at < ${new Date(to)}`
  return { where, after: cursorOf(input.cursor, org) }
}

/** `[atMs, id, org]`: where the last one opened stands. */
function cursorOf(cursor: string | null, org: OrgId): Cursor | null {
  if (cursor === null) return null
  const [atMs, id, of] = decodeCursor(cursor) ?? []
  if (typeof atMs !== 'number' || typeof id !== 'string' || !isUuid(id) || of !== org)
    throw problem('invalid_cursor', 400, 'this cursor is not one of ours: start from the beginning', {
      where: 'cursor',
    })
  return { atMs, id }
}

type Found = Pick<
  SealedSearch,
  'opened' | 'matched' | 'skipped' | 'unreadable' | 'complete' | 'next' | 'items'
>

async function lookThrough(
  deps: SealedSearchDeps,
  org: OrgId,
  who: Searcher,
  input: SealedSearchInput,
  plan: Plan,
): Promise<Found> {
  const endUs = deps.clock.monotonicUs() + SEARCH_MS_MAX * 1_000
  const items: SealedMatch[] = []
  const count = { opened: 0, skipped: 0, unreadable: 0 }
  let after = plan.after
  const found = (complete: boolean): Found => ({
    ...count,
    matched: items.length,
    complete,
    next: complete || after === null ? null : encodeCursor([after.atMs, after.id, org]),
    items,
  })
  for (;;) {
    const rows = await deps.db.tx({ org }, (tx) => pageOfCalls(tx, org, plan.where, after, PAGE), {
      readOnly: true,
    })
    for (const row of rows) {
      const full = count.opened >= input.openMax || items.length >= input.matchesMax
      if (full || deps.clock.monotonicUs() > endUs) return found(false)
      after = { atMs: row.at.getTime(), id: row.id }
      const parts =
        allowed(deps, who, input, row) && row.payload === 'sealed'
          ? await textsOf(deps, org, row, input)
          : null
      if (parts === null) count.skipped += 1
      else if (parts === 'unreadable') count.unreadable += 1
      else {
        count.opened += 1
        const match = matchOf(deps, row, parts, input)
        if (match !== null) items.push(match)
      }
    }
    if (rows.length < PAGE) return found(true)
  }
}

/** Asked for each call: a person may open those of one system or environment and not of another. */
function allowed(deps: SealedSearchDeps, who: Searcher, input: SealedSearchInput, row: LoggedCall): boolean {
  const action = input.original ? 'call.open' : 'call.read'
  return who.authorizer.authorize(principalOfBy(who.by), action, {
    kind: 'call',
    id: row.id,
    system: deps.names.name('system', row.sys),
    environment: row.environment,
  }).ok
}

type Part = ShownPart & { readonly side: 'input' | 'output' }

async function textsOf(
  deps: SealedSearchDeps,
  org: OrgId,
  row: LoggedCall,
  input: SealedSearchInput,
): Promise<readonly Part[] | null | 'unreadable'> {
  try {
    const { intent, outcome } = await callEntries(deps, org, row.id)
    const request = await bytesOf(deps, org, intent, 'request')
    const response = await bytesOf(deps, org, outcome, 'response')
    if (request === 'missing' || response === 'missing') return 'unreadable'
    if (request === null && response === null) return null
    return [
      ...(request === null
        ? []
        : conversationOf(request, input.original, deps.detectors).map((p) => ({
            ...p,
            side: 'input' as const,
          }))),
      ...(response === null
        ? []
        : outputParts(response, input.original, deps.detectors).map((p) => ({
            ...p,
            side: 'output' as const,
          }))),
    ]
  } catch (cause) {
    // a payload that does not open under its key: one broken record must not hide the others
    if (cause instanceof PayloadMismatch) return 'unreadable'
    throw cause
  }
}

async function bytesOf(
  deps: SealedSearchDeps,
  org: OrgId,
  entry: FoundEntry | undefined,
  name: string,
): Promise<Buffer | null | 'missing'> {
  if (entry === undefined) return null
  const stored = await openEntryPayload(deps, org, entry, name)
  return stored.state === 'opened' ? stored.bytes : stored.state === 'missing' ? 'missing' : null
}

function matchOf(
  deps: SealedSearchDeps,
  row: LoggedCall,
  parts: readonly Part[],
  input: SealedSearchInput,
): SealedMatch | null {
  const texts = hitsIn(
    parts.map((p) => p.text),
    input,
  )
  const wanted = new Set(input.findings)
  const findings = parts.map((p): readonly Hit[] => p.spans.filter((s) => wanted.has(s.type)))
  const some = (lists: readonly (readonly Hit[])[]): boolean => lists.some((l) => l.length > 0)
  // both asked for: both must be there
  if (input.texts.length > 0 && !some(texts)) return null
  if (input.findings.length > 0 && !some(findings)) return null
  const places: SealedMatch['places'] = []
  let hits = 0
  parts.forEach((part, i) => {
    for (const hit of [...(texts[i] ?? []), ...(findings[i] ?? [])]) {
      hits += 1
      if (places.length < PLACES_MAX)
        places.push({ side: part.side, role: part.role, ...excerpt(part.text, hit) })
    }
  })
  return {
    callId: row.id,
    at: row.at.toISOString(),
    system: deps.names.name('system', row.sys),
    route: deps.names.name('route', row.route),
    verdict: row.verdict,
    hits,
    places,
  }
}

/** What was asked for may name people: the words are sealed with the entry, its body has numbers and closed words only. */
async function noted(
  deps: SealedSearchDeps,
  org: OrgId,
  who: Searcher,
  search: string,
  input: SealedSearchInput,
  what: JsonObject,
): Promise<EntryId> {
  const body: JsonObject = {
    actor: actorOf(principalOfBy(who.by)),
    ...('policyIds' in who.by ? { policies: who.by.policyIds } : {}),
    search,
    from: input.from,
    to: input.to,
    original: input.original,
    texts: input.texts.length,
    findings: input.findings,
    openMax: input.openMax,
    resumed: input.cursor !== null,
    ...what,
  }
  const client = { reason: input.purpose, q: input.q, texts: input.texts, match: input.match }
  return deps.db.tx({ org }, async (tx) => {
    const entry = await deps.ledger.append(tx, org, {
      type: 'access.searched',
      body,
      payloads: [{ name: 'client', bytes: Buffer.from(JSON.stringify(client)) }],
    })
    await deps.outbox.emit(tx, { type: 'access.searched', org, data: { ...body, entry } })
    return entry
  })
}
