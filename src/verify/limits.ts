import { printable } from '../lib/package-zip.ts'
import { parseCheckpoint } from '../ledger/format/pure/tree-head.ts'
import { parseNote } from '../ledger/format/pure/signed-note.ts'
import type { Log, Outside } from './context.ts'
import type { PackageStatement } from '../lib/package-manifest.ts'

/** What this run could not show, in words for whoever relies on it. Said with every verdict, most of all with a good one. */
export function limitsOf(
  { predicate }: PackageStatement,
  logs: readonly Log[],
  outside: Outside,
): readonly string[] {
  return [
    ...logs.map((log) => rewriting(log, outside)),
    scopeOf(predicate, logs),
    ...reachOf(predicate, logs),
    'report.html and report.pdf are signed, not recomputed: the results printed here are those that were checked.',
    'A verifier taken out of a package is the word of whoever made the package: take verify.mjs from the project or from an earlier package.',
  ]
}

/** The company holds the key that signs its log, so that only what others kept shows a log that was written anew. */
function rewriting(log: Log, outside: Outside): string {
  const origin = printable(log.listed.origin)
  const seen = outside.checkpoints
    .map((note) => parseNote(note))
    .map((note) => (note.ok ? parseCheckpoint(note.value.text) : note))
    .flatMap((checkpoint) =>
      checkpoint.ok && checkpoint.value.origin === log.listed.origin ? [checkpoint.value] : [],
    )
    .filter((checkpoint) => checkpoint.size <= log.listed.size)
  const newest = seen.reduce((size, checkpoint) => Math.max(size, checkpoint.size), 0)
  return newest === 0
    ? `Log ${origin} may have been written anew as a whole before this package was made: whoever holds its key can do that, and no checkpoint from outside the package was given (--checkpoint, from an anchor's own place or an earlier package).`
    : `Log ${origin} is the one that the given checkpoint saw up to entry ${newest - 1}; the ${log.listed.size - newest} entries after it rest on the holder of the key.`
}

function scopeOf(predicate: PackageStatement['predicate'], logs: readonly Log[]): string {
  const systems = predicate.scope.systems.map((system) => printable(system.name)).join(', ')
  const closed = logs.reduce((sum, log) => sum + log.entries.closedSystems.size, 0)
  const left =
    predicate.mode === 'sample'
      ? 'what else the log holds is not in sample mode'
      : closed === 0
        ? 'no entry in the window is of another system'
        : `entries of ${closed} other systems are in the log, and closed here; control results and their populations are of the whole organisation all the same`
  return `In scope: ${systems === '' ? 'no system' : systems}; ${left}.`
}

/** A test looks back over its own span, a day or a quarter, whatever the window of the package is. */
function reachOf(
  { controls, window }: PackageStatement['predicate'],
  logs: readonly Log[],
): readonly string[] {
  const starts = controls.flatMap(({ outcome }) => {
    const log = logs.find((one) => one.listed.origin === outcome?.origin)
    const from = outcome === null ? undefined : log?.bodies.get(outcome.index)?.get('from')
    return typeof from === 'string' ? [Date.parse(from)] : []
  })
  const later = starts.filter((ms) => ms > Date.parse(window.from)).length
  const earlier = starts.filter((ms) => ms < Date.parse(window.from)).length
  return starts.length === 0
    ? []
    : [
        `Each control's result is one run, the last in the window, over the time that its population names: ${later} of ${starts.length} begin after the window does and ${earlier} before it.`,
      ]
}
