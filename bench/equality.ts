/**
 * One text, one verdict: how often the formats, JSON and streams, and the places of a request agree; and what is found of personal data and secrets
 * when the answer that holds them comes in pieces, against the same answer whole.
 *
 *   npx tsx bench/equality.ts [--texts 400] [--seed 1]
 *
 * Requests go over HTTP through the gateway to a provider that speaks five formats; answers through the judges of each stream format, cut at random,
 * one byte at a time included. Texts are drawn by the seed: valid identifiers of many countries, tokens of every listed issuer, attacks in several
 * languages, mixtures and harmless texts full of numbers. Writes bench/results/equality-<date>.json. What the log has after kill -9 is measured by
 * bench/soak.ts and proven by test/e2e/completeness.test.ts.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { answerFormat, frameParser } from '../src/features/gateway/answer-format.ts'
import type { JsonAnswer } from '../src/features/gateway/output.ts'
import type { Door, Framing } from '../src/features/gateway/upstreams/kinds.ts'
import { defaultDetectors } from '../src/features/guardrails/index.ts'
import { secretFormats } from '../src/features/guardrails/secrets/providers/index.ts'
import { PLACES as SECRET_PLACES, seeded, tokenOf } from '../src/features/guardrails/secrets/test-tokens.ts'
import { corpus } from '../src/features/guardrails/test-texts.ts'
import { policySpecSchema } from '../src/features/policies/contract.ts'
import { viewOf, viewOfStream, type Client } from '../test/world/client-view.ts'
import { KEY } from '../test/world/gateway.ts'
import { PATHS, places, probes, requestWith, wellFormed, type Place } from '../test/world/placed-text.ts'
import { bytesOf } from '../test/world/provider.ts'
import { cut } from '../test/world/seeded.ts'
import { stream, whole, type Told } from '../test/world/transcripts.ts'
import { startWireWorld } from '../test/world/wire.ts'
import { numberHeavy, structured } from './detectors/pii-sets.ts'

const { values } = parseArgs({
  options: { texts: { type: 'string', default: '400' }, seed: { type: 'string', default: '1' } },
})
const count = Number(values.texts)
const seed = Number(values.seed)
const random = seeded(seed)

type Text = { readonly kind: 'personal' | 'secret' | 'attack' | 'mixed' | 'harmless'; readonly text: string }
const personal = structured(Math.ceil(count * 0.35), seed).map(({ text }): Text => ({
  kind: 'personal',
  text,
}))
const secrets = secretFormats
  .flatMap((format, i): Text[] => {
    const token = tokenOf(format, random)
    const place = SECRET_PLACES[i % SECRET_PLACES.length]
    return token === null || place === undefined ? [] : [{ kind: 'secret', text: place[1](token, 'acme') }]
  })
  .slice(0, Math.ceil(count * 0.35))
const texts: readonly Text[] = [
  ...probes.attack.map((text): Text => ({ kind: 'attack', text })),
  ...[...probes.personal].map((text): Text => ({ kind: 'personal', text })),
  ...[...probes.secret].map((text): Text => ({ kind: 'secret', text })),
  ...personal,
  ...secrets,
  ...corpus(random, Math.ceil(count * 0.15)).map((text): Text => ({ kind: 'mixed', text })),
  ...numberHeavy(Math.ceil(count * 0.15), seed).map(({ text }): Text => ({ kind: 'harmless', text })),
].filter(({ text }) => wellFormed(text) && text !== '')

// ---- requests: three formats, JSON and stream, five places -------------------------------------------------------------------------------
const world = await startWireWorld()
const rule = { mode: 'enforce', threshold: 0.5 }
const spec = policySpecSchema.parse({
  input: [
    { ...rule, guard: 'injection', action: 'block' },
    { ...rule, guard: 'secrets', action: 'block' },
    { ...rule, guard: 'pii', action: 'mask' },
  ],
  output: [],
})
world.parts.policies = world.parts.policies.map((p) => (p.id === 'policy-guard' ? { ...p, spec } : p))
await world.commit()

const clients: readonly Client[] = ['chat.completions', 'responses', 'messages']
const MODEL: Readonly<Record<Client, string>> = {
  'chat.completions': 'gemini',
  responses: 'native',
  messages: 'anthropic',
}
async function judged(client: Client, place: Place, text: string, streams: boolean): Promise<string> {
  const response = await fetch(`${world.url}${PATHS[client]}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      // a process that is held up for seconds would meet a connection that was closed meanwhile
      connection: 'close',
      authorization: `Bearer ${KEY}`,
      'anthropic-version': '2023-06-01',
    },
    body: JSON.stringify(requestWith(client, place, text, { model: MODEL[client], stream: streams })),
  })
  await response.text()
  const id = response.headers.get('x-sealwright-evidence') ?? ''
  const outcome = await world.recorder.outcomeOf(id)
  const found = (world.recorder.intents.get(id)?.input ?? []).map((v) => [
    v.guard,
    v.action,
    v.score,
    v.found,
  ])
  world.provider.seen.length = 0
  return JSON.stringify([response.status, outcome.code, outcome.verdict, found])
}
const requests = { texts: texts.length, judged: 0, equalToFirst: 0, samePlaceDiffers: [] as string[] }
/** Whether the place matters: secrets and personal data should not care; an injection is judged by who may give orders. */
const acrossPlaces = { texts: 0, equalVerdict: 0 }
for (const { text } of texts) {
  const verdicts = new Set<string>()
  for (const place of places) {
    const first = await judged('chat.completions', place, text, false)
    verdicts.add(JSON.stringify((JSON.parse(first) as unknown[]).slice(0, 3)))
    for (const client of clients)
      for (const streams of [false, true]) {
        const verdict = await judged(client, place, text, streams)
        requests.judged += 1
        if (verdict === first) requests.equalToFirst += 1
        else if (requests.samePlaceDiffers.length < 20)
          requests.samePlaceDiffers.push(`${client} ${place} stream ${streams}: ${text.slice(0, 80)}`)
      }
  }
  acrossPlaces.texts += 1
  if (verdicts.size === 1) acrossPlaces.equalVerdict += 1
}
await world.close()

