import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ControlEvidence } from '../../src/features/audit/ports.ts'
import { readStanding } from '../../src/features/audit/read-standing.ts'
import { writePackage, type Frozen, type PackageOrder } from '../../src/features/audit/write-package.ts'
import { canonicalize } from '../../src/lib/canonical.ts'
import type { OrgId } from '../../src/lib/ids.ts'
import type { JsonObject } from '../../src/lib/json.ts'
import { loadTest } from '../../src/lib/predicate/load.ts'
import { runTest } from '../../src/lib/predicate/run.ts'
import type { Fields } from '../../src/lib/predicate/types.ts'
import type { WaiverTexts } from '../../src/lib/standing.ts'
import { Frontier, leafHash } from '../../src/ledger/format/merkle.ts'
import { SyntheticLedger } from './synthetic-ledger.ts'

export type SyntheticOptions = {
  readonly mode?: 'full' | 'sample'
  readonly calls?: number
  readonly seedBy?: 'auditor' | 'self'
  readonly openings?: PackageOrder['openings']
  readonly systems?: readonly string[]
  /** Runs after the ledger has its entries and before it is frozen. */
  readonly before?: (ledger: SyntheticLedger) => void
  /** Runs after the controls were tested and before the package's results are fixed. */
  readonly afterTests?: (ledger: SyntheticLedger) => void
  /** The log that this one says it follows. */
  readonly previous?: { readonly origin: string; readonly root: string; readonly size: number }
  /** Changes what the exporter is given: a dishonest operator. */
  readonly dishonest?: (evidence: ControlEvidence[]) => ControlEvidence[]
  readonly order?: Partial<PackageOrder>
  /** Texts of waivers by id, as the server keeps them. */
  readonly waivers?: ReadonlyMap<string, WaiverTexts>
  /** Draw the real report (slow); else two lines stand for it. */
  readonly report?: boolean
  readonly verifier?: { readonly mjs: Uint8Array; readonly html: Uint8Array }
}

const ORG = '01930000-0000-7000-8000-000000000001' as OrgId
const SYSTEMS = ['sys-a', 'sys-b']

type TestCase = {
  readonly id: string
  readonly title: string
  readonly statement: string
  readonly test: JsonObject
  readonly source: string
  readonly fields: Fields
  readonly rows: readonly JsonObject[]
}

const rootOf = (rows: readonly JsonObject[]): string => {
  const frontier = new Frontier()
  for (const row of rows) frontier.append(leafHash(Buffer.from(canonicalize(row))))
  return frontier.root().toString('hex')
}

