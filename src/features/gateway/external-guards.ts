import type { Detector, Finding, GuardRuleLike, Origin, RequestContext } from '../guardrails/index.ts'
import { wholeDetector } from '../guardrails/index.ts'
import type { ActiveDetector } from '../policies/index.ts'
import type { ExternalDetectors, Told } from './external/ask.ts'
import { relocated } from './external/relocate.ts'
import { servers } from './external/servers.ts'

/** A longer answer is not held for a server's verdict: it is refused, as with every guard that needs the whole text. */
export const ANSWER_CHARS_MAX = 131_072

/** Ends as `guard_error` of the rule, under the failure's own name. */
class NoVerdict extends Error {
  constructor(code: string) {
    super(code)
    this.name = code
  }
}

/**
 * An external detector as the evaluator knows it. It judges nothing itself: bound to a call it gives what its server has said about a text. One
 * that was not asked, or did not answer, throws; what that means is declared (`onFailure`).
 */
export function detectorOf(active: ActiveDetector): Detector {
  const { name, kind, options } = active
  const make = (judge: (text: string) => readonly Finding[]): Detector => ({
    ...wholeDetector({
      guard: 'external',
      version: `${name}:${servers[kind].version}${options.model === undefined ? '' : `/${options.model}`}`,
      charsMax: ANSWER_CHARS_MAX,
      judge,
    }),
    name,
    failOpen: options.onFailure === 'open',
  })
  return {
    ...make(() => {
      throw new NoVerdict('not_asked')
    }),
    bind: (context: RequestContext) =>
      make((text) => {
        if (text.trim() === '') return []
        const said = context.external?.(name, text)
        if (said === undefined) throw new NoVerdict('not_asked')
        if ('error' in said) throw new NoVerdict(said.error)
        return said
      }),
  }
}

/** A text that is judged, and what a server is shown of it. Where nothing was masked all are the same. */
export type ShownText = {
  readonly origin: Origin
  readonly text: string
  readonly original?: string
  readonly masked?: string
}

/** What servers said about the texts of one side of a call. */
export class Verdicts {
  readonly #told = new Map<string, Told>()

  readonly of: NonNullable<RequestContext['external']> = (name, text) => {
    const told = this.#told.get(name)
    return told === undefined || 'error' in told ? told : told.get(text)
  }

  /** All at once; each with its own deadline. Never rejects. */
  async ask(
    detectors: ExternalDetectors | null,
    active: readonly ActiveDetector[],
    texts: readonly ShownText[],
    side: 'input' | 'output',
  ): Promise<void> {
    if (detectors === null) return
    await Promise.all(
      active.map(async (one) => {
        const sees = one.options.sees === 'original' ? 'original' : 'masked'
        const shown = texts.map((t) => ({ origin: t.origin, text: t[sees] ?? t.text }))
        const told = await detectors.ask(one, shown, side)
        this.#told.set(one.name, 'error' in told ? told : relocated(texts, shown, told))
      }),
    )
  }
}

/** The detectors that some rule of a side names. */
export const askedBy = (
  rules: readonly GuardRuleLike[],
  active: readonly ActiveDetector[],
): readonly ActiveDetector[] => active.filter((a) => rules.some((rule) => rule.detector === a.name))
