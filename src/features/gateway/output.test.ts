import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { defaultDetectors } from '../guardrails/index.ts'
import { policySpecSchema, type PolicySpec } from '../policies/contract.ts'
import { judgeJson, StreamAnswer } from './output.ts'

const policy = (rules: PolicySpec['output']): PolicySpec =>
  policySpecSchema.parse({ input: [], output: rules })
const policies = {
  block: policy([{ guard: 'secrets', mode: 'enforce', action: 'block', threshold: 0.5 }]),
  mask: policy([
    { guard: 'pii', mode: 'enforce', action: 'mask', threshold: 0.5 },
    { guard: 'secrets', mode: 'enforce', action: 'mask', threshold: 0.5 },
  ]),
  observe: policy([{ guard: 'pii', mode: 'observe', action: 'block', threshold: 0.5 }]),
  none: policy([]),
}
const SECRET = ['AKIA', 'Q7M4T2XW', '5PLK3VDZ'].join('')
const texts = [
  'Nothing of note is said here, at all.',
  `The key is ${SECRET}, keep it.`,
  'Write to jordan.miller@acme-corp.com or call +44 20 7946 0958 before noon.',
  'jordan.miller@acme-corp.com',
  `Ünïcödé 🙂🙂 jordan.miller@acme-corp.com 🙂 and ${SECRET}`,
  '{"to":"jordan.miller@acme-corp.com","body":"hello"}',
]

function random(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Result = { text: string; args: string; block: string | null; verdicts: unknown; scannedTo: number }

function whole(content: string, args: string, spec: PolicySpec): Result {
  const message = {
    role: 'assistant',
    content,
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: args } }],
  }
  const bytes = Buffer.from(
    JSON.stringify({ choices: [{ index: 0, message, logprobs: { content: [] }, finish_reason: 'stop' }] }),
  )
  const { judgement, bytes: out } = judgeJson(bytes, spec, defaultDetectors)
  const value = JSON.parse(out.toString())
  return {
    text: value.choices[0].message.content,
    args: value.choices[0].message.tool_calls[0].function.arguments,
    block: judgement.block?.code ?? null,
    verdicts: judgement.verdicts,
    scannedTo: judgement.scannedTo,
  }
}

/** The same answer as a stream cut at random, frames taken after each push. */
function streamed(
  content: string,
  args: string,
  spec: PolicySpec,
  next: () => number,
): Result & { early: string } {
  const answer = new StreamAnswer(spec, defaultDetectors)
  let out = ''
  const send = (delta: object, finish: string | null = null): void => {
    if (answer.blocked !== null) return
    answer.push(
      JSON.stringify({ choices: [{ index: 0, delta, logprobs: { content: ['x'] }, finish_reason: finish }] }),
    )
    if (answer.blocked === null) out += answer.take()
  }
  const pieces = (text: string): string[] => {
    const cut: string[] = []
    for (let at = 0; at < text.length;) {
      const size = 1 + Math.floor(next() * 12)
      cut.push(text.slice(at, at + size))
      at += size
    }
    return cut
  }
  for (const piece of pieces(content)) send({ content: piece })
  send({ tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: '' } }] })
  for (const piece of pieces(args)) send({ tool_calls: [{ index: 0, function: { arguments: piece } }] })
  send({}, 'stop')
  const early = out
  if (answer.blocked === null) answer.finish()
  if (answer.blocked === null) out += answer.take()
  let text = ''
  let told = ''
  for (const line of out.split('\n\n').filter((l) => l !== '')) {
    const { delta } = JSON.parse(line.slice(6)).choices[0]
    text += delta.content ?? ''
    told += delta.tool_calls?.[0]?.function?.arguments ?? ''
  }
  const judgement = answer.judgement()
  return {
    text,
    args: told,
    block: judgement.block?.code ?? null,
    verdicts: judgement.verdicts,
    scannedTo: judgement.scannedTo,
    early,
  }
}

describe('an answer under guards', () => {
  verifies(
    'GW-7',
    'an answer has the same verdict, text and scanned length as JSON and as a stream, however it is cut',
    () => {
      for (const [name, spec] of Object.entries(policies)) {
        for (const content of texts) {
          for (const args of ['{}', texts[5] ?? '', texts[1] ?? '']) {
            const json = whole(content, args, spec)
            for (let seed = 1; seed <= 12; seed++) {
              const stream = streamed(content, args, spec, random(seed))
              const where = { name, content, args, seed }
              expect({ ...where, block: stream.block }).toEqual({ ...where, block: json.block })
              if (json.block !== null) {
                expect({
                  ...where,
                  leaks: stream.text.includes(SECRET) || stream.args.includes(SECRET),
                }).toEqual({ ...where, leaks: false })
                continue
              }
              expect({ ...where, text: stream.text, args: stream.args }).toEqual({
                ...where,
                text: json.text,
                args: json.args,
              })
              expect({ ...where, verdicts: stream.verdicts }).toEqual({ ...where, verdicts: json.verdicts })
              expect(stream.scannedTo).toBe(json.scannedTo)
            }
          }
        }
      }
    },
  )

  it('masks really change it, and log probabilities cannot undo a mask', () => {
    const masked = whole(texts[2] ?? '', '{}', policies.mask)
    expect(masked.text).toContain('[EMAIL]')
    expect(masked.text).not.toContain('jordan.miller')
    const answer = new StreamAnswer(policies.mask, defaultDetectors)
    answer.push(
      JSON.stringify({
        choices: [
          {
            index: 0,
            delta: { content: 'jordan.miller@acme-corp.com ok' },
            logprobs: { content: [{ token: 'jordan' }] },
          },
        ],
      }),
    )
    answer.finish()
    expect(answer.take()).not.toContain('jordan')
  })

  it('releases plain text while the stream runs, not only at its end', () => {
    const stream = streamed(
      'A plain sentence without anything in it. '.repeat(20),
      '{}',
      policies.mask,
      random(5),
    )
    expect(stream.early.length).toBeGreaterThan(0.5 * stream.text.length)
  })

  it('judges fields that it does not know', () => {
    const bytes = Buffer.from(
      JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'x', reasoning: SECRET } }] }),
    )
    expect(judgeJson(bytes, policies.block, defaultDetectors).judgement.block?.code).toBe('policy_secrets')
    const top = Buffer.from(
      JSON.stringify({ choices: [{ message: { role: 'assistant', content: 'x' } }], citations: [SECRET] }),
    )
    expect(judgeJson(top, policies.block, defaultDetectors).judgement.block?.code).toBe('policy_secrets')
  })
})
