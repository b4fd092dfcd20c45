import { printable } from '../lib/package-zip.ts'
import { equal } from '../ledger/format/pure/bytes.ts'
import { formatVkey, parseVkey, type VerifierKey } from '../ledger/format/pure/signed-note.ts'
import { previousOf } from './chain.ts'
import type { Log, Outside } from './context.ts'
import type { Host } from './host.ts'
import { Findings, type Check } from './report.ts'

/** `bodies`: whether the logs' own entries could be read; without them no log can vouch for a key or for another log. */
type Shown = { readonly outside: Outside; readonly signer: VerifierKey | undefined; readonly bodies: boolean }

/**
 * Is it the key, and the log, that the reader knows? With keys given, every log must be signed by one of them or be pinned by a log that is, and
 * the manifest by one of them or by a key that such a log announced: a second signature beside the known one is no reason to trust what it signs.
 */
export async function checkTrust(host: Host, logs: readonly Log[], shown: Shown): Promise<Check> {
  const findings = new Findings('trust')
  if (shown.outside.vkeys.length === 0) return ownKey(host, logs, findings)
  const given: VerifierKey[] = []
  for (const text of shown.outside.vkeys) {
    const key = await host.run(parseVkey(text))
    if (key.ok) given.push(key.value)
    else findings.tampered(`the key that you gave: ${key.error.detail}`)
  }
  const known = logs.filter((log) => log.signers.some((signer) => has(given, signer)))
  const doubted = logs.filter((log) => !known.includes(log))
  let replaced = false
  for (const log of doubted.toReversed()) {
    if (shown.bodies && known.some((later) => pins(later, log))) known.push(log)
    else replaced = (await doubt(host, log, given, findings)) || replaced
  }
  for (const key of given)
    if (!logs.some((log) => log.listed.origin === key.name))
      findings.incomplete(`log ${printable(key.name)}, whose key you gave, is not in this package`)
  if (known.length === 0) {
    if (!replaced) findings.tampered('no log of this package is signed by a key that you gave')
  } else if (!(await vouched(host, known, given, shown)))
    findings.tampered(
      'the manifest is signed by a key that you did not give and that no entry of a log you know announced',
    )
  return findings.done('every log is signed by a key that you gave, or pinned by a log that is')
}

/** Answers whether the log at least names the reader's key as one that it had. */
async function doubt(
  host: Host,
  log: Log,
  given: readonly VerifierKey[],
  findings: Findings,
): Promise<boolean> {
  const origin = printable(log.listed.origin)
  const own = given.filter((key) => key.name === log.listed.origin)
  if (own.length === 0) {
    findings.incomplete(`log ${origin}: none of the keys that you gave is named after it`)
    return false
  }
  const before = await Promise.all(own.map(async (key) => host.run(formatVkey(key.name, key.key))))
  const replaced = log.vkeys.some((key) => before.includes(key.vkey))
  if (replaced)
    findings.incomplete(
      `log ${origin} names the key that you gave as an earlier one, which signs no longer: show the newer key, or a checkpoint that both signed`,
    )
  else findings.tampered(`log ${origin} is not signed by the key that you gave`)
  return replaced
}

/** Entry 0 of a log names the log before it, its size and its root. */
function pins(later: Log, log: Log): boolean {
  const previous = previousOf(later)
  return (
    previous !== undefined &&
    previous.origin === log.listed.origin &&
    previous.size === log.listed.size &&
    previous.root !== undefined &&
    equal(previous.root, log.checkpoint.root)
  )
}

async function vouched(
  host: Host,
  known: readonly Log[],
  given: readonly VerifierKey[],
  { signer, bodies }: Shown,
): Promise<boolean> {
  if (signer === undefined || has(given, signer) || !bodies) return true
  const vkey = await host.run(formatVkey(signer.name, signer.key))
  return known.some((log) =>
    log.vkeys.some((key) => key.vkey === vkey && log.bodies.get(key.fromIndex)?.get('vkey') === vkey),
  )
}

async function ownKey(host: Host, logs: readonly Log[], findings: Findings): Promise<Check> {
  for (const log of logs)
    for (const key of log.signers)
      findings.note(
        `the key is the package's own: compare with ${await host.run(formatVkey(key.name, key.key))} from the organisation's published key, an earlier package or an anchor (--vkey)`,
      )
  return findings.done(
    'the key is the package’s own: nothing outside the package was given to compare it with',
  )
}

const has = (keys: readonly VerifierKey[], wanted: VerifierKey): boolean =>
  keys.some((key) => key.name === wanted.name && equal(key.key, wanted.key))
