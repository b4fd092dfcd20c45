/** Checks a call's two entries in this browser: signature of the checkpoint, path of each leaf, identity of the entry, growth since last time. */
import { z } from 'zod'
import { call, query } from '../../../console/api.ts'
import { hexOf } from '../../../console/Rosette.tsx'
import { callProofSchema, type Inclusion } from '../../../console/schemas.ts'
import { parseEnvelope } from '../../../ledger/format/pure/leaf.ts'
import {
  canVerify,
  openCheckpoint,
  verifyConsistency,
  verifyEntry,
} from '../../../ledger/format/webcrypto.ts'

export type Check = { readonly name: string; readonly ok: boolean; readonly words: string }
export type Proof = {
  readonly checks: readonly Check[]
  readonly root: string
  readonly size: number
  readonly index: number
  readonly hashes: readonly string[]
  readonly at: string
  readonly tookMs: number
  readonly raw: unknown
}
export type ProofResult =
  | { readonly kind: 'verified'; readonly proof: Proof }
  | { readonly kind: 'mismatch'; readonly proof: Proof }
  | { readonly kind: 'pending' }
  | { readonly kind: 'unable'; readonly why: string }

export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
const consistencySchema = z.union([
  z.looseObject({ hashes: z.array(z.string()) }).transform((v) => v.hashes),
  z.looseObject({ proof: z.array(z.string()) }).transform((v) => v.proof),
  z.array(z.string()),
])

/** `entries` are the ids that the page shows; a proof for another entry does not count. */
export async function proveCall(
  id: string,
  entries: readonly { readonly id: string; readonly type: string }[],
): Promise<ProofResult> {
  if (!(await canVerify()))
    return {
      kind: 'unable',
      why: 'This browser cannot check Ed25519 signatures, or the page is not on a secure address. Verify with the command line: sealwright verify, or verify.mjs from a package.',
    }
  const started = performance.now()
  const proofs = await call('GET', `/calls/${encodeURIComponent(id)}/proof`, callProofSchema)
  const last = proofs.outcome ?? proofs.intent
  if (last === null) return { kind: 'pending' }
  const checks: Check[] = []
  for (const [role, inclusion] of [
    ['Intent', proofs.intent],
    ['Outcome', proofs.outcome],
  ] as const) {
    if (inclusion === null)
      checks.push({
        name: role,
        ok: role === 'Outcome',
        words: role === 'Outcome' ? 'not published yet; the call may still run' : 'missing from the answer',
      })
    else checks.push(...(await checkEntry(role, inclusion, entries)))
  }
  checks.push(await checkSignature(last))
  checks.push(await checkGrowth(last))
  const ok = checks.every((c) => c.ok)
  const root = await rootOf(last)
  const proof: Proof = {
    checks,
    root,
    size: last.size,
    index: last.index,
    hashes: last.hashes.map(hexOf),
    at: new Date().toISOString(),
    tookMs: Math.round(performance.now() - started),
    raw: proofs,
  }
  if (ok) remember(last, root)
  return ok ? { kind: 'verified', proof } : { kind: 'mismatch', proof }
}

async function checkEntry(
  role: string,
  p: Inclusion,
  entries: readonly { readonly id: string; readonly type: string }[],
): Promise<readonly Check[]> {
  const leaf = bytesOf(p.leaf)
  const envelope = parseEnvelope(leaf)
  const named =
    envelope.ok && entries.some((e) => e.id === envelope.value.id && e.type === envelope.value.type)
  const path = await verifyEntry({
    leaf,
    index: p.index,
    size: p.size,
    hashes: p.hashes.map(bytesOf),
    checkpoint: p.checkpoint,
    vkeys: [p.vkey],
  })
  return [
    {
      name: `${role}, entry ${p.index.toLocaleString('en-US')}`,
      ok: named,
      words: !envelope.ok
        ? envelope.error.detail
        : named
          ? `${envelope.value.type}, ${role === 'Intent' ? 'durable before any upstream call' : 'the record on this page'}`
          : `the leaf is of another entry: ${envelope.value.id}`,
    },
    {
      name: `${role}, ${p.hashes.length} hashes`,
      ok: path.ok,
      words: path.ok ? 'lead to the signed root' : path.error.detail,
    },
  ]
}
async function checkSignature(p: Inclusion): Promise<Check> {
  const opened = await openCheckpoint(p.checkpoint, [p.vkey])
  const known = keyring(p.origin)
  const same = known === null || known.vkey === p.vkey
  const key = p.vkey.split('+')[1] ?? ''
  return {
    name: `Signature, key ${key}`,
    ok: opened.ok && same,
    words: !opened.ok
      ? opened.error.detail
      : same
        ? known === null
          ? 'Ed25519, valid; this key is now remembered here'
          : 'Ed25519, valid; the key this browser knows'
        : 'valid, but by another key than this browser saw before; compare it with the key in your last package',
  }
}
async function checkGrowth(p: Inclusion): Promise<Check> {
  const name = 'Consistency'
  const known = keyring(p.origin)
  if (known === null)
    return { name, ok: true, words: 'first checkpoint seen here; the next is checked against it' }
  if (known.size > p.size)
    return {
      name,
      ok: false,
      words: `the log is smaller (${p.size}) than this browser has seen (${known.size})`,
    }
  const opened = await openCheckpoint(p.checkpoint, [p.vkey])
  if (!opened.ok) return { name, ok: false, words: opened.error.detail }
  if (known.size === p.size)
    return {
      name,
      ok: hexOf64(opened.value.root) === known.root,
      words:
        hexOf64(opened.value.root) === known.root
          ? `same root as at size ${p.size.toLocaleString('en-US')}`
          : 'same size with another root: the log has forked',
    }
  const hashes = await call(
    'GET',
    `/ledger/consistency${query({ origin: p.origin, from: known.size, to: p.size })}`,
    consistencySchema,
  )
  const grown = await verifyConsistency({
    from: known.size,
    to: p.size,
    fromRoot: fromHex(known.root),
    toRoot: opened.value.root,
    proof: hashes.map(bytesOf),
  })
  return {
    name,
    ok: grown.ok,
    words: grown.ok
      ? `extends the checkpoint of size ${known.size.toLocaleString('en-US')} seen here before`
      : grown.error.detail,
  }
}
async function rootOf(p: Inclusion): Promise<string> {
  const opened = await openCheckpoint(p.checkpoint, [p.vkey])
  return opened.ok ? hexOf64(opened.value.root) : hexOf(p.checkpoint.split('\n')[2] ?? '')
}
const hexOf64 = (bytes: Uint8Array): string =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (h) => Number.parseInt(h, 16))

// What this browser has verified before, per origin: trust on first use, so that a swapped key or a forked log shows.
const seenSchema = z.object({ vkey: z.string(), size: z.number(), root: z.string() })
type Seen = z.infer<typeof seenSchema>
const place = (origin: string): string => `sealwright.seen.${origin}`
function keyring(origin: string): Seen | null {
  try {
    const parsed = seenSchema.safeParse(JSON.parse(localStorage.getItem(place(origin)) ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
function remember(p: Inclusion, root: string): void {
  const known = keyring(p.origin)
  if (known === null || p.size >= known.size)
    localStorage.setItem(place(p.origin), JSON.stringify({ vkey: p.vkey, size: p.size, root } satisfies Seen))
}
