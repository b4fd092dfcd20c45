import type { Context } from 'hono'
import type { Ledger } from '../ledger/contract.ts'
import type { Clock, SteadyClock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { Outbox } from '../platform/events.ts'
import type { KeyStore } from '../platform/keystore.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { ApiEnv } from './http.ts'
import type { FetchText } from './jwt/jwk-set.ts'
import type { PasswordCost, Passwords } from './passwords.ts'
import type { SystemDirectory } from './ports.ts'

export type IdentityDeps = {
  readonly db: Db
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly ledger: Ledger
  readonly outbox: Outbox
  readonly keystore: Pick<KeyStore, 'wrap' | 'unwrap'>
  readonly systems: SystemDirectory
  /** `http://127.0.0.1:4400`: where links in set-up and invitations point. */
  readonly publicUrl: () => string
  /** `secure` under TLS (own or a named proxy's). `name` tells installations on one host apart: cookies ignore ports. */
  readonly cookie: { readonly secure: boolean; readonly name?: string }
  readonly trial: boolean
  /** Reads an issuer's keys through the checked outbound client. Absent: issuers give their keys with the record. */
  readonly fetchText?: FetchText
  /** The caller's address for lock-out, behind a named proxy the forwarded one. Default: the socket's. */
  readonly addressOf?: (c: Context<ApiEnv>) => string
  /** Tests lower it; the product never does. */
  readonly passwordCost?: PasswordCost
}

/** What the use cases share: deps, one password gate, and the clock by which what was granted ends. */
export type Identity = IdentityDeps & { readonly passwords: Passwords; readonly steady: SteadyClock }
