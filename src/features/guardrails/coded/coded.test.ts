import { describe, expect, it } from 'vitest'
import { verifies } from '../../../../test/promises.ts'
import type { Detector, Finding, GuardRuleLike } from '../contract.ts'
import { defaultDetectors } from '../detectors.ts'
import { scanInput, scanOutput } from '../evaluate.ts'
import { createStreamScanner } from '../stream.ts'
import { corpus, seeded, type Rng } from '../test-texts.ts'
import { backwards, codings } from './test-codings.ts'
import { codedPersonal, codedSecrets } from './values.ts'

const SEED = Number(process.env['GUARD_SEED'] ?? 20261128)
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const token = (rng: Rng, n: number): string =>
  Array.from({ length: n }, () => letters.charAt(Math.floor(rng() * letters.length))).join('')

const rng = seeded(SEED)
const secrets: Readonly<Record<string, string>> = {
  aws_access_key: ['AKIA', 'Q7M4T2XW', '5PLK3VDZ'].join(''),
  github_token: `ghp_${token(rng, 36)}`,
  openai_key: `sk-proj-${token(rng, 48)}`,
  stripe_key: `sk_live_${token(rng, 24)}`,
  connection_string: `postgres://admin:${token(rng, 12)}@db.internal:5432/prod`,
}
const personal: Readonly<Record<string, string>> = {
  credit_card: '4111111111111111',
  iban: 'DE89370400440532013000',
  email: 'anna.kowalska@example.org',
  ssn: '536-90-4399',
}
const places: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['Here it is: ', ' and that is all I know.'],
  ['{"value":"', '","next":1}'],
  ['The code:\n\n```\n', '\n```\nTell nobody.'],
  ['密码是', '。'],
]

const rule = (guard: 'secrets' | 'pii', action: 'mask' | 'block'): GuardRuleLike => ({
  guard,
  mode: 'enforce',
  action,
  threshold: 0.5,
})
const masks = [rule('secrets', 'mask'), rule('pii', 'mask')]

function streamed(text: string, size: number, rules: readonly GuardRuleLike[] = masks): string {
  const scanner = createStreamScanner(rules, defaultDetectors)
  let out = ''
  for (let i = 0; i < text.length; i += size) out += scanner.push(text.slice(i, i + size))
  return out + scanner.finish()
}

/** What of a code is left when its middle is taken out: nothing that can be decoded to the value. */
const middleOf = (code: string): string =>
  code.slice(Math.floor(code.length / 3), Math.ceil((code.length * 2) / 3))

describe.each(Object.entries(codings))('%s', (_name, write) => {
  verifies(
    'GUARD-2',
    'a key or personal data in it is masked, whole and from a stream, wherever it stands',
    () => {
      for (const [type, value] of Object.entries({ ...secrets, ...personal }))
        for (const [before, after] of places) {
          const code = write(value)
          const text = before + code + after
          const { text: out, masked } = scanOutput(text, masks, defaultDetectors)
          const about = JSON.stringify({ seed: SEED, type, text, out })
          expect(masked, about).toBe(true)
          expect(out, about).not.toContain(middleOf(code))
          expect(out.startsWith(before.slice(0, 6)), about).toBe(true)
          expect(out.endsWith(after), about).toBe(true)
          for (const size of [1, 7]) expect(streamed(text, size), about).toBe(out)
        }
    },
  )
})

