import type { Allowed } from '../../identity/authorize.ts'
import { keysetOf, pageOf } from '../../identity/people.ts'
import { authorOf, record } from '../../identity/record.ts'
import type { OrgId } from '../../lib/ids.ts'
import type { Page } from '../../lib/page.ts'
import { notFound } from '../../lib/problem.ts'
import type { Tx } from '../../platform/db.ts'
import { bumpGeneration } from '../../platform/generation.ts'
import { newId } from '../../platform/random.ts'
import type { RegistryDeps } from './deps.ts'
import type { ModelPrice, PriceInput, PriceRow } from './price-contract.ts'
import { countPrices, currentPrices, insertPrice, pricePage, type StoredPrice } from './price-store.ts'

/**
 * Says what a model costs from now on. Earlier rows stay: a call was billed by the price of its time. Row, entry, event and the gateway's
 * generation commit together. Error: `upstream_not_found` (404).
 */
export async function setPrice(
  deps: RegistryDeps,
  tx: Tx,
  org: OrgId,
  by: Allowed<'route.write'>,
  input: PriceInput,
): Promise<PriceRow> {
  if (!(await deps.upstreams.upstreamExists(tx, org, input.upstream)))
    throw notFound('upstream', input.upstream)
  const price = {
    id: newId(deps.clock, deps.random),
    ...input,
    cachedInput: input.cachedInput ?? input.input,
    by: authorOf(by.principal),
    at: new Date(deps.clock.nowMs()),
  }
  await insertPrice(tx, org, price)
  await record(deps, tx, org, {
    type: 'registry.priced',
    by,
    body: {
      price: price.id,
      upstream: price.upstream,
      model: price.modelId,
      input: price.input,
      cachedInput: price.cachedInput,
      output: price.output,
      asOf: price.asOf,
    },
    reason: price.source,
  })
  await bumpGeneration(tx, org)
  const name = await deps.people.names(tx, org, [price.by])
  return {
    id: price.id,
    upstream: price.upstream,
    modelId: price.modelId,
    input: price.input,
    cachedInput: price.cachedInput,
    output: price.output,
    source: price.source,
    asOf: price.asOf,
    current: true,
    createdBy: name(price.by),
    createdAt: price.at.toISOString(),
  }
}

export async function listPrices(
  deps: RegistryDeps,
  org: OrgId,
  query: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<PriceRow>> {
  return deps.db.tx(
    { org },
    async (tx) => {
      const rows = await pricePage(tx, org, keysetOf(query.cursor), query.limit + 1)
      const name = await deps.people.names(
        tx,
        org,
        rows.map((r) => r.created_by),
      )
      return pageOf(rows, query.limit, await countPrices(tx, org), deps.clock.nowMs(), (row) => ({
        id: row.id,
        upstream: row.upstream,
        modelId: row.model_id,
        ...ratesOf(row),
        source: row.source,
        asOf: row.as_of,
        current: row.current,
        createdBy: name(row.created_by),
        createdAt: row.created_at.toISOString(),
      }))
    },
    { readOnly: true },
  )
}

export type PricePart = ModelPrice & {
  readonly org: OrgId
  readonly upstream: string
  readonly modelId: string
}

/** LIMIT: one snapshot holds at most this many prices; more makes the load fail loudly instead of dropping some. */
const SNAPSHOT_MAX = 100_000

export async function loadPrices(tx: Tx): Promise<PricePart[]> {
  const rows = await currentPrices(tx, SNAPSHOT_MAX + 1)
  if (rows.length > SNAPSHOT_MAX)
    throw new Error(`more than ${SNAPSHOT_MAX} prices: the snapshot would be incomplete`)
  return rows.map((row) => ({
    org: row.org_id,
    upstream: row.upstream,
    modelId: row.model_id,
    ...ratesOf(row),
  }))
}

const ratesOf = (row: StoredPrice): ModelPrice => ({
  input: Number(row.input),
  cachedInput: Number(row.cached_input),
  output: Number(row.output),
})
