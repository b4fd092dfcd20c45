import type {
  AnswerSchema,
  GuardRuleLike,
  RequestContext,
  RuleException,
  TextPart,
} from '../guardrails/contract.ts'
import { requestContext } from '../guardrails/index.ts'
import type { Exception, PolicySpec } from './contract.ts'

export type CompiledRules = {
  readonly input: readonly GuardRuleLike[]
  readonly output: readonly GuardRuleLike[]
}

const known = new WeakMap<PolicySpec, CompiledRules>()

/**
 * The rules as the evaluator takes them: exceptions stand in the rules that they concern. Made once per spec, so that the evaluator's own plan
 * is made once too; a policy without exceptions gives its own two lists.
 */
export function compiledRules(spec: PolicySpec): CompiledRules {
  let compiled = known.get(spec)
  if (compiled === undefined) {
    compiled = { input: withExceptions(spec, 'input'), output: withExceptions(spec, 'output') }
    known.set(spec, compiled)
  }
  return compiled
}

function withExceptions(spec: PolicySpec, side: Exception['side']): readonly GuardRuleLike[] {
  const mine = (spec.exceptions ?? []).filter((e) => e.side === side)
  if (mine.length === 0) return spec[side]
  return spec[side].map((rule) => {
    const except: RuleException[] = mine
      .filter((e) => e.guard === rule.guard)
      .map((e) => ({ id: e.id, types: e.types, texts: e.texts, untilMs: Date.parse(e.expires) }))
    return except.length === 0 ? rule : { ...rule, except }
  })
}

/** What answer guards compare with: the request's texts and the policy's options. A schema of the policy goes before one of the request. */
export function answerContext(
  spec: PolicySpec,
  texts: readonly TextPart[],
  asked: AnswerSchema | null,
  external?: NonNullable<RequestContext['external']>,
): RequestContext {
  const { options } = spec
  return requestContext({
    texts,
    canaries: options?.canaries ?? [],
    allowHosts: options?.allowHosts ?? [],
    packages: options?.packages ?? [],
    schema: options?.schema === undefined ? asked : { source: 'policy', schema: options.schema },
    ...(external === undefined ? {} : { external }),
  })
}
