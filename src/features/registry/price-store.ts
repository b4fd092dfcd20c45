import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'

export type StoredPrice = {
  id: string
  org_id: OrgId
  upstream: string
  model_id: string
  input: string
  cached_input: string
  output: string
  source: string
  as_of: string
  created_by: string
  created_at: Date
}

const columns = sql`p.id, p.org_id, p.upstream, p.model_id, p.input, p.cached_input, p.output, p.source, to_char(p.as_of, 'YYYY-MM-DD') as as_of, p.created_by, p.created_at`

export type NewPrice = {
  readonly id: string
  readonly upstream: string
  readonly modelId: string
  readonly input: number
  readonly cachedInput: number
  readonly output: number
  readonly source: string
  readonly asOf: string
  readonly by: string
  readonly at: Date
}

export const insertPrice = (tx: Tx, org: OrgId, p: NewPrice): Promise<number> =>
  tx.run(sql`
    insert into model_price (id, org_id, upstream, model_id, input, cached_input, output, source, as_of, created_by, created_at)
    values (${p.id}, ${org}, ${p.upstream}, ${p.modelId}, ${p.input}, ${p.cachedInput}, ${p.output}, ${p.source}, ${p.asOf}::date, ${p.by}, ${p.at})`)

/** Newest first, each with whether it is the one in force. */
export const pricePage = (
  tx: Tx,
  org: OrgId,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<(StoredPrice & { current: boolean })[]> =>
  tx.rows(sql`
    select ${columns}, not exists (
      select 1 from model_price n where n.org_id = p.org_id and n.upstream = p.upstream and n.model_id = p.model_id and (n.created_at, n.id) > (p.created_at, p.id)
    ) as current
    from model_price p where p.org_id = ${org}
      and (${after?.at ?? null}::timestamptz is null or (p.created_at, p.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by p.created_at desc, p.id desc limit ${limit}`)

export const countPrices = async (tx: Tx, org: OrgId): Promise<number> =>
  Number((await tx.one<{ n: string }>(sql`select count(*) as n from model_price where org_id = ${org}`)).n)

/** Scope `system`, for the gateway's snapshot: the prices in force of all organisations. */
export const currentPrices = (tx: Tx, limit: number): Promise<StoredPrice[]> =>
  tx.rows<StoredPrice>(sql`
    select distinct on (p.org_id, p.upstream, p.model_id) ${columns} from model_price p
    order by p.org_id, p.upstream, p.model_id, p.created_at desc, p.id desc limit ${limit}`)
