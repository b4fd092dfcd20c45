import { z } from 'zod'
import type { Origin } from '../../guardrails/contract.ts'
import { awsKey } from './aws-key.ts'
import type { ActiveDetector } from '../../policies/index.ts'

/** One text to be judged, at most `charsMax` long. */
export type Question = {
  readonly text: string
  readonly origin: Origin
  readonly side: 'input' | 'output'
}

/** What a server found: a span, or the text as a whole. Offsets are UTF-16 code units of the question's text. */
export type Said = {
  readonly type: string
  readonly score: number
  readonly span: { readonly start: number; readonly end: number } | null
}

export type HttpQuestion = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A known server, as declared differences: what to send and how to read the answer. `read` throws on anything that is not its answer. */
export type Server = {
  /** Changes whenever a verdict could change for the same answer of the server. */
  readonly version: string
  readonly ask: (question: Question, detector: ActiveDetector) => HttpQuestion
  readonly read: (answer: unknown, question: Question) => readonly Said[]
}

const bearer = (key: string | null): Record<string, string> =>
  key === null ? {} : { authorization: `Bearer ${key}` }
const azure = (key: string | null): Record<string, string> =>
  key === null ? {} : { 'ocp-apim-subscription-key': key }
const score = z.number().min(0).max(1)

/** `Self-Harm/Intent` to `self_harm_intent`: what rules name in `types`. */
export const typeName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 64) || 'flagged'

const whole = (type: string, value: number): Said => ({ type: typeName(type), score: value, span: null })

/** Our own contract (docs/external-detectors.md). */
const http: Server = {
  version: 'http@1',
  ask: ({ text, origin, side }, { name, key }) => ({
    path: '',
    headers: bearer(key),
    body: { text, origin, side, guard: name },
  }),
  read: (answer, { text }) => {
    const said = z
      .looseObject({
        score,
        findings: z
          .array(
            z.looseObject({
              type: z.string().min(1).max(64),
              score,
              start: z.number().int().min(0).optional(),
              end: z.number().int().min(0).optional(),
            }),
          )
          .max(1_000)
          .default([]),
      })
      .parse(answer)
    const out = said.findings.map((f): Said => {
      const { start, end } = f
      const inside = start !== undefined && end !== undefined && start < end && end <= text.length
      return { type: typeName(f.type), score: f.score, span: inside ? { start, end } : null }
    })
    // the score speaks for the text when no finding reaches it
    return said.score > Math.max(0, ...out.map((f) => f.score)) ? [...out, whole('flagged', said.score)] : out
  },
}

/** https://platform.openai.com/docs/api-reference/moderations: a category that the server calls flagged counts at least 0.5. */
const openaiModeration: Server = {
  version: 'openai-moderation@1',
  ask: ({ text }, { key, options }) => ({
    path: '/moderations',
    headers: bearer(key),
    body: { model: options.model ?? 'omni-moderation-latest', input: text },
  }),
  read: (answer) => {
    const { results } = z
      .looseObject({
        results: z
          .array(
            z.looseObject({
              categories: z.record(z.string(), z.boolean()),
              category_scores: z.record(z.string(), score),
            }),
          )
          .min(1)
          .max(16),
      })
      .parse(answer)
    return results.flatMap(({ categories, category_scores: scores }) =>
      Object.entries(scores).map(([name, value]) =>
        whole(name, categories[name] === true ? Math.max(0.5, value) : value),
      ),
    )
  },
}

/** Hazard categories of Llama Guard 3 and 4 (model card). */
const HAZARDS: readonly string[] = [
  'violent_crimes',
  'non_violent_crimes',
  'sex_related_crimes',
  'child_sexual_exploitation',
  'defamation',
  'specialized_advice',
  'privacy',
  'intellectual_property',
  'indiscriminate_weapons',
  'hate',
  'suicide_self_harm',
  'sexual_content',
  'elections',
  'code_interpreter_abuse',
]

/** A generative classifier behind `/chat/completions`: it answers `safe`, or `unsafe` and the categories on the next line. */
const llamaGuard: Server = {
  version: 'llama-guard@1',
  ask: ({ text, side }, { key, options }) => ({
    path: '/chat/completions',
    headers: bearer(key),
    body: {
      model: options.model,
      temperature: 0,
      max_tokens: 64,
      // the last turn is the one that is judged
      messages:
        side === 'input'
          ? [{ role: 'user', content: text }]
          : [
              { role: 'user', content: 'Hello' },
              { role: 'assistant', content: text },
            ],
    },
  }),
  read: (answer) => {
    const { choices } = z
      .looseObject({
        choices: z
          .array(z.looseObject({ message: z.looseObject({ content: z.string().max(2_000) }) }))
          .min(1),
      })
      .parse(answer)
    const [verdict = '', hazards = ''] = (choices[0]?.message.content ?? '').trim().split(/\s*\n\s*/)
    if (verdict.toLowerCase() === 'safe') return []
    if (verdict.toLowerCase() !== 'unsafe') throw new Error('neither safe nor unsafe')
    const found = [...hazards.matchAll(/\bS(\d{1,2})\b/g)].map((m) => HAZARDS[Number(m[1]) - 1] ?? `s${m[1]}`)
    return (found.length === 0 ? ['unsafe'] : found).map((type) => whole(type, 1))
  },
}

