import type { Action, Principal } from './contract.ts'

declare const allowed: unique symbol
/** Proof that authorize() said yes to exactly this action; only authorize() makes one. Use cases take it instead of trusting a route. */
export type Allowed<A extends Action> = {
  readonly principal: Principal
  readonly action: A
  readonly policyIds: readonly string[]
  readonly [allowed]: true
}

/** What the action is done to. Fields that a policy reads; absent = not relevant. */
export type Resource = {
  readonly kind: string
  readonly id?: string
  readonly system?: string
  readonly environment?: string
  /** People who may not act on it because they made it or asked for it (separation of duties). */
  readonly authors?: readonly string[]
  readonly sample?: boolean
}

export type Decision<A extends Action> =
  | { readonly ok: true; readonly allowed: Allowed<A> }
  | { readonly ok: false; readonly why: string; readonly policyIds: readonly string[] }

export interface Authorizer {
  authorize<A extends Action>(principal: Principal, action: A, resource: Resource): Decision<A>
}
