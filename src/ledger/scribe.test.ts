import { describe, expect, it } from 'vitest'
import { fixed, Scribe, textOf } from './scribe.ts'

/** The same numbers in every run. */
function draws(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

describe('scribe', () => {
  it('writes any string as JSON.stringify does', () => {
    const draw = draws(7)
    for (let i = 0; i < 2_000; i++) {
      const top = [128, 256, 65_536][i % 3] ?? 128
      const text = String.fromCharCode(...Array.from({ length: draw(40) }, () => draw(top)))
      expect(textOf((out) => out.string(text))).toBe(JSON.stringify(text))
      expect(textOf((out) => out.known(text))).toBe(JSON.stringify(text))
    }
    for (const hard of ['"', '\\', '\u007f', '\u0000', '\u2028', '\ud800', 'Straße'])
      expect(textOf((out) => out.string(hard))).toBe(JSON.stringify(hard))
  })

  it('writes any safe integer in full, fractions rounded, and what is no number as 0', () => {
    const draw = draws(11)
    for (let i = 0; i < 2_000; i++) {
      const n = (draw(2) === 0 ? 1 : -1) * Math.floor(2 ** draw(53) + draw(1_000))
      expect(textOf((out) => out.int(n))).toBe(`${n}`)
    }
    const hard = [0, -0, 9, 10, 99_999, 4_294_967_295, 4_294_967_296, 2 ** 53 - 1, -1, 1.5, -2.4]
    const as = ['0', '0', '9', '10', '99999', '4294967295', '4294967296', '9007199254740991', '-1', '2', '-2']
    expect(hard.map((n) => textOf((out) => out.int(n)))).toEqual(as)
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(textOf((out) => out.int(none))).toBe('0')
  })

  it('copies short and long pieces whole and goes on behind them', () => {
    const long = 'x'.repeat(200)
    expect(
      textOf((out) => {
        out.raw(fixed('ab'))
        out.raw(fixed(long))
        out.ascii('cd')
      }),
    ).toBe(`ab${long}cd`)
  })

  it('refuses to pass the end of its buffer, whatever is written', () => {
    const tries: ((out: Scribe) => void)[] = [
      (out) => out.raw(fixed('123456789')),
      (out) => out.ascii('123456789'),
      (out) => out.string('1234567'),
      (out) => out.string('äöüß'),
      (out) => out.known('1234567'),
      (out) => out.int(2 ** 53 - 1),
    ]
    for (const write of tries) expect(() => write(new Scribe(Buffer.alloc(8)))).toThrow(RangeError)
  })
})