/** Builds a ledger, tests controls over it with the real interpreter, records them, and writes a package with the real writer. */
export async function syntheticPackage(
  options: SyntheticOptions = {},
): Promise<{ readonly bytes: Buffer; readonly ledger: SyntheticLedger; readonly frozen: Frozen }> {
  const dir = mkdtempSync(join(tmpdir(), 'sealwright-package-'))
  try {
    const path = join(dir, 'package.zip')
    const { ledger, frozen } = await writeSynthetic(path, options)
    return { bytes: readFileSync(path), ledger, frozen }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

export async function writeSynthetic(
  path: string,
  options: SyntheticOptions = {},
): Promise<{ readonly ledger: SyntheticLedger; readonly frozen: Frozen }> {
  const ledger = new SyntheticLedger()
  const calls = options.calls ?? 20
  const startedAt = new Date(ledger.nowMs).toISOString()
  ledger.append('log.opened', {
    origin: ledger.origin,
    previous: options.previous ?? null,
    vkey: ledger.signer.vkey,
  })
  const first = ledger.nowMs
  const ids = Array.from({ length: calls }, (_, n) => ledger.call(n, SYSTEMS[n % 2] ?? ''))
  const last = ledger.nowMs
  ledger.append('registry.approved', { version: 'support@1' }, { sys: 'sys-a' })
  options.before?.(ledger)
  // Long enough after the last call that the recount must find every one of them.
  ledger.tick(60_000)
  const asOf = new Date(ledger.nowMs).toISOString()
  const cases = testCases(ids, first, last)
  let evidence = cases.map((c) => record(ledger, c, asOf))
  options.afterTests?.(ledger)
  const seed = createHash('sha256').update('seed').digest('hex')
  const seeded = ledger.append('audit.seeded', { by: options.seedBy ?? 'auditor', seed })
  const exportId = ledger.uuid('export')
  const frozenEntry = ledger.append('audit.frozen', {
    export: exportId,
    populations: evidence.flatMap(({ control, outcome }) =>
      (outcome?.populations ?? []).map(({ source, root, rows }) => ({
        control: control.id,
        source,
        root,
        rows,
        tested: outcome?.entryId ?? null,
      })),
    ),
  })
  evidence = options.dishonest?.(evidence) ?? evidence
  const logs = await ledger.freeze()
  const words = {
    people: new Map([
      ['ana', 'ana@example.com'],
      ['ines', 'ines@example.com'],
    ]),
    waivers: options.waivers ?? new Map(),
  }
  const standing = await readStanding(ledger, { criteria, words: async () => words }, ORG)
  const frozen: Frozen = { evidence, logs, standing }
  const order: PackageOrder = {
    id: exportId,
    org: ORG,
    organisation: { id: ORG, name: 'Example Mutual' },
    mode: options.mode ?? 'full',
    from: startedAt,
    to: '2026-12-31T23:59:59.999Z',
    systems: (options.systems ?? SYSTEMS).map((ref) => ({ ref, name: ref })),
    madeAt: '2026-11-22T12:00:00.000Z',
    madeBy: 'ana@example.com',
    sampleSize: 5,
    seed: { hex: seed, by: options.seedBy ?? 'auditor', entry: seeded.id },
    openings: options.openings ?? 'withheld',
    frozenEntry: frozenEntry.id,
    ...options.order,
  }
  const verifier = options.verifier ?? {
    mjs: Buffer.from('// verifier\n'),
    html: Buffer.from('<!doctype html>\n'),
  }
  await writePackage(
    {
      ledger,
      verifier: { read: async () => verifier },
      ...(options.report === true
        ? {}
        : {
            reports: {
              html: (model) => `<!doctype html>${model.predicate.id}`,
              pdf: async () => Buffer.from('%PDF'),
            },
          }),
    },
    order,
    frozen,
    path,
    new AbortController().signal,
  )
  return { ledger, frozen }
}

/** Three controls tested over these calls, recorded in the log. */
export function syntheticEvidence(ledger: SyntheticLedger, calls: readonly string[]): ControlEvidence[] {
  const from = ledger.nowMs - calls.length * 2
  const last = ledger.nowMs
  ledger.tick(60_000)
  const asOf = new Date(ledger.nowMs).toISOString()
  return testCases(calls, from, last).map((c) => record(ledger, c, asOf))
}

function testCases(calls: readonly string[], first: number, last: number): readonly TestCase[] {
  const at = (ms: number): string => new Date(ms).toISOString()
  return [
    {
      id: 'GWY-01',
      title: 'Every call is recorded',
      statement:
        'Every inference call has an intent and an outcome in the ledger, with the key and system that it was made for.',
      source: 'gateway.calls',
      fields: { id: 'string', count: 'number', firstAt: 'instant', lastAt: 'instant', attributed: 'boolean' },
      rows: calls.map((id, i) => ({
        id,
        count: 1,
        firstAt: at(first + i * 2 + 1),
        lastAt: at(Math.min(last, first + i * 2 + 2)),
        attributed: true,
      })),
      test: {
        v: 1,
        populations: { calls: 'gateway.calls' },
        checks: [
          {
            of: 'calls',
            each: { eq: [{ field: 'attributed' }, true] },
            key: 'id',
            what: 'call {id} is not attributed',
            units: 'count',
            emptyMeans: 'did_not_operate',
          },
        ],
      },
    },
    {
      id: 'IAM-02',
      title: 'Administrators have a second factor',
      statement: 'Every active administrator signs in with a second factor.',
      source: 'identity.admins',
      fields: { id: 'string', email: 'string', mfa: 'string' },
      rows: [
        { id: 'u1', email: 'ana@example.com', mfa: 'totp' },
        { id: 'u2', email: '=cmd@example.com', mfa: 'none' },
      ],
      test: {
        v: 1,
        populations: { admins: 'identity.admins' },
        checks: [
          {
            of: 'admins',
            each: { ne: [{ field: 'mfa' }, 'none'] },
            key: 'email',
            what: '{email} has no second factor',
            emptyMeans: 'inconclusive',
          },
        ],
      },
    },
    {
      id: 'OPS-03',
      title: 'Backups are tested',
      statement: 'A backup is restored as a test at least once a quarter.',
      source: 'operations.backups',
      fields: { id: 'string', restoreResult: 'string' },
      rows: [],
      test: {
        v: 1,
        populations: { backups: 'operations.backups' },
        checks: [
          {
            of: 'backups',
            each: { eq: [{ field: 'restoreResult' }, 'pass'] },
            key: 'id',
            what: 'backup {id} was not restored',
            emptyMeans: 'inconclusive',
          },
        ],
      },
    },
  ]
}

function record(ledger: SyntheticLedger, c: TestCase, asOf: string): ControlEvidence {
  const loaded = loadTest(c.test, { [c.source]: c.fields })
  if (!loaded.ok) throw new Error(`${c.id}: ${loaded.error.path} ${loaded.error.detail}`)
  const result = runTest(loaded.value, { [c.source]: { rows: c.rows, complete: true, why: '' } }, asOf)
  const text = canonicalize(c.test)
  const testDigest = createHash('sha256').update(text).digest('hex')
  const root = rootOf(c.rows)
  const entry = ledger.append('control.tested', {
    control: c.id,
    status: result.status,
    checked: result.checked,
    testDigest,
    asOf,
    from: '2026-10-31T00:00:00.000Z',
    populations: [
      {
        source: c.source,
        root,
        rows: c.rows.length,
        complete: true,
        query: `all rows of ${c.source}`,
        asOf,
        independent: null,
      },
    ],
  })
  return {
    control: {
      id: c.id,
      title: c.title,
      statement: c.statement,
      risk: 'Calls happen that nobody can account for.',
      nature: 'automated',
      type: 'detective',
      frequency: 'continuous',
      criteria: [{ id: criterionOf[c.id] ?? 'CC7.2', why: 'the record is what monitoring reads' }],
      remediation: 'Route the traffic through the gateway.',
      freshForMs: 86_400_000,
      strip: Array.from({ length: 30 }, (_, i) => ({
        day: `2026-11-${String(i + 1).padStart(2, '0')}`,
        status: i < 8 ? ('untested' as const) : result.status,
      })),
      hasTest: true,
      population: `rows of ${c.source}`,
      attributes: [],
      evidence: 'the ledger',
      uncovered: 'whether the rows are true',
    },
    changedSince: false,
    outcome: {
      id: ledger.uuid(`outcome/${c.id}`),
      controlId: c.id,
      status: result.status,
      checked: result.checked,
      deviating: result.deviating,
      why: result.why,
      asOf,
      trial: false,
      testDigest,
      entryId: entry.id,
      index: entry.index,
      deviations: result.deviations.map((d) => ({ ...d, since: null, href: null })),
      populations: [
        {
          source: c.source,
          rows: c.rows.length,
          complete: true,
          root,
          query: `all rows of ${c.source}`,
          asOf,
          independent: null,
        },
      ],
    },
    runs: { [result.status]: 1 },
    test: text,
    notReperformable: '',
    fields: () => c.fields,
    async *rows() {
      yield* c.rows
    },
  }
}

const criteria = (): readonly string[] => ['CC6.1', 'CC7.2', 'A1.2', 'CC1.1']
const criterionOf: Readonly<Record<string, string>> = { 'IAM-02': 'CC6.1', 'OPS-03': 'A1.2' }