const benign = (label: string): boolean => /^(?:benign|safe|label_0|negative)$/i.test(label)

/** A sequence classifier: vLLM's `/classify`, or a list of labels with scores as text-embeddings-inference gives. */
const promptGuard: Server = {
  version: 'prompt-guard@1',
  ask: ({ text }, { key, options }) => ({
    path: '/classify',
    headers: bearer(key),
    body: { model: options.model, input: text, inputs: text },
  }),
  read: (answer) => {
    const label = z.looseObject({ label: z.string().max(64), score })
    const listed = z.union([z.array(label).min(1), z.array(z.array(label).min(1)).min(1)]).safeParse(answer)
    if (listed.success)
      return listed.data.flat().flatMap((l) => (benign(l.label) ? [] : [whole(l.label, l.score)]))
    const { data } = z
      .looseObject({
        data: z
          .array(z.looseObject({ label: z.string().max(64), probs: z.array(score).min(1).max(64) }))
          .min(1),
      })
      .parse(answer)
    return data.map(({ label: name, probs }) => {
      const top = Math.max(...probs)
      return benign(name) ? whole('malicious', 1 - top) : whole(name, top)
    })
  },
}

/** https://microsoft.github.io/presidio/api-docs: offsets count code points, as Python does. */
const presidio: Server = {
  version: 'presidio@1',
  ask: ({ text }, { key, options }) => ({
    path: '/analyze',
    headers: bearer(key),
    body: { text, language: options.language ?? 'en' },
  }),
  read: (answer, { text }) => {
    const found = z
      .array(
        z.looseObject({
          entity_type: z.string().max(64),
          start: z.number().int().min(0),
          end: z.number().int().min(0),
          score,
        }),
      )
      .max(10_000)
      .parse(answer)
    const at = utf16Offsets(
      text,
      found.flatMap((f) => [f.start, f.end]),
    )
    return found.map((f): Said => {
      const start = at.get(f.start)
      const end = at.get(f.end)
      if (start === undefined || end === undefined || start >= end) throw new Error('a span outside the text')
      return { type: typeName(f.entity_type), score: f.score, span: { start, end } }
    })
  },
}

/** Code points to UTF-16 code units, for the offsets that are asked. */
export function utf16Offsets(text: string, wanted: readonly number[]): ReadonlyMap<number, number> {
  const asked = new Set(wanted)
  const out = new Map<number, number>()
  let points = 0
  let units = 0
  for (const char of text) {
    if (asked.has(points)) out.set(points, units)
    points++
    units += char.length
  }
  if (asked.has(points)) out.set(points, units)
  return out
}

const CONFIDENCE: Readonly<Record<string, number>> = { NONE: 0, LOW: 0.4, MEDIUM: 0.7, HIGH: 0.95 }
const acted = (action: string | undefined): boolean => action !== undefined && action !== 'NONE'

