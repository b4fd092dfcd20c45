import type { Detector, GuardId, Origin } from '../contract.ts'
import { windowDetector } from '../detector.ts'
import { hashStart, hashStep, wordCode, type Lexicon } from '../words.ts'

/** A word that is longer triggers nothing. */
const WORD_MAX = 64

/** What follows a name in code and rarely a word in prose. */
const CODE = new Set([...'(.=:[{_"\'-/'].map((c) => c.charCodeAt(0)))

export type Judged = (type: string, start: number, end: number, score: number) => void

/**
 * A window detector that wakes at certain words and then judges the stretch around: at most `back` code units before, at most `forward`
 * behind, neither across an `ends` character. Ordinary text flows a word behind; from a trigger on it waits for the stretch to end.
 * The next trigger is looked for behind that stretch, so the cost is linear whatever the text.
 */
export function segmentDetector(spec: {
  readonly guard: GuardId
  readonly version: string
  readonly types: readonly string[]
  /** Value 1 wakes always, 2 only where code follows at once: `eval(`, `secret =`. */
  readonly triggers: Lexicon
  readonly back: number
  readonly forward: number
  readonly ends: (code: number) => boolean
  /** Offsets are of `segment`; `at` is where the trigger stands, and a finding starts there or later. */
  readonly judge: (segment: string, at: number, origin: Origin, emit: Judged) => void
}): Detector {
  const { triggers, back, forward, ends } = spec
  return {
    ...windowDetector({
      guard: spec.guard,
      version: spec.version,
      chars: forward + WORD_MAX + 2,
      lookback: back + 2,
      sliceable: true,
      walk(text, from, final, origin, emit) {
        const n = text.length
        let i = from
        while (i < n) {
          // behind a stretch, or where a very long word was let go: not in the middle of a word
          if (i > 0 && wordCode(text.charCodeAt(i - 1)) !== 0)
            while (i < n && wordCode(text.charCodeAt(i)) !== 0) i++
          while (i < n && wordCode(text.charCodeAt(i)) === 0) i++
          const word = i
          let h = hashStart
          for (let code = 1; i < n; i++) {
            code = wordCode(text.charCodeAt(i))
            if (code === 0) break
            h = hashStep(h, code)
          }
          if (i - word > WORD_MAX) continue
          if (i === n && !final) return word
          const wakes = word === i ? 0 : triggers.find(h, text, word, i)
          if (wakes === 0) continue
          if (wakes === 2) {
            const next = text.charCodeAt(i) === 32 || text.charCodeAt(i) === 9 ? i + 1 : i
            if (next >= n && !final) return word
            if (!CODE.has(text.charCodeAt(next))) continue
          }
          let end = i
          const furthest = word + forward
          while (end < n && end < furthest && !ends(text.charCodeAt(end))) end++
          if (end === n && end < furthest && !final) return word
          let start = word
          while (start > 0 && word - start < back && !ends(text.charCodeAt(start - 1))) start--
          spec.judge(text.slice(start, end), word - start, origin, (type, a, b, score) =>
            emit(type, start + Math.max(a, word - start), start + b, score),
          )
          i = end
        }
        return n
      },
    }),
    types: spec.types,
  }
}
