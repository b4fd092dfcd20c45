/**
 * Who may import whom, as data. test/architecture checks every file under src/ against it; a deliberately bad tree must fail.
 * A file imports only from its own ring or a lower one; inside ring 4 a feature imports a peer only where `peers` allows and only
 * through its index.ts or contract.ts. Wiring that must point upwards lives in app/.
 */
export type Room = {
  /** Path under src/, ending in a slash. The longest matching prefix owns a file. */
  readonly path: string
  readonly ring: 0 | 1 | 2 | 3 | 4 | 5 | 6
  /** An island imports nothing but itself and the listed rooms: it runs elsewhere (browser, auditor's machine). */
  readonly island?: readonly string[]
  readonly purpose: string
}

export const rooms: readonly Room[] = [
  { path: 'lib/', ring: 0, purpose: 'pure functions and types: no I/O, clock, environment, product noun' },
  { path: 'platform/', ring: 1, purpose: 'the outside world behind ports' },
  { path: 'design/', ring: 1, island: [], purpose: 'tokens, components and charts for browsers' },
  {
    path: 'ledger/format/',
    ring: 2,
    island: ['lib/'],
    purpose: 'frozen bytes: canonical JSON, hashes, proofs, notes, sealing',
  },
  {
    path: 'ledger/',
    ring: 2,
    purpose: 'spool, ship, sequence, publish, seal and erase, anchor; facts; calls',
  },
  { path: 'identity/', ring: 3, purpose: 'principals, sessions, keys, roles, authorize()' },
  { path: 'approvals/', ring: 3, purpose: 'everything that needs another person' },
  { path: 'features/inventory/', ring: 4, purpose: 'AI systems, owners, risk' },
  { path: 'features/registry/', ring: 4, purpose: 'model versions, approval, deployment' },
  {
    path: 'features/guardrails/',
    ring: 4,
    purpose: 'detectors to verdicts; pure but for reading its own weights',
  },
  { path: 'features/policies/', ring: 4, purpose: 'policy objects, routes, limits, kill switch' },
  { path: 'features/gateway/', ring: 4, purpose: 'wire formats, admission, upstreams, fallback' },
  { path: 'features/controls/', ring: 4, purpose: 'catalogue, test runner, outcomes' },
  { path: 'features/audit/', ring: 4, purpose: 'the evidence package' },
  { path: 'features/operations/', ring: 4, purpose: 'backup, restore, health, sample company' },
  { path: 'console/', ring: 5, purpose: 'shell, router, API client, pages' },
  { path: 'cli/', ring: 5, purpose: 'commands over the HTTP API' },
  { path: 'verify/', ring: 5, island: ['lib/', 'ledger/format/'], purpose: 'the offline verifier' },
  { path: 'app/', ring: 6, purpose: 'composition roots and wiring' },
]

/** Peers in ring 4. Absent = none. */
export const peers: Readonly<Record<string, readonly string[]>> = {
  registry: ['inventory'],
  policies: ['inventory', 'guardrails'],
  gateway: ['inventory', 'registry', 'guardrails', 'policies'],
  audit: ['controls'],
}

/** npm packages and node built-ins that a room may use; absent = any of package.json. Islands and pure rooms are strict. */
export const packagesAllowed: Readonly<Record<string, readonly string[]>> = {
  'lib/': ['zod'],
  'ledger/format/': ['node:crypto', 'node:zlib'],
  // node:fs: learnt weights are read once, from beside the code
  'features/guardrails/': ['zod', 'ajv/dist/2020.js', 'node:fs'],
  'verify/': ['node:crypto', 'node:fs', 'node:path', 'node:process', 'node:zlib', 'node:url'],
}

/** The only files outside which an import from another feature is refused. */
export const doors = ['index.ts', 'contract.ts'] as const
