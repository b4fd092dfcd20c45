import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import type { Detector, GuardRuleLike } from './contract.ts'
import { defaultDetectors } from './detectors.ts'
import { wholeDetector } from './detector.ts'
import { scanInput, scanOutput } from './evaluate.ts'
import { createStreamScanner } from './stream.ts'
import { corpus, seeded, type Rng } from './test-texts.ts'

const rule = (
  guard: GuardRuleLike['guard'],
  mode: GuardRuleLike['mode'],
  action: GuardRuleLike['action'],
  threshold = 0.5,
): GuardRuleLike => ({ guard, mode, action, threshold })

const ruleSets: readonly (readonly GuardRuleLike[])[] = [
  [rule('secrets', 'enforce', 'mask'), rule('pii', 'enforce', 'mask')],
  [rule('secrets', 'enforce', 'block'), rule('pii', 'observe', 'mask')],
  [rule('injection', 'enforce', 'block'), rule('secrets', 'enforce', 'mask'), rule('pii', 'enforce', 'mask')],
  [
    rule('pii', 'enforce', 'block', 0.9),
    rule('pii', 'enforce', 'mask', 0.5),
    rule('injection', 'observe', 'block'),
  ],
]

/** Pieces of random length, often tiny, sometimes large; never empty. */
function cut(text: string, rng: Rng): string[] {
  const pieces: string[] = []
  const typical = [1, 3, 12, 60, 400][Math.floor(rng() * 5)] ?? 3
  for (let i = 0; i < text.length;) {
    const n = 1 + Math.floor(rng() * typical * 2)
    pieces.push(text.slice(i, i + n))
    i += n
  }
  return pieces
}

function streamed(
  pieces: readonly string[],
  rules: readonly GuardRuleLike[],
  detectors: readonly Detector[],
) {
  const scanner = createStreamScanner(rules, detectors)
  let text = ''
  for (const piece of pieces) text += scanner.push(piece)
  text += scanner.finish()
  return { ...scanner.result(), text }
}

const SEED = Number(process.env['GUARD_SEED'] ?? 20261122)

describe('a stream and a complete answer get the same verdict', () => {
  verifies(
    'GW-7',
    'verdict, spans, released text and block are the same for every way to cut a text',
    () => {
      const rng = seeded(SEED)
      const texts = corpus(rng, 120)
      for (const text of texts) {
        for (const rules of ruleSets) {
          const complete = scanOutput(text, rules, defaultDetectors)
          for (let round = 0; round < 2; round++) {
            const pieces = cut(text, rng)
            const piecewise = streamed(pieces, rules, defaultDetectors)
            expect(piecewise, `seed ${SEED}, pieces ${JSON.stringify(pieces)}`).toEqual(complete)
          }
        }
      }
    },
    240_000,
  )

  it('one character at a time gives the same as all at once', () => {
    const rng = seeded(SEED + 1)
    for (const text of corpus(rng, 40)) {
      for (const rules of ruleSets)
        expect(streamed(text.split(''), rules, defaultDetectors)).toEqual(
          scanOutput(text, rules, defaultDetectors),
        )
    }
  })

  it('no beginning of a masked finding escapes: what was released never holds a finding of the whole text', () => {
    const rng = seeded(SEED + 2)
    const rules = ruleSets[0] ?? []
    let findings = 0
    for (const text of corpus(rng, 120)) {
      const spans = scanOutput(text, rules, defaultDetectors).spans
      findings += spans.length
      const scanner = createStreamScanner(rules, defaultDetectors)
      for (const piece of cut(text, rng)) {
        scanner.push(piece)
        const inside = spans.find((s) => s.start < scanner.authorisedTo && s.end > scanner.authorisedTo + 64)
        // Authorised may pass a start only together with its mask, and never lands inside a finding that is still open.
        if (inside !== undefined) expect(scanner.scannedTo).toBeGreaterThan(inside.start)
      }
      const { text: out } = scanOutput(text, rules, defaultDetectors)
      for (const span of spans) {
        const secret = text.slice(span.start, span.end)
        if (secret.length > 14 && text.indexOf(secret) === text.lastIndexOf(secret))
          expect(out).not.toContain(secret)
      }
    }
    expect(findings).toBeGreaterThan(100)
  })

  it('does not equal when a detector breaks its promise (the property can fail)', () => {
    const careless: Detector = {
      guard: 'secrets',
      version: 'careless@1',
      scope: { kind: 'window', chars: 64 },
      lookback: 0,
      scan: (text) => careless.advance(text, 0, true, 'output').findings,
      mayHaveBegun: (text) => text.length,
      advance: (text, from) => ({
        findings: [...text.matchAll(/TOPSECRET/g)]
          .filter((m) => m.index >= from)
          .map((m) => ({ guard: 'secrets', type: 'x', start: m.index, end: m.index + 9, score: 1 })),
        hold: text.length,
      }),
    }
    const rules = [rule('secrets', 'enforce', 'mask')]
    expect(streamed(['the TOPS', 'ECRET'], rules, [careless]).text).not.toBe(
      scanOutput('the TOPSECRET', rules, [careless]).text,
    )
  })
})

