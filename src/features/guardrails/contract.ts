/** What a detector is and what a scan returns (GW-7, GUARD-*). Pure: no I/O, no clock, no database. */
export const guards = [
  'injection',
  'secrets',
  'pii',
  'leak',
  'echo',
  'unsafe',
  'schema',
  'grounded',
  'citations',
  'code',
  'exfiltration',
  'external',
] as const
export type GuardId = (typeof guards)[number]

/** Guards that judge a request too; the others compare an answer with its request and stand under `output` only. */
export const inputGuards = ['injection', 'secrets', 'pii', 'unsafe', 'external'] as const satisfies GuardId[]

/**
 * `flag` records; `mask` puts a label in the finding's place; `tokenise` (personal data of a request) puts a pseudonym there that is turned back
 * in the answer; `repair` (schema) sends the mended answer where one attempt mends it, else blocks; `block` refuses.
 */
export const guardActions = ['flag', 'mask', 'tokenise', 'repair', 'block'] as const
export type GuardAction = (typeof guardActions)[number]

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
  /** What a `repair` rule puts in its place; absent where there is nothing to put. */
  readonly replacement?: string
  /** `Detector.name` of the finder, where a guard has several to choose from. */
  readonly by?: string
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
  /** Which of its guard's detectors it is, where rules choose one by name (servers of `external`). */
  readonly name?: string
  /** Finding types that it can give; absent = not declared. A rule that wants none of them does not run it. */
  readonly types?: readonly string[]
  /** True: when it fails, the call goes on and the record says so. Absent: the policy's `onGuardError` decides. */
  readonly failOpen?: boolean
  /** The same detector, same version, for the answer to one request. Called once per call, and only if a rule wants the guard. */
  bind?(context: RequestContext): Detector
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
  readonly action: GuardAction
  /** From this score on, `action` is done. */
  readonly threshold: number
  /** From this lower score on, a finding is flagged. Absent: no second level. */
  readonly flagFrom?: number | undefined
  readonly types?: readonly string[] | undefined
  /** Only the detector of this name. */
  readonly detector?: string | undefined
  readonly except?: readonly RuleException[] | undefined
}

/** Findings that a rule records under `excepted.<id>` and does nothing about, until it expires. */
export type RuleException = {
  readonly id: string
  readonly types?: readonly string[] | undefined
  /** Only findings whose whole text is one of these, in any case. Absent: all. */
  readonly texts?: readonly string[] | undefined
  readonly untilMs: number
}

/** One rule's result; `GuardVerdict` of ledger/contract.ts without `side` and `tookUs`, which the gateway knows. */
export type RuleVerdict = {
  readonly guard: GuardId
  readonly detector: string
  readonly mode: 'observe' | 'enforce'
  readonly action: 'none' | GuardAction
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

/** JSON Schema as it came: of the policy (trusted to be sane) or of a request (not). */
export type AnswerSchema = {
  readonly source: 'policy' | 'request'
  readonly schema: Readonly<Record<string, unknown>>
}

/** What guards of an answer may compare it with. Lives as long as the call. Made by `requestContext`. */
export interface RequestContext {
  /** Every text of the request, as it came. */
  readonly texts: readonly TextPart[]
  /** Strings that must never appear in an answer. */
  readonly canaries: readonly string[]
  /** Hosts that links may carry data to: `example.com`, or `*.example.com` for those below it. */
  readonly allowHosts: readonly string[]
  /** Package names that the operator knows, besides the bundled ones. */
  readonly packages: readonly string[]
  readonly schema: AnswerSchema | null
  /** What an external server said about one text of the answer: findings, or its failure. Undefined: it was not asked. */
  external?(name: string, text: string): readonly Finding[] | { readonly error: string } | undefined
  /** The detector for this request; bound once. */
  bound(detector: Detector): Detector
}

export type ScanDecision =
  | { readonly kind: 'allow' }
  /**
   * The texts in the order of the parts, with the counted findings of mask and tokenise rules replaced.
   * `tokens`: pseudonym to what stood there, for `createRestorer`; keep it in memory and no longer than the call.
   */
  | {
      readonly kind: 'mask'
      readonly texts: readonly string[]
      readonly tokens: ReadonlyMap<string, string>
    }
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
  /** For rules with exceptions; without it no exception holds. */
  readonly nowMs?: number
  /** For guards that compare an answer with its request. */
  readonly context?: RequestContext | undefined
}
