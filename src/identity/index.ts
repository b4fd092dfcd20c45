import type { MiddlewareHandler } from 'hono'
import type { OrgId } from '../lib/ids.ts'
import type { FactSource } from '../ledger/facts.ts'
import type { Tx } from '../platform/db.ts'
import { SteadyClock } from '../platform/clock.ts'
import type { JobHandler } from '../platform/jobs.ts'
import type { Migration } from '../platform/migrations.ts'
import { createCallAuthorizer, type CallAuthorizer } from './call-authorizer.ts'
import { createAuthorizer } from './cedar.ts'
import type { Authorizer } from './authorize.ts'
import type { Principal, User } from './contract.ts'
import type { Identity, IdentityDeps } from './deps.ts'
import { identityFacts } from './facts.ts'
import { forgetOldRequests, onceByKey } from './idempotency/once.ts'
import { apiRouter, type ApiEnv } from './http.ts'
import { lookupIssuers } from './issuers.ts'
import type { IssuerRecord } from './jwt/issuer-record.ts'
import { createKey, lookupKeys, revokeSystemKeys, type KeyInput, type NewVirtualKey } from './keys.ts'
import { identity0200 } from './migrations/0200-identity.ts'
import { identity0201 } from './migrations/0201-sessions-after.ts'
import { identity0202 } from './migrations/0202-key-scopes.ts'
import { identity0203 } from './migrations/0203-passkeys.ts'
import { identity0204 } from './migrations/0204-idempotency.ts'
import { createPasswords } from './passwords.ts'
import {
  createPerson,
  peopleDirectory,
  setSecondFactorRule,
  type InviteInput,
  type PeopleDirectory,
} from './people.ts'
import { createTokenVerifier, type TokenVerifier } from './jwt/verify-token.ts'
import type { KeyRecord, UsageNotes } from './ports.ts'
import { installation, type By } from './record.ts'
import { credentialRoutes } from './routes-credentials.ts'
import { issuerRoutes } from './routes-issuers.ts'
import { sessionRoutes } from './routes-session.ts'
import { forgetChallenges } from './passkeys/passkey-store.ts'
import { passkeyRoutes } from './routes-passkeys.ts'
import { forgetOldFailures } from './session-store.ts'
import { sessionMiddleware } from './session-middleware.ts'
import { resolveToken } from './sessions.ts'
import { issueSetupLink, issueTrialToken, type Link } from './setup.ts'
import { createUsageNotes } from './usage.ts'
import { hasAdmin } from './user-store.ts'

export { createAuthorizer } from './cedar.ts'
export type { CallAuthorizer, CallQuestion } from './call-authorizer.ts'
export type { IssuerRecord } from './jwt/issuer-record.ts'
export { looksLikeToken, type TokenVerifier } from './jwt/verify-token.ts'
export { peopleDirectory } from './people.ts'
export { record, installation } from './record.ts'
export type { IdentityDeps } from './deps.ts'
export type { SystemDirectory, SystemAddress, KeyRecord, UsageNotes } from './ports.ts'

export const identityMigrations: readonly Migration[] = [
  identity0200,
  identity0201,
  identity0202,
  identity0203,
  identity0204,
]

const noRequests = (): Promise<string> => Promise.reject(new Error('this process makes no outward requests'))

const FAILURES_KEPT_MS = 86_400_000

