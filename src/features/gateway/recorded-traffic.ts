import { callEntries, openEntryPayload, type ReadDeps } from '../../ledger/read.ts'
import type { FoundEntry } from '../../ledger/read-store.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { RecordedCall, RecordedTraffic } from '../policies/index.ts'
import type { NameBook } from './names.ts'
import { answerText } from './recorded-answer.ts'
import { parseRecorded } from './requests.ts'
import { pageOfCalls, type Cursor } from './store.ts'
import { callsOfRoutes } from './traffic-store.ts'

const PAGE = 100

/** What the log kept of some routes' calls, opened one by one, newest first. For dry runs: nothing is sent to a model. */
export const recordedTraffic = (deps: ReadDeps & { readonly names: NameBook }): RecordedTraffic => ({
  async *read(org, query) {
    const where = callsOfRoutes(query.routeIds, new Date(query.fromMs), new Date(query.toMs))
    let after: Cursor | null = null
    for (let left = query.limit; left > 0;) {
      const rows = await deps.db.tx(
        { org },
        (tx) => pageOfCalls(tx, org, where, after, Math.min(PAGE, left)),
        { readOnly: true },
      )
      for (const row of rows)
        yield {
          callId: row.id,
          at: row.at.toISOString(),
          key: deps.names.name('key', row.key),
          verdict: row.verdict,
          payload: row.payload === 'sealed' ? await opened(deps, org, row.id) : null,
        }
      const last = rows.at(-1)
      if (last === undefined || rows.length < Math.min(PAGE, left)) return
      after = { atMs: last.at.getTime(), id: last.id }
      left -= rows.length
    }
  },
})

async function opened(deps: ReadDeps, org: OrgId, callId: string): Promise<RecordedCall['payload']> {
  const { intent, outcome } = await callEntries(deps, org, callId)
  const request = await bytesOf(deps, org, intent, 'request')
  if (request === null) return null
  const parsed = parseRecorded(request)
  if (!parsed.ok) return null
  const response = await bytesOf(deps, org, outcome, 'response')
  const output = response === null ? '' : answerText(response)
  return {
    parts: parsed.request.parts.map((p) => ({ origin: p.origin, text: p.text })),
    output: output === '' ? null : output,
  }
}

async function bytesOf(
  deps: ReadDeps,
  org: OrgId,
  entry: FoundEntry | undefined,
  name: string,
): Promise<Buffer | null> {
  if (entry === undefined) return null
  const stored = await openEntryPayload(deps, org, entry, name)
  return stored.state === 'opened' ? stored.bytes : null
}
