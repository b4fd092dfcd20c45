import type { Json } from './json.ts'

/**
 * A request between two wire formats: what every provider's chat has, under one name. Only calls whose client and upstream speak different
 * formats pass through it; the others keep their bytes.
 */
export type Dialogue = {
  readonly system: readonly TextPiece[]
  /** Neighbours of one role are joined: Anthropic, Bedrock and Gemini want turns that alternate. */
  readonly turns: readonly Turn[]
  readonly tools: readonly Tool[]
  readonly toolChoice: ToolChoice | null
  /** False: at most one tool call an answer. */
  readonly parallelTools: boolean | null
  readonly maxTokens: number | null
  readonly temperature: number | null
  readonly topP: number | null
  readonly topK: number | null
  readonly stop: readonly string[]
  readonly seed: number | null
  readonly presencePenalty: number | null
  readonly frequencyPenalty: number | null
  readonly user: string | null
  readonly format: Format | null
  readonly reasoning: Reasoning | null
  readonly stream: boolean
}

export type Turn = { readonly role: 'user' | 'assistant'; readonly parts: readonly Piece[] }

export type TextPiece = {
  readonly kind: 'text'
  readonly text: string
  /** Anthropic's `cache_control`, which other clients send along too; elsewhere a mark that the provider does not know is left out. */
  readonly cache: Json | null
}
export type MediaPiece = {
  readonly kind: 'image' | 'document'
  readonly source:
    | { readonly kind: 'inline'; readonly mediaType: string; readonly data: string }
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'text'; readonly text: string }
  readonly name: string | null
  readonly cache: Json | null
}
export type CallPiece = {
  readonly kind: 'call'
  readonly id: string
  readonly name: string
  /** JSON text, as the model wrote it. */
  readonly arguments: string
}
export type ResultPiece = {
  readonly kind: 'result'
  readonly id: string
  readonly parts: readonly (TextPiece | MediaPiece)[]
  readonly failed: boolean
}
/** What a model thought; only its provider can read `signature` and `sealed`. */
export type ThoughtPiece = {
  readonly kind: 'thought'
  readonly text: string
  readonly signature: string | null
  readonly sealed: string | null
}
export type Piece = TextPiece | MediaPiece | CallPiece | ResultPiece | ThoughtPiece

export type Tool = {
  readonly name: string
  readonly description: string | null
  readonly schema: Json
  readonly strict: boolean | null
}
export type ToolChoice =
  { readonly kind: 'auto' | 'none' | 'any' } | { readonly kind: 'one'; readonly name: string }
export type Format =
  | { readonly kind: 'json' }
  | { readonly kind: 'schema'; readonly name: string; readonly schema: Json; readonly strict: boolean | null }
export const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const
export type Effort = (typeof efforts)[number]
export type Reasoning = { readonly effort: Effort | null; readonly budgetTokens: number | null }

/** This request asks for something that the upstream's format cannot say. A 400 that names the field; nothing is dropped in silence. */
export class CannotCarry extends Error {
  constructor(
    readonly param: string,
    message: string,
  ) {
    super(message)
  }
}

export const plainText = (text: string, cache: Json | null = null): TextPiece => ({
  kind: 'text',
  text,
  cache,
})

/** Joins neighbours of one role and leaves out turns without parts. */
export function joinTurns(turns: readonly Turn[]): Turn[] {
  const out: { role: Turn['role']; parts: Piece[] }[] = []
  for (const turn of turns) {
    if (turn.parts.length === 0) continue
    const last = out.at(-1)
    if (last?.role === turn.role) last.parts.push(...turn.parts)
    else out.push({ role: turn.role, parts: [...turn.parts] })
  }
  return out
}

/** `data:image/png;base64,...` or an address. */
export function mediaSource(url: string): MediaPiece['source'] {
  const inline = /^data:([a-z]+\/[A-Za-z0-9.+-]{1,80});base64,/.exec(url)
  return inline === null
    ? { kind: 'url', url }
    : { kind: 'inline', mediaType: inline[1] ?? '', data: url.slice(inline[0].length) }
}

export const dataUrl = (source: { readonly mediaType: string; readonly data: string }): string =>
  `data:${source.mediaType};base64,${source.data}`

/** Tokens of thought for an effort where the provider wants a number: Anthropic's least is 1,024, its own guides use 4,096 to 16,384. */
export const budgetOf = (reasoning: Reasoning): number | null => {
  if (reasoning.budgetTokens !== null) return reasoning.budgetTokens
  if (reasoning.effort === null || reasoning.effort === 'none') return null
  return { minimal: 1_024, low: 2_048, medium: 8_192, high: 16_384, xhigh: 32_768, max: 32_768 }[
    reasoning.effort
  ]
}
/** The nearest effort for a number of tokens, by the same table. */
export const effortOf = (reasoning: Reasoning): Effort | null => {
  if (reasoning.effort !== null) return reasoning.effort
  const budget = reasoning.budgetTokens
  if (budget === null) return null
  return budget < 1_024 ? 'minimal' : budget < 4_096 ? 'low' : budget < 16_384 ? 'medium' : 'high'
}
