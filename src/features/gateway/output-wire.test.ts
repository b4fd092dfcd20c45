import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { viewOf, viewOfStream, type Client, type View } from '../../../test/world/client-view.ts'
import { bytesOf } from '../../../test/world/provider.ts'
import { cut, randomFrom } from '../../../test/world/seeded.ts'
import { stream, whole, type Script, type Told } from '../../../test/world/transcripts.ts'
import { defaultDetectors } from '../guardrails/index.ts'
import { policySpecSchema, type PolicySpec } from '../policies/contract.ts'
import { answerFormat, frameParser } from './answer-format.ts'
import type { JsonAnswer } from './output.ts'
import type { Door, Framing } from './upstreams/kinds.ts'

const CONTEXT = { id: 'x', model: 'm', created: 1, includeUsage: true }
const policy = (rules: PolicySpec['output']): PolicySpec =>
  policySpecSchema.parse({ input: [], output: rules })
const rule = { mode: 'enforce', threshold: 0.5 } as const
const policies = {
  block: policy([{ ...rule, guard: 'secrets', action: 'block' }]),
  mask: policy([
    { ...rule, guard: 'pii', action: 'mask' },
    { ...rule, guard: 'secrets', action: 'mask' },
  ]),
  observe: policy([{ ...rule, guard: 'pii', mode: 'observe', action: 'block' }]),
}
const SECRET = ['AKIA', 'Q7M4T2XW', '5PLK3VDZ'].join('')
const scripts: readonly Script[] = [
  { text: 'Nothing of note is said here, at all.' },
  { text: `The key is ${SECRET}, keep it.` },
  { text: 'Write to jordan.miller@acme-corp.com or call +44 20 7946 0958 before noon, ünïcödé 🙂.' },
  { thought: `She said ${SECRET} and jordan.miller@acme-corp.com`, text: 'I will not tell.' },
  { text: `In code: ${Buffer.from(SECRET).toString('base64')}, and ${[...SECRET].join(' ')}.` },
  {
    text: 'A tool gets it in code.',
    tools: [
      { id: 'c1', name: 'note', args: `{"hex":"${Buffer.from(SECRET).toString('hex')}"}` },
      {
        id: 'c2',
        name: 'send',
        args: `{"to":"${[...'jordan.miller@acme-corp.com'].map((c) => `\\\\u00${c.charCodeAt(0).toString(16)}`).join('')}"}`,
      },
    ],
  },
  {
    text: 'I will send it.',
    tools: [
      { id: 'c1', name: 'send', args: '{"to":"jordan.miller@acme-corp.com","body":"hello"}' },
      { id: 'c2', name: 'note', args: `{"text":"${SECRET}"}` },
    ],
  },
]

const wires: readonly [Told, Framing][] = [
  ['chat.completions', 'sse'],
  ['responses', 'sse'],
  ['messages', 'sse'],
  ['messages', 'aws-wrapped'],
  ['converse', 'aws'],
  ['gemini', 'sse'],
]
const clients: readonly Client[] = ['chat.completions', 'responses', 'messages']
/** Responses are passed on, never told in another format. */
const pairs = clients.flatMap((client) =>
  wires
    .filter(([wire]) => wire !== 'responses' || client === 'responses')
    .map(([wire, framing]) => ({ client, wire, framing })),
)

type Outcome = {
  readonly view: View | null
  readonly block: string | null
  readonly found: unknown
  readonly scannedTo: number
  readonly flagged: boolean
}
const foundOf = (judgement: JsonAnswer['judgement']): unknown =>
  judgement.verdicts.map((v) => ({ guard: v.guard, action: v.action, found: v.found }))

const formatFor = (client: Client, wire: Told, framing: Framing) => {
  const door: Door = { wire, path: '', framing }
  return answerFormat(client, door, CONTEXT)
}

function asWhole(client: Client, wire: Told, framing: Framing, script: Script, spec: PolicySpec): Outcome {
  const bytes = Buffer.from(JSON.stringify(whole(wire, script)))
  const { judgement, text } = formatFor(client, wire, framing).judge(bytes, spec, defaultDetectors)
  const block = judgement.block?.code ?? null
  const view = block === null ? viewOf(client, JSON.parse(text)) : null
  return {
    view,
    block,
    found: foundOf(judgement),
    scannedTo: judgement.scannedTo,
    flagged: judgement.flagged,
  }
}

function asStream(
  client: Client,
  wire: Told,
  framing: Framing,
  script: Script,
  spec: PolicySpec,
  seed: number,
): Outcome & { readonly released: string } {
  const random = randomFrom(seed)
  const format = formatFor(client, wire, framing)
  const judge = format.stream(spec, defaultDetectors)
  const parser = frameParser(framing, (event, data) => {
    if (data !== '[DONE]' && !judge.over) judge.push(data, event)
  })
  const pieceChars = 1 + Math.floor(random() * 12)
  const all = Buffer.concat(stream(wire, { ...script, pieceChars }).map((f) => bytesOf(f, framing)))
  let out = ''
  for (const chunk of cut(all, random, seed % 3 === 0 ? 9 : 300)) {
    parser.push(Buffer.from(chunk))
    if (judge.blocked !== null) break
    out += judge.take()
  }
  const before = out
  if (judge.blocked === null) {
    expect(judge.finished, 'the stream is complete').toBe(true)
    judge.finish()
    if (judge.blocked === null) out += judge.take() + judge.last()
  }
  const block = judge.blocked?.code ?? null
  const judgement = judge.judgement()
  return {
    view: block === null ? viewOfStream(client, out) : null,
    block,
    found: foundOf(judgement),
    scannedTo: judgement.scannedTo,
    flagged: judgement.flagged,
    released: block === null ? out : before,
  }
}

