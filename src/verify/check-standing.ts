import { canonicalize } from '../lib/canonical.ts'
import type { Json, JsonObject } from '../lib/json.ts'
import {
  CRITERIA_TABLE,
  criterionRows,
  STANDING_TABLE,
  standingRows,
  WAIVERS_TABLE,
  waiverRows,
} from '../lib/package-tables.ts'
import { printable } from '../lib/package-zip.ts'
import {
  isStandingType,
  STANDING_FILE,
  standingAt,
  standingOf,
  standsBy,
  waiverDigestText,
  waiverInForce,
  type ControlStanding,
  type Standing,
  type StandingEntry,
  type StandingWaiver,
  type WaiverTexts,
} from '../lib/standing.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { fromBase64, toHex, utf8 } from '../ledger/format/pure/bytes.ts'
import { SALT_BYTES, verifyBody } from '../ledger/format/pure/commitments.ts'
import { checkTable } from './check-table.ts'
import type { Context } from './context.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

type Fields = ReadonlyMap<string, Json>

/**
 * Owners, waivers and readiness at the end of the window, derived again from the opened entries. Undefined: the package is older than the file, or
 * the file cannot be read; then nothing of it is relied on. `tables`: what is wrong with the tables made from it.
 */
export async function checkStanding(
  context: Context,
  findings: Findings,
  tables: Findings,
): Promise<{ readonly standing: Standing; readonly written: number } | undefined> {
  const { predicate } = context.statement
  if (!context.archive.names.includes(STANDING_FILE)) {
    findings.note(
      'owners, waivers and readiness are as of the making of the package and not checked here: it is older than the file that proves them',
    )
    return undefined
  }
  const file = await context.archive.read(STANDING_FILE)
  const claimed = file.ok ? objectOf(canonicalJson(file.value)) : undefined
  if (!file.ok || claimed === undefined || claimed.get('v') !== 1) {
    findings.tampered(file.ok ? `\`${STANDING_FILE}\` is not of this format` : file.error.detail)
    return undefined
  }
  const asOf = standingAt(predicate)
  const entries = await openEntries(context, listOf(claimed.get('entries')), asOf, findings)
  const words = wordsOf(claimed)
  const standing = standingOf({
    window: predicate.window,
    madeAt: predicate.madeAt,
    controls: predicate.controls,
    criteria: words.criteria,
    entries,
    words,
  })
  compare(standing, claimed, findings)
  await checkDigests(context, standing, entries, findings)
  const results = new Map(predicate.controls.map((control) => [control.id, control.status]))
  for (const control of standing.controls)
    noteWaivers(control, results.get(control.control) ?? 'untested', findings)
  return { standing, written: await checkTables(context, standing, tables) }
}

/** Opens each entry against its leaf; in full mode every entry of these types that was there by then must be among them. */
async function openEntries(
  context: Context,
  claimed: readonly Fields[],
  asOf: string,
  findings: Findings,
): Promise<readonly StandingEntry[]> {
  const opened: StandingEntry[] = []
  const seen = new Set<string>()
  for (const item of claimed) {
    const [origin, index] = [textOf(item.get('origin')), item.get('index')]
    const log = context.logs.find((one) => one.listed.origin === origin)
    const entry = typeof index === 'number' ? log?.entries.get(index) : undefined
    const salt = fromBase64(textOf(item.get('salt')))
    const body = item.get('body')
    if (
      entry === undefined ||
      salt?.length !== SALT_BYTES ||
      !isObject(body) ||
      !isStandingType(entry.type) ||
      seen.has(`${origin} ${entry.index}`)
    ) {
      findings.tampered(
        `\`${STANDING_FILE}\` opens entry ${printable(String(index))} of ${printable(origin)}, which it cannot rest on`,
      )
      continue
    }
    seen.add(`${origin} ${entry.index}`)
    const bytes = utf8(canonicalize(body))
    if (!(await context.host.run(verifyBody(entry.b, { salt, bytes }))).ok) {
      findings.tampered(`\`${STANDING_FILE}\`: entry ${entry.index} does not open its commitment`)
      continue
    }
    opened.push({
      origin,
      index: entry.index,
      type: entry.type,
      at: new Date(entry.atMs).toISOString(),
      body,
    })
  }
  leftOut(context, seen, asOf, findings)
  const order = context.logs.map((log) => log.listed.origin)
  return opened.sort((a, b) => order.indexOf(a.origin) - order.indexOf(b.origin) || a.index - b.index)
}

function leftOut(context: Context, seen: ReadonlySet<string>, asOf: string, findings: Findings): void {
  const { predicate } = context.statement
  if (predicate.mode !== 'full') return
  for (const log of context.logs)
    for (const index of log.entries.indices()) {
      const type = log.entries.typeOf(index)
      if (type === undefined || !isStandingType(type) || seen.has(`${log.listed.origin} ${index}`)) continue
      if (standsBy(predicate, new Date(log.entries.timeOf(index)).toISOString()))
        findings.incomplete(
          `entry ${index} (\`${type}\`) was there by ${asOf} and is left out of \`${STANDING_FILE}\``,
        )
    }
}

