/** An organisation with people, identity, approvals and inventory wired as the app wires them; for suites of the control plane. */
import type { OrgId } from '../../src/lib/ids.ts'
import { createApprovals, type ApprovalHandlers, type ApprovalsRoom } from '../../src/approvals/index.ts'
import {
  createInventory,
  systemDirectory,
  type InventoryRoom,
  type Retirement,
} from '../../src/features/inventory/index.ts'
import type { Principal, Role } from '../../src/identity/contract.ts'
import { createIdentity, installation, peopleDirectory, type IdentityRoom } from '../../src/identity/index.ts'
import { sql } from '../../src/platform/db.ts'
import { silentLog } from '../../src/platform/log.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { HandClock, memoryKeyStore, RememberingLedger, RememberingOutbox } from './control-plane.ts'
import { seedOrg, type FreshDatabase } from './database.ts'

export type Office = {
  readonly database: FreshDatabase
  readonly org: OrgId
  readonly clock: HandClock
  readonly ledger: RememberingLedger
  readonly outbox: RememberingOutbox
  readonly identity: IdentityRoom
  readonly approvals: ApprovalsRoom
  readonly inventory: InventoryRoom
  readonly handlers: { current: ApprovalHandlers }
  readonly retirements: Retirement[]
  /** A person of this organisation as they are after signing in with a second factor. */
  readonly person: (
    name: string,
    roles: Role[],
    more?: Partial<Extract<Principal, { kind: 'user' }>>,
  ) => Promise<Extract<Principal, { kind: 'user' }>>
  readonly generation: () => Promise<number>
}

export async function office(database: FreshDatabase): Promise<Office> {
  await database.db.tx('system', (tx) => tx.run(sql`update org set kind = 'sample'`))
  const org = await seedOrg(database.db)
  const clock = new HandClock()
  const ledger = new RememberingLedger()
  const outbox = new RememberingOutbox()
  const handlers: { current: ApprovalHandlers } = { current: {} }
  const base = { db: database.db, clock, random: systemRandom, log: silentLog, ledger, outbox }
  const identity = createIdentity({
    ...base,
    keystore: memoryKeyStore(),
    systems: systemDirectory,
    publicUrl: () => 'http://127.0.0.1:4400',
    cookie: { secure: false },
    trial: true,
    passwordCost: { log2N: 4, r: 8, p: 1 },
  })
  const approvals = createApprovals({
    ...base,
    authorizer: identity.authorizer,
    people: peopleDirectory,
    handlers: () => handlers.current,
  })
  const retirements: Retirement[] = [
    async (tx, o, system, by) => void (await identity.revokeSystemKeys(tx, o, by, system.id)),
  ]
  const inventory = createInventory({ ...base, people: peopleDirectory, retirements: () => retirements })
  return {
    database,
    org,
    clock,
    ledger,
    outbox,
    identity,
    approvals,
    inventory,
    handlers,
    retirements,
    async person(name, roles, more = {}) {
      const user = await database.db.tx({ org }, (tx) =>
        identity.createPerson(tx, org, installation(org, 'test'), {
          email: `${name}@example.com`,
          name,
          roles,
          sample: false,
        }),
      )
      return {
        kind: 'user',
        org,
        userId: user.id,
        email: user.email,
        roles,
        mfa: true,
        sessionId: 's',
        ...more,
      }
    },
    generation: async () =>
      Number(
        (
          await database.db.tx({ org }, (tx) =>
            tx.one<{ generation: string }>(sql`select generation from org where id = ${org}`),
          )
        ).generation,
      ),
  }
}
