/** What a feature calls to ask for another person, and what it implements to be told the answer. Interfaces only. */
import type { OrgId } from '../lib/ids.ts'
import type { Tx } from '../platform/db.ts'
import type { Principal } from '../identity/contract.ts'
import type { ApprovalKind } from './contract.ts'

/** One change, in the words of the person who decides. */
export type ApprovalDiff = {
  readonly path: string
  readonly before: string | null
  readonly after: string | null
}

export type ApprovalRequest = {
  readonly kind: ApprovalKind
  /** `digest` binds: when the subject's digest is another one at decision time, the approval is superseded and executes nothing. */
  readonly subject: {
    readonly kind: string
    readonly id: string
    readonly digest: string
    readonly title: string
    readonly href: string
  }
  readonly requester: Principal
  /** User ids that may never decide besides the requester: whoever made what is to be approved. */
  readonly authors: readonly string[]
  readonly quorum: number
  readonly comment: string
  readonly diff: readonly ApprovalDiff[]
  /** For scoped approvers: the system's name and environment. */
  readonly system?: string
  readonly environment?: string
  /** Random id of the AI system for the ledger envelope; empty when none. */
  readonly sys?: string
  /** Default 7 days. */
  readonly expiresInMs?: number
}

/** The approval as a handler sees it. `deciders` are the user ids that approved, in order. */
export type ApprovalForHandler = {
  readonly id: string
  readonly org: OrgId
  readonly kind: ApprovalKind
  readonly subject: { readonly kind: string; readonly id: string; readonly digest: string }
  readonly requester: string
  readonly deciders: readonly { readonly by: string; readonly at: string }[]
}

export type ApprovalClosed = 'rejected' | 'expired' | 'cancelled' | 'superseded'

/** Wired by kind in app/ports.ts. All run in the transaction of the decision: throwing undoes the decision. */
export type ApprovalHandler = {
  /** The subject's digest as it stands now; null when it no longer exists. Absent = the subject is immutable. */
  readonly digestNow?: (tx: Tx, approval: ApprovalForHandler) => Promise<string | null>
  /** Runs exactly once, with the last decision. */
  readonly execute: (tx: Tx, approval: ApprovalForHandler) => Promise<void>
  /** The request ended without approval. */
  readonly closed?: (tx: Tx, approval: ApprovalForHandler, how: ApprovalClosed) => Promise<void>
}
export type ApprovalHandlers = Readonly<Partial<Record<ApprovalKind, ApprovalHandler>>>

export interface ApprovalRequests {
  /** In the transaction of the change that waits. A pending approval of the same kind and subject is superseded. Returns the approval's id. */
  request(tx: Tx, org: OrgId, request: ApprovalRequest): Promise<string>
  /** Ends pending approvals of a subject (it changed, was discarded, or retired). Returns how many. */
  supersede(tx: Tx, org: OrgId, subject: { readonly kind: string; readonly id: string }): Promise<number>
}
