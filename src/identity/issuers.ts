import { createHash } from 'node:crypto'
import { canonicalize } from '../lib/canonical.ts'
import type { KeyId, OrgId } from '../lib/ids.ts'
import type { Page } from '../lib/page.ts'
import { notFound, problem } from '../lib/problem.ts'
import type { Tx } from '../platform/db.ts'
import { bumpGeneration } from '../platform/generation.ts'
import { newId } from '../platform/random.ts'
import type { Allowed } from './authorize.ts'
import { callScopeSchema, setLimits, wholeScope } from './contract.ts'
import type { Identity } from './deps.ts'
import {
  countIssuers,
  disableIssuer,
  insertIssuer,
  issuerPage,
  lockIssuer,
  replaceIssuerKeys,
  trustedIssuers,
  type IssuerRow,
} from './issuer-store.ts'
import type { CallerIssuer, IssuerInput, IssuerKeys } from './issuer-contract.ts'
import type { IssuerRecord, Jwk } from './jwt/issuer-record.ts'
import { parseJwks } from './jwt/jwk-set.ts'
import { keysetOf, pageOf, peopleDirectory } from './people.ts'
import type { SystemAddress } from './ports.ts'
import { authorOf, record } from './record.ts'

type Keys = { readonly url: string | null; readonly jwks: { readonly keys: readonly Jwk[] } | null }

/**
 * Where the issuer's keys come from, checked once now so that a typo does not wait for the first caller. The URL goes through the checked
 * outbound client and must be https (or a loopback server that the operator allowed): whoever can change an answer on the way makes the keys.
 * Errors: `issuer_keys_missing`, `issuer_keys_invalid` (400), `issuer_keys_unreachable` (502).
 */
