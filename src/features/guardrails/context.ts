import type { AnswerSchema, Detector, RequestContext, TextPart } from './contract.ts'

/** One call's context; `bound` makes each detector once. */
export function requestContext(facts: {
  readonly texts: readonly TextPart[]
  readonly canaries?: readonly string[]
  readonly allowHosts?: readonly string[]
  readonly packages?: readonly string[]
  readonly schema?: AnswerSchema | null
  readonly external?: NonNullable<RequestContext['external']>
}): RequestContext {
  const made = new Map<Detector, Detector>()
  const context: RequestContext = {
    texts: facts.texts,
    canaries: facts.canaries ?? [],
    allowHosts: facts.allowHosts ?? [],
    packages: facts.packages ?? [],
    schema: facts.schema ?? null,
    ...(facts.external === undefined ? {} : { external: facts.external }),
    bound(detector) {
      if (detector.bind === undefined) return detector
      let own = made.get(detector)
      if (own === undefined) made.set(detector, (own = detector.bind(context)))
      return own
    },
  }
  return context
}
