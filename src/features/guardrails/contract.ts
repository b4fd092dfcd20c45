/** What a detector is and what a scan returns (GW-7, GUARD-*). Pure: no I/O, no clock, no database. */
export const guards = ['injection', 'secrets', 'pii'] as const
export type GuardId = (typeof guards)[number]

/** Where a text came from: an imperative inside data is a signal of its own. */
export type Origin = 'system' | 'user' | 'assistant' | 'tool_result' | 'tool_arguments' | 'tool_description' | 'document' | 'output'

/** Offsets are UTF-16 code units of the text that was given, end exclusive. */
export type Finding = { readonly guard: GuardId; readonly type: string; readonly start: number; readonly end: number; readonly score: number }

/**
 * `window`: judges any stretch of `chars` code units on its own, so a stream can be released behind it.
 * `whole`: needs the complete text; enforced on a stream it holds the answer, bounded.
 */
export type DetectorScope = { readonly kind: 'window'; readonly chars: number } | { readonly kind: 'whole'; readonly charsMax: number }

export interface Detector {
  readonly guard: GuardId
  /** `patterns@1`: changes whenever a verdict could change. */
  readonly version: string
  readonly scope: DetectorScope
  /** All findings with score >= 0; linear in the text's length (no catastrophic regular expressions). */
  scan(text: string, origin: Origin): readonly Finding[]
  /**
   * Smallest offset >= `from` at which a finding may have begun that needs text beyond `text` to be judged; `text.length` if none.
   * A stream releases up to it and holds the rest.
   */
  mayHaveBegun(text: string, from: number): number
}
