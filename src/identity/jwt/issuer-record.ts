import type { KeyId, OrgId } from '../../lib/ids.ts'
import type { Environment } from '../contract.ts'
import type { CallScope } from '../key-scope.ts'
import type { LimitSpec } from '../limits.ts'

/** Signatures that only the issuer can make. Nothing symmetric: whoever can check such a token can forge one. */
export const tokenAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'] as const
export type TokenAlgorithm = (typeof tokenAlgorithms)[number]

/** A public key as RFC 7517 writes it; what is in it is the issuer's. */
export type Jwk = {
  readonly kty: string
  readonly kid?: string | undefined
  readonly [name: string]: unknown
}

/** A trusted issuer as the gateway's snapshot holds it. */
export type IssuerRecord = {
  readonly id: KeyId
  readonly org: OrgId
  readonly name: string
  /** The `iss` of its tokens. */
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly algorithms: readonly TokenAlgorithm[]
  readonly keys:
    { readonly from: 'url'; readonly url: string } | { readonly from: 'given'; readonly jwks: readonly Jwk[] }
  /** Whose routes its callers reach; with more than one the token says which. */
  readonly systems: readonly { readonly id: string; readonly name: string }[]
  readonly environment: Environment
  /** Claim names: who is calling, for which system, from which team. */
  readonly claims: { readonly user: string; readonly system: string | null; readonly team: string | null }
  /** Teams that may call; null = all. */
  readonly teams: readonly string[] | null
  readonly scope: CallScope
  readonly limits: LimitSpec
}