// ---- answers: whole against pieces, on every wire ------------------------------------------------------------------------------------
const output = policySpecSchema.parse({
  input: [],
  output: [
    { ...rule, guard: 'pii', action: 'mask' },
    { ...rule, guard: 'secrets', action: 'mask' },
  ],
})
const wires: readonly [Told, Framing][] = [
  ['chat.completions', 'sse'],
  ['responses', 'sse'],
  ['messages', 'sse'],
  ['messages', 'aws-wrapped'],
  ['converse', 'aws'],
  ['gemini', 'sse'],
]
const pairs = clients.flatMap((client) =>
  wires
    .filter(([wire]) => wire !== 'responses' || client === 'responses')
    .map(([wire, f]) => ({ client, wire, f })),
)
const context = { id: 'x', model: 'm', created: 1, includeUsage: true }
const formatOf = (client: Client, wire: Told, framing: Framing) => {
  const door: Door = { wire, path: '', framing }
  return answerFormat(client, door, context)
}
const found = (judgement: JsonAnswer['judgement']): string =>
  JSON.stringify(judgement.verdicts.map((v) => [v.guard, v.action, v.found]))
const hits = (judgement: JsonAnswer['judgement'], guard: string): boolean =>
  judgement.verdicts.some((v) => v.guard === guard && Object.keys(v.found).length > 0)

function inPieces(text: string, client: Client, wire: Told, framing: Framing, most: number) {
  const judge = formatOf(client, wire, framing).stream(output, defaultDetectors)
  const parser = frameParser(framing, (event, data) => {
    if (data !== '[DONE]' && !judge.over) judge.push(data, event)
  })
  const pieceChars = 1 + Math.floor(random() * most)
  const bytes = Buffer.concat(stream(wire, { text, pieceChars }).map((frame) => bytesOf(frame, framing)))
  let out = ''
  for (const chunk of cut(bytes, random, most === 1 ? 1 : 40 * most)) {
    parser.push(Buffer.from(chunk))
    out += judge.take()
  }
  judge.finish()
  out += judge.take() + judge.last()
  return { judgement: judge.judgement(), text: viewOfStream(client, out).text }
}
const answers = { judged: 0, equalVerdict: 0, equalText: 0, differs: [] as string[] }
const recall = {
  personal: { texts: 0, whole: 0, streams: 0, pieces: 0 },
  secret: { texts: 0, whole: 0, streams: 0, pieces: 0 },
}
for (const { kind, text } of texts) {
  const one = formatOf('chat.completions', 'chat.completions', 'sse').judge(
    Buffer.from(JSON.stringify(whole('chat.completions', { text }))),
    output,
    defaultDetectors,
  )
  const released = viewOf('chat.completions', JSON.parse(one.text)).text
  const counts = kind === 'personal' ? recall.personal : kind === 'secret' ? recall.secret : null
  const guard = kind === 'personal' ? 'pii' : 'secrets'
  if (counts !== null) {
    counts.texts += 1
    if (hits(one.judgement, guard)) counts.whole += 1
  }
  for (const { client, wire, f } of pairs)
    for (const most of [1, 4, 30]) {
      const streamed = inPieces(text, client, wire, f, most)
      answers.judged += 1
      const sameVerdict = found(streamed.judgement) === found(one.judgement)
      if (sameVerdict) answers.equalVerdict += 1
      if (streamed.text === released) answers.equalText += 1
      if ((!sameVerdict || streamed.text !== released) && answers.differs.length < 20)
        answers.differs.push(`${client} on ${wire} (${f}), pieces of ${most}: ${text.slice(0, 80)}`)
      if (counts !== null) {
        counts.streams += 1
        if (hits(streamed.judgement, guard)) counts.pieces += 1
      }
    }
}
const share = (part: number, all: number): string => (all === 0 ? '-' : (part / all).toFixed(4))
const result = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(),
  machine: { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, load: loadavg()[0] },
  seed,
  texts: Object.fromEntries(
    ['attack', 'personal', 'secret', 'mixed', 'harmless'].map((k) => [
      k,
      texts.filter((t) => t.kind === k).length,
    ]),
  ),
  requests: { ...requests, places: places.length, formats: 6, acrossPlaces },
  answers: { ...answers, wires: pairs.length },
  recall: Object.fromEntries(
    Object.entries(recall).map(([kind, r]) => [
      kind,
      {
        texts: r.texts,
        whole: share(r.whole, r.texts),
        streams: r.streams,
        inPieces: share(r.pieces, r.streams),
      },
    ]),
  ),
}
mkdirSync(join(import.meta.dirname, 'results'), { recursive: true })
writeFileSync(
  join(import.meta.dirname, 'results', `equality-${result.at.slice(0, 16).replace(':', '')}.json`),
  `${JSON.stringify(result, null, 2)}\n`,
)
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
process.exit(0)