describe('what a finding says', () => {
  it('has the type of what was decoded, and covers a run from end to end', () => {
    for (const [type, value] of Object.entries(personal)) {
      const code = Buffer.from(`value ${value}`).toString('base64')
      expect(codedPersonal.scan(`See ${code}.`, 'output')).toEqual([
        { guard: 'pii', type, start: 4, end: 4 + code.length, score: expect.any(Number) },
      ])
    }
    const hex = Buffer.from(secrets['github_token'] ?? '').toString('hex')
    expect(codedSecrets.scan(`0x${hex}`, 'output')).toMatchObject([
      { type: 'github_token', start: 0, end: hex.length + 2 },
    ])
  })

  it('covers of a link only the value that is coded in it', () => {
    const link = 'See https://example.com/a?mail=anna%40example.org&page=2'
    expect(codedPersonal.scan(link, 'output')).toMatchObject([{ type: 'email', start: 31, end: 49 }])
  })

  it('reads keys, connection strings and addresses backwards', () => {
    for (const value of [...Object.values(secrets), personal['email'] ?? '', personal['iban'] ?? '']) {
      const text = `Read it from the end: ${backwards(value)}, they said.`
      const { text: out, masked } = scanOutput(text, masks, defaultDetectors)
      expect(masked, text).toBe(true)
      expect(out).not.toContain(backwards(value).slice(0, 8))
      expect(streamed(text, 1)).toBe(out)
    }
  })

  it('is the same in a request, where it is blocked or a pseudonym stands for the run', () => {
    const code = Buffer.from(personal['email'] ?? '').toString('base64')
    const part = { origin: 'user', text: `Decode ${code} please.` } as const
    expect(scanInput([part], [rule('pii', 'block')], defaultDetectors).decision).toMatchObject({
      kind: 'block',
    })
    const tokenised = scanInput([part], [{ ...rule('pii', 'mask'), action: 'tokenise' }], defaultDetectors)
    expect(tokenised.decision).toMatchObject({ kind: 'mask', texts: ['Decode <EMAIL_1> please.'] })
  })

  it('counts once what the plain detector sees as well', () => {
    const text = `See q=a%20b&mail=${personal['email'] ?? ''}`
    expect(scanOutput(text, masks, defaultDetectors).masked).toBe(true)
    expect(codedPersonal.scan(text, 'output')).toEqual([])
  })

  it('is nothing for names, telephone numbers and places', () => {
    for (const value of [
      'My name is Maria Nguyen.',
      'call +44 20 7946 0958',
      'Maria lives in Paris, 211 Maple Street',
    ])
      expect(codedPersonal.scan(Buffer.from(value).toString('base64'), 'output')).toEqual([])
  })

  it('is nothing behind a third layer', () => {
    const layer = (t: string): string => Buffer.from(t).toString('base64')
    const value = secrets['github_token'] ?? ''
    expect(codedSecrets.scan(layer(layer(value)), 'output')).toHaveLength(1)
    expect(codedSecrets.scan(layer(layer(layer(value))), 'output')).toEqual([])
  })
})

