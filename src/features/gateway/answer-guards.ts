import {
  createRestorer,
  createStreamScanner,
  scanOutput,
  type AnswerSchema,
  type Detector,
  type RequestContext,
  type ScanOptions,
  type StreamScanner,
} from '../guardrails/index.ts'
import { answerContext } from '../policies/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { TextPart } from './canonical.ts'
import type { ExternalDetectors } from './external/ask.ts'
import { ANSWER_CHARS_MAX, Verdicts } from './external-guards.ts'
import type { GuardPlan } from './guard-plan.ts'
import { schemaAsked, toolSchemas } from './schemas-asked.ts'

/** Gives each text of an answer its scanner. */
export type Guarding = { readonly scanner: (place: string) => StreamScanner }

export type AnswerGuardsInput = {
  readonly plan: GuardPlan
  readonly spec: PolicySpec
  readonly parts: readonly TextPart[]
  /** The request's body, for the schemas that it asks for. */
  readonly request: Readonly<Record<string, unknown>>
  /** Pseudonyms of the request, to be turned back. */
  readonly tokens: ReadonlyMap<string, string>
  readonly nowMs: number
  readonly servers: ExternalDetectors | null
}

/**
 * What the answer to one call is judged with beyond its own text: its request, servers, exceptions, pseudonyms. Made only for calls whose policy
 * wants one of them (`answerGuards`). Its texts are named by place, as `0/content` or `0/tool_calls/1/function/arguments`.
 */
export class AnswerGuards {
  readonly #plan: GuardPlan
  readonly #tokens: ReadonlyMap<string, string>
  readonly #options: ScanOptions
  readonly #context: RequestContext | undefined
  readonly #tools: ReadonlyMap<string, AnswerSchema>
  readonly #servers: ExternalDetectors | null
  readonly #verdicts = new Verdicts()
  /** Texts of the answer as they grow; kept only where something needs them. */
  readonly #texts = new Map<string, string>()
  readonly #keeps: boolean

  constructor(input: AnswerGuardsInput) {
    const { plan, spec } = input
    this.#plan = plan
    this.#tokens = input.tokens
    this.#servers = input.servers
    this.#context = plan.context
      ? answerContext(spec, input.parts, schemaAsked(input.request), this.#verdicts.of)
      : undefined
    const schema = plan.context && plan.output.some((rule) => rule.guard === 'schema')
    this.#tools = schema ? toolSchemas(input.request) : new Map()
    this.#keeps = plan.askOutput.length > 0 || this.#tools.size > 0
    this.#options = { onGuardError: spec.onGuardError, nowMs: input.nowMs }
  }

  /** The scanner for the text of this place. */
  scanner(place: string): StreamScanner {
    const { output, detectors } = this.#plan
    const options =
      this.#context === undefined ? this.#options : { ...this.#options, context: this.#contextFor(place) }
    let scanner = createStreamScanner(output, detectors, 'output', options)
    if (this.#keeps)
      scanner = keeping(scanner, (text) => void this.#texts.set(place, (this.#texts.get(place) ?? '') + text))
    return this.#tokens.size === 0 ? scanner : restoring(scanner, this.#tokens, place.endsWith('/arguments'))
  }

  /** A schema is about the answer's own text, or a tool's about its arguments: not about a refusal, a name or what the model thought. */
  #contextFor(place: string): RequestContext | undefined {
    const base = this.#context
    if (base === undefined || place.endsWith('/content')) return base
    const schema = (): AnswerSchema | null =>
      place.endsWith('/arguments')
        ? (this.#tools.get(this.#texts.get(place.replace(/arguments$/, 'name')) ?? '') ?? null)
        : null
    return {
      ...base,
      get schema() {
        return schema()
      },
      bound(detector: Detector) {
        return detector.guard === 'schema' && detector.bind !== undefined
          ? detector.bind(this)
          : base.bound(detector)
      },
    }
  }

  /** Servers are to be asked before the answer's end is judged. */
  get asks(): boolean {
    return this.#plan.askOutput.length > 0
  }

  /** The text with what our own rules take away from the client written as asterisks, so that offsets hold. */
  #hidden(text: string): string {
    const { output, detectors } = this.#plan
    const rules = output
      .filter((r) => r.guard !== 'external' && r.mode === 'enforce' && r.action === 'mask')
      .map((rule) => ({ ...rule, flagFrom: undefined }))
    if (rules.length === 0) return text
    const options = this.#context === undefined ? this.#options : { ...this.#options, context: this.#context }
    let hidden = ''
    let at = 0
    for (const { start, end } of scanOutput(text, rules, detectors, 'output', options).spans) {
      if (end <= at) continue
      const from = Math.max(at, start)
      hidden += text.slice(at, from) + '*'.repeat(end - from)
      at = end
    }
    return hidden + text.slice(at)
  }

  /** Asks about the texts that came, or about those of a complete answer (`collecting`). Never rejects. */
  async askServers(texts: ReadonlyMap<string, string> = this.#texts): Promise<void> {
    const asked = [...texts.values()].map((whole) => {
      const text = whole.slice(0, ANSWER_CHARS_MAX)
      return { origin: 'output' as const, text, masked: this.#hidden(text) }
    })
    await this.#verdicts.ask(this.#servers, this.#plan.askOutput, asked, 'output')
  }
}

/** Lets everything pass and hears it: to know what to ask about a complete answer before it is judged. */
export function collecting(): Guarding & { readonly texts: ReadonlyMap<string, string> } {
  const texts = new Map<string, string>()
  return {
    texts,
    scanner: (place) =>
      keeping(
        createStreamScanner([], [], 'output'),
        (text) => void texts.set(place, (texts.get(place) ?? '') + text),
      ),
  }
}

/** Whether a call needs them: most policies judge the answer's text alone. */
export const answerGuards = (plan: GuardPlan, tokens: ReadonlyMap<string, string>): boolean =>
  plan.context || plan.timed || plan.askOutput.length > 0 || tokens.size > 0

/** The same scanner; `keep` hears the text. */
const keeping = (inner: StreamScanner, keep: (text: string) => void): StreamScanner =>
  wrapped(inner, {
    push: (text) => {
      keep(text)
      return inner.push(text)
    },
    complete: (text) => {
      keep(text)
      return inner.complete(text)
    },
  })

/**
 * The same scanner with pseudonyms turned back in what it releases. What may be the beginning of one is not released yet; so its last characters
 * are always those of the original text, and `authorisedTo` goes back by as many.
 */
function restoring(inner: StreamScanner, tokens: ReadonlyMap<string, string>, json: boolean): StreamScanner {
  const restorer = createRestorer(tokens, json)
  return wrapped(inner, {
    push: (text) => restorer.push(inner.push(text)),
    finish: () => restorer.push(inner.finish()) + restorer.finish(),
    complete: (text) => restorer.push(inner.complete(text)) + restorer.finish(),
    authorisedTo: () => inner.authorisedTo - restorer.held,
  })
}

function wrapped(
  inner: StreamScanner,
  own: {
    readonly push: (text: string) => string
    readonly finish?: () => string
    readonly complete: (text: string) => string
    readonly authorisedTo?: () => number
  },
): StreamScanner {
  return {
    push: own.push,
    finish: own.finish ?? (() => inner.finish()),
    complete: own.complete,
    result: () => inner.result(),
    get blocked() {
      return inner.blocked
    },
    get scannedTo() {
      return inner.scannedTo
    },
    get authorisedTo() {
      return own.authorisedTo?.() ?? inner.authorisedTo
    },
  }
}
