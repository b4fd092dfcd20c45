import { describe, expect, it } from 'vitest'
import type { FactTable } from '../../../ledger/facts.ts'
import type { JsonObject } from '../../../lib/json.ts'
import type { FieldType, TestResult } from '../../../lib/predicate/types.ts'
import { catalogue } from '../catalogue/index.ts'
import { criteria } from '../catalogue/criteria.ts'
import { factFields, type FactSourceId } from '../fact-fields.ts'
import { draft } from '../run-tests.ts'
import { verifies } from '../../../../test/promises.ts'
import { checkTests, tests } from './index.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString()
const later = (hours: number): string => ago(-hours)

/** One good row per source; each case changes what it is about. */
const good = {
  'inventory.systems': {
    id: 's1',
    ref: 'r',
    name: 'support',
    kind: 'production_model',
    state: 'active',
    environment: 'production',
    trial: false,
    owner: 'u1',
    ownerEmail: 'ada@example.org',
    ownerActive: true,
    ownerAssignedAt: ago(90),
    ownerAcceptedAt: ago(80),
    hasPurpose: true,
    riskClass: 'high',
    hasRiskAnswers: true,
    dataClasses: 2,
    vendor: null,
    missing: '',
    createdAt: ago(900),
    updatedAt: ago(90),
    retiredAt: null,
  },
  'identity.admins': {
    id: 'u1',
    email: 'ada@example.org',
    roles: 'admin',
    admin: true,
    approver: false,
    active: true,
    mfa: 'totp',
    mfaAt: ago(5),
    createdAt: ago(500),
    lastSeenAt: ago(1),
  },
  'identity.keys': {
    id: 'k1',
    kind: 'virtual_key',
    prefix: 'sw-ab',
    system: 'support',
    environment: 'production',
    trial: false,
    createdBy: 'u1',
    createdAt: ago(500),
    expiresAt: later(500),
    revokedAt: null,
    lastUsedAt: ago(1),
    state: 'active',
  },
  'identity.callers': {
    id: 'k1',
    kind: 'virtual_key',
    name: 'sw-ab',
    system: 'support',
    environment: 'production',
    trial: false,
    createdAt: ago(500),
    rateLimited: true,
    budgetLimited: false,
    limits: 'requestsPerMinute:60',
  },
  'registry.deployments': {
    id: 'd1',
    version: 'v1',
    label: 'support@1',
    system: 'support',
    environment: 'production',
    trial: false,
    by: 'u2',
    at: ago(48),
    endedAt: null,
    versionState: 'deployed',
    bootstrap: false,
    author: 'u1',
    approvalId: 'a1',
    approvedAt: ago(50),
    digestMatches: true,
  },
  'registry.approvals': {
    id: 'a1/1',
    approval: 'a1',
    kind: 'version.approve',
    subject: 'support@1',
    author: 'u1',
    requester: 'u1',
    decidedBy: 'u2',
    verdict: 'approve',
    requestedAt: ago(60),
    at: ago(50),
    state: 'approved',
    quorum: 1,
    approvals: 1,
    expiresAt: later(100),
    executedAt: ago(50),
    trial: false,
  },
  'policies.routes': {
    id: 'r1',
    name: 'chat',
    system: 'support',
    environment: 'production',
    trial: false,
    enabled: true,
    regulated: true,
    policy: 'guard',
    policyVersion: 3,
    policyDigest: 'd',
    inputInjection: 'enforce',
    inputSecrets: 'enforce',
    inputPii: 'enforce',
    outputInjection: 'none',
    outputSecrets: 'enforce',
    outputPii: 'enforce',
    onGuardError: 'block',
    targets: 1,
    createdAt: ago(500),
    updatedAt: ago(50),
  },
  'gateway.calls': {
    id: 'c1',
    count: 40,
    day: '2026-11-22',
    firstAt: ago(9),
    lastAt: ago(1),
    system: 'support',
    route: 'r1',
    routeName: 'chat',
    environment: 'production',
    trial: false,
    key: 'k1',
    version: 'v1',
    policyDigest: 'd',
    dispatched: true,
    status: 'completed',
    verdict: 'allowed',
    attributed: true,
    withIntent: 40,
    withOutcome: 40,
    open: 0,
    inputInjection: 'enforce',
    inputSecrets: 'enforce',
    inputPii: 'enforce',
    outputInjection: 'none',
    outputSecrets: 'enforce',
    outputPii: 'enforce',
    outputReleased: true,
    outputFullyScanned: true,
  },
  'gateway.probes': {
    id: 'chat (production) input.pii r1',
    route: 'r1',
    routeName: 'chat',
    system: 'support',
    environment: 'production',
    trial: false,
    side: 'input',
    guard: 'pii',
    detector: '',
    probedAt: ago(3),
    samePolicy: true,
    hostile: 5,
    stopped: 5,
    harmless: 3,
    passed: 3,
    failure: '',
    recordedAs: 'e1',
  },
  'ledger.sources': {
    id: 'o gw e',
    origin: 'o',
    producer: 'gw',
    epoch: 'e',
    state: 'open',
    nextN: 80,
    recorded: 80,
    missing: 0,
    lost: 0,
    unrecordedCalls: 0,
    clockSkewMs: 12,
    openedAt: ago(9),
    lastAt: ago(1),
  },
  'ledger.anchors': {
    id: 'o/1',
    state: 'open',
    size: 500,
    openedAt: ago(900),
    publishedAt: ago(0),
    pending: 2,
    oldestPendingAt: ago(0.01),
    anchoredAt: ago(2),
    anchoredSize: 480,
    anchor: 'git',
    unanchoredSince: null,
  },
  'operations.backups': {
    id: 'b1',
    kind: 'data',
    at: ago(20),
    bytes: 1000,
    sha256: 'ff',
    restoreTestedAt: ago(10),
    restoreResult: 'pass',
  },
  'controls.populations': {
    id: 'AIC-GW-02',
    status: 'pass',
    lastTestedAt: ago(0.1),
    freshUntil: later(0.9),
    populations: 2,
    incomplete: 0,
    recordedAs: 'e1',
  },
} satisfies Record<FactSourceId, JsonObject>

