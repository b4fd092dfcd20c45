/** Providers that the gateway can call, and what each must be told. Browser-safe. */
import { z } from 'zod'

/** `openai` is OpenAI and every server that speaks like it (vLLM, Ollama, ...). `sandbox` is built in. */
export const upstreamKinds = [
  'sandbox',
  'openai',
  'azure',
  'anthropic',
  'bedrock',
  'gemini',
  'vertex',
  'mistral',
] as const
export type UpstreamKind = (typeof upstreamKinds)[number]

export const upstreamOptionsSchema = z.strictObject({
  /** Azure: `2024-10-21` means the paths of deployments; without it the versionless `/openai/v1`. */
  apiVersion: z
    .string()
    .regex(/^[0-9A-Za-z.-]{1,40}$/, 'letters, digits, dot and dash, 1 to 40 long')
    .optional(),
  /** Bedrock: `eu-west-1`, where the host's name does not say it. */
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'an AWS region, e.g. eu-west-1')
    .optional(),
  /** OpenAI-compatible: the server has `/responses`. Unsaid: only OpenAI itself has. */
  responses: z.boolean().optional(),
})
export type UpstreamOptions = z.infer<typeof upstreamOptionsSchema>

/** Base URLs of providers that have one for everybody; the others must be named. */
export const defaultBaseUrls: Partial<Record<UpstreamKind, string>> = {
  anthropic: 'https://api.anthropic.com',
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  mistral: 'https://api.mistral.ai/v1',
}

/** An example for the message that says what is missing. */
export const baseUrlExamples: Readonly<Record<UpstreamKind, string>> = {
  sandbox: '',
  openai: 'https://api.openai.com/v1',
  azure: 'https://<resource>.openai.azure.com',
  anthropic: 'https://api.anthropic.com',
  bedrock: 'https://bedrock-runtime.<region>.amazonaws.com',
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  vertex: 'https://<location>-aiplatform.googleapis.com/v1/projects/<project>/locations/<location>',
  mistral: 'https://api.mistral.ai/v1',
}

/** Which kind each option belongs to. */
export const optionOwners: Readonly<Record<keyof UpstreamOptions, UpstreamKind>> = {
  apiVersion: 'azure',
  region: 'bedrock',
  responses: 'openai',
}

/** `https://bedrock-runtime.eu-west-1.amazonaws.com` names its region; another host needs the option. */
export const regionOf = (baseUrl: string, options: UpstreamOptions): string | null =>
  options.region ?? /\.([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(new URL(baseUrl).hostname)?.[1] ?? null

/** A service account's key file, told by its two fields that count. */
export function looksLikeServiceAccount(key: string): boolean {
  try {
    const value: unknown = JSON.parse(key)
    return typeof value === 'object' && value !== null && 'client_email' in value && 'private_key' in value
  } catch {
    return false
  }
}
