import { printable } from '../lib/package-zip.ts'
import { equal, fromBase64, toHex } from '../ledger/format/pure/bytes.ts'
import type { Log } from './context.ts'
import { objectOf } from './manifest.ts'
import type { Findings } from './report.ts'

type Previous = { readonly origin: string; readonly size: number; readonly root: Uint8Array | undefined }

/** The log that a log says it follows, from its entry 0; undefined for the first one, and where the package does not hold that entry. */
export function previousOf(log: Log): Previous | undefined {
  const previous = objectOf(log.bodies.get(0)?.get('previous'))
  const [origin, size, root] = [previous?.get('origin'), previous?.get('size'), previous?.get('root')]
  return typeof origin === 'string' && typeof size === 'number'
    ? { origin, size, root: typeof root === 'string' ? fromBase64(root) : undefined }
    : undefined
}

/** A log that follows another names its size and root: leaving the old one out, or giving it another past, shows here. */
export function checkChain(logs: readonly Log[], windowFromMs: number, findings: Findings): void {
  for (const log of logs) {
    const previous = previousOf(log)
    if (previous === undefined) continue
    const lack = (text: string): void =>
      log.entries.timeOf(0) < windowFromMs
        ? findings.note(`${text}, before the window`)
        : findings.incomplete(text)
    const old = logs.find((one) => one.listed.origin === previous.origin)
    if (old === undefined)
      lack(
        `log ${printable(log.listed.origin)} follows ${printable(previous.origin)} with its ${previous.size} entries, which is not in this package`,
      )
    else if (
      old.listed.size === previous.size &&
      previous.root !== undefined &&
      !equal(previous.root, old.checkpoint.root)
    )
      findings.tampered(
        `log ${printable(log.listed.origin)} follows ${printable(previous.origin)} with root ${toHex(previous.root)}; here that log has root ${old.listed.root}`,
      )
    else if (old.listed.size < previous.size)
      lack(
        `log ${printable(previous.origin)} had ${previous.size} entries when ${printable(log.listed.origin)} began; here it has ${old.listed.size}`,
      )
  }
}
