import { createHash } from 'node:crypto'
import { canonicalize } from '../../lib/canonical.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Json } from '../../lib/json.ts'
import { parseStrict } from '../../lib/canonical.ts'
import type { LedgerExport } from './ports.ts'
import { base64 } from './write-ledger.ts'
import type { ZipWriter } from './zip-writer.ts'

/** `withheld`: no payload leaves the company. `sampled`: payloads of entries behind sampled rows are opened. */
export type OpeningChoice = 'withheld' | 'sampled'

type Place = { readonly origin: string; readonly index: number }

/** Writes `openings/` for the entries behind sampled rows; everything that is not listed is withheld. Answers where the erasures stand that it names. */
export async function writeOpenings(
  zip: ZipWriter,
  ledger: LedgerExport,
  org: OrgId,
  choice: OpeningChoice,
  entries: readonly Place[],
): Promise<readonly Place[]> {
  if (choice === 'withheld') return []
  const erasures: Place[] = []
  const lines: string[] = []
  const written = new Set<string>()
  for (const at of entries) {
    for await (const { body } of ledger.bodies(at.origin, at.index, at.index + 1)) {
      for (const { name, commitment } of payloadsOf(Buffer.from(body).toString('utf8'))) {
        const payload = await ledger.payload(org, at, name)
        const line = { origin: at.origin, i: at.index, name, commitment, state: payload.state }
        if (payload.state === 'OPENED') {
          const file = `openings/${createHash('sha256').update(payload.bytes).digest('hex')}`
          if (!written.has(file)) await zip.add(file, payload.bytes)
          written.add(file)
          lines.push(`${canonicalize({ ...line, salt: base64(payload.salt), file })}\n`)
        } else {
          if (payload.state === 'ERASED') erasures.push({ origin: at.origin, index: payload.entry })
          lines.push(
            `${canonicalize(payload.state === 'ERASED' ? { ...line, entry: payload.entry } : line)}\n`,
          )
        }
      }
    }
  }
  await zip.add('openings/index.jsonl', lines.join(''))
  return erasures
}

function payloadsOf(body: string): readonly { readonly name: string; readonly commitment: string }[] {
  const json = parseStrict(body)
  const list = json.ok ? fieldOf(json.value, 'payloads') : undefined
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json) => {
    const [name, commitment] = [fieldOf(item, 'name'), fieldOf(item, 'commitment')]
    return typeof name === 'string' && typeof commitment === 'string' && commitment !== ''
      ? [{ name, commitment }]
      : []
  })
}

const fieldOf = (value: Json, key: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
