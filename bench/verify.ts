/**
 * How long the offline verifier takes for a full package: tsx bench/verify.ts [--entries 1000000] [--keep FILE.zip]
 * Entries are made on the fly with bodies as the gateway writes them; the package is written by the real writer and verified by the real
 * verify.mjs in a process of its own. Reports time, peak memory and size of both.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { FrozenLog, LedgerExport } from '../src/features/audit/ports.ts'
import { writePackage } from '../src/features/audit/write-package.ts'
import { writeIntentBody, writeOutcomeBody } from '../src/ledger/bodies.ts'
import { textOf } from '../src/ledger/scribe.ts'
import { bodyCommitment } from '../src/ledger/format/body.ts'
import { signCheckpoint } from '../src/ledger/format/checkpoint.ts'
import { encodeEnvelope } from '../src/ledger/format/envelope.ts'
import { Frontier, leafHash } from '../src/ledger/format/merkle.ts'
import { noteSigner } from '../src/ledger/format/note.ts'
import { toHex } from '../src/ledger/format/pure/bytes.ts'
import type { CallId, KeyId, OrgId, SystemRef } from '../src/lib/ids.ts'

const { values } = parseArgs({
  options: { entries: { type: 'string', default: '1000000' }, keep: { type: 'string' } },
})
const entries = Number(values.entries)
const root = join(import.meta.dirname, '..')
const dir = mkdtempSync(join(tmpdir(), 'sw-bench-verify-'))
const path = values.keep ?? join(dir, 'package.zip')

const origin = '0193aaaa-0000-7000-8000-000000000001/0193aaaa-0000-7000-8000-000000000002/1'
const signer = noteSigner(origin, Buffer.alloc(32, 3))
const startMs = Date.parse('2026-11-01T00:00:00.000Z')
const hex = (n: number): string => n.toString(16).padStart(12, '0')

/** Entry i: the log's opening, what the package rests on, then intents and outcomes in pairs, then the mark of the freeze. */
function entry(i: number): { readonly leaf: Buffer; readonly salt: Buffer; readonly body: Buffer } {
  const salt = Buffer.alloc(32)
  salt.writeUInt32BE(i, 0)
  createHash('sha256').update(salt).digest().copy(salt)
  const n = i - 2
  const call = `0193aaaa-0000-7000-8000-${hex(Math.floor(n / 2))}` as CallId
  const atMs = startMs + i
  const payload = { name: 'request', commitment: salt.toString('hex'), bytes: 812 }
  const guard = {
    guard: 'injection',
    detector: 'patterns@1',
    side: 'input',
    mode: 'enforce',
    action: 'none',
    score: '0.014',
    threshold: '0.500',
    found: {},
    scannedChars: 812,
    tookUs: 91,
  } as const
  const kind =
    i === 0
      ? 'log.opened'
      : i === 1
        ? 'audit.frozen'
        : i === entries - 1
          ? 'src.mark'
          : n % 2 === 0
            ? 'gateway.intent'
            : 'gateway.outcome'
  const text =
    kind === 'log.opened'
      ? `{"origin":"${origin}","previous":null,"vkey":"${signer.vkey}"}`
      : kind === 'audit.frozen'
        ? '{"export":"bench","populations":[]}'
        : kind === 'src.mark'
          ? `{"n":${n}}`
          : kind === 'gateway.intent'
            ? textOf(
                (out) =>
                  writeIntentBody(
                    out,
                    {
                      callId: call,
                      org: origin as OrgId,
                      atMs,
                      operation: 'chat.completions',
                      sys: 'sys-a' as SystemRef,
                      environment: 'production',
                      routeId: '0193aaaa-0000-7000-8000-0000000000aa',
                      principal: {
                        keyId: '0193aaaa-0000-7000-8000-0000000000bb' as KeyId,
                        team: null,
                        endUser: null,
                      },
                      requestedModel: 'chat',
                      versionId: '0193aaaa-0000-7000-8000-0000000000cc',
                      policyDigest: 'ab'.repeat(32),
                      allowedBy: 'call-permit-own-system',
                      generation: 17,
                      stream: false,
                      input: [guard, guard, guard],
                    },
                    [payload],
                  ),
                8_192,
              )
            : textOf(
                (out) =>
                  writeOutcomeBody(
                    out,
                    {
                      callId: call,
                      atMs,
                      status: 'completed',
                      verdict: 'allowed',
                      httpStatus: 200,
                      code: '',
                      decidedBy: '',
                      versionId: '0193aaaa-0000-7000-8000-0000000000cc',
                      fallbackIndex: 0,
                      output: [],
                      scannedTo: 940,
                      authorisedTo: 940,
                      tokensIn: 210,
                      tokensOut: 180,
                      costMicroUsd: 420,
                      timingsUs: { admit: 12, authenticate: 9, total: 5100, upstream: 4800 },
                    },
                    { p: 'gw-1', e: 'run-1', n: n - 1 },
                    [payload],
                  ),
                8_192,
              )
  const body = Buffer.from(text)
  const id = `0193bbbb-0000-7000-8000-${hex(i)}`
  const leaf = encodeEnvelope({
    v: 1,
    id,
    type: kind,
    src: i < 2 ? { tx: true } : { p: 'gw-1', e: 'run-1', n },
    ts: new Date(atMs).toISOString(),
    sys: kind.startsWith('gateway') ? 'sys-a' : '',
    b: bodyCommitment({ salt, bytes: body }),
  })
  return { leaf: Buffer.from(leaf, 'latin1'), salt, body }
}