export type IdentityRoom = {
  readonly authorizer: Authorizer
  /** Before every API route: caller, cross-site checks, request id. */
  readonly middleware: MiddlewareHandler<ApiEnv>
  readonly routes: ReturnType<typeof apiRouter>
  readonly jobs: readonly JobHandler[]
  readonly facts: readonly FactSource[]
  /** Call `usage.noteKey` from the gateway; `usage.flush()` every minute and at shutdown. */
  readonly usage: UsageNotes
  readonly people: PeopleDirectory
  /** For the gateway's snapshot: all organisations' keys; scope `system`. */
  readonly lookupKeys: (tx: Tx) => Promise<KeyRecord[]>
  /** For the gateway's snapshot: all organisations' trusted issuers of callers' tokens; scope `system`. */
  readonly lookupIssuers: (tx: Tx) => Promise<IssuerRecord[]>
  /** Who may call /v1, decided by Cedar. */
  readonly callAuthorizer: CallAuthorizer
  readonly verifyToken: TokenVerifier
  /** The principal of an API token, or null; for handlers outside the API router. */
  readonly resolveToken: (text: string) => Promise<Principal | null>
  readonly isClaimed: (org: OrgId) => Promise<boolean>
  /** A fresh one-time link for the first admin; the one before stops working. Throws `already_claimed`. */
  readonly issueSetupLink: (org: OrgId) => Promise<Link>
  /** In the transaction that makes the trial. */
  readonly issueTrialToken: (tx: Tx, org: OrgId) => Promise<string>
  /** In the caller's transaction; `by` absent = the installation (trial). */
  readonly createKey: (tx: Tx, org: OrgId, input: KeyInput, by?: By) => Promise<NewVirtualKey>
  readonly revokeSystemKeys: (tx: Tx, org: OrgId, by: By, systemId: string) => Promise<number>
  /** Sample people (`sample: true`) can never sign in. */
  readonly createPerson: (
    tx: Tx,
    org: OrgId,
    by: By,
    input: InviteInput & { readonly sample: boolean },
  ) => Promise<User>
  /** The organisation's second-factor rule; the sample company switches it off when it is made. */
  readonly setSecondFactorRule: (tx: Tx, org: OrgId, by: By, required: boolean) => Promise<void>
}

export function createIdentity(deps: IdentityDeps): IdentityRoom {
  const steady = new SteadyClock(deps.clock)
  const id: Identity = { ...deps, steady, passwords: createPasswords(deps.random, deps.passwordCost) }
  const authorizer = createAuthorizer()
  const usage = createUsageNotes(deps)
  const routes = apiRouter()
  routes.route('/', sessionRoutes(id, authorizer))
  routes.route('/', passkeyRoutes(id, authorizer))
  routes.route('/', credentialRoutes(id))
  routes.route('/', issuerRoutes(id))
  return {
    authorizer,
    middleware: sessionMiddleware(id, authorizer, usage, onceByKey({ ...deps, clock: steady })),
    routes,
    jobs: [
      {
        type: 'identity.forget-sign-in-failures',
        deadlineMs: 30_000,
        attemptsMax: 3,
        everyMs: 3_600_000,
        handle: async () => {
          await deps.db.tx('system', async (tx) => {
            await forgetOldFailures(tx, new Date(steady.earliestMs() - FAILURES_KEPT_MS))
            await forgetChallenges(tx, new Date(steady.earliestMs()))
          })
        },
      },
      {
        type: 'identity.forget-requests',
        deadlineMs: 60_000,
        attemptsMax: 3,
        everyMs: 3_600_000,
        handle: () => forgetOldRequests({ ...deps, clock: steady }),
      },
    ],
    facts: identityFacts(deps.clock),
    usage,
    people: peopleDirectory,
    lookupKeys: (tx) => lookupKeys(id, tx),
    lookupIssuers,
    callAuthorizer: createCallAuthorizer(),
    verifyToken: createTokenVerifier({ fetchText: id.fetchText ?? noRequests, clock: id.clock, log: id.log }),
    resolveToken: (text) => resolveToken(id, text),
    isClaimed: (org) => deps.db.tx({ org }, (tx) => hasAdmin(tx, org)),
    issueSetupLink: (org) => issueSetupLink(id, org),
    issueTrialToken: (tx, org) => issueTrialToken(id, tx, org),
    createKey: (tx, org, input, by) => createKey(id, tx, org, by ?? installation(org, 'trial'), input),
    revokeSystemKeys: (tx, org, by, systemId) => revokeSystemKeys(id, tx, org, by, systemId),
    createPerson: (tx, org, by, input) => createPerson(id, tx, org, by, input),
    setSecondFactorRule: (tx, org, by, required) => setSecondFactorRule(id, by, tx, org, required),
  }
}
