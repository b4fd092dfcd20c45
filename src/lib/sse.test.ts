import { describe, expect, it } from 'vitest'
import { SseOverflow, SseParser, type SseEvent } from './sse.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

function parse(chunks: readonly Uint8Array[], flush = false): SseEvent[] {
  const events: SseEvent[] = []
  const parser = new SseParser((e) => events.push(e))
  for (const chunk of chunks) parser.push(chunk)
  parser.end({ flush })
  return events
}

/** mulberry32: a seed that fails is printed by the assertion and replays. */
function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

describe('an event stream', () => {
  it('gives events, names, ids and joined data lines', () => {
    expect(parse([bytes('\u{feff}: hello\nevent: a\nid: 7\ndata: x\ndata:  y\n\ndata\n\ndata: z')])).toEqual([
      { event: 'a', data: 'x\n y', id: '7' },
      { event: 'message', data: '', id: '7' },
    ])
  })

  it('takes LF, CR and CRLF, also when CR and LF arrive apart', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      expect(parse([bytes(`data: 1${end}${end}data: 2${end}${end}`)]).map((e) => e.data)).toEqual(['1', '2'])
    }
    expect(parse([bytes('data: 1\r'), bytes('\n\r'), bytes('\ndata: 2\r\n\r\n')]).map((e) => e.data)).toEqual(
      ['1', '2'],
    )
  })

  it('delivers an event without its blank line only when asked, and tells that the end was not clean', () => {
    expect(parse([bytes('data: [DONE]')])).toEqual([])
    expect(parse([bytes('data: [DONE]')], true).map((e) => e.data)).toEqual(['[DONE]'])
    const parser = new SseParser(() => {})
    parser.push(bytes('data: half'))
    expect(parser.end({ flush: false })).toBe(false)
  })

  it('gives the same events for any chunking, invalid UTF-8 and odd line ends included', () => {
    const alphabet = [
      'data: ',
      'data:',
      'event: e',
      'id: 3',
      ':c',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      'é',
      '🙂',
      '\u{feff}',
      'x',
      ' ',
      'retry: 5',
    ]
    for (let seed = 1; seed <= 400; seed++) {
      const next = random(seed)
      const parts: number[] = []
      for (let i = 0; i < 60; i++) {
        if (next() < 0.05) parts.push(Math.floor(next() * 256))
        else parts.push(...bytes(alphabet[Math.floor(next() * alphabet.length)] ?? ''))
      }
      const whole = Uint8Array.from(parts)
      const expected = parse([whole])
      const single = parse([...whole].map((b) => Uint8Array.of(b)))
      const chunks: Uint8Array[] = []
      for (let at = 0; at < whole.length;) {
        const size = Math.floor(next() * 9)
        chunks.push(whole.slice(at, at + size))
        at += size
      }
      expect({ seed, events: single }).toEqual({ seed, events: expected })
      expect({ seed, events: parse(chunks) }).toEqual({ seed, events: expected })
    }
  })

  it('refuses a line or an event over its limit wherever the chunks end', () => {
    const limits = { lineBytesMax: 20, eventBytesMax: 40 }
    const overflow = (chunks: readonly string[]): string => {
      const parser = new SseParser(() => {}, limits)
      try {
        for (const chunk of chunks) parser.push(bytes(chunk))
        return 'fine'
      } catch (cause) {
        return cause instanceof SseOverflow ? cause.what : 'other'
      }
    }
    expect(overflow([`data: ${'x'.repeat(14)}\n\n`])).toBe('fine')
    expect(overflow([`data: ${'x'.repeat(15)}\n\n`])).toBe('line')
    expect(overflow(['data: ', 'x'.repeat(8), 'x'.repeat(7)])).toBe('line')
    expect(overflow(['data: 0123456789\n', 'data: 0123456789\n', 'data: 0123456789\n'])).toBe('event')
  })
})
