import type { OrgId } from '../../lib/ids.ts'
import { sql, type Tx } from '../../platform/db.ts'
import type { DetectorKind, DetectorOptions } from './contract.ts'

export type DetectorRow = {
  id: string
  org_id: OrgId
  name: string
  kind: DetectorKind
  base_url: string
  options: DetectorOptions
  key_sealed: Buffer | null
  created_at: Date
}

const columns = sql`id, org_id, name, kind, base_url, options, key_sealed, created_at`

/** False when the name is taken. */
export const insertDetector = async (
  tx: Tx,
  row: {
    id: string
    org: OrgId
    name: string
    kind: DetectorKind
    baseUrl: string
    options: DetectorOptions
    sealed: Buffer | null
    by: string
    at: Date
  },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into external_detector (id, org_id, name, kind, base_url, options, key_sealed, created_by, created_at)
    values (${row.id}, ${row.org}, ${row.name}, ${row.kind}, ${row.baseUrl}, ${JSON.stringify(row.options)}::jsonb, ${row.sealed}, ${row.by}, ${row.at})
    on conflict do nothing`)) === 1

export const setDetectorKey = (tx: Tx, org: OrgId, name: string, sealed: Buffer): Promise<number> =>
  tx.run(sql`update external_detector set key_sealed = ${sealed} where org_id = ${org} and name = ${name}`)

export const detectorRows = (tx: Tx, org: OrgId, limit: number): Promise<DetectorRow[]> =>
  tx.rows<DetectorRow>(
    sql`select ${columns} from external_detector where org_id = ${org} order by name limit ${limit}`,
  )

export const detectorByName = (tx: Tx, org: OrgId, name: string): Promise<DetectorRow | undefined> =>
  tx.maybe<DetectorRow>(
    sql`select ${columns} from external_detector where org_id = ${org} and name = ${name}`,
  )

/** Scope `system`. */
export const detectorsEverywhere = (tx: Tx, limit: number): Promise<DetectorRow[]> =>
  tx.rows<DetectorRow>(sql`select ${columns} from external_detector order by org_id, name limit ${limit}`)
