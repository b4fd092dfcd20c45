import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CallId, KeyId, OrgId, SystemRef } from '../../src/lib/ids.ts'
import type { BlobStore } from '../../src/platform/blobs.ts'
import { systemClock, type Clock } from '../../src/platform/clock.ts'
import { sql, type Db } from '../../src/platform/db.ts'
import { fileBlobs } from '../../src/platform/file-blobs.ts'
import { openFileKeyStore } from '../../src/platform/file-keystore.ts'
import type { KeyStore } from '../../src/platform/keystore.ts'
import { silentLog } from '../../src/platform/log.ts'
import { newId, systemRandom } from '../../src/platform/random.ts'
import type { CallIntent, CallOutcome, GuardVerdict } from '../../src/ledger/contract.ts'
import { openEvidence, type Evidence, type EvidenceOptions } from '../../src/ledger/evidence.ts'
import { Pump, type PumpDeps } from '../../src/ledger/pump.ts'

/** A data directory with key store, blobs and the place outside the backup: what the ledger needs besides a database. */
export type LedgerWorld = {
  readonly dir: string
  readonly keys: KeyStore
  readonly blobs: BlobStore
  readonly outside: BlobStore
  readonly close: () => void
}

export async function ledgerWorld(): Promise<LedgerWorld> {
  const dir = mkdtempSync(join(tmpdir(), 'sw-ledger-'))
  for (const part of ['blobs', 'outside']) mkdirSync(join(dir, part))
  return {
    dir,
    keys: await openFileKeyStore(join(dir, 'keys'), null),
    blobs: fileBlobs(join(dir, 'blobs')),
    outside: fileBlobs(join(dir, 'outside')),
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}

export async function seedInstallation(db: Db): Promise<string> {
  const id = newId(systemClock, systemRandom)
  await db.tx('system', (tx) => tx.run(sql`insert into installation (id, created_at) values (${id}, now())`))
  return id
}

export const evidenceOf = (
  world: LedgerWorld,
  systemOrg: string,
  more: Partial<EvidenceOptions> = {},
): Promise<Evidence> =>
  openEvidence({
    walDir: join(world.dir, 'wal'),
    keys: world.keys,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    systemOrg,
    backlogBytesMax: 1 << 30,
    segmentBytes: 2 << 20,
    ...more,
  })

export function pumpOf(world: LedgerWorld, db: Db, evidence: Evidence, more: Partial<PumpDeps> = {}): Pump {
  const deps: PumpDeps = {
    db,
    blobs: world.blobs,
    outside: world.outside,
    keys: world.keys,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    wal: evidence.walId,
    ...more,
  }
  return new Pump(
    deps,
    {
      dir: evidence.slotDir,
      from: evidence.spool.firstUnreleased,
      durable: () => evidence.spool.durable,
      released: (to) => void evidence.spool.release(to),
    },
    evidence.orphans.map((orphan) => ({ ...orphan, done: () => void orphan.remove() })),
  )
}

export const verdict = (side: 'input' | 'output', more: Partial<GuardVerdict> = {}): GuardVerdict => ({
  guard: 'injection',
  detector: 'injection-1',
  side,
  mode: 'enforce',
  action: 'none',
  score: '0.012',
  threshold: '0.800',
  found: {},
  scannedChars: 540,
  tookUs: 12,
  ...more,
})

export const newCallId = (clock: Clock = systemClock): CallId =>
  newId(clock, systemRandom) as string as CallId

export function intentOf(org: OrgId, more: Partial<CallIntent> = {}): CallIntent {
  return {
    callId: newCallId(),
    org,
    atMs: Date.now(),
    operation: 'chat.completions',
    sys: '0193f0a0-0000-7000-8000-00000000abcd' as SystemRef,
    environment: 'production',
    routeId: 'route-1',
    principal: {
      keyId: 'key-1' as KeyId,
      team: 'ai-users',
      endUser: { name: 'ada@example.com', proof: 'asserted' },
    },
    requestedModel: 'chat',
    versionId: 'version-1',
    policyDigest: 'a'.repeat(64),
    allowedBy: 'call-permit-own-system',
    generation: 7,
    stream: false,
    input: [verdict('input')],
    request: Buffer.from('{"messages":[{"role":"user","content":"What is our refund policy?"}]}'),
    ...more,
  }
}

export function outcomeOf(callId: CallId, more: Partial<CallOutcome> = {}): CallOutcome {
  return {
    callId,
    atMs: Date.now(),
    status: 'completed',
    verdict: 'allowed',
    httpStatus: 200,
    code: '',
    decidedBy: '',
    versionId: 'version-1',
    fallbackIndex: 0,
    output: [verdict('output')],
    scannedTo: 40,
    authorisedTo: 40,
    tokensIn: 12,
    tokensOut: 30,
    costMicroUsd: 120,
    timingsUs: { total: 12_000, guardIn: 20 },
    response: Buffer.from('{"choices":[{"message":{"content":"Thirty days."}}]}'),
    ...more,
  }
}
