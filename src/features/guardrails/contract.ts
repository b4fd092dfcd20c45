/** What a detector is and what a scan returns (GW-7, GUARD-*). Pure: no I/O, no clock, no database. */
export const guards = ['injection', 'secrets', 'pii'] as const
export type GuardId = (typeof guards)[number]

/** Where a text came from: an imperative inside data is a signal of its own. */
export type Origin =
  | 'system'
  | 'user'
  | 'assistant'
  | 'tool_result'
  | 'tool_arguments'
  | 'tool_description'
  | 'document'
  | 'output'

/** Offsets are UTF-16 code units of the text that was given, end exclusive. */
export type Finding = {
  readonly guard: GuardId
  readonly type: string
  readonly start: number
  readonly end: number
  readonly score: number
}

/**
 * `window`: judges any stretch of `chars` code units on its own, so a stream can be released behind it.
 * `whole`: needs the complete text; enforced on a stream it holds the answer, bounded by `charsMax`.
 */
export type DetectorScope =
  { readonly kind: 'window'; readonly chars: number } | { readonly kind: 'whole'; readonly charsMax: number }

/** Findings that no later text can change, and the offset from which everything is still open. */
export type Advance = { readonly findings: readonly Finding[]; readonly hold: number }

export interface Detector {
  readonly guard: GuardId
  /** `patterns@1`: changes whenever a verdict could change. */
  readonly version: string
  readonly scope: DetectorScope
  /** How many code units before a position the verdict at that position may depend on. */
  readonly lookback: number
  /** `advance` from piece to piece finds what `scan` finds, whatever the origin: a long text may be scanned with pauses. */
  readonly sliceable?: boolean
  /** All findings with score >= 0; linear in the text's length (no catastrophic regular expressions). */
  scan(text: string, origin: Origin): readonly Finding[]
  /**
   * Smallest offset >= `from` at which a finding may have begun that needs text beyond `text` to be judged; `text.length` if none.
   * A stream releases up to it and holds the rest. For a `window` detector never less than `text.length - chars`.
   */
  mayHaveBegun(text: string, from: number): number
  /**
   * Both of the above in one pass, from `from` on. The text before `from` is context only and may be cut to `lookback` code units.
   * INVARIANT: the findings with `from <= start < hold` are the same for every text that continues this one.
   * `final`: nothing follows; `hold` is then `text.length`.
   */
  advance(text: string, from: number, final: boolean, origin: Origin): Advance
}

/** What a guard rule of a policy says. `PolicySpec` rules (features/policies) have exactly this shape. */
export type GuardRuleLike = {
  readonly guard: GuardId
  readonly mode: 'observe' | 'enforce'
  readonly action: 'flag' | 'mask' | 'block'
  readonly threshold: number
  readonly types?: readonly string[] | undefined
}

/** One rule's result; `GuardVerdict` of ledger/contract.ts without `side` and `tookUs`, which the gateway knows. */
export type RuleVerdict = {
  readonly guard: GuardId
  readonly detector: string
  readonly mode: 'observe' | 'enforce'
  readonly action: 'none' | 'flag' | 'mask' | 'block'
  /** Decimal string with three places. */
  readonly score: string
  readonly threshold: string
  /** Finding types that counted and how many. */
  readonly found: Readonly<Record<string, number>>
  readonly scannedChars: number
  /** Present when the verdict came after text had been released: recorded, alerted, never called enforced. */
  readonly late?: true
  /** Present when the detector failed; the policy's `onGuardError` then decides. */
  readonly error?: string
}

export type Span = {
  readonly start: number
  readonly end: number
  readonly guard: GuardId
  readonly type: string
  readonly score: number
}

export type TextPart = { readonly origin: Origin; readonly text: string }

export type ScanDecision =
  | { readonly kind: 'allow' }
  /** The texts in the order of the parts, with the counted findings of mask rules replaced. */
  | { readonly kind: 'mask'; readonly texts: readonly string[] }
  | { readonly kind: 'block'; readonly code: string; readonly guard: GuardId }

export type ScanResult = {
  readonly verdicts: readonly RuleVerdict[]
  /** Per part, the findings that counted for a rule, in order of start. */
  readonly spans: readonly (readonly Span[])[]
  readonly decision: ScanDecision
  /** An observe rule or a flag action found something. */
  readonly flagged: boolean
}

export type ScanOptions = {
  /** What a failing detector means; default `block`. */
  readonly onGuardError?: 'block' | 'allow'
}
