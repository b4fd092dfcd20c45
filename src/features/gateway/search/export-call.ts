import { record, type By, type Records } from '../../../identity/record.ts'
import { bodyAt } from '../../../ledger/directory.ts'
import { callEntries, openEntryPayload, proveEntry, viewEntry } from '../../../ledger/read.ts'
import type { FoundEntry } from '../../../ledger/read-store.ts'
import type { OrgId } from '../../../lib/ids.ts'
import type { JsonObject } from '../../../lib/json.ts'
import { callDetail, systemOf, type CallLogDeps } from '../call-log.ts'
import type { LoggedCall } from '../store.ts'

export type CallExportDeps = CallLogDeps & Records

/** How a reader checks the file; docs/formats/ledger.md is the whole text. */
const HOW = [
  'leaf: base64 of the entry as logged; `b` in it is the commitment of the body: SHA-256("sealwright/body/v1\\n" || salt || body)',
  'proof: RFC 6962 inclusion of the leaf under the signed checkpoint, which `vkey` verifies (C2SP signed note)',
  'payloads: commitment = SHA-256("sealwright/payload/v1\\n" || salt || bytes); bytes and salt are here only when the export opened them',
]

type Exported = {
  readonly format: 'sealwright.call-export/1'
  readonly exportedAt: string
  readonly view: 'original' | 'redacted'
  /** The ledger entry that says who made this file and why. */
  readonly access: string
  readonly call: Awaited<ReturnType<typeof callDetail>>
  readonly entries: readonly object[]
  readonly how: readonly string[]
}

/**
 * One call as a file that stands for itself: what the request page shows, both entries with their bodies, inclusion proofs, and with `original`
 * the sealed bytes. The access is recorded before anything is opened.
 */
export async function exportCall(
  deps: CallExportDeps,
  org: OrgId,
  row: LoggedCall,
  ask: { readonly by: By; readonly purpose: string; readonly original: boolean },
): Promise<Exported> {
  const access = await deps.db.tx({ org }, (tx) =>
    record(deps, tx, org, {
      type: 'access.exported',
      by: ask.by,
      sys: row.sys,
      body: { call: row.id, original: ask.original },
      reason: ask.purpose,
    }),
  )
  const { intent, outcome } = await callEntries(deps, org, row.id)
  return {
    format: 'sealwright.call-export/1',
    exportedAt: new Date(deps.clock.nowMs()).toISOString(),
    view: ask.original ? 'original' : 'redacted',
    access,
    call: await callDetail(deps, org, row, { original: ask.original, mayOpen: ask.original }),
    entries: [
      ...(intent === undefined ? [] : [await entryOf(deps, org, 'intent', intent, ask.original)]),
      ...(outcome === undefined ? [] : [await entryOf(deps, org, 'outcome', outcome, ask.original)]),
    ],
    how: HOW,
  }
}

async function entryOf(
  deps: CallExportDeps,
  org: OrgId,
  of: 'intent' | 'outcome',
  entry: FoundEntry,
  original: boolean,
): Promise<JsonObject> {
  const view = await viewEntry(deps, org, entry, true)
  const opening = bodyAt(entry.batch.bodies, entry.position)
  const payloads: JsonObject[] = []
  for (const { name, commitment, state, bytes } of view.payloads) {
    const stored = original && state === 'sealed' ? await openEntryPayload(deps, org, entry, name) : null
    payloads.push({
      name,
      commitment,
      state,
      bytes,
      ...(stored?.state === 'opened'
        ? { content: stored.bytes.toString('base64'), salt: stored.salt.toString('base64') }
        : {}),
    })
  }
  const proof = await proveEntry(deps, org, entry)
  return {
    of,
    id: view.id,
    type: view.type,
    state: view.state,
    leaf: entry.leaf.toString('base64'),
    body:
      opening === undefined
        ? null
        : { content: opening.bytes.toString('base64'), salt: opening.salt.toString('base64') },
    payloads,
    proof: proof === undefined ? null : { ...proof },
  }
}

export const exportName = (deps: CallExportDeps, row: LoggedCall): string =>
  `sealwright-call-${systemOf(deps, row).replace(/[^a-z0-9-]/gi, '')}-${row.id}.json`
