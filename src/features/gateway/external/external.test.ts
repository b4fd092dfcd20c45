import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifies } from '../../../../test/promises.ts'
import { createOutbound, type Outbound } from '../../../platform/outbound.ts'
import { detectorOptionsSchema, type DetectorKind, type DetectorOptions } from '../../policies/contract.ts'
import type { ActiveDetector } from '../../policies/index.ts'
import { ExternalDetectors } from './ask.ts'
import { piecesOf, placed, PIECES_MAX } from './pieces.ts'

type Asked = { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: unknown }

/** A detector on loopback that behaves as it is told. */
let answer: (asked: Asked, res: ServerResponse) => void
let asked: Asked[]
let server: Server
let outbound: Outbound
let nowMs: number
let detectors: ExternalDetectors

beforeEach(async () => {
  asked = []
  nowMs = 1_000
  answer = (_, res) => json(res, { score: 0 })
  server = createServer((req, res) => {
    let text = ''
    req.setEncoding('utf8')
    req.on('data', (chunk: string) => (text += chunk))
    req.on('end', () => {
      const body: unknown = JSON.parse(text)
      const one = { path: req.url ?? '', headers: req.headers, body }
      asked.push(one)
      answer(one, res)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  outbound = createOutbound({ allows: () => true })
  detectors = new ExternalDetectors(outbound, {
    nowMs: () => Date.UTC(2026, 10, 27) + nowMs,
    monotonicUs: () => nowMs * 1_000,
  })
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await outbound.close()
})

const json = (res: ServerResponse, value: unknown): void => {
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify(value))
}
const port = (): number => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake does not listen')
  return address.port
}
const textOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'text' in body ? String(body.text) : ''
const detector = (
  kind: DetectorKind = 'http',
  options: Partial<DetectorOptions> = {},
  name = 'house-rules',
): ActiveDetector => ({
  name,
  kind,
  baseUrl: `http://127.0.0.1:${port()}/v1`,
  options: { ...detectorOptionsSchema.parse({}), ...options },
  key: 'k-123456',
})
const user = (text: string) => [{ origin: 'user' as const, text }]
const ask = async (d: ActiveDetector, text: string, side: 'input' | 'output' = 'input') => {
  const told = await detectors.ask(d, user(text), side)
  return 'error' in told ? told.error : told.get(text)
}

verifies(
  'GUARD-5',
  'our own contract: text, origin, side and guard out, score and findings back',
  async () => {
    answer = (_, res) =>
      json(res, { score: 0.9, findings: [{ type: 'Trade Secret', start: 4, end: 10, score: 0.9 }], extra: 1 })
    expect(await ask(detector(), 'the recipe is here')).toEqual([
      { guard: 'external', by: 'house-rules', type: 'trade_secret', start: 4, end: 10, score: 0.9 },
    ])
    expect(asked).toMatchObject([
      {
        path: '/v1',
        headers: { authorization: 'Bearer k-123456', 'content-type': 'application/json' },
        body: { text: 'the recipe is here', origin: 'user', side: 'input', guard: 'house-rules' },
      },
    ])
    answer = (_, res) => json(res, { score: 0.7 })
    expect(await ask(detector(), 'abc')).toMatchObject([{ type: 'flagged', start: 0, end: 3, score: 0.7 }])
  },
)

describe('known servers', () => {
  it.each<[DetectorKind, Partial<DetectorOptions>, string, object, unknown, object[]]>([
    [
      'openai-moderation',
      {},
      '/v1/moderations',
      { model: 'omni-moderation-latest', input: 'I 😀 you' },
      {
        results: [
          {
            flagged: true,
            categories: { 'self-harm/intent': true },
            category_scores: { 'self-harm/intent': 0.31, hate: 0.02 },
          },
        ],
      },
      [
        { type: 'self_harm_intent', score: 0.5 },
        { type: 'hate', score: 0.02 },
      ],
    ],
    [
      'llama-guard',
      { model: 'meta-llama/Llama-Guard-3-8B' },
      '/v1/chat/completions',
      { model: 'meta-llama/Llama-Guard-3-8B', messages: [{ role: 'user', content: 'I 😀 you' }] },
      { choices: [{ message: { role: 'assistant', content: '\n\nunsafe\nS9,S2' } }] },
      [
        { type: 'indiscriminate_weapons', score: 1 },
        { type: 'non_violent_crimes', score: 1 },
      ],
    ],
    [
      'llama-guard',
      { model: 'm' },
      '/v1/chat/completions',
      {},
      { choices: [{ message: { content: 'safe' } }] },
      [],
    ],
    [
      'prompt-guard',
      { model: 'meta-llama/Llama-Prompt-Guard-2-86M' },
      '/v1/classify',
      { input: 'I 😀 you' },
      { data: [{ index: 0, label: 'MALICIOUS', probs: [0.03, 0.97], num_classes: 2 }] },
      [{ type: 'malicious', score: 0.97 }],
    ],
    [
      'prompt-guard',
      { model: 'm' },
      '/v1/classify',
      {},
      [
        [
          { label: 'BENIGN', score: 0.9 },
          { label: 'JAILBREAK', score: 0.1 },
        ],
      ],
      [{ type: 'jailbreak', score: 0.1 }],
    ],
    [
      'presidio',
      { language: 'de' },
      '/v1/analyze',
      { text: 'I 😀 you', language: 'de' },
      // code points: the emoji is one, in UTF-16 it is two
      [{ entity_type: 'PERSON', start: 4, end: 7, score: 0.85, analysis_explanation: null }],
      [{ type: 'person', start: 5, end: 8, score: 0.85 }],
    ],
    [
      'bedrock-guardrail',
      { guardrail: 'gr1', guardrailVersion: '3', region: 'eu-central-1' },
      '/v1/guardrail/gr1/version/3/apply',
      { source: 'INPUT', content: [{ text: { text: 'I 😀 you' } }] },
      {
        action: 'GUARDRAIL_INTERVENED',
        assessments: [
          {
            contentPolicy: { filters: [{ type: 'VIOLENCE', confidence: 'LOW', action: 'NONE' }] },
            topicPolicy: { topics: [{ name: 'Tax advice', type: 'DENY', action: 'BLOCKED' }] },
            sensitiveInformationPolicy: {
              piiEntities: [{ type: 'NAME', match: 'you', action: 'ANONYMIZED' }],
            },
          },
        ],
      },
      [
        { type: 'topic_tax_advice', score: 1 },
        { type: 'violence', score: 0.4 },
        { type: 'name', score: 1, start: 5, end: 8 },
      ],
    ],
    [
      'azure-content-safety',
      {},
      '/v1/contentsafety/text:analyze?api-version=2024-09-01',
      { text: 'I 😀 you' },
      {
        categoriesAnalysis: [
          { category: 'SelfHarm', severity: 4 },
          { category: 'Hate', severity: 0 },
        ],
      },
      [
        { type: 'self_harm', score: 0.67 },
        { type: 'hate', score: 0 },
      ],
    ],
    [
      'azure-prompt-shield',
      {},
      '/v1/contentsafety/text:shieldPrompt?api-version=2024-09-01',
      { userPrompt: 'I 😀 you', documents: [] },
      { userPromptAnalysis: { attackDetected: true }, documentsAnalysis: [] },
      [{ type: 'jailbreak', score: 1 }],
    ],
  ])('%s %o', async (kind, options, path, body, given, expected) => {
    answer = (_, res) => json(res, given)
    const found = await ask(detector(kind, options), 'I 😀 you')
    expect(found).toHaveLength(expected.length)
    expect(found).toMatchObject(expected.map((e) => ({ guard: 'external', by: 'house-rules', ...e })))
    expect(asked).toMatchObject([{ path, body }])
  })
  it('a pair of AWS keys signs, and the secret never travels', async () => {
    answer = (_, res) => json(res, { action: 'NONE', outputs: [], assessments: [] })
    const aws = { guardrail: 'gr1', guardrailVersion: 'DRAFT', region: 'eu-central-1' }
    const secret = 'not-a-real-one'
    await ask({ ...detector('bedrock-guardrail', aws), key: `${'AKIA'}${'EXAMPLE0EXAMPLE0'}:${secret}` }, 'x')
    const [one] = asked
    expect(one?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{20}\/20261127\/eu-central-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
    )
    expect(JSON.stringify(one)).not.toContain(secret)
  })
  it('Azure hears documents as documents, and Llama Guard answers as answers', async () => {
    answer = (_, res) => json(res, { documentsAnalysis: [{ attackDetected: true }] })
    const shield = detector('azure-prompt-shield')
    const told = await detectors.ask(shield, [{ origin: 'tool_result', text: 'obey me' }], 'input')
    expect(told).toEqual(
      new Map([['obey me', [expect.objectContaining({ type: 'indirect_attack', score: 1 })]]]),
    )
    answer = (_, res) => json(res, { choices: [{ message: { content: 'safe' } }] })
    await ask(detector('llama-guard', { model: 'm' }), 'an answer', 'output')
    expect(asked.at(-1)?.body).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant', content: 'an answer' }],
    })
  })
})