type Rows = Partial<Record<FactSourceId, readonly JsonObject[]>>
const with1 = (source: FactSourceId, change: JsonObject): Rows => ({
  [source]: [{ ...good[source], ...change }],
})
const KEYS_BACKUP = {
  ...good['operations.backups'],
  id: 'b2',
  kind: 'keys',
  restoreTestedAt: null,
  restoreResult: 'none',
}

function run(control: string, rows: Rows = {}): TestResult {
  const definition = tests.find((test) => test.control === control)
  if (definition === undefined) throw new Error(`no test for ${control}`)
  const tables = Object.values(definition.test.populations).map((source): FactTable => {
    const id = Object.keys(good).find((candidate): candidate is FactSourceId => candidate === source)
    if (id === undefined) throw new Error(source)
    const standard = id === 'operations.backups' ? [good[id], KEYS_BACKUP] : [good[id]]
    return {
      source,
      rows: rows[id] ?? standard,
      complete: true,
      why: '',
      asOf: new Date(NOW).toISOString(),
      query: 'all',
    }
  })
  return draft(definition, tables, NOW).result
}

const retired = { state: 'retired', retiredAt: ago(24) }
const quietEnd: Rows = {
  'inventory.systems': [{ ...good['inventory.systems'], ...retired }],
  'identity.keys': [{ ...good['identity.keys'], state: 'revoked', revokedAt: ago(24) }],
  'policies.routes': [{ ...good['policies.routes'], enabled: false }],
  'gateway.calls': [{ ...good['gateway.calls'], firstAt: ago(30), lastAt: ago(25) }],
}
const loosened = { ...good['registry.approvals'], kind: 'policy.loosen' }
const refusedEarly = {
  status: 'refused',
  dispatched: false,
  attributed: false,
  key: null,
  system: '',
  route: '',
  routeName: '',
  version: null,
  policyDigest: null,
  inputInjection: 'none',
  inputSecrets: 'none',
  inputPii: 'none',
  outputSecrets: 'none',
  outputPii: 'none',
  outputReleased: false,
}

