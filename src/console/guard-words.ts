/** Names of guards and origins as people read them. */
const guards: Readonly<Record<string, string>> = {
  injection: 'Prompt injection',
  secrets: 'Secrets',
  pii: 'Personal data',
  leak: 'System prompt leak',
  echo: 'Sensitive echo',
  unsafe: 'Unsafe content',
  schema: 'JSON schema',
  grounded: 'Groundedness',
  citations: 'Invented sources',
  code: 'Dangerous code',
  exfiltration: 'Exfiltration links',
  external: 'External detector',
}
export const guardWords = (guard: string): string => guards[guard] ?? guard

const origins: Readonly<Record<string, string>> = {
  user: 'The user',
  system: 'The operator (system prompt)',
  assistant: 'An earlier answer',
  tool_result: 'A tool result',
  tool_arguments: 'Arguments of a tool call',
  tool_description: 'A tool description',
  document: 'A document',
  output: 'The model (an answer)',
}
export const originWords = (origin: string): string => origins[origin] ?? origin