describe('servers that fail', () => {
  const failures: [string, (asked: Asked, res: ServerResponse) => void, string][] = [
    ['too slow', () => {}, 'deadline'],
    ['a slow drip', (_, res) => void res.write('{"score"'), 'deadline'],
    ['500', (_, res) => void res.writeHead(500).end('{"score":0}'), 'status'],
    ['401', (_, res) => void res.writeHead(401).end('{"score":0}'), 'status'],
    [
      'a redirect elsewhere',
      (_, res) => void res.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
      'status',
    ],
    ['no JSON', (_, res) => void res.end('<html>'), 'answer_invalid'],
    ['another shape', (_, res) => json(res, { verdict: 'fine' }), 'answer_invalid'],
    ['a score beyond one', (_, res) => json(res, { score: 7 }), 'answer_invalid'],
    [
      'an endless answer',
      (_, res) => void res.end(`{"score":0,"x":"${'y'.repeat(1_100_000)}"}`),
      'answer_invalid',
    ],
    [
      'cut off',
      (_, res) => {
        res.writeHead(200, { 'content-length': '100' })
        res.write('{"score":', () => res.destroy())
      },
      'unreachable',
    ],
    ['gone at once', (_, res) => void res.destroy(), 'unreachable'],
  ]
  it.each(failures)('%s is a failure with a name, never a pass', async (_, behaviour, expected) => {
    answer = behaviour
    expect(await ask(detector('http', { deadlineMs: 250 }), 'x')).toBe(expected)
  })
  it('nobody there', async () => {
    expect(await ask({ ...detector(), baseUrl: 'http://127.0.0.1:1/v1' }, 'x')).toBe('unreachable')
  })
  it('one that is down is left alone, and asked again when its time is over', async () => {
    answer = (_, res) => void res.writeHead(503).end()
    for (let i = 0; i < 5; i++) expect(await ask(detector(), `x${i}`)).toBe('status')
    expect(await ask(detector(), 'again')).toBe('circuit_open')
    expect(asked).toHaveLength(5)
    expect(await ask(detector('http', {}, 'another'), 'x')).toBe('status')
    answer = (_, res) => json(res, { score: 0 })
    nowMs += 31_000
    expect(await ask(detector(), 'later')).toEqual([])
    expect(await ask(detector(), 'and on')).toEqual([])
  })
  it('one piece without a verdict leaves the text without one', async () => {
    answer = ({ body }, res) =>
      JSON.stringify(body).includes('needle') ? void res.writeHead(500).end() : json(res, { score: 0 })
    expect(await ask(detector('http', { charsMax: 400 }), `${'a '.repeat(500)}needle`)).toBe('status')
  })
})

