import { defaultDetectors, type Detector } from '../guardrails/index.ts'
import { figuresOf } from './detector-figures.ts'
import type { InstalledDetector, Tried, tryOrigins } from './contract.ts'

/** Findings of one detector that are shown; a hostile text can have one a word. */
const FINDINGS_MAX = 200

/** The detectors of this installation with the figures that were measured of exactly their versions. */
export const installedDetectors = (): InstalledDetector[] =>
  defaultDetectors.map((d) => ({
    guard: d.guard,
    version: d.version,
    scope: {
      kind: d.scope.kind,
      chars: d.scope.kind === 'window' ? d.scope.chars : d.scope.charsMax,
    },
    needsRequest: needsRequest(d),
    figures: figuresOf(d.version),
  }))

const needsRequest = (detector: Detector): boolean => detector.bind !== undefined

/** What each detector that judges a text alone finds in it. `nowUs` is monotonic. Nothing is kept. */
export function tryText(text: string, origin: (typeof tryOrigins)[number], nowUs: () => number): Tried {
  const results = defaultDetectors
    .filter((d) => !needsRequest(d))
    .map((detector) => {
      const fromUs = nowUs()
      const found = detector.scan(text, origin)
      return {
        guard: detector.guard,
        version: detector.version,
        score: found.reduce((best, f) => Math.max(best, f.score), 0),
        tookUs: Math.round(nowUs() - fromUs),
        findings: found
          .slice(0, FINDINGS_MAX)
          .map(({ type, start, end, score }) => ({ type, start, end, score })),
      }
    })
  return { results }
}
