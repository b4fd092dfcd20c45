import type { OrgId } from '../../lib/ids.ts'
import type { JsonObject } from '../../lib/json.ts'
import { standingTypes, type Standing, type WaiverTexts } from '../../lib/standing.ts'
import { base64 } from './write-ledger.ts'
import type { ControlsExport, LedgerExport, OpenedEntry } from './ports.ts'

/** What a package's standing is made from: the log's entries, and the words that they do not hold. */
export type StandingFacts = {
  readonly entries: readonly OpenedEntry[]
  readonly criteria: readonly string[]
  readonly people: ReadonlyMap<string, string>
  readonly waivers: ReadonlyMap<string, WaiverTexts>
}

export async function readStanding(
  ledger: Pick<LedgerExport, 'ofTypes'>,
  controls: Pick<ControlsExport, 'criteria' | 'words'>,
  org: OrgId,
): Promise<StandingFacts> {
  const entries = await ledger.ofTypes(org, standingTypes)
  const named = (...fields: readonly string[]): readonly string[] => [
    ...new Set(
      entries.flatMap(({ body }) =>
        fields.flatMap((field) => {
          const value = body[field]
          return typeof value === 'string' ? [value] : []
        }),
      ),
    ),
  ]
  const words = await controls.words(org, {
    people: named('owner', 'requestedBy', 'approvedBy'),
    waivers: named('waiver'),
  })
  return { entries, criteria: controls.criteria(), ...words }
}

/** The file of a package: what stood, and the entries that it follows from, opened. */
export const standingJson = (standing: Standing, entries: readonly OpenedEntry[]): JsonObject => ({
  v: 1,
  ...standing,
  entries: entries.map(({ origin, index, salt, body }) => ({ origin, index, salt: base64(salt), body })),
})
