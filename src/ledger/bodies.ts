import type { CallIntent, CallOutcome, CallStatus, CallVerdict, GuardVerdict } from './contract.ts'
import { fixed, Scribe } from './scribe.ts'

/**
 * Canonical JSON (RFC 8785) of the hot entries by template: keys in code-unit order, written as bytes into the frame they travel in.
 * A test proves them equal to the generic encoder.
 */
export type PayloadRef = {
  readonly name: string
  /** Lower-case hex; empty when it could not be computed (recovery without all pieces). */
  readonly commitment: string
  readonly bytes: number
  /** The capture cap cut it: the commitment is of the captured part, `full` of everything. */
  readonly full?: { readonly bytes: number; readonly commitment: string }
}

// ---- guards ------------------------------------------------------------------------------------------------------------------------

/** What of a verdict stays the same from call to call, as bytes around what does not. */
type Verdictish = Pick<
  GuardVerdict,
  'action' | 'detector' | 'guard' | 'mode' | 'score' | 'side' | 'threshold'
> & { readonly head: Buffer; readonly middle: Buffer; readonly tail: Buffer }

/** By place in its list and side: a call's verdicts come in the order of its policy's rules, and most say what the call before said. */
const recent: (Verdictish | undefined)[] = []
const RECENT_MAX = 128

function shapeOf(v: GuardVerdict, place: number): Verdictish {
  const at = place * 2 + (v.side === 'input' ? 0 : 1)
  const was = recent[at]
  if (
    was !== undefined &&
    was.detector === v.detector &&
    was.score === v.score &&
    was.threshold === v.threshold &&
    was.guard === v.guard &&
    was.action === v.action &&
    was.mode === v.mode &&
    was.side === v.side
  )
    return was
  const { action, detector, guard, mode, score, side, threshold } = v
  const shape: Verdictish = {
    action,
    detector,
    guard,
    mode,
    score,
    side,
    threshold,
    head: Buffer.from(
      `${place === 0 ? '' : ','}{"action":"${action}","detector":${JSON.stringify(detector)},"found":`,
    ),
    middle: fixed(`,"guard":"${guard}","mode":"${mode}","scannedChars":`),
    tail: fixed(`,"score":"${score}","side":"${side}","threshold":"${threshold}","tookUs":`),
  }
  if (at < RECENT_MAX) recent[at] = shape
  return shape
}

function writeGuards(out: Scribe, verdicts: readonly GuardVerdict[]): void {
  for (let i = 0; i < verdicts.length; i++) {
    const v = verdicts[i]
    if (v === undefined) continue
    const shape = shapeOf(v, i)
    out.raw(shape.head)
    writeCounts(out, v.found)
    out.raw(shape.middle)
    out.int(v.scannedChars)
    out.raw(shape.tail)
    out.int(v.tookUs)
    out.raw(CLOSE)
  }
}

// ---- small parts -------------------------------------------------------------------------------------------------------------------

const NAME = fixed('"name":"')
const BYTES = fixed('{"bytes":')
const COMMITMENT = fixed(',"commitment":"')
const FULL = fixed('","full":{"bytes":')
const FULL_END = fixed('"},"name":"')
const END_COMMITMENT = fixed('",')
const END_NAME = fixed('"}')
const OPEN = fixed('{')
const CLOSE = fixed('}')
const EMPTY = fixed('{}')
const COMMA = fixed(',')
const COLON = fixed(':')

function writePayloads(out: Scribe, payloads: readonly PayloadRef[]): void {
  for (let i = 0; i < payloads.length; i++) {
    const p = payloads[i]
    if (p === undefined) continue
    if (i > 0) out.raw(COMMA)
    out.raw(BYTES)
    out.int(p.bytes)
    out.raw(COMMITMENT)
    out.ascii(p.commitment)
    if (p.full) {
      out.raw(FULL)
      out.int(p.full.bytes)
      out.raw(COMMITMENT)
      out.ascii(p.full.commitment)
      out.raw(FULL_END)
    } else {
      out.raw(END_COMMITMENT)
      out.raw(NAME)
    }
    out.ascii(p.name)
    out.raw(END_NAME)
  }
}