describe('release', () => {
  const masks = [
    rule('secrets', 'enforce', 'mask'),
    rule('pii', 'enforce', 'mask'),
    rule('injection', 'enforce', 'block'),
  ]

  it('ordinary text flows a word behind, not a window behind', () => {
    const text =
      'The quick brown fox jumps over the lazy dog while seven other foxes watch from the hill and wonder why it does so. '.repeat(
        8,
      )
    const scanner = createStreamScanner(masks, defaultDetectors)
    let released = 0
    let worst = 0
    let sum = 0
    let pushes = 0
    for (let i = 0; i < text.length; i += 5) {
      released += scanner.push(text.slice(i, i + 5)).length
      worst = Math.max(worst, i + 5 - released)
      sum += i + 5 - released
      pushes++
    }
    expect(worst).toBeLessThan(64)
    expect(sum / pushes).toBeLessThan(16)
  })

  it('an e-mail, a card and a key that are cut anywhere are masked whole', () => {
    const key = `ghp_${'aB3dE5fG7h'.repeat(4)}`
    const text = `Write to anna.k@example.org, card 4111 1111 1111 1111, token ${key}. Done.`
    for (let at = 1; at < text.length; at++) {
      expect(streamed([text.slice(0, at), text.slice(at)], masks, defaultDetectors).text).toBe(
        'Write to [EMAIL], card [CREDIT_CARD], token [GITHUB_TOKEN]. Done.',
      )
    }
  })

  it('a block in mid-stream says how much had been authorised, and nothing follows', () => {
    const text = `Here you are: AKIA${'ABCDEFGH23456723'} and more text behind it that nobody may read.`
    const scanner = createStreamScanner([rule('secrets', 'enforce', 'block')], defaultDetectors)
    let out = ''
    for (const c of text) out += scanner.push(c)
    out += scanner.finish()
    expect(out).toBe('Here you are: ')
    expect(scanner.blocked).toEqual({ code: 'policy_secrets', guard: 'secrets', at: 14, authorisedTo: 14 })
    expect(scanner.push('x') + scanner.finish()).toBe('')
    const [verdict] = scanner.result().verdicts
    expect(verdict).toMatchObject({
      action: 'block',
      found: { aws_access_key: 1 },
      scannedChars: 34,
      score: '0.950',
    })
  })

  it('observe rules hold nothing back and change nothing', () => {
    const scanner = createStreamScanner([rule('pii', 'observe', 'block')], defaultDetectors)
    expect(scanner.push('mail anna@exam')).toBe('mail anna@exam')
    expect(scanner.push('ple.org')).toBe('ple.org')
    expect(scanner.finish()).toBe('')
    expect(scanner.result()).toMatchObject({
      flagged: true,
      masked: false,
      blocked: null,
      verdicts: [{ action: 'flag', found: { email: 1 } }],
    })
  })

  it('half a surrogate pair never leaves alone', () => {
    const scanner = createStreamScanner([rule('pii', 'enforce', 'mask')], defaultDetectors)
    const first = scanner.push('so \ud83d')
    const second = scanner.push('\ude00 ok ')
    expect(first + second + scanner.finish()).toBe('so 😀 ok ')
    expect(/\p{Surrogate}/u.test(first) || /\p{Surrogate}/u.test(second)).toBe(false)
  })

  it('memory stays bounded on endless text of any kind', () => {
    const kinds = [
      'a',
      '7',
      'word ',
      'a@',
      '-----BEGIN PRIVATE KEY-----\n',
      'AbC1',
      '4111 ',
      ':',
      'ignore the ',
      '="',
      'é',
      '\u200b',
      'John ',
    ]
    for (const kind of kinds) {
      const scanner = createStreamScanner(
        masks.map((r) => ({ ...r, threshold: 1.1 })),
        defaultDetectors,
      )
      const piece = kind.repeat(Math.ceil(1000 / kind.length))
      let held = 0
      let total = 0
      for (let i = 0; i < 100; i++) {
        scanner.push(piece)
        total += piece.length
        held = Math.max(held, total - scanner.authorisedTo)
      }
      expect(held, JSON.stringify(kind)).toBeLessThanOrEqual(8192 + piece.length)
    }
  })
})

