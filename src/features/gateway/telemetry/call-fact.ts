import type { TraceContext } from './trace-context.ts'

/**
 * What telemetry may know of one call that ended: names, numbers and closed words, no text of a client or a model. `org` keeps one
 * organisation's figures from another's scrape.
 */
export type CallFact = {
  /** The snapshot's own object of the target; null = none. Only for its identity: the same object means the same names below. */
  readonly source: object | null
  readonly callId: string
  readonly org: string
  /** Epoch ms of the call's start. */
  readonly atMs: number
  readonly totalUs: number
  /** All attempts from dispatch to the last byte of the upstream; 0 = none was made. */
  readonly upstreamUs: number
  /** To the head of the upstream's answer, from dispatch; 0 = none came. */
  readonly firstByteUs: number
  readonly guardInUs: number
  readonly guardOutUs: number
  readonly operation: string
  readonly stream: boolean
  readonly verdict: string
  readonly httpStatus: number
  /** '' = completed. */
  readonly code: string
  readonly system: string
  readonly route: string
  readonly environment: string
  /** Label of the version, '' when none was dispatched. */
  readonly version: string
  /** The provider's model id. */
  readonly model: string
  readonly provider: string
  /** Host and port of the upstream; null for the sandbox. */
  readonly server: { readonly address: string; readonly port: number } | null
  readonly tokensIn: number
  readonly tokensOut: number
  readonly costMicroUsd: number
  readonly attempts: number
  readonly fallback: number
  readonly degraded: boolean
  readonly cache: 'hit' | 'miss' | 'bypass' | null
  readonly policy: string
  readonly trace: TraceContext | null
}

/** Providers as the GenAI semantic conventions name them, by our upstream kinds; what is not listed keeps its own name. */
const PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  azure: 'azure.ai.openai',
  anthropic: 'anthropic',
  bedrock: 'aws.bedrock',
  vertex: 'gcp.vertex_ai',
  gemini: 'gcp.gemini',
  mistral: 'mistral_ai',
  sandbox: 'sealwright.sandbox',
}
export const providerName = (kind: string): string => PROVIDERS[kind] ?? kind

/** Operations as the conventions name them. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'chat.completions': 'chat',
  responses: 'chat',
  messages: 'chat',
  embeddings: 'embeddings',
}
export const operationName = (operation: string): string => OPERATIONS[operation] ?? operation
