import { expect, it } from 'vitest'
import type { Detector, GuardRuleLike, TextPart } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { scanInput, scanInputGently } from './evaluate.ts'
import { corpus, seeded } from './test-texts.ts'

const rules: readonly GuardRuleLike[] = [
  { guard: 'injection', mode: 'enforce', action: 'block', threshold: 0.5 },
  { guard: 'secrets', mode: 'observe', action: 'mask', threshold: 0.3 },
  { guard: 'pii', mode: 'enforce', action: 'mask', threshold: 0.5 },
]
const origins = ['user', 'document', 'tool_result', 'system', 'assistant'] as const
const SEED = Number(process.env['GUARD_SEED'] ?? 20261123)

it('a request that is judged in slices with pauses gets the result of one that is judged at once', async () => {
  const rng = seeded(SEED)
  const texts = corpus(rng, 80)
  let pauses = 0
  const pause = async (): Promise<void> => void pauses++
  for (const [i, text] of texts.entries()) {
    const parts: TextPart[] = [
      { origin: origins[i % origins.length] ?? 'user', text },
      { origin: 'user', text: `${texts[(i + 7) % texts.length] ?? ''} ${text}` },
      { origin: 'document', text: '' },
    ]
    for (const slice of [1, 7, 64, 1 + Math.floor(rng() * 500)]) {
      const gently = await scanInputGently(parts, rules, defaultDetectors, {}, pause, slice)
      expect(gently, `seed ${SEED}, text ${i}, slices of ${slice}`).toEqual(
        scanInput(parts, rules, defaultDetectors),
      )
    }
  }
  expect(pauses).toBeGreaterThan(texts.length)
}, 240_000)

it('a long text lets others run between its slices', async () => {
  const text = 'Call me at 555 0100 or write to eva@example.org about the new gateway. '.repeat(8_000)
  let turns = 0
  let over = false
  const turn = (): void => {
    turns += 1
    if (!over) setImmediate(turn)
  }
  setImmediate(turn)
  const result = await scanInputGently([{ origin: 'user', text }], rules, defaultDetectors)
  over = true
  expect(turns).toBeGreaterThan(2 * Math.floor(text.length / 65_536))
  expect(result.verdicts[2]?.found['email']).toBe(8_000)
})

it('a detector that fails in a later slice counts as failed and finds nothing', async () => {
  const failing: Detector = {
    guard: 'pii',
    version: 'failing@1',
    scope: { kind: 'window', chars: 8 },
    lookback: 0,
    sliceable: true,
    scan: () => {
      throw new TypeError('broken')
    },
    mayHaveBegun: (text) => text.length,
    advance: (text, from, final) => {
      if (final) throw new TypeError('broken')
      return {
        findings: [{ guard: 'pii', type: 'email', start: from, end: from + 1, score: 1 }],
        hold: text.length,
      }
    },
  }
  const parts: TextPart[] = [{ origin: 'user', text: 'x'.repeat(100) }]
  const only = rules.filter((r) => r.guard === 'pii')
  const gently = await scanInputGently(parts, only, [failing], {}, async () => {}, 10)
  expect(gently).toEqual(scanInput(parts, only, [failing]))
  expect(gently.decision).toEqual({ kind: 'block', code: 'policy_guard_error', guard: 'pii' })
})