export async function readKeys(id: Identity, input: IssuerKeys): Promise<Keys> {
  const { jwksUrl, jwks } = input
  if ((jwksUrl === undefined) === (jwks === undefined))
    throw problem('issuer_keys_missing', 400, 'give either `jwksUrl` or `jwks`', { where: 'jwksUrl' })
  if (jwksUrl === undefined) {
    const parsed = parseJwks(jwks, true)
    if (!parsed.ok) throw problem('issuer_keys_invalid', 400, parsed.error, { where: 'jwks' })
    return { url: null, jwks: { keys: parsed.value } }
  }
  const { protocol, hostname } = new URL(jwksUrl)
  if (protocol !== 'https:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    throw problem('issuer_keys_invalid', 400, 'keys are fetched over https only', { where: 'jwksUrl' })
  const text = await id.fetchText?.(jwksUrl)
  if (text === undefined)
    throw problem('issuer_keys_unreachable', 502, 'this server makes no outward requests', {
      where: 'jwksUrl',
    })
  const parsed = parseJwks(json(text), false)
  if (!parsed.ok)
    throw problem('issuer_keys_invalid', 400, `\`${jwksUrl}\` answers no usable keys: ${parsed.error}`, {
      where: 'jwksUrl',
    })
  return { url: jwksUrl, jwks: null }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Trusts an issuer: row, entry, event and the gateway's generation commit together. Errors: `issuer_name_taken` (409), `system_not_found` (404), `system_retired` (409). */
export async function trustIssuer(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: Allowed<'settings.write'>,
  input: IssuerInput,
  keys: Keys,
): Promise<CallerIssuer> {
  const systems: SystemAddress[] = []
  for (const name of new Set(input.systems)) {
    const system = await id.systems.systemByName(tx, org, name)
    if (system === undefined) throw notFound('system', name)
    if (!system.active)
      throw problem('system_retired', 409, `system \`${name}\` is retired: nobody calls it`, {
        where: 'systems',
      })
    systems.push(system)
  }
  const row: IssuerRow = {
    id: newId(id.clock, id.random),
    org_id: org,
    name: input.name,
    issuer: input.issuer,
    audiences: [...new Set(input.audiences)],
    jwks_url: keys.url,
    jwks: keys.jwks === null ? null : { keys: [...keys.jwks.keys] },
    algorithms: [...new Set(input.algorithms)],
    system_ids: systems.map((s) => s.id),
    system_names: systems.map((s) => s.name),
    environment: input.environment,
    user_claim: input.userClaim,
    system_claim: input.systemClaim,
    team_claim: input.teamClaim,
    teams: input.teams,
    scope_routes: input.scope.routes,
    scope_models: input.scope.models,
    scope_operations: input.scope.operations,
    limits: input.limits,
    created_by: authorOf(by.principal),
    created_at: new Date(id.clock.nowMs()),
    disabled_at: null,
  }
  if ((await insertIssuer(tx, org, row)) === 0)
    throw problem('issuer_name_taken', 409, `there is an issuer \`${input.name}\` already`, { where: 'name' })
  await record(id, tx, org, {
    type: 'identity.issuer_trusted',
    by,
    body: {
      issuer: row.id,
      systems: row.system_ids,
      environment: row.environment,
      algorithms: row.algorithms,
      // the addresses and names are the operator's words: their digest says whether they changed
      trusts: trustDigest(row),
      limits: Object.fromEntries(setLimits(row.limits).map(({ name, max }) => [name, max])),
    },
  })
  await bumpGeneration(tx, org)
  return view(row, await peopleDirectory.names(tx, org, [row.created_by]))
}

export async function changeIssuerKeys(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: Allowed<'settings.write'>,
  name: string,
  keys: Keys,
): Promise<CallerIssuer> {
  const row = await issuerForChange(tx, org, name)
  await replaceIssuerKeys(tx, org, row.id, keys)
  const changed = {
    ...row,
    jwks_url: keys.url,
    jwks: keys.jwks === null ? null : { keys: [...keys.jwks.keys] },
  }
  await record(id, tx, org, {
    type: 'identity.issuer_changed',
    by,
    body: { issuer: row.id, trusts: trustDigest(changed) },
  })
  await bumpGeneration(tx, org)
  return view(changed, await peopleDirectory.names(tx, org, [row.created_by]))
}

/** Its tokens are refused from now on, on every replica within 2 s. Repeating it changes nothing. Error: `issuer_not_found`. */
export async function distrustIssuer(
  id: Identity,
  tx: Tx,
  org: OrgId,
  by: Allowed<'settings.write'>,
  name: string,
): Promise<void> {
  const row = await issuerForChange(tx, org, name)
  if ((await disableIssuer(tx, org, row.id, new Date(id.clock.nowMs()))) === 0) return
  await record(id, tx, org, { type: 'identity.issuer_distrusted', by, body: { issuer: row.id } })
  await bumpGeneration(tx, org)
}

async function issuerForChange(tx: Tx, org: OrgId, name: string): Promise<IssuerRow> {
  const row = await lockIssuer(tx, org, name)
  if (row === undefined) throw notFound('issuer', name)
  return row
}

export async function listIssuers(
  id: Identity,
  org: OrgId,
  query: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<CallerIssuer>> {
  return id.db.tx(
    { org },
    async (tx) => {
      const rows = await issuerPage(tx, org, keysetOf(query.cursor), query.limit + 1)
      const names = await peopleDirectory.names(
        tx,
        org,
        rows.map((r) => r.created_by),
      )
      return pageOf(rows, query.limit, await countIssuers(tx, org), id.clock.nowMs(), (row) =>
        view(row, names),
      )
    },
    { readOnly: true },
  )
}

/** LIMIT: one snapshot holds at most this many issuers; more makes the load fail loudly instead of dropping some. */
const SNAPSHOT_MAX = 10_000

/** All organisations' trusted issuers for the gateway's snapshot. Scope `system`. */
export async function lookupIssuers(tx: Tx): Promise<IssuerRecord[]> {
  const rows = await trustedIssuers(tx, SNAPSHOT_MAX + 1)
  if (rows.length > SNAPSHOT_MAX)
    throw new Error(`more than ${SNAPSHOT_MAX} issuers: the snapshot would be incomplete`)
  return rows.map((row) => ({
    id: row.id as KeyId,
    org: row.org_id,
    name: row.name,
    issuer: row.issuer,
    audiences: row.audiences,
    algorithms: row.algorithms,
    keys:
      row.jwks_url === null
        ? { from: 'given', jwks: row.jwks?.keys ?? [] }
        : { from: 'url', url: row.jwks_url },
    systems: row.system_ids.map((systemId, i) => ({ id: systemId, name: row.system_names[i] ?? '' })),
    environment: row.environment,
    claims: { user: row.user_claim, system: row.system_claim, team: row.team_claim },
    teams: row.teams,
    scope: { routes: row.scope_routes, models: row.scope_models, operations: row.scope_operations },
    limits: row.limits,
  }))
}

/** What exactly is trusted, in one hash: issuer, audiences, keys' source, claims, teams. */
const trustDigest = (row: IssuerRow): string =>
  createHash('sha256')
    .update(
      `sealwright/issuer/v1\n${canonicalize({
        issuer: row.issuer,
        audiences: row.audiences,
        keys: row.jwks_url ?? JSON.stringify(row.jwks),
        claims: [row.user_claim, row.system_claim, row.team_claim],
        teams: row.teams,
      })}`,
    )
    .digest('hex')

const view = (row: IssuerRow, name: (id: string) => string): CallerIssuer => ({
  id: row.id,
  name: row.name,
  state: row.disabled_at === null ? 'trusted' : 'disabled',
  issuer: row.issuer,
  audiences: row.audiences,
  algorithms: row.algorithms,
  jwksUrl: row.jwks_url,
  keyIds: (row.jwks?.keys ?? []).flatMap((k) => (k.kid === undefined ? [] : [k.kid])),
  systems: row.system_names,
  environment: row.environment,
  userClaim: row.user_claim,
  systemClaim: row.system_claim,
  teamClaim: row.team_claim,
  teams: row.teams,
  scope: callScopeSchema.parse({
    ...wholeScope,
    routes: row.scope_routes,
    models: row.scope_models,
    operations: row.scope_operations,
  }),
  limits: row.limits,
  createdBy: name(row.created_by),
  createdAt: row.created_at.toISOString(),
  disabledAt: row.disabled_at?.toISOString() ?? null,
})
