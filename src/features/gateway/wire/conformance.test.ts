import { describe, expect, it } from 'vitest'
import { viewOf, viewOfStream, type Client, type View } from '../../../../test/world/client-view.ts'
import { stream, whole, type Script } from '../../../../test/world/transcripts.ts'
import { bytesOf } from '../../../../test/world/provider.ts'
import { answerText } from '../recorded-answer.ts'
import type { AnswerEvent } from './answer.ts'
import { clientSides, upstreamSides, type ClientFormat, type UpstreamFormat } from './formats.ts'
import { isObject, type Json } from './json.ts'

const CONTEXT = { id: 'call-1', model: 'chat', created: 1_764_201_600, includeUsage: true }
const clients: readonly ClientFormat[] = ['chat.completions', 'responses', 'messages']
const upstreams: readonly UpstreamFormat[] = ['chat.completions', 'messages', 'converse', 'gemini']

const scripts: Readonly<Record<string, Script>> = {
  'a text': { text: 'Grüße aus Oslo 🙂, it is 3 °C and "fine".\nGoodbye.' },
  'thoughts and a text': { thought: 'Let me think about it.', text: 'Forty-two.' },
  'one tool call': { text: '', tools: [{ id: 'call_a', name: 'weather', args: '{"city":"Oslo","days":3}' }] },
  'a text and two tool calls': {
    thought: 'Two look-ups.',
    text: 'I will look it up.',
    tools: [
      { id: 'call_a', name: 'weather', args: '{"city":"Oslo \\"east\\"","days":3}' },
      { id: 'call_b', name: 'clock', args: '{}' },
    ],
  },
  'a cut answer': { text: 'and so on and', stop: 'length' },
  'a filtered answer': { text: 'I ', stop: 'filter' },
  'an answer that met a stop sequence': { text: 'one two', stop: 'sequence' },
  'an empty answer': { text: '' },
}

const STOPS: Readonly<Record<Client, Readonly<Record<string, string>>>> = {
  'chat.completions': {
    end: 'stop',
    length: 'length',
    tools: 'tool_calls',
    sequence: 'stop',
    filter: 'content_filter',
  },
  messages: {
    end: 'end_turn',
    length: 'max_tokens',
    tools: 'tool_use',
    sequence: 'stop_sequence',
    filter: 'refusal',
  },
  responses: {
    end: 'completed',
    length: 'max_output_tokens',
    tools: 'completed',
    sequence: 'completed',
    filter: 'content_filter',
  },
}

function expected(client: Client, upstream: UpstreamFormat, script: Script): View {
  const stop = script.stop ?? (script.tools === undefined ? 'end' : 'tools')
  // formats that do not tell a stop sequence from an end
  const told =
    stop === 'sequence' && (upstream === 'chat.completions' || upstream === 'gemini') ? 'end' : stop
  // Anthropic says of an answer that it withheld that it is a refusal, which is no filter for other clients
  const kind = told === 'filter' && upstream === 'messages' && client !== 'messages' ? 'end' : told
  return {
    text: script.text,
    thought: script.thought ?? '',
    tools: (script.tools ?? []).map((t) => ({ id: t.id, name: t.name, args: JSON.parse(t.args) as unknown })),
    stop: STOPS[client][kind] ?? '',
    usage: { input: 20, output: 9, cached: 5 },
  }
}

const asObject = (value: unknown): Json => {
  if (!isObject(value)) throw new Error('not an object')
  return value
}

for (const client of clients) {
  for (const upstream of upstreams) {
    describe(`${client} on ${upstream}`, () => {
      for (const [name, script] of Object.entries(scripts)) {
        it(`${name}: whole and as a stream`, () => {
          const side = clientSides[client]
          const events = upstreamSides[upstream].decoder().whole(asObject(whole(upstream, script)))
          expect(viewOf(client, side.whole(events, CONTEXT))).toEqual(expected(client, upstream, script))
          for (const pieceChars of [1, 5, 1_000]) {
            const encoder = side.encoder(CONTEXT)
            const decoder = upstreamSides[upstream].decoder()
            let out = ''
            const all: AnswerEvent[] = []
            for (const frame of stream(upstream, { ...script, pieceChars })) {
              if (frame.data === '[DONE]') continue
              const decoded = decoder.frame(frame.event, asObject(frame.data))
              all.push(...decoded)
              for (const event of decoded) out += encoder.frame(event)
            }
            out += encoder.end()
            expect(viewOfStream(client, out), `pieces of ${pieceChars}`).toEqual(
              expected(client, upstream, script),
            )
            // the events of a stream add up to the answer that came whole
            expect(viewOf(client, side.whole(all, CONTEXT))).toEqual(expected(client, upstream, script))
          }
        })
      }
    })
  }
}

describe('what a record shows of an answer', () => {
  const script: Script = {
    thought: 'Hm.',
    text: 'I will look, ünïcödé 🙂.',
    tools: [{ id: 'call_a', name: 'weather', args: '{"city":"Oslo"}' }],
  }
  it.each(clients)(
    '%s: the text and the call, from JSON and from a stream that was cut anywhere',
    (client) => {
      const shown = 'I will look, ünïcödé 🙂.\nweather {"city":"Oslo"}'
      expect(answerText(Buffer.from(JSON.stringify(whole(client, script))))).toBe(shown)
      const bytes = Buffer.concat(stream(client, script).map((f) => bytesOf(f, 'sse')))
      expect(answerText(bytes)).toBe(shown)
      expect(shown.startsWith(answerText(bytes.subarray(0, bytes.length / 2)).replace('\u{fffd}', ''))).toBe(
        true,
      )
    },
  )
  it('nothing of an answer that has no text', () => {
    for (const body of [
      '{"data":[{"embedding":[1]}]}',
      '{"input_tokens":3}',
      'event: error\ndata: {"type":"error"}\n\n',
      '[]',
      'x',
    ])
      expect(answerText(Buffer.from(body))).toBe('')
  })
})

describe('arguments of two calls that come in turns', () => {
  const interleaved: AnswerEvent[] = [
    { kind: 'start', id: 'x', model: 'm' },
    { kind: 'tool', choice: 0, tool: 0, id: 'a', text: 'one' },
    { kind: 'tool', choice: 0, tool: 1, id: 'b', text: 'two' },
    { kind: 'arguments', choice: 0, tool: 0, text: '{"x"' },
    { kind: 'arguments', choice: 0, tool: 1, text: '{"y"' },
    { kind: 'arguments', choice: 0, tool: 0, text: ':1}' },
    { kind: 'arguments', choice: 0, tool: 1, text: ':2}' },
    { kind: 'stop', choice: 0, reason: 'tools', sequence: null },
  ]
  it.each(clients)('reach a client of %s unmixed', (client) => {
    const encoder = clientSides[client].encoder(CONTEXT)
    const out = interleaved.map((e) => encoder.frame(e)).join('') + encoder.end()
    expect(viewOfStream(client, out).tools).toEqual([
      { id: 'a', name: 'one', args: { x: 1 } },
      { id: 'b', name: 'two', args: { y: 2 } },
    ])
  })
})