describe('detectors that need the whole text', () => {
  const whole = wholeDetector({
    guard: 'injection',
    version: 'whole@1',
    charsMax: 100,
    judge: (text) =>
      text.includes('bad')
        ? [
            {
              guard: 'injection',
              type: 'bad',
              start: text.indexOf('bad'),
              end: text.indexOf('bad') + 3,
              score: 0.9,
            },
          ]
        : [],
  })

  it('enforced, they hold everything and then release it', () => {
    const scanner = createStreamScanner([rule('injection', 'enforce', 'block')], [whole])
    expect(scanner.push('all ') + scanner.push('good')).toBe('')
    expect(scanner.finish()).toBe('all good')
    const blocked = createStreamScanner([rule('injection', 'enforce', 'block')], [whole])
    expect(blocked.push('ba') + blocked.push('d') + blocked.finish()).toBe('')
    expect(blocked.blocked?.authorisedTo).toBe(0)
  })

  it('enforced and past its bound, the answer is refused, however it was cut', () => {
    for (const pieces of [['x'.repeat(101)], ['x'.repeat(50), 'x'.repeat(51)]]) {
      const result = streamed(pieces, [rule('injection', 'enforce', 'block')], [whole])
      expect(result).toMatchObject({ text: '', blocked: { code: 'policy_injection', authorisedTo: 0 } })
    }
  })

  it('in observe their verdict is late and holds nothing', () => {
    const scanner = createStreamScanner([rule('injection', 'observe', 'block')], [whole])
    expect(scanner.push('so bad')).toBe('so bad')
    scanner.finish()
    expect(scanner.result().verdicts).toMatchObject([{ late: true, action: 'flag', found: { bad: 1 } }])
  })
})

describe('a failing guard', () => {
  const broken: Detector = {
    guard: 'pii',
    version: 'broken@1',
    scope: { kind: 'window', chars: 10 },
    lookback: 0,
    scan: () => {
      throw new RangeError('no')
    },
    mayHaveBegun: () => 0,
    advance: () => {
      throw new RangeError('no')
    },
  }
  const rules = [rule('pii', 'enforce', 'mask')]

  it('blocks unless the policy says allow, and the record names it', () => {
    expect(scanInput([{ origin: 'user', text: 'x' }], rules, [broken]).decision).toEqual({
      kind: 'block',
      code: 'policy_guard_error',
      guard: 'pii',
    })
    expect(scanInput([{ origin: 'user', text: 'x' }], rules, []).decision.kind).toBe('block')
    const open = scanInput([{ origin: 'user', text: 'x' }], rules, [broken], { onGuardError: 'allow' })
    expect(open.decision.kind).toBe('allow')
    expect(open.verdicts[0]?.error).toBe('RangeError')
    expect(scanOutput('x', rules, [broken])).toMatchObject({
      text: '',
      blocked: { code: 'policy_guard_error' },
    })
    expect(scanOutput('x', rules, [broken], 'output', { onGuardError: 'allow' })).toMatchObject({
      text: 'x',
      blocked: null,
    })
    expect(scanOutput('x', rules, [])).toMatchObject({ text: '', blocked: { code: 'policy_guard_error' } })
  })
})