const frontier = new Frontier()
for (let i = 0; i < entries; i++) frontier.append(leafHash(entry(i).leaf))
const log: FrozenLog = {
  origin,
  size: entries,
  root: toHex(frontier.root()),
  checkpoint: signCheckpoint({ origin, size: entries, root: frontier.root() }, [signer]),
  vkeys: [{ vkey: signer.vkey, fromIndex: 0 }],
}

const ledger: LedgerExport = {
  freeze: async () => [log],
  async *leaves(_, from, to) {
    for (let index = from; index < to; index++) yield { index, leaf: entry(index).leaf }
  },
  async *bodies(_, from, to) {
    for (let index = from; index < to; index++) {
      const { salt, body } = entry(index)
      yield { index, salt, body }
    }
  },
  inclusion: async () => [],
  consistency: async () => [],
  locate: async () => [],
  sign: async (_, message) => ({ keyid: toHex(signer.keyId), signature: signer.sign(message) }),
  anchors: async () => [],
  newestAt: async () => null,
  ofTypes: async () => [],
  payload: async () => ({ state: 'WITHHELD' }),
}

const built = spawnSync(process.execPath, [join(root, 'scripts/build-verifier.mjs'), dir], {
  cwd: root,
  encoding: 'utf8',
})
if (built.status !== 0) throw new Error(built.stderr)
const verifier = { mjs: readFileSync(join(dir, 'verify.mjs')), html: readFileSync(join(dir, 'verify.html')) }

const wroteFrom = performance.now()
const written = await writePackage(
  { ledger, verifier: { read: async () => verifier } },
  {
    id: 'bench',
    org: origin as OrgId,
    organisation: { id: 'bench', name: 'Bench' },
    mode: 'full',
    from: '2026-11-01T00:00:00.000Z',
    to: '2026-12-31T00:00:00.000Z',
    systems: [{ ref: 'sys-a', name: 'sys-a' }],
    madeAt: '2026-11-22T00:00:00.000Z',
    madeBy: 'bench',
    sampleSize: 25,
    seed: { hex: 'ab'.repeat(32), by: 'self', entry: null },
    openings: 'withheld',
    frozenEntry: '',
  },
  {
    evidence: [],
    standing: { entries: [], criteria: [], people: new Map(), waivers: new Map() },
    logs: [log],
  },
  path,
  new AbortController().signal,
)
const wroteMs = performance.now() - wroteFrom
const writerRss = process.resourceUsage().maxRSS

// The child tells its own peak: NODE_OPTIONS would change what an auditor runs.
const wrapper = `import('${join(dir, 'verify.mjs')}').then(() => process.stderr.write(String(process.resourceUsage().maxRSS)))`
const verifiedFrom = performance.now()
const child = spawnSync(process.execPath, ['--input-type=module', '-e', wrapper, 'verify.mjs', path], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
})
const verifiedMs = performance.now() - verifiedFrom
process.stdout.write(child.stdout)
const result = {
  entries,
  exit: child.status,
  verifySeconds: Number((verifiedMs / 1000).toFixed(1)),
  verifyEntriesPerSecond: Math.round(entries / (verifiedMs / 1000)),
  verifyPeakMb: Math.round(Number(child.stderr.trim().split('\n').at(-1)) / 1024),
  writeSeconds: Number((wroteMs / 1000).toFixed(1)),
  writePeakMb: Math.round(writerRss / 1024),
  packageMb: Math.round(written.bytes / 1e6),
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  node: process.version,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
rmSync(dir, { recursive: true, force: true })
if (child.status !== 0) process.exitCode = 1
