import type { OrgId } from '../lib/ids.ts'
import { sql, type Sql, type Tx } from '../platform/db.ts'
import type { Approval, ApprovalKind } from './contract.ts'
import type { ApprovalDiff } from './ports.ts'

export type ApprovalRow = {
  id: string
  kind: ApprovalKind
  subject_kind: string
  subject_id: string
  subject_digest: string
  subject_title: string
  subject_href: string
  system: string | null
  environment: string | null
  sys: string
  requester: string
  author: string | null
  excluded: string[]
  comment: string
  diff: ApprovalDiff[]
  quorum: number
  state: Approval['state']
  requested_at: Date
  expires_at: Date
  executed_at: Date | null
}
export type DecisionRow = {
  approval_id: string
  decided_by: string
  at: Date
  verdict: 'approve' | 'reject'
  comment: string
}

const columns = sql`id, kind, subject_kind, subject_id, subject_digest, subject_title, subject_href, system, environment, sys, requester, author, excluded, comment, diff, quorum, state, requested_at, expires_at, executed_at`

export type NewApproval = Omit<ApprovalRow, 'state' | 'executed_at'>

export const insertApproval = (tx: Tx, org: OrgId, a: NewApproval): Promise<number> =>
  tx.run(sql`
    insert into approval (org_id, id, kind, subject_kind, subject_id, subject_digest, subject_title, subject_href, system, environment, sys, requester, author,
      excluded, comment, diff, quorum, requested_at, expires_at)
    values (${org}, ${a.id}, ${a.kind}, ${a.subject_kind}, ${a.subject_id}, ${a.subject_digest}, ${a.subject_title}, ${a.subject_href}, ${a.system}, ${a.environment},
      ${a.sys}, ${a.requester}, ${a.author}, ${a.excluded}, ${a.comment}, ${JSON.stringify(a.diff)}::jsonb, ${a.quorum}, ${a.requested_at}, ${a.expires_at})`)

export const approvalById = (tx: Tx, org: OrgId, id: string): Promise<ApprovalRow | undefined> =>
  tx.maybe<ApprovalRow>(sql`select ${columns} from approval where org_id = ${org} and id = ${id}`)

/** Orders deciders: the second one sees the first one's decision. */
export const lockApproval = (tx: Tx, org: OrgId, id: string): Promise<ApprovalRow | undefined> =>
  tx.maybe<ApprovalRow>(sql`select ${columns} from approval where org_id = ${org} and id = ${id} for update`)

export const openOfSubject = (
  tx: Tx,
  org: OrgId,
  subject: { readonly kind: string; readonly id: string },
  limit: number,
): Promise<ApprovalRow[]> =>
  tx.rows<ApprovalRow>(sql`
    select ${columns} from approval where org_id = ${org} and subject_kind = ${subject.kind} and subject_id = ${subject.id} and state = 'pending' limit ${limit} for update`)

export const closeApproval = (
  tx: Tx,
  org: OrgId,
  id: string,
  state: Exclude<Approval['state'], 'pending'>,
  at: Date,
): Promise<number> =>
  tx.run(sql`
    update approval set state = ${state}, closed_at = ${at}, executed_at = case when ${state === 'approved'} then ${at}::timestamptz end
    where org_id = ${org} and id = ${id} and state = 'pending'`)

/** 0 when this person has decided before. */
export const insertDecision = (
  tx: Tx,
  org: OrgId,
  d: {
    readonly approvalId: string
    readonly number: number
    readonly by: string
    readonly at: Date
    readonly verdict: 'approve' | 'reject'
    readonly comment: string
    readonly policies: readonly string[]
  },
): Promise<number> =>
  tx.run(sql`
    insert into approval_decision (org_id, approval_id, number, decided_by, at, verdict, comment, policies)
    values (${org}, ${d.approvalId}, ${d.number}, ${d.by}, ${d.at}, ${d.verdict}, ${d.comment}, ${d.policies}) on conflict (approval_id, decided_by) do nothing`)

export const decisionsOf = (tx: Tx, org: OrgId, ids: readonly string[]): Promise<DecisionRow[]> =>
  tx.rows<DecisionRow>(sql`
    select approval_id, decided_by, at, verdict, comment from approval_decision where org_id = ${org} and approval_id = any(${ids}::uuid[]) order by approval_id, number
    limit ${ids.length * 100 + 1}`)

export type ApprovalFilter = {
  readonly state: Approval['state'] | null
  readonly systems: readonly string[] | null
  readonly words: string
}

const where = (
  org: OrgId,
  f: ApprovalFilter,
): Sql => sql`org_id = ${org} and (${f.state}::text is null or state = ${f.state}) and (${f.systems}::text[] is null or system = any(${f.systems}))
  and (${f.words} = '' or strpos(lower(subject_title), ${f.words}) > 0)`

export const approvalPage = (
  tx: Tx,
  org: OrgId,
  filter: ApprovalFilter,
  after: { readonly at: string; readonly id: string } | null,
  limit: number,
): Promise<ApprovalRow[]> =>
  tx.rows<ApprovalRow>(sql`
    select ${columns} from approval where ${where(org, filter)}
      and (${after?.at ?? null}::timestamptz is null or (requested_at, id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by requested_at desc, id desc limit ${limit}`)

export const countApprovals = async (tx: Tx, org: OrgId, filter: ApprovalFilter): Promise<number> =>
  Number((await tx.one<{ n: string }>(sql`select count(*) as n from approval where ${where(org, filter)}`)).n)

/** Scope `system`: what ran out, in every organisation. */
export const dueApprovals = (tx: Tx, now: Date, limit: number): Promise<{ id: string; org_id: OrgId }[]> =>
  tx.rows<{ id: string; org_id: OrgId }>(
    sql`select id, org_id from approval where state = 'pending' and expires_at <= ${now} order by expires_at limit ${limit}`,
  )

export type DecisionFact = {
  approval_id: string
  number: number
  kind: string
  subject_title: string
  author: string | null
  requester: string
  decided_by: string
  verdict: string
  requested_at: Date
  at: Date
  state: string
  quorum: number
  approvals: string
  expires_at: Date
  executed_at: Date | null
  environment: string | null
}

export const decisionFacts = (
  tx: Tx,
  org: OrgId,
  from: Date,
  to: Date,
  limit: number,
): Promise<DecisionFact[]> =>
  tx.rows<DecisionFact>(sql`
    select d.approval_id, d.number, a.kind, a.subject_title, a.author, a.requester, d.decided_by, d.verdict, a.requested_at, d.at, a.state, a.quorum,
      (select count(*) from approval_decision o where o.approval_id = a.id and o.verdict = 'approve') as approvals, a.expires_at, a.executed_at, a.environment
    from approval_decision d join approval a on a.id = d.approval_id
    where d.org_id = ${org} and d.at >= ${from} and d.at <= ${to} order by d.at, d.approval_id, d.number limit ${limit}`)