describe('a stream', () => {
  it('blocks before anything of the code is out, one character at a time', () => {
    for (const write of Object.values(codings)) {
      const code = write(secrets['aws_access_key'] ?? '')
      const scanner = createStreamScanner([rule('secrets', 'block')], defaultDetectors)
      let out = ''
      for (const c of `Sure: ${code} is it.`) out += scanner.push(c)
      out += scanner.finish()
      expect(scanner.blocked?.code, code).toBe('policy_secrets')
      expect(`Sure: ${code.slice(0, code.indexOf(',') + 1)}`.startsWith(out), out).toBe(true)
    }
  })

  it('lets ordinary text flow a word behind, numbers and links too', () => {
    const text =
      'In 2024 we sold 12 of 45 boxes, a third of it to https://example.com/shop?x=1 in 3 days; I was told so by a man. '.repeat(
        6,
      )
    for (const detector of [codedSecrets, codedPersonal]) {
      let worst = 0
      for (let n = 1; n <= text.length; n++)
        worst = Math.max(worst, n - detector.mayHaveBegun(text.slice(0, n), 0))
      expect(worst).toBeLessThan(48)
    }
  })

  verifies('GW-7', 'findings in code are the same for every way to cut a text', () => {
    const draw = seeded(SEED + 1)
    for (let n = 0; n < 120; n++) {
      const text = mixed(draw)
      for (const detector of [codedSecrets, codedPersonal]) {
        const whole = [...detector.scan(text, 'output')].sort(order)
        const about = `seed ${SEED + 1}, text ${n}`
        expect(inPieces(detector, text, draw).sort(order), about).toEqual(whole)
      }
    }
  })

  it('reads a list longer than a window the same, also where a piece ends right behind the window', () => {
    const text = codings['bits']?.(`${secrets['aws_access_key'] ?? ''} `.repeat(70)) ?? ''
    const whole = [...codedSecrets.scan(text, 'output')]
    expect(whole.length).toBeGreaterThan(1)
    for (const first of [8_000, 8_063, 8_064, 8_065, 8_066, 8_130, 8_191, 8_192, 8_193, 8_194]) {
      const found: Finding[] = []
      let hold = 0
      for (const end of [
        first,
        first + 1,
        first + 2,
        first + 300,
        first + 4_032,
        first + 4_033,
        text.length,
      ]) {
        const step = codedSecrets.advance(text.slice(0, end), hold, end === text.length, 'output')
        found.push(...step.findings)
        hold = step.hold
      }
      expect(found, `first piece of ${first}`).toEqual(whole)
    }
  })

  it('holds no more than a window of a code without an end, and finds what is in the middle of it', () => {
    const noise = token(seeded(5), 30_000)
    const code = Buffer.from(
      `${'word '.repeat(6_000)}${secrets['github_token'] ?? ''}${' more'.repeat(6_000)}`,
    ).toString('base64')
    for (const [text, found] of [
      [noise, 0],
      [code, 1],
    ] as const) {
      const scanner = createStreamScanner([rule('secrets', 'mask')], [codedSecrets])
      let held = 0
      for (let i = 0; i < text.length; i += 500) {
        scanner.push(text.slice(i, i + 500))
        held = Math.max(held, i + 500 - scanner.authorisedTo)
      }
      scanner.finish()
      expect(held).toBeLessThanOrEqual(8_192 + 500)
      expect(scanner.result().spans.length).toBe(found)
    }
  })
})

const order = (a: Finding, b: Finding): number =>
  a.start - b.start || a.end - b.end || (a.type < b.type ? -1 : a.type > b.type ? 1 : 0)

function inPieces(detector: Detector, text: string, draw: Rng): Finding[] {
  const found: Finding[] = []
  const typical = text.length > 4_000 ? 900 : ([1, 3, 12, 60, 400][Math.floor(draw() * 5)] ?? 3)
  let hold = 0
  let end = 0
  while (end < text.length) {
    end = Math.min(text.length, end + 1 + Math.floor(draw() * typical * 2))
    const base = Math.max(0, hold - detector.lookback)
    const step = detector.advance(text.slice(base, end), hold - base, end === text.length, 'output')
    for (const f of step.findings) found.push({ ...f, start: f.start + base, end: f.end + base })
    expect(step.hold + base).toBeGreaterThanOrEqual(hold)
    hold = step.hold + base
  }
  return found
}

const GLUE = [
  ' ',
  '\n',
  '',
  ', ',
  '"',
  '{"key":"',
  '" }',
  '&#65; ',
  '%',
  '&',
  '\\',
  '\\n',
  'a ',
  '1 ',
  'é',
  '\n    ',
  ' 4b 4b ',
  ': ',
  '中文',
  '&#6',
]

/** Prose, values in code of one or two layers, noise, and beginnings of codes, one behind the other. */
function mixed(draw: Rng): string {
  const pick = <T>(list: readonly T[], other: T): T => list[Math.floor(draw() * list.length)] ?? other
  const write = (): ((t: string) => string) => pick([...Object.values(codings), backwards], backwards)
  const values = [
    ...Object.values(secrets),
    ...Object.values(personal),
    'nothing to see in here',
    token(draw, 300),
  ]
  let text = ''
  for (let parts = 1 + Math.floor(draw() * 6); parts > 0; parts--) {
    const dice = draw()
    if (dice < 0.3) text += corpus(draw, 1)[0] ?? ''
    else if (dice < 0.8) text += write()(pick(values, ''))
    else text += write()(write()(pick(values, ''))).slice(0, 12_000)
    text += pick(GLUE, '')
  }
  return text
}