/** Names as they came, and the same sorted: stages of a call come in one of few orders, sorting them anew each time is wasted. */
type Order = { readonly names: readonly string[]; readonly sorted: readonly string[] }
const orders: Order[] = []
const ORDERS_MAX = 32

function orderOf(map: Readonly<Record<string, number>>): readonly string[] {
  for (const order of orders) {
    let i = 0
    for (const name in map) {
      if (order.names[i] !== name) {
        i = -1
        break
      }
      i += 1
    }
    if (i === order.names.length) return order.sorted
  }
  const names = Object.keys(map)
  const sorted = names.toSorted()
  if (orders.length >= ORDERS_MAX) orders.length = 0
  orders.push({ names, sorted })
  return sorted
}

function writeCounts(out: Scribe, map: Readonly<Record<string, number>>): void {
  const names = orderOf(map)
  if (names.length === 0) {
    out.raw(EMPTY)
    return
  }
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    out.raw(i === 0 ? OPEN : COMMA)
    out.known(name)
    out.raw(COLON)
    out.int(map[name] ?? 0)
  }
  out.raw(CLOSE)
}

// ---- the two entries of a call -----------------------------------------------------------------------------------------------------

const I_ALLOWED = fixed('{"allowedBy":')
const I_CALL = fixed(',"call":"')
const I_ENVIRONMENT = fixed('","environment":"')
const I_GENERATION = fixed('","generation":')
const I_GUARDS = fixed(',"guards":[')
const I_KEY = fixed('],"key":')
const I_OPERATION = fixed(',"operation":"')
const I_PAYLOADS = fixed('","payloads":[')
const I_POLICY = fixed('],"policy":')
const I_ROUTE = fixed(',"route":')
const I_STREAM = fixed(',"stream":')
const I_TEAM = fixed(',"team":')
const I_USER = fixed(',"user":"')
const I_VERSION = fixed('","version":')
const NULL = fixed('null')
const TRUE = fixed('true')
const FALSE = fixed('false')

export function writeIntentBody(out: Scribe, i: CallIntent, payloads: readonly PayloadRef[]): void {
  out.raw(I_ALLOWED)
  out.known(i.allowedBy)
  out.raw(I_CALL)
  out.ascii(i.callId)
  out.raw(I_ENVIRONMENT)
  out.ascii(i.environment)
  out.raw(I_GENERATION)
  out.int(i.generation)
  out.raw(I_GUARDS)
  writeGuards(out, i.input)
  out.raw(I_KEY)
  if (i.principal.keyId === null) out.raw(NULL)
  else out.known(i.principal.keyId)
  out.raw(I_OPERATION)
  out.ascii(i.operation)
  out.raw(I_PAYLOADS)
  writePayloads(out, payloads)
  out.raw(I_POLICY)
  out.known(i.policyDigest)
  out.raw(I_ROUTE)
  out.known(i.routeId)
  out.raw(I_STREAM)
  out.raw(i.stream ? TRUE : FALSE)
  if (i.principal.team !== null) {
    out.raw(I_TEAM)
    out.known(i.principal.team)
  }
  out.raw(I_USER)
  out.ascii(i.principal.endUser?.proof ?? 'none')
  out.raw(I_VERSION)
  out.known(i.versionId)
  out.raw(CLOSE)
}

/** What an outcome says besides payloads; recovery makes one without a CallOutcome from the gateway. */
export type OutcomeFacts = Omit<CallOutcome, 'response' | 'status' | 'verdict'> & {
  readonly status: CallStatus
  readonly verdict: CallVerdict
}