/** Each automated control: rows on which it is green, and every kind of deviation on which it must go red. */
const cases: Readonly<
  Record<
    string,
    {
      green: readonly [string, Rows][]
      red: readonly [string, Rows][]
      quiet: readonly [string, Rows, string][]
    }
  >
> = {
  'AIC-INV-01': {
    green: [
      ['a complete record', {}],
      ['a third party with vendor', with1('inventory.systems', { kind: 'third_party', vendor: 'Acme' })],
    ],
    red: [
      ['no owner', with1('inventory.systems', { owner: null, missing: 'owner' })],
      ['no purpose', with1('inventory.systems', { hasPurpose: false })],
      ['no risk class', with1('inventory.systems', { riskClass: null })],
      ['a class without its answers', with1('inventory.systems', { hasRiskAnswers: false })],
      ['no data classes', with1('inventory.systems', { dataClasses: 0 })],
      ['a third party without vendor', with1('inventory.systems', { kind: 'third_party' })],
      ['a field named missing', with1('inventory.systems', { missing: 'environment' })],
    ],
    quiet: [
      ['no systems', { 'inventory.systems': [] }, 'did_not_operate'],
      ['only retired ones', with1('inventory.systems', retired), 'did_not_operate'],
    ],
  },
  'AIC-INV-03': {
    green: [['an active owner who accepted', {}]],
    red: [
      ['no owner', with1('inventory.systems', { owner: null, ownerActive: false })],
      ['an owner who left', with1('inventory.systems', { ownerActive: false })],
      ['not accepted', with1('inventory.systems', { ownerAcceptedAt: null })],
    ],
    quiet: [['no systems', { 'inventory.systems': [] }, 'did_not_operate']],
  },
  'AIC-INV-06': {
    green: [['keys revoked, routes off, no call since', quietEnd]],
    red: [
      ['an active key', { ...quietEnd, 'identity.keys': [good['identity.keys']] }],
      ['an enabled route', { ...quietEnd, 'policies.routes': [good['policies.routes']] }],
      ['a call served after retirement', { ...quietEnd, 'gateway.calls': [good['gateway.calls']] }],
      ['no date of retirement', { ...quietEnd, ...with1('inventory.systems', { state: 'retired' }) }],
    ],
    quiet: [['nothing retired', {}, 'did_not_operate']],
  },
  'AIC-ACC-01': {
    green: [
      ['an admin with TOTP', {}],
      [
        'an approver with a passkey',
        with1('identity.admins', { admin: false, approver: true, mfa: 'passkey' }),
      ],
      [
        'one inactive without',
        {
          'identity.admins': [
            good['identity.admins'],
            { ...good['identity.admins'], id: 'u9', active: false, mfa: 'none' },
          ],
        },
      ],
    ],
    red: [
      ['an admin without', with1('identity.admins', { mfa: 'none' })],
      ['an approver without', with1('identity.admins', { admin: false, approver: true, mfa: 'none' })],
    ],
    quiet: [['nobody yet', { 'identity.admins': [] }, 'did_not_operate']],
  },
  'AIC-ACC-03': {
    green: [
      ['a key that expires', {}],
      [
        'revoked and unused since',
        with1('identity.keys', { revokedAt: ago(1), lastUsedAt: ago(1), state: 'revoked' }),
      ],
    ],
    red: [
      ['no expiry', with1('identity.keys', { expiresAt: null })],
      ['ten years', with1('identity.keys', { expiresAt: later(87_600) })],
      ['used after expiry', with1('identity.keys', { expiresAt: ago(5), lastUsedAt: ago(4) })],
      ['used after revocation', with1('identity.keys', { revokedAt: ago(5), lastUsedAt: ago(4) })],
    ],
    quiet: [['no keys', { 'identity.keys': [] }, 'did_not_operate']],
  },
  'AIC-MDL-01': {
    green: [
      ['approved by another before deployment', {}],
      [
        'a rejection by the author counts for nothing',
        {
          'registry.approvals': [
            good['registry.approvals'],
            {
              ...good['registry.approvals'],
              id: 'a2/1',
              decidedBy: 'u1',
              verdict: 'reject',
              executedAt: null,
              approvals: 0,
            },
          ],
        },
      ],
    ],
    red: [
      ['never approved', with1('registry.deployments', { approvalId: null, approvedAt: null })],
      ['approved afterwards', with1('registry.deployments', { approvedAt: ago(47) })],
      ['another digest', with1('registry.deployments', { digestMatches: false })],
      ['approved by the author', with1('registry.approvals', { decidedBy: 'u1' })],
      ['approved by who asked', with1('registry.approvals', { requester: 'u2' })],
      ['executed below the quorum', with1('registry.approvals', { quorum: 2 })],
      ['decided after expiry', with1('registry.approvals', { expiresAt: ago(55) })],
    ],
    quiet: [
      [
        'only the sandbox stands',
        with1('registry.deployments', {
          bootstrap: true,
          author: 'installation',
          approvalId: null,
          approvedAt: null,
        }),
        'did_not_operate',
      ],
    ],
  },
  'AIC-MDL-02': {
    green: [
      ['an approved, deployed version', {}],
      ['the sandbox', with1('registry.deployments', { bootstrap: true, approvedAt: null, approvalId: null })],
      ['ended as the calls ended', with1('registry.deployments', { endedAt: ago(1) })],
    ],
    red: [
      ['another version', with1('gateway.calls', { version: 'v2' })],
      ['no version known', with1('gateway.calls', { version: null })],
      ['deployed elsewhere', with1('registry.deployments', { environment: 'staging' })],
      ['before deployment', with1('registry.deployments', { at: ago(8) })],
      ['after its end', with1('registry.deployments', { endedAt: ago(3) })],
      ['never approved', with1('registry.deployments', { approvedAt: null })],
      ['another digest', with1('registry.deployments', { digestMatches: false })],
    ],
    quiet: [
      ['no calls', { 'gateway.calls': [] }, 'did_not_operate'],
      ['only refusals', with1('gateway.calls', refusedEarly), 'did_not_operate'],
    ],
  },
  'AIC-MDL-07': {
    green: [
      ['another person decided', { 'registry.approvals': [loosened] }],
      [
        'an erasure without author',
        { 'registry.approvals': [{ ...loosened, kind: 'erasure', author: null }] },
      ],
    ],
    red: [
      ['the author decided', { 'registry.approvals': [{ ...loosened, decidedBy: 'u1' }] }],
      ['executed below the quorum', { 'registry.approvals': [{ ...loosened, approvals: 0 }] }],
    ],
    quiet: [['only versions', {}, 'did_not_operate']],
  },
  'AIC-GW-01': {
    green: [
      ['attributed calls', {}],
      ['a refusal of an unknown key', with1('gateway.calls', refusedEarly)],
    ],
    red: [
      ['no key', with1('gateway.calls', { key: null })],
      ['no system', with1('gateway.calls', { system: '' })],
      ['no policy', with1('gateway.calls', { policyDigest: null })],
      ['attributed later', with1('gateway.calls', { attributed: false })],
      ['a nameless call that went upstream', with1('gateway.calls', { ...refusedEarly, dispatched: true })],
    ],
    quiet: [['no calls', { 'gateway.calls': [] }, 'did_not_operate']],
  },
  'AIC-GW-02': {
    green: [
      ['every call with both entries, counters without gaps', {}],
      ['calls still running', with1('gateway.calls', { withOutcome: 0, open: 40 })],
      ['a closed producer', with1('ledger.sources', { state: 'closed' })],
    ],
    red: [
      ['a call without intent', with1('gateway.calls', { withIntent: 39 })],
      ['a call without outcome', with1('gateway.calls', { withOutcome: 39 })],
      ['running calls hide no missing one', with1('gateway.calls', { withOutcome: 38, open: 1 })],
      ['not attributed', with1('gateway.calls', { attributed: false })],
      ['a gap in a counter', with1('ledger.sources', { recorded: 79, missing: 1 })],
      ['a counter that does not add up', with1('ledger.sources', { recorded: 79 })],
      ['a lost spool', with1('ledger.sources', { state: 'lost', lost: 3 })],
      ['calls that could not be recorded', with1('ledger.sources', { unrecordedCalls: 2 })],
      ['clocks apart', with1('ledger.sources', { clockSkewMs: 61_000 })],
    ],
    quiet: [
      ['no calls', { 'gateway.calls': [] }, 'did_not_operate'],
      ['calls without a producer', { 'ledger.sources': [] }, 'inconclusive'],
    ],
  },
  'AIC-GW-04': {
    green: [
      ['a limit a minute', {}],
      ['a budget', with1('identity.callers', { rateLimited: false, budgetLimited: true })],
      [
        'a key of staging without',
        {
          'identity.callers': [
            good['identity.callers'],
            {
              ...good['identity.callers'],
              id: 'k2',
              environment: 'staging',
              rateLimited: false,
              limits: '',
            },
          ],
        },
      ],
    ],
    red: [
      ['no limit', with1('identity.callers', { rateLimited: false, limits: '' })],
      [
        'only how many at once',
        with1('identity.callers', { rateLimited: false, limits: 'concurrentRequests:4' }),
      ],
      [
        'an issuer without',
        with1('identity.callers', { kind: 'issuer', name: 'login', rateLimited: false, limits: '' }),
      ],
    ],
    quiet: [
      ['no callers', { 'identity.callers': [] }, 'did_not_operate'],
      ['none in production', with1('identity.callers', { environment: 'staging' }), 'did_not_operate'],
    ],
  },
  'AIC-GRD-01': {
    green: [
      ['all enforced', {}],
      [
        'a blocked attack',
        with1('gateway.calls', { status: 'blocked', verdict: 'blocked', dispatched: false }),
      ],
      [
        'an unregulated route in observe',
        {
          'gateway.calls': [
            good['gateway.calls'],
            { ...good['gateway.calls'], id: 'c2', route: 'r2', inputInjection: 'observe' },
          ],
          'policies.routes': [
            good['policies.routes'],
            { ...good['policies.routes'], id: 'r2', regulated: false, inputInjection: 'observe' },
          ],
        },
      ],
      [
        'a route in observe that nobody called',
        with1('policies.routes', { id: 'r9', inputSecrets: 'observe' }),
      ],
      [
        'a refusal before the guards',
        { 'gateway.calls': [good['gateway.calls'], { ...good['gateway.calls'], id: 'c3', ...refusedEarly }] },
      ],
    ],
    red: [
      ['injection in observe', with1('gateway.calls', { inputInjection: 'observe' })],
      ['secrets in observe', with1('gateway.calls', { inputSecrets: 'observe' })],
      ['not scanned', with1('gateway.calls', { inputInjection: 'none' })],
      [
        'a route that nobody knows any more',
        { 'gateway.calls': [{ ...good['gateway.calls'], route: 'gone', inputInjection: 'none' }] },
      ],
    ],
    quiet: [
      ['zero calls', { 'gateway.calls': [] }, 'did_not_operate'],
      ['only refusals', with1('gateway.calls', refusedEarly), 'did_not_operate'],
      ['rows that stand for no call', with1('gateway.calls', { count: 0 }), 'did_not_operate'],
    ],
  },
  'AIC-GRD-02': {
    green: [['every probe ended as labelled, today', {}]],
    red: [
      ['never probed', with1('gateway.probes', { probedAt: null, hostile: 0, stopped: 0, recordedAs: null })],
      ['probed the day before yesterday', with1('gateway.probes', { probedAt: ago(27) })],
      ['under a policy that stands no more', with1('gateway.probes', { samePolicy: false })],
      ['an attack got through', with1('gateway.probes', { stopped: 4 })],
      ['a harmless text was stopped', with1('gateway.probes', { passed: 2 })],
      ['the guard failed', with1('gateway.probes', { failure: 'guard_error' })],
      ['nothing hostile to send', with1('gateway.probes', { failure: 'no_probe', hostile: 0, stopped: 0 })],
      ['no entry', with1('gateway.probes', { recordedAs: null })],
    ],
    quiet: [['nothing is enforced', { 'gateway.probes': [] }, 'did_not_operate']],
  },
  'AIC-GRD-03': {
    green: [
      ['scanned and enforced', {}],
      ['personal data enforced', with1('gateway.calls', { outputSecrets: 'observe' })],
    ],
    red: [
      ['released before it was scanned', with1('gateway.calls', { outputFullyScanned: false })],
      ['only observed', with1('gateway.calls', { outputSecrets: 'observe', outputPii: 'observe' })],
      ['no rule', with1('gateway.calls', { outputSecrets: 'none', outputPii: 'none' })],
    ],
    quiet: [['nothing released', with1('gateway.calls', { outputReleased: false }), 'did_not_operate']],
  },
  'AIC-GRD-04': {
    green: [['enforced', {}]],
    red: [
      ['observed', with1('gateway.calls', { inputPii: 'observe' })],
      ['no rule', with1('gateway.calls', { inputPii: 'none' })],
    ],
    quiet: [['zero calls', { 'gateway.calls': [] }, 'did_not_operate']],
  },
  'AIC-LED-01': {
    green: [
      ['anchored today', {}],
      ['nothing pending', with1('ledger.anchors', { oldestPendingAt: null, pending: 0 })],
    ],
    red: [
      [
        'no anchor',
        with1('ledger.anchors', {
          anchor: 'none',
          anchoredAt: null,
          anchoredSize: 0,
          unanchoredSince: ago(900),
        }),
      ],
      ['anchored the day before yesterday', with1('ledger.anchors', { anchoredAt: ago(40) })],
      ['never published', with1('ledger.anchors', { publishedAt: null })],
      ['publishing has stopped', with1('ledger.anchors', { oldestPendingAt: ago(1) })],
    ],
    quiet: [
      ['no log', { 'ledger.anchors': [] }, 'inconclusive'],
      ['a closed log', with1('ledger.anchors', { state: 'closed' }), 'inconclusive'],
    ],
  },
  'AIC-DR-02': {
    green: [['data backed up and restored, keys backed up', {}]],
    red: [
      [
        'the last data backup is old',
        { 'operations.backups': [{ ...good['operations.backups'], at: ago(24 * 9) }, KEYS_BACKUP] },
      ],
      [
        'never restored',
        {
          'operations.backups': [
            { ...good['operations.backups'], restoreTestedAt: null, restoreResult: 'none' },
            KEYS_BACKUP,
          ],
        },
      ],
      [
        'a restore that failed',
        {
          'operations.backups': [
            good['operations.backups'],
            { ...good['operations.backups'], id: 'b3', restoreResult: 'fail' },
            KEYS_BACKUP,
          ],
        },
      ],
      [
        'restored long ago',
        {
          'operations.backups': [
            { ...good['operations.backups'], restoreTestedAt: ago(24 * 93) },
            KEYS_BACKUP,
          ],
        },
      ],
      ['no backup of the keys', with1('operations.backups', {})],
    ],
    quiet: [['no backups', { 'operations.backups': [] }, 'did_not_operate']],
  },
  'AIC-EVD-01': {
    green: [
      ['fresh and complete', {}],
      [
        'itself is left out',
        {
          'controls.populations': [
            good['controls.populations'],
            { ...good['controls.populations'], id: 'AIC-EVD-01', lastTestedAt: null, freshUntil: null },
          ],
        },
      ],
    ],
    red: [
      [
        'never tested',
        with1('controls.populations', {
          lastTestedAt: null,
          freshUntil: null,
          populations: 0,
          recordedAs: null,
        }),
      ],
      ['stale', with1('controls.populations', { freshUntil: ago(0.1) })],
      ['on an incomplete population', with1('controls.populations', { incomplete: 1 })],
      ['not in the ledger', with1('controls.populations', { recordedAs: null })],
    ],
    quiet: [['no tests', { 'controls.populations': [] }, 'inconclusive']],
  },
}

