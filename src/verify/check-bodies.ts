import type { Json } from '../lib/json.ts'
import { sha256 } from '../ledger/format/pure/asks.ts'
import { utf8 } from '../ledger/format/pure/bytes.ts'
import { BODY_PREFIX } from '../ledger/format/pure/commitments.ts'
import { packUuid, salt44Into } from './codecs.ts'
import { logPath, type Context, type Log } from './context.ts'
import { canonicalJson, objectOf } from './manifest.ts'
import { Findings, type Check } from './report.ts'

/** Leaves per body file. */
export const BODIES_PER_FILE = 4_096
const HEAD = /\{"i":(0|[1-9][0-9]{0,14}),"s":"([A-Za-z0-9+/=]{44})","b":/y
/** Where canonical key order puts the call id of an intent and of an outcome. */
const CALL = /\{(?:"authorisedTo":[0-9]+,)?"call":"([0-9a-f-]{36})"(?:,"environment":"([a-z]+)")?/y
const KEPT = /^(?:src|log|audit)\.|^control\.waived$|^privacy\.erased$|^evidence\.gap$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const LF = 0x0a
const CLOSE = 0x7d
const latin1 = new TextDecoder('latin1')

/** `committed`: what the commitment is taken over. `text` is the whole file, `start` where the body begins in it. */
type Line = {
  readonly index: number
  readonly committed: Uint8Array
  readonly body: Uint8Array
  readonly text: string
  readonly start: number
}

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
  const full = context.statement.predicate.mode === 'full'
  let opened = 0
  for (const name of context.archive.names.filter((n) => n.startsWith(folder))) {
    const number = /^([0-9]{6,})\.jsonl$/.exec(name.slice(folder.length))?.[1]
    const file = await context.archive.read(name)
    if (number === undefined || !file.ok) {
      findings.tampered(file.ok ? `\`${name}\` is not a file of bodies` : file.error.detail)
      continue
    }
    let last = -1
    for (const line of bodyLines(file.value)) {
      if (line === undefined) {
        findings.tampered(`\`${name}\` has a line that is not a body`)
        break
      }
      const { index } = line
      if (index <= last || Math.floor(index / BODIES_PER_FILE) !== Number(number))
        findings.tampered(`\`${name}\`: entry ${index} is out of place`)
      last = index
      const type = log.entries.typeOf(index)
      if (type === undefined) {
        findings.tampered(`a body for entry ${index} of ${origin}, which is not in this package`)
        continue
      }
      if (full && !log.entries.isInScope(index))
        findings.tampered(`the body of entry ${index} is out of scope and should not be here`)
      const hash = context.host.run(sha256(line.committed))
      if (!log.entries.commitsTo(index, hash instanceof Promise ? await hash : hash))
        findings.tampered(`the body of entry ${index} (\`${type}\`) does not open its commitment`)
      else keep(context, log, type, line, wanted, findings)
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

const PREFIX = utf8(BODY_PREFIX)
const SALT_BYTES = 32

/**
 * Lines of a body file. The body's bytes are cut out exactly as committed, never parsed and written again. The whole file becomes text once
 * (one byte, one character), because decoding line by line costs more than everything else here.
 */
function* bodyLines(file: Uint8Array): Generator<Line | undefined> {
  const text = latin1.decode(file)
  let at = 0
  while (at < file.length) {
    const end = file.indexOf(LF, at)
    HEAD.lastIndex = at
    const [head, index, salt] = HEAD.exec(text) ?? []
    if (
      end === -1 ||
      head === undefined ||
      salt === undefined ||
      at + head.length > end ||
      file[end - 1] !== CLOSE
    ) {
      yield undefined
      return
    }
    const start = at + head.length
    const committed = new Uint8Array(PREFIX.length + SALT_BYTES + end - 1 - start)
    committed.set(PREFIX)
    if (!salt44Into(salt, committed, PREFIX.length)) {
      yield undefined
      return
    }
    const body = file.subarray(start, end - 1)
    committed.set(body, PREFIX.length + SALT_BYTES)
    yield { index: Number(index), committed, body, text, start }
    at = end + 1
  }
}

/** Times come from the envelope; a call's two entries are joined by the id in their bodies. */
function keep(
  context: Context,
  log: Log,
  type: string,
  line: Line,
  wanted: ReadonlySet<number>,
  findings: Findings,
): void {
  if (type === 'gateway.intent' || type === 'gateway.outcome') {
    countCall(context, log, type, line, findings)
    if (!wanted.has(line.index)) return
  } else if (type !== 'control.tested' && !KEPT.test(type) && !wanted.has(line.index)) return
  const fields = objectOf(canonicalJson(line.body))
  if (fields === undefined)
    findings.tampered(`the body of entry ${line.index} is not a canonical JSON object`)
  else if (type !== 'control.tested') log.bodies.set(line.index, fields)
  else {
    const [control, status] = [fields.get('control'), fields.get('status')]
    if (typeof control === 'string' && typeof status === 'string')
      log.runs.push({ index: line.index, control: once(control), status: once(status) })
    if (wanted.has(line.index)) log.bodies.set(line.index, fields)
  }
}

/** One copy of each of the few words that repeat. */
const words = new Map<string, string>()
function once(word: string): string {
  const known = words.get(word)
  if (known !== undefined) return known
  words.set(word, word)
  return word
}

function countCall(context: Context, log: Log, type: string, line: Line, findings: Findings): void {
  CALL.lastIndex = line.start
  const [, quickId, quickEnvironment] = CALL.exec(line.text) ?? []
  const fields = quickId === undefined ? objectOf(canonicalJson(line.body)) : undefined
  const id = quickId ?? textOf(fields?.get('call'))
  if (id === undefined || !UUID.test(id)) {
    findings.tampered(`entry ${line.index} (\`${type}\`) names no call`)
    return
  }
  const key = packUuid(id)
  let call = context.calls.get(key)
  if (call === undefined) {
    call = { intentMs: -1, outcomeMs: -1, intents: 0, outcomes: 0, trial: false }
    context.calls.set(key, call)
  }
  if (type === 'gateway.intent') {
    call.intents += 1
    call.intentMs = log.entries.timeOf(line.index)
    call.trial = (quickEnvironment ?? textOf(fields?.get('environment'))) === 'trial'
  } else {
    call.outcomes += 1
    call.outcomeMs = log.entries.timeOf(line.index)
  }
}

/** Every key stands in the entry that it claims: the first in the one that opened the log, a later one in its `log.key`. */
function checkKeys(context: Context, findings: Findings): void {
  for (const log of context.logs) {
    for (const key of log.vkeys) {
      const body = log.bodies.get(key.fromIndex)
      if (body === undefined || body.get('vkey') === key.vkey) continue
      findings.tampered(
        `entry ${key.fromIndex} of ${log.listed.origin} announces another key than \`keys/\` says`,
      )
    }
  }
}

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