const O_AUTHORISED = fixed('{"authorisedTo":')
const O_CALL = fixed(',"call":"')
const O_CODE = fixed('","code":')
const O_COST = fixed(',"costMicroUsd":')
const O_DECIDED = fixed(',"decidedBy":')
const O_FALLBACK = fixed(',"fallback":')
const O_GUARDS = fixed(',"guards":[')
const O_HTTP = fixed('],"httpStatus":')
const O_INTENT = fixed(',"intent":{"e":')
const O_N = fixed(',"n":')
const O_P = fixed(',"p":')
const O_PAYLOADS = fixed('},"payloads":[')
const O_SCANNED = fixed('],"scannedTo":')
const O_STATUS = fixed(',"status":"')
const O_TIMINGS = fixed('","timingsUs":')
const O_IN = fixed(',"tokensIn":')
const O_OUT = fixed(',"tokensOut":')
const O_VERDICT = fixed(',"verdict":"')
const O_VERSION = fixed('","version":')

export function writeOutcomeBody(
  out: Scribe,
  o: OutcomeFacts,
  intent: { readonly p: string; readonly e: string; readonly n: number },
  payloads: readonly PayloadRef[],
): void {
  out.raw(O_AUTHORISED)
  out.int(o.authorisedTo)
  out.raw(O_CALL)
  out.ascii(o.callId)
  out.raw(O_CODE)
  out.known(o.code)
  out.raw(O_COST)
  out.int(o.costMicroUsd)
  out.raw(O_DECIDED)
  out.string(o.decidedBy)
  out.raw(O_FALLBACK)
  out.int(o.fallbackIndex)
  out.raw(O_GUARDS)
  writeGuards(out, o.output)
  out.raw(O_HTTP)
  out.int(o.httpStatus)
  out.raw(O_INTENT)
  out.known(intent.e)
  out.raw(O_N)
  out.int(intent.n)
  out.raw(O_P)
  out.known(intent.p)
  out.raw(O_PAYLOADS)
  writePayloads(out, payloads)
  out.raw(O_SCANNED)
  out.int(o.scannedTo)
  out.raw(O_STATUS)
  out.ascii(o.status)
  out.raw(O_TIMINGS)
  writeCounts(out, o.timingsUs)
  out.raw(O_IN)
  out.int(o.tokensIn)
  out.raw(O_OUT)
  out.int(o.tokensOut)
  out.raw(O_VERDICT)
  out.ascii(o.verdict)
  out.raw(O_VERSION)
  out.known(o.versionId)
  out.raw(CLOSE)
}

// ---- envelopes ---------------------------------------------------------------------------------------------------------------------

export const COMMITMENT_HEX = 64

export type LeafFields = {
  readonly id: string
  readonly producer: string
  readonly epoch: string
  readonly counter: number
  readonly sys: string
  readonly ts: string
  readonly type: string
}

/** How an envelope begins: its body's commitment (64 hex digits) follows, then what `writeLeafTail` writes. */
export const LEAF_HEAD = fixed('{"b":"')
const L_ID = fixed('","id":"')
const L_EPOCH = fixed('","src":{"e":"')
const L_COUNTER = fixed('","n":')
const L_PRODUCER = fixed(',"p":"')
const L_SYS = fixed('"},"sys":"')
const L_TS = fixed('","ts":"')
const L_TYPE = fixed('","type":"')
const L_END = fixed('","v":1}')

/** The envelope behind its commitment. `sys` and ids are ours and need no escaping; a test compares with the generic encoder. */
export function writeLeafTail(out: Scribe, e: LeafFields): void {
  out.raw(L_ID)
  out.ascii(e.id)
  out.raw(L_EPOCH)
  out.ascii(e.epoch)
  out.raw(L_COUNTER)
  out.int(e.counter)
  out.raw(L_PRODUCER)
  out.ascii(e.producer)
  out.raw(L_SYS)
  out.ascii(e.sys)
  out.raw(L_TS)
  out.ascii(e.ts)
  out.raw(L_TYPE)
  out.ascii(e.type)
  out.raw(L_END)
}

let lastMs = -1
let lastText = ''
/** ISO 8601 with ms; cached because a batch shares few distinct milliseconds. */
export function isoTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms
    lastText = new Date(ms).toISOString()
  }
  return lastText
}