/** Amazon Bedrock ApplyGuardrail; `key` is a Bedrock API key or a pair of AWS keys. */
const bedrockGuardrail: Server = {
  version: 'bedrock-guardrail@1',
  ask: ({ text, side }, { key, options }) => ({
    path: `/guardrail/${options.guardrail ?? ''}/version/${options.guardrailVersion ?? ''}/apply`,
    // a pair of AWS keys signs instead, once the body is known
    headers: key !== null && awsKey(key) !== null ? {} : bearer(key),
    body: { source: side === 'input' ? 'INPUT' : 'OUTPUT', content: [{ text: { text } }] },
  }),
  read: (answer, { text }) => {
    const named = z.looseObject({
      name: z.string().optional(),
      type: z.string().optional(),
      match: z.string().optional(),
      action: z.string().optional(),
      confidence: z.string().optional(),
    })
    const list = z.array(named).max(1_000).default([])
    const { action, assessments } = z
      .looseObject({
        action: z.enum(['NONE', 'GUARDRAIL_INTERVENED']),
        assessments: z
          .array(
            z.looseObject({
              topicPolicy: z.looseObject({ topics: list }).optional(),
              contentPolicy: z.looseObject({ filters: list }).optional(),
              wordPolicy: z.looseObject({ customWords: list, managedWordLists: list }).optional(),
              sensitiveInformationPolicy: z.looseObject({ piiEntities: list, regexes: list }).optional(),
              contextualGroundingPolicy: z.looseObject({ filters: list }).optional(),
            }),
          )
          .max(64)
          .default([]),
      })
      .parse(answer)
    const out: Said[] = []
    for (const a of assessments) {
      for (const t of a.topicPolicy?.topics ?? [])
        if (acted(t.action)) out.push(whole(`topic_${t.name ?? ''}`, 1))
      for (const f of [...(a.contentPolicy?.filters ?? []), ...(a.contextualGroundingPolicy?.filters ?? [])])
        out.push(whole(f.type ?? 'content', acted(f.action) ? 1 : (CONFIDENCE[f.confidence ?? ''] ?? 0)))
      for (const w of [...(a.wordPolicy?.customWords ?? []), ...(a.wordPolicy?.managedWordLists ?? [])])
        out.push(...spansOf(text, w.match, 'word'))
      for (const e of [
        ...(a.sensitiveInformationPolicy?.piiEntities ?? []),
        ...(a.sensitiveInformationPolicy?.regexes ?? []),
      ])
        out.push(...spansOf(text, e.match, e.type ?? e.name ?? 'pii'))
    }
    if (action === 'GUARDRAIL_INTERVENED' && !out.some((s) => s.score >= 0.5))
      out.push(whole('intervened', 1))
    return out
  },
}

/** Everywhere that the matched text stands; as a whole where the server does not say it as it stands. */
function spansOf(text: string, match: string | undefined, type: string): Said[] {
  const out: Said[] = []
  if (match !== undefined && match !== '')
    for (
      let at = text.indexOf(match);
      at >= 0 && out.length < 1_000;
      at = text.indexOf(match, at + match.length)
    )
      out.push({ type: typeName(type), score: 1, span: { start: at, end: at + match.length } })
  return out.length > 0 ? out : [whole(type, 1)]
}

const AZURE_VERSION = 'api-version=2024-09-01'

/** Azure AI Content Safety, `text:analyze`: severities 0, 2, 4 and 6 become 0, 0.33, 0.67 and 1. */
const azureContentSafety: Server = {
  version: 'azure-content-safety@1',
  ask: ({ text }, { key }) => ({
    path: `/contentsafety/text:analyze?${AZURE_VERSION}`,
    headers: azure(key),
    body: { text, categories: ['Hate', 'SelfHarm', 'Sexual', 'Violence'], outputType: 'FourSeverityLevels' },
  }),
  read: (answer) =>
    z
      .looseObject({
        categoriesAnalysis: z
          .array(z.looseObject({ category: z.string().max(64), severity: z.number().int().min(0).max(7) }))
          .min(1)
          .max(32),
      })
      .parse(answer)
      .categoriesAnalysis.map(({ category, severity }) =>
        whole(
          category.replace(/(?<=[a-z])(?=[A-Z])/g, '_'),
          Math.min(1, Math.round((severity / 6) * 100) / 100),
        ),
      ),
}

/** Azure Prompt Shields: what the user wrote is the prompt, everything else a document. */
const azurePromptShield: Server = {
  version: 'azure-prompt-shield@1',
  ask: ({ text, origin }, { key }) => ({
    path: `/contentsafety/text:shieldPrompt?${AZURE_VERSION}`,
    headers: azure(key),
    body: origin === 'user' ? { userPrompt: text, documents: [] } : { userPrompt: '', documents: [text] },
  }),
  read: (answer, { origin }) => {
    const verdict = z.looseObject({ attackDetected: z.boolean() })
    const { userPromptAnalysis: user, documentsAnalysis: documents } = z
      .looseObject({
        userPromptAnalysis: verdict.nullish(),
        documentsAnalysis: z.array(verdict).max(16).nullish(),
      })
      .parse(answer)
    const asked = origin === 'user' ? (user ? [user] : []) : (documents ?? [])
    if (asked.length === 0) throw new Error('no analysis')
    return asked.some((v) => v.attackDetected)
      ? [whole(origin === 'user' ? 'jailbreak' : 'indirect_attack', 1)]
      : []
  },
}

export const servers: Readonly<Record<ActiveDetector['kind'], Server>> = {
  http,
  'openai-moderation': openaiModeration,
  'llama-guard': llamaGuard,
  'prompt-guard': promptGuard,
  presidio,
  'bedrock-guardrail': bedrockGuardrail,
  'azure-content-safety': azureContentSafety,
  'azure-prompt-shield': azurePromptShield,
}