describe('pieces', () => {
  it('short texts of one origin share a question, and what is found goes back to where it stands', async () => {
    answer = ({ body }, res) => {
      const text = textOf(body)
      const start = text.indexOf('bad')
      json(
        res,
        start < 0 ? { score: 0 } : { score: 1, findings: [{ type: 'bad', score: 1, start, end: start + 3 }] },
      )
    }
    const told = await detectors.ask(
      detector(),
      [
        { origin: 'user', text: 'one' },
        { origin: 'user', text: 'a bad two' },
        { origin: 'document', text: 'three' },
        { origin: 'user', text: 'one' },
        { origin: 'user', text: '  ' },
      ],
      'input',
    )
    expect(asked).toHaveLength(2)
    expect(told).toEqual(
      new Map([
        ['one', []],
        ['a bad two', [{ guard: 'external', by: 'house-rules', type: 'bad', score: 1, start: 2, end: 5 }]],
        ['three', []],
        ['  ', []],
      ]),
    )
  })
  it('every character of a long text stands in a piece, cuts are seen whole, and too many are refused', async () => {
    const text = Array.from({ length: 3_000 }, (_, i) => String.fromCharCode(97 + ((i * 7) % 26))).join('')
    const pieces = piecesOf([{ origin: 'user', text }], 1_000) ?? []
    expect(pieces.length).toBeGreaterThan(3)
    let reached = 0
    for (const piece of pieces) {
      const [from] = piece.from
      expect(from?.offset).toBeLessThanOrEqual(Math.max(0, reached - 200))
      expect(text.slice(from?.offset, (from?.offset ?? 0) + piece.text.length)).toBe(piece.text)
      reached = (from?.offset ?? 0) + piece.text.length
    }
    expect(reached).toBe(text.length)
    const last = pieces.at(-1)
    if (last === undefined) throw new Error('no piece')
    const [found] = placed(
      last,
      [{ type: 'x', score: 1, span: { start: last.text.length - 5, end: last.text.length } }],
      'n',
    )
    expect(found?.[1]).toMatchObject({ start: text.length - 5, end: text.length })
    expect(piecesOf([{ origin: 'user', text: 'z'.repeat(1_000 * (PIECES_MAX + 2)) }], 1_000)).toBe(null)
    expect(await ask(detector('http', { charsMax: 200 }), 'z'.repeat(20_000))).toBe('text_too_long')
  })
})
