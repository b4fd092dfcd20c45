import { isIP } from 'node:net'
import { authorOf, principalOfBy, record, type By } from '../../identity/record.ts'
import { canonicalize } from '../../lib/canonical.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { problem } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { newId } from '../../platform/random.ts'
import type { Upstream, UpstreamKind, UpstreamOptions } from './contract.ts'
import type { PolicyDeps } from './deps.ts'
import {
  baseUrlExamples,
  defaultBaseUrls,
  looksLikeServiceAccount,
  optionOwners,
  regionOf,
  upstreamOptionsSchema,
} from './upstream-kinds.ts'
import {
  insertUpstream,
  setUpstreamKey,
  upstreamByName,
  upstreams,
  type UpstreamRow,
} from './switch-store.ts'

/** Purpose under which provider keys are sealed. */
export const UPSTREAM_KEY = 'upstream'
const UPSTREAMS_MAX = 500

export type UpstreamInput = {
  readonly name: string
  readonly kind: UpstreamKind
  readonly baseUrl?: string | undefined
  readonly options?: UpstreamOptions | undefined
  readonly key?: string | undefined
}

/**
 * A provider. Its key is sealed under the key store before it is stored and shown to nobody again. Naming an existing one with the same
 * kind, base URL and options replaces its key only. Errors: `base_url_required`, `base_url_refused`, `upstream_option_refused`,
 * `upstream_key_refused`, `upstream_exists`.
 */
export async function createUpstream(
  deps: PolicyDeps,
  tx: Tx,
  org: OrgId,
  by: By,
  input: UpstreamInput,
): Promise<Upstream> {
  const baseUrl =
    input.kind === 'sandbox'
      ? null
      : checkedUrl(input.kind, input.baseUrl ?? defaultBaseUrls[input.kind], deps.allowsPrivate)
  const options = checkedOptions(input, baseUrl)
  const sealed = input.key === undefined ? null : deps.keystore.wrap(UPSTREAM_KEY, Buffer.from(input.key))
  const at = new Date(deps.clock.nowMs())
  const existing = await upstreamByName(tx, org, input.name)
  if (existing === undefined) {
    const id = newId(deps.clock, deps.random)
    const author = authorOf(principalOfBy(by))
    const made = await insertUpstream(tx, {
      id,
      org,
      name: input.name,
      kind: input.kind,
      baseUrl,
      options,
      sealed,
      by: author,
      at,
    })
    if (!made) throw exists(input.name)
    await record(deps, tx, org, {
      type: 'upstream.created',
      by,
      body: { upstream: id, kind: input.kind, hasKey: sealed !== null },
    })
  } else {
    const same =
      existing.kind === input.kind &&
      existing.base_url === baseUrl &&
      canonicalize(existing.options) === canonicalize(options)
    if (!same || sealed === null) throw exists(input.name)
    await setUpstreamKey(tx, org, input.name, sealed)
    await record(deps, tx, org, {
      type: 'upstream.changed',
      by,
      body: { upstream: existing.id, kind: input.kind, hasKey: true },
    })
  }
  await bumpGeneration(tx, org)
  const row = await upstreamByName(tx, org, input.name)
  if (row === undefined) throw new Error('an upstream vanished inside its own transaction')
  return viewUpstream(row)
}

const exists = (name: string) =>
  problem(
    'upstream_exists',
    409,
    `there is an upstream \`${name}\` already, with another kind, address or options`,
    {
      where: 'name',
      fix: 'send the same kind, baseUrl and options to replace its key, or choose another name',
    },
  )

/** HTTPS, or HTTP to loopback; no credentials, query or fragment. Addresses by name are checked again when they are dialled. */
function checkedUrl(
  kind: UpstreamKind,
  text: string | undefined,
  allows: PolicyDeps['allowsPrivate'],
): string {
  if (text === undefined)
    throw problem(
      'base_url_required',
      400,
      `an upstream of kind \`${kind}\` needs \`baseUrl\`, e.g. ${baseUrlExamples[kind]}`,
      { where: 'baseUrl' },
    )
  return safeUrl(text, allows)
}

/** Errors: `base_url_refused`. */
export function safeUrl(text: string, allows: PolicyDeps['allowsPrivate']): string {
  const url = new URL(text)
  const refuse = (why: string) =>
    problem('base_url_refused', 400, `\`${url.origin}\` ${why}`, { where: 'baseUrl' })
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw refuse('must carry no credentials, query or fragment: the key goes in `key`')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const inside = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && isInside(host))
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (inside && !allows(host, port))
    throw refuse(`is a private address: add \`${url.hostname}:${port}\` to \`outbound.allow\` first`)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && inside))
    throw refuse('must use https: prompts and keys would travel in clear')
  return url.href.replace(/\/$/, '')
}

/** Options that the kind knows, and what it cannot do without. */
function checkedOptions(input: UpstreamInput, baseUrl: string | null): UpstreamOptions {
  const options = upstreamOptionsSchema.parse(input.options ?? {})
  const refuse = (where: string, why: string) =>
    problem('upstream_option_refused', 400, why, { where: `options.${where}` })
  for (const [name, owner] of Object.entries(optionOwners))
    if (Object.hasOwn(options, name) && owner !== input.kind)
      throw refuse(name, `the option \`${name}\` is for upstreams of kind \`${owner}\``)
  if (input.kind === 'bedrock' && baseUrl !== null && regionOf(baseUrl, options) === null)
    throw refuse('region', "the host's name tells no AWS region: name it in `options.region`")
  if (input.kind === 'vertex' && input.key !== undefined && !looksLikeServiceAccount(input.key))
    throw problem(
      'upstream_key_refused',
      400,
      'Vertex needs the key file of a service account (JSON with `client_email` and `private_key`)',
      { where: 'key' },
    )
  return options
}

const isInside = (ip: string): boolean =>
  /^(?:0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(
    ip,
  ) || /^(?:::1?$|::ffff:|64:ff9b:|f[cd]|fe[89ab])/i.test(ip)

export async function listUpstreams(deps: PolicyDeps, tx: Tx, org: OrgId): Promise<Page<Upstream>> {
  const items = (await upstreams(tx, org, UPSTREAMS_MAX)).map(viewUpstream)
  return { items, next: null, total: items.length, asOf: new Date(deps.clock.nowMs()).toISOString() }
}

const viewUpstream = (row: UpstreamRow): Upstream => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  baseUrl: row.base_url,
  options: row.options,
  hasKey: row.key_sealed !== null,
  createdAt: row.created_at.toISOString(),
})
