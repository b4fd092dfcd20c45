import { systemDirectory } from '../features/inventory/index.ts'
import { installation } from '../identity/index.ts'
import type { OrgId } from '../lib/ids.ts'
import type { Rooms } from './rooms.ts'
import type { Store } from './store.ts'

/** What an outsider's script needs to begin; both are shown once, on the first start of a trial with `--output json`. */
export type Trial = { readonly key: string; readonly adminToken: string }

/**
 * The trial: one AI system in environment `trial`, the sandbox upstream and its bootstrap version, two policies and routes, one key, one
 * admin token. One transaction: a crash leaves all of it or nothing, and the next start begins again.
 */
export function bootstrapTrial(store: Pick<Store, 'db'>, rooms: Rooms, org: OrgId): Promise<Trial> {
  return store.db.tx({ org }, async (tx) => {
    await rooms.inventory.register(tx, org, installation(org, 'trial'), {
      name: 'sandbox-chat',
      title: 'Sandbox chat',
      kind: 'internal_experiment',
      purpose: 'Try the gateway with the built-in sandbox model; no data leaves this machine.',
      environment: 'trial',
      dataClasses: ['none'],
      risk: {
        personalData: false,
        customerFacing: false,
        decidesAboutPeople: false,
        actsOnItsOwn: false,
        regulatedSector: false,
      },
    })
    const system = await systemDirectory.systemByName(tx, org, 'sandbox-chat')
    if (system === undefined) throw new Error('the trial system vanished inside its own transaction')
    await rooms.policies.seedSandboxUpstream(tx, org)
    const version = await rooms.registry.bootstrapVersion(tx, org, {
      system,
      model: 'sandbox',
      upstream: 'sandbox',
      modelId: 'sealwright-sandbox',
    })
    await rooms.policies.seedTrial(tx, org, { system, target: version.label })
    const { key } = await rooms.identity.createKey(tx, org, {
      system,
      name: 'trial key',
      environment: 'trial',
      expiresInDays: 30,
    })
    return { key, adminToken: await rooms.identity.issueTrialToken(tx, org) }
  })
}
