import type { Json } from '../lib/json.ts'
import { checkChain, previousOf } from './chain.ts'
import { unpackUuid } from './codecs.ts'
import { standingAt } from '../lib/standing.ts'
import type { Context, Log } from './context.ts'
import { Findings, type Check } from './report.ts'
import type { Source } from './sources.ts'

/** Counters without gaps per (log, producer, epoch), each run with an end that is accounted for. Losses that the log itself admits are named. */
export function checkCompleteness(context: Context): Check {
  const findings = new Findings('completeness')
  checkChain(context.logs, Date.parse(context.scope.from), findings)
  if (context.statement.predicate.mode === 'sample')
    return findings.skipped('sample mode: completeness rests on the operator; ask for a full package')
  let runs = 0
  let transactional = 0
  for (const log of context.logs) {
    for (const source of log.entries.sources.all()) checkRun(context, log, source, findings)
    runs += log.entries.sources.all().length
    transactional += log.entries.sources.transactional
    admitted(log, Date.parse(context.scope.from), findings)
    noteBackdated(log, findings)
  }
  return findings.done(
    `${runs} producer runs counted without a gap; ${transactional} entries born in SQL transactions, whose completeness is the transaction`,
  )
}

function checkRun(context: Context, log: Log, source: Source, findings: Findings): void {
  const name = `producer ${source.p}, run ${source.e}`
  const before = priorPart(context, log, source)
  for (const [from, to] of source.gaps)
    if (from > 0 || before === undefined || to !== before.next - 1)
      findings.incomplete(`${name}: counters ${from} to ${to} are not in ${log.listed.origin}`)
  for (const n of source.repeats) findings.tampered(`${name}: counter ${n} comes again or out of order`)
  if (nextPart(context, log, source)?.first === source.next) return
  const ending = endOf(context, log, source)
  if (ending.state === 'open')
    findings.incomplete(
      `${name} was neither closed, recovered nor marked: what it wrote after counter ${source.next - 1} would not be missed`,
    )
  if (ending.state === 'closed' || ending.state === 'recovered') {
    if (ending.last > source.next - 1)
      findings.incomplete(`${name} ends at counter ${ending.last}; this log has it up to ${source.next - 1}`)
    if (ending.last < source.next - 1)
      findings.tampered(
        `${name} ends at counter ${ending.last}, yet this log has it up to ${source.next - 1}`,
      )
  }
}

/** A run that goes on while its log is followed by another counts on there: the part of it in the log before, and in the log after. */
function priorPart(context: Context, log: Log, source: Source): Source | undefined {
  const previous = previousOf(log)
  return context.logs
    .find((one) => one.listed.origin === previous?.origin)
    ?.entries.sources.of(source.p, source.e)
}

function nextPart(context: Context, log: Log, source: Source): Source | undefined {
  return context.logs
    .find((one) => previousOf(one)?.origin === log.listed.origin)
    ?.entries.sources.of(source.p, source.e)
}

type Ending =
  | { readonly state: 'closed' | 'recovered'; readonly last: number }
  | { readonly state: 'marked' | 'lost' | 'open' }

/**
 * How a run ended. `src.close` is its own last entry and names the one before it. `src.recovered` and `src.lost` may be written by a later run,
 * which then names the run in `p` and `e`, and after a restore stands in the log that continues this one.
 */
function endOf(context: Context, log: Log, source: Source): Ending {
  const close = source.close.at(-1)
  const closedAfter = close === undefined ? undefined : log.bodies.get(close)?.get('last')
  if (typeof closedAfter === 'number') return { state: 'closed', last: closedAfter + 1 }
  for (const [index, body] of log.bodies) {
    const type = log.entries.get(index)?.type
    if (type !== 'src.recovered' && type !== 'src.lost') continue
    if (!isAbout(log, index, body, source)) continue
    if (type === 'src.lost') return { state: 'lost' }
    const last = body.get('last')
    // Written by the run itself, the entry follows the last one that it names.
    if (typeof last === 'number') return { state: 'recovered', last: body.has('e') ? last : source.next - 1 }
  }
  if (source.marks.length > 0) return { state: 'marked' }
  return context.logs.some((other) => other !== log && tellsLost(other, source))
    ? { state: 'lost' }
    : { state: 'open' }
}

