import type { Json } from '../lib/json.ts'
import { payloadCommitment } from '../ledger/format/pure/commitments.ts'
import { fromBase64, toHex } from '../ledger/format/pure/bytes.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import type { Context, Log } from './context.ts'
import { linesOf } from './lines.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import { Findings, type Check } from './report.ts'

export const OPENINGS = 'openings/index.jsonl'
const states = ['OPENED', 'WITHHELD', 'ERASED', 'MISSING'] as const
type State = (typeof states)[number]

type Opening = {
  readonly origin: string
  readonly index: number
  readonly name: string
  readonly commitment: string
  readonly state: State
  readonly salt: Uint8Array | null
  readonly file: string
  readonly entry: number | null
}

/** Reads the list of openings before the bodies, so that only the bodies that it names are kept. Undefined when it is malformed. */
export async function readOpenings(context: Context): Promise<readonly Opening[] | undefined> {
  const file = await context.archive.read(OPENINGS)
  if (!file.ok) return context.archive.has(OPENINGS) ? undefined : []
  const openings: Opening[] = []
  for (const line of linesOf(file.value)) {
    const opening = line === undefined ? undefined : openingOf(objectOf(canonicalJson(line)))
    if (opening === undefined) return undefined
    openings.push(opening)
  }
  return openings
}

function openingOf(fields: ReadonlyMap<string, Json> | undefined): Opening | undefined {
  const [origin, index, name, commitment, saltText, file, entry] = [
    'origin',
    'i',
    'name',
    'commitment',
    'salt',
    'file',
    'entry',
  ].map((key) => fields?.get(key))
  const state = states.find((s) => s === fields?.get('state'))
  if (
    typeof origin !== 'string' ||
    typeof index !== 'number' ||
    typeof name !== 'string' ||
    typeof commitment !== 'string' ||
    state === undefined
  )
    return undefined
  const salt = typeof saltText === 'string' ? fromBase64(saltText) : undefined
  if (state === 'OPENED' && (salt?.length !== 32 || typeof file !== 'string')) return undefined
  return {
    origin,
    index,
    name,
    commitment,
    state,
    salt: salt ?? null,
    file: typeof file === 'string' ? file : '',
    entry: typeof entry === 'number' ? entry : null,
  }
}

/** Each listed payload is one that the entry's body commits to, in the state that the list claims. Payloads that are not listed are withheld. */
export async function checkOpenings(
  context: Context,
  openings: readonly Opening[] | undefined,
): Promise<Check> {
  const findings = new Findings('openings')
  const counts: Record<State, number> = { OPENED: 0, WITHHELD: 0, ERASED: 0, MISSING: 0 }
  const files = new Set<string>([OPENINGS])
  if (openings === undefined) findings.tampered(`\`${OPENINGS}\` has a line that is not an opening`)
  for (const opening of openings ?? []) {
    const log = context.logs.find((l) => l.listed.origin === opening.origin)
    const where = `payload \`${opening.name}\` of entry ${opening.index}`
    counts[opening.state] += 1
    files.add(opening.file)
    if (log === undefined || !commitsTo(log.bodies.get(opening.index), opening))
      findings.tampered(`MISMATCH: ${where} is not what that entry committed to`)
    else if (opening.state === 'OPENED') await checkOpened(context, opening, where, findings)
    else if (opening.state === 'ERASED') checkErased(context, log, opening, where, findings)
    else if (opening.state === 'MISSING') findings.incomplete(`MISSING: ${where} is neither here nor erased`)
  }
  for (const name of context.archive.names)
    if (name.startsWith('openings/') && !files.has(name)) findings.tampered(`\`${name}\` is listed nowhere`)
  const detail = `${counts.OPENED} opened, ${counts.ERASED} erased (commitment retained, unable to test), ${counts.MISSING} missing; every other payload is withheld`
  return (openings ?? []).length === 0 && findings.clean
    ? findings.skipped('no payload is opened in this package: all are withheld')
    : findings.done(detail)
}

async function checkOpened(
  context: Context,
  opening: Opening,
  where: string,
  findings: Findings,
): Promise<void> {
  const file = await context.archive.read(opening.file)
  if (!file.ok) {
    findings.incomplete(`${where}: ${file.error.detail}`)
    return
  }
  if (opening.file !== `openings/${toHex(await context.host.run(sha256(file.value)))}`)
    findings.tampered(`${where}: its file is not named after its content`)
  const actual = await context.host.run(
    payloadCommitment({ salt: opening.salt ?? new Uint8Array(32), bytes: file.value }),
  )
  if (actual !== opening.commitment) findings.tampered(`MISMATCH: ${where} does not open its commitment`)
}

/** Only an erasure that names the call, or the entry, explains that its payload is gone: any other would hide whatever is asked for. */
function checkErased(context: Context, log: Log, opening: Opening, where: string, findings: Findings): void {
  const at = opening.entry ?? -1
  // After a turn of the year the erasure stands in the log that follows.
  const bodies = context.logs
    .filter((one) => one.entries.get(at)?.type === 'privacy.erased')
    .map((one) => one.bodies.get(at))
  const call = log.bodies.get(opening.index)?.get('call')
  const id = log.entries.get(opening.index)?.id
  if (bodies.length === 0)
    findings.incomplete(
      `${where} is said to be erased, and no \`privacy.erased\` entry of this package says so`,
    )
  else if (!bodies.some((body) => names(body?.get('calls'), call) || names(body?.get('entries'), id)))
    findings.tampered(`${where} is said to be erased, and entry ${at} erased something else`)
}

const names = (list: Json | undefined, id: Json | undefined): boolean =>
  Array.isArray(list) && id !== undefined && list.some((item: Json) => item === id)

function commitsTo(body: ReadonlyMap<string, Json> | undefined, opening: Opening): boolean {
  const payloads = body?.get('payloads')
  if (!Array.isArray(payloads)) return false
  return payloads.some((item: Json) => {
    const payload = objectOf(item)
    return payload?.get('name') === opening.name && payload.get('commitment') === opening.commitment
  })
}
