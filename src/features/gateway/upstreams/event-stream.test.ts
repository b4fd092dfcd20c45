import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../../../test/world/seeded.ts'
import { encodeMessage, EventStreamInvalid, EventStreamParser, messageBytesMax } from './event-stream.ts'

const messages = [
  encodeMessage(
    { ':message-type': 'event', ':event-type': 'messageStart' },
    Buffer.from('{"role":"assistant"}'),
  ),
  encodeMessage({ ':event-type': 'contentBlockDelta' }, Buffer.from('{"delta":{"text":"Grüße 🙂"}}')),
  encodeMessage({}, Buffer.alloc(0)),
  encodeMessage({ ':event-type': 'x'.repeat(200) }, Buffer.from('y'.repeat(70_000))),
]
const bytes = Buffer.concat(messages)

function read(chunks: readonly Buffer[]): { type: string; text: string }[] {
  const out: { type: string; text: string }[] = []
  const parser = new EventStreamParser((m) =>
    out.push({ type: m.headers.get(':event-type') ?? '', text: m.payload.toString('utf8') }),
  )
  for (const chunk of chunks) parser.push(chunk)
  expect(parser.end()).toBe(true)
  return out
}

describe("AWS's event stream", () => {
  it('is framed as AWS publishes it: the empty message and one with a header, by its own bytes', () => {
    // the two smallest messages of the specification's examples
    expect(encodeMessage({}, Buffer.alloc(0)).toString('hex')).toBe('000000100000000005c248eb7d98c8ff')
    const payload = Buffer.from("{'foo':'bar'}")
    expect(encodeMessage({}, payload).toString('hex')).toBe(
      '0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936',
    )
  })

  it('any split into chunks gives the same messages', () => {
    const whole = read([bytes])
    expect(whole.map((m) => m.type.slice(0, 20))).toEqual([
      'messageStart',
      'contentBlockDelta',
      '',
      'x'.repeat(20),
    ])
    expect(whole[1]?.text).toBe('{"delta":{"text":"Grüße 🙂"}}')
    expect(
      read([...bytes.subarray(0, 400)].map((b) => Buffer.from([b])).concat([bytes.subarray(400)])),
    ).toEqual(whole)
    for (let seed = 1; seed <= 40; seed++) {
      const random = randomFrom(seed)
      const chunks: Buffer[] = []
      for (let at = 0; at < bytes.length;) {
        const to = Math.min(bytes.length, at + 1 + Math.floor(random() * (seed % 2 === 0 ? 40_000 : 300)))
        chunks.push(bytes.subarray(at, to))
        at = to
      }
      expect(read(chunks), `seed ${seed}`).toEqual(whole)
    }
  })

  it('refuses a flipped bit anywhere, lengths out of bounds and headers that lie', () => {
    const [, good] = messages
    if (good === undefined) throw new Error('no message')
    for (let i = 0; i < good.length; i++) {
      const bad = Buffer.from(good)
      bad[i] = (bad[i] ?? 0) ^ 1
      expect(() => new EventStreamParser(() => {}).push(bad), `byte ${i}`).toThrow(EventStreamInvalid)
    }
    const head = (total: number, headers: number): Buffer => {
      const out = Buffer.alloc(12)
      out.writeUInt32BE(total, 0)
      out.writeUInt32BE(headers, 4)
      out.writeUInt32BE(crc32(out.subarray(0, 8)), 8)
      return out
    }
    for (const lie of [
      head(15, 0),
      head(messageBytesMax + 1, 0),
      head(0xffffffff, 0),
      head(20, 5),
      head(16, 1),
    ])
      expect(() => new EventStreamParser(() => {}).push(lie)).toThrow(EventStreamInvalid)
    const half = new EventStreamParser(() => {})
    half.push(good.subarray(0, 30))
    expect(half.end()).toBe(false)
  })
})