function tellsLost(log: Log, source: Source): boolean {
  for (const [index, body] of log.bodies)
    if (
      body.get('p') === source.p &&
      body.get('e') === source.e &&
      log.entries.get(index)?.type === 'src.lost'
    )
      return true
  return false
}

function isAbout(log: Log, index: number, body: ReadonlyMap<string, Json>, source: Source): boolean {
  const e = body.get('e')
  const p = body.get('p')
  if (typeof e === 'string') return e === source.e && (typeof p !== 'string' || p === source.p)
  return log.entries.sources.ownerOf(index) === source
}

/**
 * Losses that entries of the log itself admit: never hidden, never a pass. What is admitted before the window was lost before it: named, but it
 * takes nothing from this window.
 */
function admitted(log: Log, fromMs: number, findings: Findings): void {
  for (const [index, body] of log.bodies) {
    const entry = log.entries.get(index)
    const loss =
      entry?.type === 'src.lost'
        ? 'a lost spool'
        : entry?.type === 'evidence.gap'
          ? `${String(body.get('count') ?? 'some')} calls without evidence`
          : undefined
    if (entry === undefined || loss === undefined) continue
    if (entry.atMs < fromMs) findings.note(`entry ${index} admits ${loss} before the window`)
    else findings.incomplete(`entry ${index} admits ${loss}`)
  }
}

/** The place in the log cannot be chosen afterwards, a date can: whoever reads dates must know where they disagree. */
function noteBackdated(log: Log, findings: Findings): void {
  const { count, first, mostMs } = log.entries.backdated
  if (count > 0)
    findings.note(
      `${count} entries of ${log.listed.origin} are dated earlier than entries that stand before them, by up to ${Math.round(mostMs / 1_000)} s, the first is entry ${first} (\`${log.entries.typeOf(first) ?? ''}\`): a clock was set back, or the date is false`,
    )
}

/** Each intent has exactly one outcome and each outcome its intent; calls still running at the freeze are named as such. */
export function checkCalls(context: Context): Check {
  const findings = new Findings('calls')
  if (context.statement.predicate.mode === 'sample')
    return findings.skipped('sample mode: only sampled calls are here')
  let open = 0
  // A window that reaches past the making, because a clock was set back, says nothing of calls that run then.
  const endMs = Date.parse(standingAt(context.statement.predicate))
  const newestMs = context.logs.reduce((newest, log) => Math.max(newest, log.entries.newestMs), 0)
  for (const [key, call] of context.calls) {
    if (call.intents === 1 && call.outcomes === 1) continue
    const id = unpackUuid(key)
    if (call.intents > 1 || call.outcomes > 1)
      findings.tampered(`call ${id} has ${call.intents} intents and ${call.outcomes} outcomes`)
    else if (call.intents === 0) {
      if (context.windowCutsCalls) findings.note(`call ${id} began before the window`)
      else findings.incomplete(`call ${id} has an outcome and no intent`)
    } else if (newestMs - call.intentMs < OPEN_CALL_MS) open += 1
    else if (call.intentMs >= endMs - OPEN_CALL_MS) open += 1
    else findings.incomplete(`call ${id} has an intent and no outcome`)
  }
  if (open > 0) findings.note(`${open} calls were still running when the populations were frozen`)
  return findings.done(`${context.calls.size} calls, each with one intent and one outcome`)
}

/** A call older than this without an outcome is a finding: the gateway's own longest deadline is far shorter. */
const OPEN_CALL_MS = 15 * 60_000
