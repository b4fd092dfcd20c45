import type { Lang } from '../../../src/features/guardrails/injection/lexicon/index.ts'
import type { Random } from './random.ts'

/** Where the text stands in a call: the product's own names (features/guardrails/contract.ts). */
export type RowOrigin = 'user' | 'document' | 'tool_result' | 'tool_description'

export type Row = {
  readonly id: string
  readonly text: string
  /** 1 = attack. */
  readonly label: 0 | 1
  /** The family's kind; its clean twin has the same name behind `benign-` or `hardneg-`. */
  readonly kind: string
  /** One per generator family, the same for both labels: leave a source out and attack and twin both go. */
  readonly source: string
  readonly origin: RowOrigin
  readonly lang: Lang
}

export type Draft = { readonly text: string; readonly origin: RowOrigin; readonly lang: Lang }

/**
 * Makes one attack or its clean twin. Called twice with the same `Random`: what is drawn from `r.fork(...)` for carrier, noise and
 * length is equal on both sides, so only what is asked of the assistant can tell them apart.
 */
export type Make = (r: Random, attack: boolean) => Draft

export type Family = {
  readonly kind: string
  readonly source: string
  /** Pairs relative to other families. */
  readonly weight: number
  /** How the twin is named: `hardneg` when it looks like an attack on purpose. */
  readonly twin: 'benign' | 'hardneg'
  readonly make: Make
}
