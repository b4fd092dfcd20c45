import { installation } from '../../identity/record.ts'
import type { SystemAddress } from '../../identity/ports.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Tx } from '../../platform/db.ts'
import { makeActive } from './activate.ts'
import { policySpecSchema, type GuardRule, type PolicySpec, type Route, type Upstream } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import { createPolicy } from './drafts.ts'
import { createRoute } from './gateway-routes.ts'
import { versionById } from './store.ts'
import { createUpstream } from './upstreams.ts'

const rule = (
  guard: GuardRule['guard'],
  mode: GuardRule['mode'],
  action: GuardRule['action'],
): GuardRule => ({
  guard,
  mode,
  action,
  threshold: 0.5,
})

/** Enforces injection and secrets, watches personal data. */
export const trialGuard: PolicySpec = policySpecSchema.parse({
  input: [
    rule('injection', 'enforce', 'block'),
    rule('secrets', 'enforce', 'block'),
    rule('pii', 'observe', 'mask'),
  ],
  output: [rule('secrets', 'enforce', 'mask'), rule('pii', 'observe', 'mask')],
})

/** The same rules, watching only: what the first dry run and the observe badge are about. */
export const trialObserve: PolicySpec = {
  ...trialGuard,
  input: trialGuard.input.map((r) => ({ ...r, mode: 'observe' as const })),
  output: trialGuard.output.map((r) => ({ ...r, mode: 'observe' as const })),
}

/** The built-in sandbox model's upstream. In the transaction that makes the trial, before its version is registered. */
export const seedSandboxUpstream = (deps: PolicyDeps, tx: Tx, org: OrgId): Promise<Upstream> =>
  createUpstream(deps, tx, org, installation(org, 'trial.bootstrap'), { name: 'sandbox', kind: 'sandbox' })

/** Policies `trial-guard` and `trial-observe`, routes `chat` and `chat-observe` of the trial's system, all by the installation. */
export async function seedTrial(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  trial: { readonly system: SystemAddress; readonly target: string },
): Promise<readonly Route[]> {
  const by = installation(org, 'trial.bootstrap')
  for (const [name, spec] of [
    ['trial-guard', trialGuard],
    ['trial-observe', trialObserve],
  ] as const) {
    const { id } = await createPolicy(deps, tx, org, by, { name, spec })
    const draft = await versionById(tx, org, id)
    if (draft === undefined) throw new Error('a draft vanished inside its own transaction')
    await makeActive(deps, tx, org, by, draft, undefined, null, '')
  }
  const routes: Route[] = []
  for (const [name, policy] of [
    ['chat', 'trial-guard'],
    ['chat-observe', 'trial-observe'],
  ] as const)
    routes.push(
      await createRoute(deps, tx, org, by, {
        name,
        system: trial.system,
        environment: trial.system.environment,
        policy,
        targets: [trial.target],
        regulated: true,
        enabled: true,
      }),
    )
  return routes
}
