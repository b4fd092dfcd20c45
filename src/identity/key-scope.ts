/** What a caller of /v1 may reach inside its system and environment. Browser-safe. */
import { z } from 'zod'

/** The operations of /v1, as the ledger names them. */
export const callOperations = [
  'chat.completions',
  'responses',
  'embeddings',
  'moderations',
  'messages',
  'messages.count_tokens',
  'models.list',
] as const

const routeName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'a route’s name')
const modelName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}(?:@[1-9]\d{0,8})?$/, 'a model’s name or a version such as `support@7`')

/** Null = all. An empty list would open nothing and is refused: revoke the key instead. */
export const callScopeSchema = z.strictObject({
  routes: z.array(routeName).min(1).max(100).nullable().default(null),
  models: z.array(modelName).min(1).max(100).nullable().default(null),
  operations: z.array(z.enum(callOperations)).min(1).nullable().default(null),
})
export type CallScope = {
  readonly routes: readonly string[] | null
  readonly models: readonly string[] | null
  readonly operations: readonly string[] | null
}

export const wholeScope: CallScope = { routes: null, models: null, operations: null }

/** `routes chat, batch; models support@7`, or an empty text when nothing is narrowed. */
export const scopeInWords = (scope: CallScope): string =>
  [
    scope.routes === null ? '' : `routes ${scope.routes.join(', ')}`,
    scope.models === null ? '' : `models ${scope.models.join(', ')}`,
    scope.operations === null ? '' : `operations ${scope.operations.join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join('; ')