type ClaimedWords = {
  readonly person: (id: string) => string
  readonly waiver: (id: string) => WaiverTexts | null
  readonly freshForMs: (control: string) => number
  readonly criteria: readonly string[]
}

/** What no entry holds is taken as it is said: names, freshness, which criteria there are, and texts, which a digest binds. */
function wordsOf(claimed: Fields): ClaimedWords {
  const people = new Map<string, string>()
  const texts = new Map<string, WaiverTexts>()
  const fresh = new Map<string, number>()
  const person = (value: Json | undefined): void => {
    const fields = objectOf(value)
    if (fields !== undefined) people.set(textOf(fields.get('id')), textOf(fields.get('name')))
  }
  for (const control of listOf(claimed.get('controls'))) {
    const freshForMs = control.get('freshForMs')
    if (typeof freshForMs === 'number') fresh.set(textOf(control.get('control')), freshForMs)
    person(control.get('owner'))
    for (const waiver of listOf(control.get('waivers'))) {
      person(waiver.get('requestedBy'))
      person(waiver.get('approvedBy'))
      const said = objectOf(waiver.get('texts'))
      if (said !== undefined)
        texts.set(textOf(waiver.get('id')), {
          reason: textOf(said.get('reason')),
          compensating: textOf(said.get('compensating')),
        })
    }
  }
  return {
    person: (id) => people.get(id) ?? id,
    waiver: (id) => texts.get(id) ?? null,
    freshForMs: (control) => fresh.get(control) ?? 0,
    criteria: listOf(claimed.get('criteria')).map((criterion) => textOf(criterion.get('id'))),
  }
}

function compare(ours: Standing, claimed: Fields, findings: Findings): void {
  if (claimed.get('asOf') !== ours.asOf)
    findings.tampered(
      `owners, waivers and readiness are said to be as of ${printable(textOf(claimed.get('asOf')))}; the window and the making give ${ours.asOf}`,
    )
  const theirs = new Map(
    listOf(claimed.get('controls')).map((control) => [
      textOf(control.get('control')),
      canonicalize(Object.fromEntries(control)),
    ]),
  )
  for (const control of ours.controls)
    if (theirs.get(control.control) !== canonicalize(control))
      findings.tampered(
        `${printable(control.control)}: its owner, waivers or word at ${ours.asOf} are not those that the log gives`,
      )
  if (theirs.size !== ours.controls.length)
    findings.tampered(`\`${STANDING_FILE}\` is of other controls than the manifest`)
  for (const part of ['criteria', 'counts'] as const)
    if (canonicalize(claimed.get(part) ?? null) !== canonicalize(ours[part]))
      findings.tampered(`readiness (\`${part}\`) is not what the results give at ${ours.asOf}`)
  const known = new Set(['v', 'asOf', 'controls', 'criteria', 'counts', 'entries'])
  for (const key of claimed.keys())
    if (!known.has(key)) findings.tampered(`\`${STANDING_FILE}\` has a field that this format does not know`)
}

/** The texts that two people read, and that they were two. */
async function checkDigests(
  context: Context,
  standing: Standing,
  entries: readonly StandingEntry[],
  findings: Findings,
): Promise<void> {
  for (const { control, waivers } of standing.controls)
    for (const waiver of waivers) {
      const name = `${printable(control)}: the waiver of ${waiver.from}`
      if (waiver.requestedBy.id === waiver.approvedBy.id || waiver.approvedBy.id === '')
        findings.tampered(`${name} was given by one person`)
      if (waiver.texts === null) {
        findings.note(`${name} has no reason here: its texts are not kept`)
        continue
      }
      const digest = entries.find((entry) => isAt(entry, waiver))?.body['digest']
      if (typeof digest !== 'string') continue
      const text = utf8(waiverDigestText(control, waiver, waiver.texts))
      if (toHex(await context.host.run(sha256(text))) !== digest)
        findings.tampered(`${name} has other texts than those that were accepted`)
    }
}

const isAt = (entry: StandingEntry, waiver: StandingWaiver): boolean =>
  entry.origin === waiver.entry.origin && entry.index === waiver.entry.index

function noteWaivers(control: ControlStanding, result: string, findings: Findings): void {
  for (const waiver of control.waivers)
    findings.note(
      waiver.inForce
        ? `${printable(control.control)} is waived until ${waiver.until}: its result stands as \`${printable(result)}\``
        : `${printable(control.control)} was waived from ${waiver.from} to ${waiver.ended?.at ?? waiver.until}`,
    )
}

export const waivedUntil = (standing: Standing | undefined, control: string): string | null =>
  waiverInForce(standing?.controls.find((one) => one.control === control))?.until ?? null

async function checkTables(context: Context, standing: Standing, tables: Findings): Promise<number> {
  return (
    (await checkTable(context, STANDING_TABLE, standingRows(standing), tables)) +
    (await checkTable(context, WAIVERS_TABLE, waiverRows(standing), tables)) +
    (await checkTable(context, CRITERIA_TABLE, criterionRows(standing), tables))
  )
}

const listOf = (value: Json | undefined): readonly Fields[] =>
  Array.isArray(value) ? value.map((item: Json) => objectOf(item)).filter((item) => item !== undefined) : []
const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
