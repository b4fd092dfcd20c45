import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import type { KeyStore } from '../../platform/keystore.ts'
import { newId } from '../../platform/random.ts'
import type { DetectorInput, ExternalDetector, PolicySpec } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import {
  detectorByName,
  detectorRows,
  detectorsEverywhere,
  insertDetector,
  setDetectorKey,
  type DetectorRow,
} from './detector-store.ts'
import { sortedJson } from './sorted-json.ts'
import { safeUrl } from './upstreams.ts'

/** Purpose under which keys of detectors are sealed. */
const DETECTOR_KEY = 'detector'
const DETECTORS_MAX = 200
const EVERYWHERE_MAX = 100_000

/** As the gateway asks it. */
export type ActiveDetector = {
  readonly name: string
  readonly kind: DetectorRow['kind']
  readonly baseUrl: string
  readonly options: DetectorRow['options']
  /** In clear, in memory only. */
  readonly key: string | null
}

/**
 * A server that judges texts. What it is and how it fails never changes: rules name it, and a milder one under the same name would loosen them
 * unseen. Naming an existing one with the same particulars replaces its key. Errors: `detector_exists`, `base_url_refused`.
 */
export async function createDetector(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: DetectorInput,
): Promise<ExternalDetector> {
  const baseUrl = safeUrl(input.baseUrl, deps.allowsPrivate)
  const sealed = input.key === undefined ? null : deps.keystore.wrap(DETECTOR_KEY, Buffer.from(input.key))
  const existing = await detectorByName(tx, org, input.name)
  if (existing === undefined) {
    const id = newId(deps.clock, deps.random)
    const made = await insertDetector(tx, {
      id,
      org,
      name: input.name,
      kind: input.kind,
      baseUrl,
      options: input.options,
      sealed,
      by: authorOf(principalOfBy(by)),
      at: new Date(deps.clock.nowMs()),
    })
    if (!made) throw exists(input.name)
    await record(deps, tx, org, {
      type: 'detector.created',
      by,
      body: { detector: id, name: input.name, kind: input.kind, onFailure: input.options.onFailure },
    })
  } else {
    const same =
      existing.kind === input.kind &&
      existing.base_url === baseUrl &&
      sortedJson(existing.options) === sortedJson(input.options)
    if (!same || sealed === null) throw exists(input.name)
    await setDetectorKey(tx, org, input.name, sealed)
    await record(deps, tx, org, {
      type: 'detector.changed',
      by,
      body: { detector: existing.id, name: input.name, kind: input.kind, hasKey: true },
    })
  }
  await bumpGeneration(tx, org)
  const row = await detectorByName(tx, org, input.name)
  if (row === undefined) throw new Error('a detector vanished inside its own transaction')
  return view(row)
}

const exists = (name: string) =>
  problem(
    'detector_exists',
    409,
    `there is a detector \`${name}\` already, of another kind, address or options`,
    {
      where: 'name',
      fix: 'send the same particulars with a key to replace its key, or choose another name and change the rules',
    },
  )

export async function listDetectors(deps: PolicyDeps, tx: Tx, org: OrgId): Promise<Page<ExternalDetector>> {
  const items = (await detectorRows(tx, org, DETECTORS_MAX)).map(view)
  return { items, next: null, total: items.length, asOf: new Date(deps.clock.nowMs()).toISOString() }
}

const view = (row: DetectorRow): ExternalDetector => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  baseUrl: row.base_url,
  options: row.options,
  hasKey: row.key_sealed !== null,
  createdAt: row.created_at.toISOString(),
})

/** Names of detectors that a spec's rules ask. */
export const detectorsAsked = (spec: PolicySpec): readonly string[] => [
  ...new Set([...spec.input, ...spec.output].flatMap((rule) => rule.detector ?? [])),
]

/** Errors: `detector_not_found` (409): a rule that enforces it would block every call. */
export async function demandDetectors(tx: Tx, org: OrgId, spec: PolicySpec): Promise<void> {
  for (const name of detectorsAsked(spec))
    if ((await detectorByName(tx, org, name)) === undefined)
      throw problem('detector_not_found', 409, `there is no external detector \`${name}\``, {
        where: `rules with \`detector: ${name}\``,
        fix: 'create it (POST /external-detectors, `sealwright detector create`), or change the rules',
      })
}

/**
 * Scope `system`: by organisation and name. One whose key cannot be unsealed (another key-encryption key) is left out, so that its rules fail as
 * they declare; `unreadable` hears its id.
 */
export async function loadDetectors(
  tx: Tx,
  keystore: Pick<KeyStore, 'unwrap'>,
  unreadable: (id: string) => void,
): Promise<ReadonlyMap<string, ActiveDetector>> {
  const rows = await detectorsEverywhere(tx, EVERYWHERE_MAX + 1)
  if (rows.length > EVERYWHERE_MAX)
    throw new Error(`more than ${EVERYWHERE_MAX} external detectors: the snapshot would be incomplete`)
  const found = new Map<string, ActiveDetector>()
  for (const row of rows) {
    let key: string | null = null
    try {
      if (row.key_sealed !== null) key = keystore.unwrap(DETECTOR_KEY, row.key_sealed).toString('utf8')
    } catch {
      unreadable(row.id)
      continue
    }
    found.set(`${row.org_id} ${row.name}`, {
      name: row.name,
      kind: row.kind,
      baseUrl: row.base_url,
      options: row.options,
      key,
    })
  }
  return found
}
