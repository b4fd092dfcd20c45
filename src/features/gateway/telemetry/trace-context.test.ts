import { describe, expect, it } from 'vitest'
import { draws, testSeed } from '../../../../test/world/draws.ts'
import { parseTraceparent, traceOf, traceparent } from './trace-context.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const PARENT = '00f067aa0ba902b7'

describe('trace context', () => {
  it('follows its caller: same trace, its decision, its state; the span is new', () => {
    const context = traceOf(
      { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=1' },
      { bytes: (n) => Buffer.alloc(n, 7), ratio: 0 },
    )
    expect(context).toEqual({
      traceId: TRACE,
      parentId: PARENT,
      spanId: '0707070707070707',
      sampled: true,
      state: 'vendor=1',
    })
    expect(traceparent(context)).toBe(`00-${TRACE}-0707070707070707-01`)
  })

  it('begins a new trace where none or no valid one is given', () => {
    for (const header of [
      undefined,
      '',
      'garbage',
      `00-${'0'.repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${'0'.repeat(16)}-01`,
      `ff-${TRACE}-${PARENT}-01`,
      `00-${TRACE.toUpperCase()}-${PARENT}-01`,
      `00-${TRACE}-${PARENT}-01-more`,
      `00-${TRACE}-${PARENT}-0`,
      `00-${TRACE}-${PARENT}-01\r\nx: y`,
    ])
      expect(parseTraceparent(header), String(header)).toBeNull()
    expect(parseTraceparent(`01-${TRACE}-${PARENT}-00-later`)).toMatchObject({ sampled: false })
  })

  it('keeps the share of its own traces that it was told, and never an id of zeros', () => {
    const seed = testSeed()
    const random = draws(seed)
    const bytes = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => random() * 256))
    let kept = 0
    for (let i = 0; i < 5_000; i++) if (traceOf({}, { bytes, ratio: 0.2 }).sampled) kept += 1
    expect(kept / 5_000, `seed ${seed}`).toBeCloseTo(0.2, 1)
    const none = traceOf({}, { bytes: (n) => Buffer.alloc(n), ratio: 1 })
    expect(none.traceId).not.toMatch(/^0+$/)
    expect(none.spanId).not.toMatch(/^0+$/)
    expect(none.sampled).toBe(true)
  })
})