describe('an answer under guards', () => {
  for (const [name, spec] of Object.entries(policies)) {
    verifies(
      'GW-7',
      `${name}: the same verdict and released text on every wire format, whole and in any chunks`,
      () => {
        scripts.forEach((script, n) => {
          const one = asWhole('chat.completions', 'chat.completions', 'sse', script, spec)
          for (const { client, wire, framing } of pairs) {
            const about = `script ${n}, ${client} on ${wire} (${framing})`
            const json = asWhole(client, wire, framing, script, spec)
            expect({ ...json, view: null }, about).toEqual({ ...one, view: null })
            if (one.view !== null && json.view !== null) {
              expect(json.view.text, about).toBe(one.view.text)
              expect(json.view.thought, about).toBe(one.view.thought)
              expect(json.view.tools, about).toEqual(one.view.tools)
            }
            for (let seed = 1; seed <= 4; seed++) {
              const { released, ...streamed } = asStream(client, wire, framing, script, spec, seed)
              const at = `${about}, seed ${seed}`
              if (one.block === null) expect(streamed, at).toEqual(json)
              else expect(streamed.block, at).toBe(json.block)
              if (name !== 'observe') expect(released.includes(SECRET), at).toBe(false)
            }
          }
        })
      },
    )
  }

  it('a key in code is blocked on every wire format, as text and in the arguments of a tool', () => {
    for (const script of scripts.slice(4, 6))
      for (const { client, wire, framing } of pairs) {
        const about = `${client} on ${wire} (${framing})`
        expect(asWhole(client, wire, framing, script, policies.block).block, about).toBe('policy_secrets')
        const streamed = asStream(client, wire, framing, script, policies.block, 5)
        expect(streamed.block, about).toBe('policy_secrets')
        expect(streamed.released).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 12))
      }
  })

  it('masks really change it, everywhere that a format says it again', () => {
    const script = scripts[2] ?? { text: '' }
    for (const { client, wire, framing } of pairs) {
      const { released } = asStream(client, wire, framing, script, policies.mask, 5)
      expect(released).toContain('[EMAIL]')
      expect(released.includes('jordan'), `${client} on ${wire}`).toBe(false)
    }
  })

  it('a Responses stream that says at its end what it never said before is judged for that too', () => {
    const script: Script = { text: 'Nothing of note.' }
    const format = formatFor('responses', 'responses', 'sse')
    const judge = format.stream(policies.block, defaultDetectors)
    for (const frame of stream('responses', script)) {
      const text = JSON.stringify(frame.data)
      const last = frame.event === 'response.completed'
      judge.push(last ? text.replace('Nothing of note.', `It is ${SECRET}.`) : text, frame.event)
    }
    judge.finish()
    expect(judge.blocked?.code).toBe('policy_secrets')
  })

  it('unknown events pass, their texts judged', () => {
    for (const client of ['responses', 'messages'] as const) {
      const format = formatFor(client, client, 'sse')
      const judge = format.stream(policies.mask, defaultDetectors)
      judge.push(
        JSON.stringify({ type: 'new.event', deep: { note: 'mail jordan.miller@acme-corp.com', n: 1 } }),
        'new.event',
      )
      judge.finish()
      expect(judge.take()).toBe(
        'event: new.event\ndata: {"type":"new.event","deep":{"note":"mail [EMAIL]","n":1}}\n\n',
      )
    }
  })

  it('a messages stream that stopped short of `message_stop` is given it, once', () => {
    for (const short of [true, false]) {
      const judge = formatFor('messages', 'messages', 'sse').stream(policies.block, defaultDetectors)
      for (const frame of stream('messages', { text: 'Nothing of note.' }))
        if (!short || frame.event !== 'message_stop') judge.push(JSON.stringify(frame.data), frame.event)
      expect(judge.finished).toBe(true)
      judge.finish()
      const out = judge.take() + judge.last()
      expect(out.match(/^event: message_stop$/gm)).toHaveLength(1)
      expect(viewOfStream('messages', out).text).toBe('Nothing of note.')
    }
  })

  it('log probabilities of a masked answer are taken out', () => {
    const chunk = (delta: string) =>
      JSON.stringify({
        type: 'response.output_text.delta',
        output_index: 0,
        content_index: 0,
        delta,
        logprobs: [{ token: delta }],
      })
    const judge = formatFor('responses', 'responses', 'sse').stream(policies.mask, defaultDetectors)
    judge.push(chunk('mail jordan.miller@acme-corp.com now'), 'response.output_text.delta')
    judge.finish()
    const out = judge.take()
    expect(out).toContain('"logprobs":[]')
    expect(out).not.toContain('jordan')
  })
})
