import type { Json } from '../lib/json.ts'
import type { Asking } from '../ledger/format/pure/asks.ts'
import { bodyCommitment } from '../ledger/format/pure/commitments.ts'
import { fromBase64 } from '../ledger/format/pure/bytes.ts'
import { logPath, type Context, type Log } from './context.ts'
import type { Entry } from './entries.ts'
import { linesOf } from './lines.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import { Findings, type Check } from './report.ts'

/** Leaves per body file. */
export const BODIES_PER_FILE = 4_096
const HEAD = /^\{"i":(0|[1-9][0-9]{0,14}),"s":"([A-Za-z0-9+/=]{44})","b":/
const HEAD_CHARS_MAX = 90
/** Where canonical key order puts the call id of an intent and of an outcome. */
const CALL = /^\{(?:"authorisedTo":[0-9]+,)?"call":"([0-9a-f-]{36})"(?:,"environment":"([a-z]+)")?/
const KEPT = /^(?:src|log|audit)\.|^control\.tested$|^privacy\.erased$|^evidence\.gap$/
const CALL_CHARS_MAX = 120
const latin1 = new TextDecoder('latin1')

type Line = { readonly index: number; readonly salt: Uint8Array; readonly body: Uint8Array }

/**
 * Opens every body against its envelope's commitment, and compares which bodies are there with which should be (full mode).
 * `wanted` are leaves whose bodies the openings need.
 */
export async function checkBodies(
  context: Context,
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Check> {
  const findings = new Findings('bodies')
  let opened = 0
  for (const log of context.logs)
    opened += await readBodies(context, log, wanted.get(log.listed.origin) ?? new Set(), findings)
  checkKeys(context, findings)
  const expected = context.logs.reduce((sum, log) => sum + log.entries.inScopeCount, 0)
  const full = context.statement.predicate.mode === 'full'
  return findings.done(
    full
      ? `${opened} bodies opened; ${expected} envelopes are in scope`
      : `${opened} bodies opened against their commitments`,
  )
}

async function readBodies(
  context: Context,
  log: Log,
  wanted: ReadonlySet<number>,
  findings: Findings,
): Promise<number> {
  const { origin } = log.listed
  const folder = `${logPath('bodies', origin)}/`
  const seen = new Uint8Array(Math.ceil(log.listed.size / 8) + 1)
  let opened = 0
  for (const name of context.archive.names.filter((n) => n.startsWith(folder))) {
    const number = /^([0-9]{6,})\.jsonl$/.exec(name.slice(folder.length))?.[1]
    const file = await context.archive.read(name)
    if (number === undefined || !file.ok) {
      findings.tampered(file.ok ? `\`${name}\` is not a file of bodies` : file.error.detail)
      continue
    }
    let last = -1
    for (const bytes of linesOf(file.value)) {
      const line = bytes === undefined ? undefined : readLine(bytes)
      if (line === undefined) {
        findings.tampered(`\`${name}\` has a line that is not a body`)
        break
      }
      const { index, salt, body } = line
      if (index <= last || Math.floor(index / BODIES_PER_FILE) !== Number(number))
        findings.tampered(`\`${name}\`: entry ${index} is out of place`)
      last = index
      const entry = log.entries.get(index)
      if (entry === undefined) {
        findings.tampered(`a body for entry ${index} of ${origin}, which is not in this package`)
        continue
      }
      if (!entry.inScope && context.statement.predicate.mode === 'full')
        findings.tampered(`the body of entry ${index} is out of scope and should not be here`)
      const actual = await context.host.run(committed(salt, body))
      if (actual !== entry.b)
        findings.tampered(`the body of entry ${index} (\`${entry.type}\`) does not open its commitment`)
      else keep(context, log, entry, body, wanted, findings)
      seen[index >> 3] = (seen[index >> 3] ?? 0) | (1 << (index & 7))
      opened += 1
    }
  }
  for (const index of log.entries.indices()) {
    if (log.entries.isInScope(index) && ((seen[index >> 3] ?? 0) & (1 << (index & 7))) === 0) {
      findings.incomplete(
        `the body of entry ${index} of ${origin} (\`${log.entries.get(index)?.type ?? ''}\`) is in scope and missing`,
      )
    }
  }
  return opened
}

function* committed(salt: Uint8Array, bytes: Uint8Array): Asking<string> {
  return yield* bodyCommitment({ salt, bytes })
}

/** The body's bytes exactly as committed: cut out of the line, never parsed and written again. */
function readLine(line: Uint8Array): Line | undefined {
  const [head, index, saltText] = HEAD.exec(latin1.decode(line.subarray(0, HEAD_CHARS_MAX))) ?? []
  const salt = saltText === undefined ? undefined : fromBase64(saltText)
  if (head === undefined || salt?.length !== 32 || line[line.length - 1] !== 0x7d) return undefined
  return { index: Number(index), salt, body: line.subarray(head.length, line.length - 1) }
}

/** Times come from the envelope; a call's two entries are joined by the id in their bodies. */
function keep(
  context: Context,
  log: Log,
  entry: Entry,
  body: Uint8Array,
  wanted: ReadonlySet<number>,
  findings: Findings,
): void {
  if (entry.type === 'gateway.intent' || entry.type === 'gateway.outcome')
    countCall(context, entry, body, findings)
  if (!KEPT.test(entry.type) && !wanted.has(entry.index)) return
  const fields = objectOf(canonicalJson(body))
  if (fields === undefined)
    findings.tampered(`the body of entry ${entry.index} is not a canonical JSON object`)
  else log.bodies.set(entry.index, fields)
}

function countCall(context: Context, entry: Entry, body: Uint8Array, findings: Findings): void {
  const [, quickId, quickEnvironment] = CALL.exec(latin1.decode(body.subarray(0, CALL_CHARS_MAX))) ?? []
  const fields = quickId === undefined ? objectOf(canonicalJson(body)) : undefined
  const id = quickId ?? textOf(fields?.get('call'))
  if (id === undefined) {
    findings.tampered(`entry ${entry.index} (\`${entry.type}\`) names no call`)
    return
  }
  const call = context.calls.get(id) ?? { intentMs: -1, outcomeMs: -1, intents: 0, outcomes: 0, trial: false }
  if (entry.type === 'gateway.intent') {
    call.intents += 1
    call.intentMs = entry.atMs
    call.trial = (quickEnvironment ?? textOf(fields?.get('environment'))) === 'trial'
  } else {
    call.outcomes += 1
    call.outcomeMs = entry.atMs
  }
  context.calls.set(id, call)
}

/** Every key after the first stands in the `log.key` entry that it claims. */
function checkKeys(context: Context, findings: Findings): void {
  for (const log of context.logs) {
    for (const key of log.vkeys) {
      const body = log.bodies.get(key.fromIndex)
      if (log.entries.get(key.fromIndex)?.type === 'log.key' && body?.get('vkey') !== key.vkey) {
        findings.tampered(
          `entry ${key.fromIndex} of ${log.listed.origin} announces another key than \`keys/\` says`,
        )
      }
    }
  }
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
