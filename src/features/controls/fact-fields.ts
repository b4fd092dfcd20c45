import type { FactSource } from '../../ledger/facts.ts'

type Fields = FactSource['fields']

/**
 * What the control tests expect of each fact source. The owner of a source offers at least these fields under these names (more is welcome);
 * the catalogue is checked against the real sources at start and a missing field stops it with the near name.
 *
 * Rules for every source:
 * - Rows are flat. Numbers are integers within 2^53-1 (durations in ms, money in micro units). Instants are ISO 8601 UTC with milliseconds.
 *   A field whose type ends in `?` may be null; it is never left out.
 * - `id` identifies the row in words that a deviation can show and a page can link to; unique within the table.
 * - `trial: true` = the row rests on `environment = trial`. Outcomes that rest on trial rows are marked trial.
 * - Everything that existed at any time in the window belongs to the population, also what is retired, revoked or disabled by now. A source
 *   that cannot read all of it (limit hit, backlog not shipped, table unreadable) answers `complete: false` with `why`.
 * - `query` says in words how the rows were selected, with the window.
 * - `independentCount` where another table counts the same thing (calls against ledger entries).
 */
export const factFields = {
  /** One row per AI system, retired ones included. Owner: inventory. */
  'inventory.systems': {
    id: 'string', // system id (uuid)
    ref: 'string', // random id used in envelopes
    name: 'string',
    kind: 'string', // production_model | internal_experiment | third_party | agent
    state: 'string', // active | retired
    environment: 'string', // trial | development | staging | production
    trial: 'boolean',
    owner: 'string?', // user id
    ownerEmail: 'string?',
    ownerActive: 'boolean', // false when there is no owner
    ownerAssignedAt: 'instant?',
    ownerAcceptedAt: 'instant?', // of the assignment in force
    hasPurpose: 'boolean',
    riskClass: 'string?',
    hasRiskAnswers: 'boolean',
    dataClasses: 'number', // how many
    vendor: 'string?', // required when kind is third_party
    missing: 'string', // required fields that are not filled, comma-separated, '' when complete
    createdAt: 'instant',
    updatedAt: 'instant',
    retiredAt: 'instant?',
  },
  /** One row per person who holds admin or approver, inactive ones included. Owner: identity. */
  'identity.admins': {
    id: 'string', // user id
    email: 'string',
    roles: 'string', // comma-separated, sorted
    admin: 'boolean',
    approver: 'boolean',
    active: 'boolean',
    mfa: 'string', // none | totp | passkey
    mfaAt: 'instant?',
    createdAt: 'instant',
    lastSeenAt: 'instant?',
  },
  /** One row per virtual key and API token that was valid at any time in the window. Owner: identity. */
  'identity.keys': {
    id: 'string',
    kind: 'string', // virtual_key | api_token
    prefix: 'string',
    system: 'string?', // system name of a virtual key
    environment: 'string?', // of a virtual key
    trial: 'boolean',
    createdBy: 'string', // user id, token id or `installation`
    createdAt: 'instant',
    expiresAt: 'instant?',
    revokedAt: 'instant?',
    lastUsedAt: 'instant?',
    state: 'string', // active | expired | revoked, at asOf
  },
  /** One row per caller of /v1 at the window's end: virtual keys that work, issuers that are trusted. Limits of their own, as they stand now. Owner: identity. */
  'identity.callers': {
    id: 'string',
    kind: 'string', // virtual_key | issuer
    name: 'string', // prefix of a key, name of an issuer
    system: 'string', // name; of an issuer: names, comma-separated
    environment: 'string',
    trial: 'boolean',
    createdAt: 'instant',
    rateLimited: 'boolean', // requests or tokens a minute; concurrency alone bounds no volume
    budgetLimited: 'boolean', // tokens a day, cost a day or a month
    limits: 'string', // `requestsPerMinute:60 tokensPerDay:100000`, '' when none
  },
  /** One row per deployment in force at any time in the window, ended ones included. Owner: registry. */
  'registry.deployments': {
    id: 'string',
    version: 'string', // version id
    label: 'string', // support@7
    system: 'string', // name
    environment: 'string',
    trial: 'boolean',
    by: 'string', // user id or `installation`
    at: 'instant',
    endedAt: 'instant?',
    versionState: 'string', // as in registry/contract.ts
    bootstrap: 'boolean', // registry.bootstrap by the installation (sandbox), no approval exists
    author: 'string', // user id or `installation`
    approvalId: 'string?',
    approvedAt: 'instant?', // when the quorum was reached
    digestMatches: 'boolean', // the approval's digest equals the digest of the version that was deployed; true for a bootstrap
  },
  /** One row per decision (approve or reject) taken in the window on any approval object. Owner: registry (or approvals). */
  'registry.approvals': {
    id: 'string', // decision id, or approval id + '/' + running number
    approval: 'string', // approval id
    kind: 'string', // version.approve | policy.loosen | kill.release | waiver | erasure
    subject: 'string', // title of what was approved
    author: 'string?', // user id of who made the thing; null when the kind has none
    requester: 'string', // user id
    decidedBy: 'string', // user id
    verdict: 'string', // approve | reject
    requestedAt: 'instant',
    at: 'instant',
    state: 'string', // of the approval
    quorum: 'number', // how many approvals the rule asks
    approvals: 'number', // distinct people who approved so far
    expiresAt: 'instant',
    executedAt: 'instant?',
    trial: 'boolean',
  },
  /** One row per route, disabled ones included, with the policy now active on it. Owner: policies. */
  'policies.routes': {
    id: 'string', // route id, as gateway.calls.route
    name: 'string',
    system: 'string', // name
    environment: 'string',
    trial: 'boolean',
    enabled: 'boolean',
    regulated: 'boolean', // in scope of the gateway controls; evidence unavailable refuses
    policy: 'string',
    policyVersion: 'number?',
    policyDigest: 'string?',
    // Per guard and side: `enforce` (mode enforce and action block or mask), `observe` (mode observe, or a rule that only flags), `none` (no rule).
    // Two rules for one guard: the strongest counts.
    inputInjection: 'string',
    inputSecrets: 'string',
    inputPii: 'string',
    outputInjection: 'string',
    outputSecrets: 'string',
    outputPii: 'string',
    onGuardError: 'string', // block | allow
    targets: 'number', // how many versions it may dispatch
    createdAt: 'instant',
    updatedAt: 'instant',
  },
  /**
   * Inference calls accepted in the window, refusals included, aggregated: one row per distinct combination of
   * (day, route, key, version, policyDigest, status, verdict, attributed, dispatched, the six guard modes) with how many calls stand behind it.
   * `checked` in a result is the sum of `count`. A source may also give one row per call with count 1. Owner: gateway.
   */
  'gateway.calls': {
    id: 'string', // unique per row; the combination in words or the call id
    count: 'number',
    day: 'string', // 2026-11-22 (UTC)
    firstAt: 'instant',
    lastAt: 'instant',
    system: 'string', // name, '' when none was resolved
    route: 'string', // route id, '' when none was resolved
    routeName: 'string',
    environment: 'string',
    trial: 'boolean',
    key: 'string?', // virtual key id
    version: 'string?', // version id that was dispatched; null when none was
    policyDigest: 'string?',
    dispatched: 'boolean', // a request went to an upstream
    status: 'string', // completed | blocked | refused | failed | cut | unknown
    verdict: 'string',
    attributed: 'boolean', // key and system are known and were fixed when the intent was written
    withIntent: 'number', // of `count`: calls whose intent entry is in the ledger (any state but lost)
    withOutcome: 'number', // of `count`: calls whose outcome entry is in the ledger (`unknown` after a kill is an outcome)
    open: 'number', // of `count`: calls still running at asOf (no outcome yet, younger than 15 minutes)
    // Mode under which each guard really judged these calls, from the verdicts recorded with them: `enforce`, `observe` or `none` (did not judge).
    inputInjection: 'string',
    inputSecrets: 'string',
    inputPii: 'string',
    outputInjection: 'string',
    outputSecrets: 'string',
    outputPii: 'string',
    outputReleased: 'boolean', // some output reached the client
    outputFullyScanned: 'boolean', // authorisedTo <= scannedTo for each of these calls (true when no output was released)
  },
  /** One row per guard that is enforced on an enabled route now, probed or not. Owner: gateway. */
  'gateway.probes': {
    id: 'string', // `chat (production) input.pii <route id>`
    route: 'string', // route id
    routeName: 'string',
    system: 'string',
    environment: 'string',
    trial: 'boolean',
    side: 'string', // input | output
    guard: 'string',
    detector: 'string', // the server of an external rule, '' for our own guards
    probedAt: 'instant?', // of the newest labelled probes; null: never
    samePolicy: 'boolean', // they ran under the policy version that is active now
    hostile: 'number', // probes that must be stopped
    stopped: 'number',
    harmless: 'number', // probes that must pass
    passed: 'number',
    failure: 'string', // '' | no_probe | guard_error
    recordedAs: 'string?', // id of the gateway.probed entry
  },
  /** One row per (log, producer, epoch) that wrote in the window. Owner: ledger. */
  'ledger.sources': {
    id: 'string', // origin + ' ' + producer + ' ' + epoch
    origin: 'string',
    producer: 'string',
    epoch: 'string',
    state: 'string', // open | closed | recovered | lost
    nextN: 'number', // the counter the sequencer expects next = how many the source must have written
    recorded: 'number', // entries of this source that are in the ledger, counted
    missing: 'number', // nextN - recorded
    lost: 'number', // entries named by src.lost
    unrecordedCalls: 'number', // sum of evidence.gap counts
    clockSkewMs: 'number', // largest |producer - sequencer| seen
    openedAt: 'instant',
    lastAt: 'instant',
  },
  /** One row per log of this organisation. Owner: ledger. */
  'ledger.anchors': {
    id: 'string', // origin
    state: 'string', // open | closed
    size: 'number', // of the last signed checkpoint
    openedAt: 'instant',
    publishedAt: 'instant?',
    pending: 'number', // entries durable but not yet under a checkpoint
    oldestPendingAt: 'instant?',
    anchoredAt: 'instant?', // newest receipt from a place under other control; a local folder counts as none
    anchoredSize: 'number', // tree size under that receipt, 0 when none
    anchor: 'string', // git | object_lock | rfc3161 | witness | none
    unanchoredSince: 'instant?',
  },
  /** One row per backup artefact made in the last 400 days. Owner: operations. */
  'operations.backups': {
    id: 'string',
    kind: 'string', // data | keys
    at: 'instant',
    bytes: 'number',
    sha256: 'string',
    restoreTestedAt: 'instant?',
    restoreResult: 'string', // pass | fail | none
  },
  /** One row per control that has a test: when it last ran and on what. Owner: controls itself. */
  'controls.populations': {
    id: 'string', // control id
    status: 'string', // last result
    lastTestedAt: 'instant?',
    freshUntil: 'instant?', // lastTestedAt + freshForMs
    populations: 'number', // frozen for the last result
    incomplete: 'number', // of these
    recordedAs: 'string?', // id of the control.tested entry of the last result
  },
} as const satisfies Readonly<Record<string, Fields>>

export type FactSourceId = keyof typeof factFields