describe.each(tests.map((test) => test.control))('%s', (control) => {
  const own = cases[control]
  it('has cases in which it goes green, red and quiet', () =>
    expect(
      [own?.green.length, own?.red.length, own?.quiet.length].every((n) => n !== undefined && n > 0),
    ).toBe(true))
  it.each(own?.green ?? [])('green: %s', (_, rows) =>
    expect(run(control, rows)).toMatchObject({ status: 'pass', deviations: [] }),
  )
  it.each(own?.red ?? [])('red: %s', (_, rows) => {
    const result = run(control, rows)
    expect(result.status).toBe('fail')
    expect(result.deviations).toHaveLength(1)
    expect(result.deviations[0]?.what).not.toMatch(/\{|undefined/)
  })
  it.each(own?.quiet ?? [])('neither: %s', (_, rows, word) => expect(run(control, rows).status).toBe(word))
})

describe('the catalogue', () => {
  it('holds 61 criteria with the ids of the five categories', () => {
    const ids = criteria.map((criterion) => criterion.id)
    const series = (prefix: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${prefix}.${i + 1}`)
    const expected = [
      ...series('CC1', 5),
      ...series('CC2', 3),
      ...series('CC3', 4),
      ...series('CC4', 2),
      ...series('CC5', 3),
      ...series('CC6', 8),
      ...series('CC7', 5),
      ...series('CC8', 1),
      ...series('CC9', 2),
      ...series('A1', 3),
      ...series('C1', 2),
      ...series('PI1', 5),
      ...series('P1', 1),
      ...series('P2', 1),
      ...series('P3', 2),
      ...series('P4', 3),
      ...series('P5', 2),
      ...series('P6', 7),
      ...series('P7', 1),
      ...series('P8', 1),
    ]
    expect(ids).toEqual(expected)
    expect(ids).toHaveLength(61)
    expect(criteria.every((criterion) => criterion.text.length > 20)).toBe(true)
  })

  verifies(
    'CTRL-1',
    'holds at least 60 controls, each with statement, risk, remediation, population and a reason per link to a criterion that exists',
    () => {
      expect(catalogue.length).toBeGreaterThanOrEqual(60)
      expect(new Set(catalogue.map((control) => control.id)).size).toBe(catalogue.length)
      for (const control of catalogue) {
        for (const text of [
          control.title,
          control.statement,
          control.risk,
          control.remediation,
          control.population,
          control.evidence,
        ])
          expect(text.length, control.id).toBeGreaterThan(10)
        expect(control.attributes.length, control.id).toBeGreaterThan(0)
        expect(control.criteria.length, control.id).toBeGreaterThan(0)
        for (const link of control.criteria) {
          expect(
            criteria.some((criterion) => criterion.id === link.id),
            `${control.id} ${link.id}`,
          ).toBe(true)
          expect(link.why.length, control.id).toBeGreaterThan(5)
        }
      }
    },
  )

  it('every automated test belongs to a control of it, loads against the declared fields, and says what it does not look at', () => {
    expect(tests.length).toBeGreaterThanOrEqual(12)
    const sources = Object.entries(factFields).map(([id, fields]) => ({ id, fields }))
    expect(() => checkTests(sources)).not.toThrow()
    for (const test of tests) {
      expect(catalogue.some((control) => control.id === test.control)).toBe(true)
      expect(test.uncovered.length).toBeGreaterThan(10)
    }
  })

  it('start stops with every fault named when a source lacks a field, has another type or is absent', () => {
    const broken = Object.entries(factFields).map(([id, declared]) => {
      const fields = new Map<string, FieldType>(Object.entries(declared))
      if (id === 'identity.keys') fields.set('expiresAt', 'string')
      if (id === 'gateway.calls' && fields.delete('inputInjection')) fields.set('inputInjektion', 'string')
      return { id: id === 'ledger.anchors' ? 'ledger.anchor' : id, fields: Object.fromEntries(fields) }
    })
    expect(() => checkTests(broken)).toThrow(
      'control tests cannot run:\nfact source `identity.keys`: `expiresAt` is string, expected instant?\nfact source `gateway.calls` has no field `inputInjection`, there is `inputInjektion`\nno fact source `ledger.anchors`, there is `ledger.anchor`',
    )
  })
})
