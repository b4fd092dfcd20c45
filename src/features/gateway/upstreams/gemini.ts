import { FrameInvalid, type AnswerEvent, type Decoder, type StopReason } from '../wire/answer.ts'
import { argumentsObject } from '../wire/chat-request.ts'
import {
  budgetOf,
  CannotCarry,
  type Dialogue,
  type MediaPiece,
  type Piece,
  type ResultPiece,
  type ToolChoice,
} from '../wire/dialogue.ts'
import { compact, countOf, isObject, objectOf, objectsOf, parsed, textOf, type Json } from '../wire/json.ts'

/** A dialogue as the body of Gemini's generateContent (API reference, "Generating content"), the same on Vertex. The model stands in the path. */
export function dialogueToGemini(dialogue: Dialogue, model: string): Json {
  const about = { names: callNames(dialogue), signed: /^gemini-(?:[3-9]|\d\d)/.test(model) }
  const { format } = dialogue
  const budget = dialogue.reasoning === null ? null : budgetOf(dialogue.reasoning)
  const off = dialogue.reasoning?.effort === 'none'
  return compact({
    contents: dialogue.turns.map((turn) => ({
      role: turn.role === 'assistant' ? 'model' : 'user',
      parts: turn.parts.flatMap((p) => partOut(p, about)),
    })),
    systemInstruction:
      dialogue.system.length === 0 ? undefined : { parts: dialogue.system.map((s) => ({ text: s.text })) },
    tools:
      dialogue.tools.length === 0
        ? undefined
        : [
            {
              functionDeclarations: dialogue.tools.map((tool) =>
                compact({
                  name: tool.name,
                  description: tool.description,
                  parametersJsonSchema: tool.schema,
                }),
              ),
            },
          ],
    toolConfig:
      dialogue.toolChoice === null || dialogue.tools.length === 0
        ? undefined
        : { functionCallingConfig: choiceOut(dialogue.toolChoice) },
    generationConfig: compact({
      maxOutputTokens: dialogue.maxTokens,
      temperature: dialogue.temperature,
      topP: dialogue.topP,
      topK: dialogue.topK,
      stopSequences: dialogue.stop.length === 0 ? undefined : dialogue.stop,
      seed: dialogue.seed,
      presencePenalty: dialogue.presencePenalty,
      frequencyPenalty: dialogue.frequencyPenalty,
      responseMimeType: format === null ? undefined : 'application/json',
      responseJsonSchema: format?.kind === 'schema' ? format.schema : undefined,
      thinkingConfig:
        budget !== null
          ? { thinkingBudget: budget, includeThoughts: true }
          : off
            ? { thinkingBudget: 0 }
            : undefined,
    }),
  })
}

/** Gemini wants the function's name with a result; the clients' formats give the call's id. */
function callNames(dialogue: Dialogue): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const turn of dialogue.turns)
    for (const part of turn.parts) if (part.kind === 'call') names.set(part.id, part.name)
  return names
}

const choiceOut = (choice: ToolChoice): Json =>
  choice.kind === 'one'
    ? { mode: 'ANY', allowedFunctionNames: [choice.name] }
    : { mode: choice.kind === 'any' ? 'ANY' : choice.kind === 'none' ? 'NONE' : 'AUTO' }

/** `signed`: the model refuses a call of its own that comes back without the signature of the thought that led to it. */
type About = { readonly names: ReadonlyMap<string, string>; readonly signed: boolean }

/**
 * What Google's guide ("Thought signatures") tells to send for calls whose signature is not at hand.
 * LIMIT: the clients' formats have no place for Gemini's signatures, so the model cannot follow its own thoughts through a tool call.
 */
const NO_SIGNATURE = 'skip_thought_signature_validator'

function partOut(piece: Piece, about: About): Json[] {
  switch (piece.kind) {
    case 'text':
      return piece.text === '' ? [] : [{ text: piece.text }]
    case 'image':
    case 'document':
      return [mediaOut(piece)]
    case 'call':
      return [
        {
          functionCall: { id: piece.id, name: piece.name, args: argumentsObject(piece.arguments) },
          ...(about.signed ? { thoughtSignature: NO_SIGNATURE } : {}),
        },
      ]
    case 'result':
      return resultOut(piece, about.names)
    case 'thought':
      // its signature belongs to another provider, or to a part that these formats cannot carry
      return []
  }
}

function resultOut(piece: ResultPiece, names: ReadonlyMap<string, string>): Json[] {
  const name = names.get(piece.id)
  if (name === undefined)
    throw new CannotCarry(
      'messages',
      `the tool result \`${piece.id.slice(0, 60)}\` answers no call of this request`,
    )
  const text = piece.parts.map((p) => (p.kind === 'text' ? p.text : '')).join('\n')
  const value = parsed(text)
  const response = piece.failed ? { error: text } : isObject(value) ? value : { output: text }
  return [
    { functionResponse: { id: piece.id, name, response } },
    ...piece.parts.flatMap((p) => (p.kind === 'text' ? [] : [mediaOut(p)])),
  ]
}

function mediaOut(piece: MediaPiece): Json {
  const { source } = piece
  if (source.kind === 'inline') return { inlineData: { mimeType: source.mediaType, data: source.data } }
  if (source.kind === 'text') return { text: source.text }
  return { fileData: { fileUri: source.url } }
}

const REASONS: Readonly<Record<string, StopReason>> = {
  STOP: 'end',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  RECITATION: 'filter',
  BLOCKLIST: 'filter',
  PROHIBITED_CONTENT: 'filter',
  SPII: 'filter',
  IMAGE_SAFETY: 'filter',
}

/** Gemini's answers: a stream sends the same object in pieces. */
export class GeminiDecoder implements Decoder {
  #started = false
  #id = ''
  #tools = 0
  readonly #called = new Set<number>()

  frame(_event: string, value: Json): AnswerEvent[] {
    const out: AnswerEvent[] = []
    if (!this.#started) {
      this.#started = true
      this.#id = textOf(value['responseId']) ?? ''
      out.push({
        kind: 'start',
        id: this.#id,
        model: textOf(value['modelVersion']) ?? '',
      })
    }
    const candidates = objectsOf(value['candidates'])
    const blocked = textOf(objectOf(value['promptFeedback'])?.['blockReason'])
    if (blocked !== null) out.push({ kind: 'stop', choice: 0, reason: 'filter', sequence: null })
    else if (candidates.length === 0 && objectOf(value['usageMetadata']) === null)
      throw new FrameInvalid('the answer has no `candidates`')
    for (const candidate of candidates) {
      const choice = countOf(candidate['index']) ?? 0
      for (const part of objectsOf(objectOf(candidate['content'])?.['parts'])) this.#part(part, choice, out)
      const reason = textOf(candidate['finishReason'])
      if (reason !== null && reason !== 'FINISH_REASON_UNSPECIFIED') {
        const known = REASONS[reason] ?? 'end'
        // Gemini says STOP after a call too; the clients' formats have a reason of their own for it
        const called = this.#called.has(choice) && known === 'end'
        out.push({ kind: 'stop', choice, reason: called ? 'tools' : known, sequence: null })
      }
    }
    usage(value, out)
    return out
  }

  whole(value: Json): AnswerEvent[] {
    return this.frame('', value)
  }

  #part(part: Json, choice: number, out: AnswerEvent[]): void {
    const text = textOf(part['text'])
    if (text !== null && text !== '')
      out.push({ kind: part['thought'] === true ? 'thought' : 'text', choice, text })
    const call = objectOf(part['functionCall'])
    if (call === null) return
    const tool = this.#tools++
    this.#called.add(choice)
    // unlike the calls of other turns, which come back in one request
    const id = textOf(call['id']) ?? `call_${this.#id.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 24)}_${tool}`
    out.push({ kind: 'tool', choice, tool, id, text: textOf(call['name']) ?? '' })
    out.push({ kind: 'arguments', choice, tool, text: JSON.stringify(call['args'] ?? {}) })
  }
}

/** `promptTokenCount` holds what was cached; thoughts are counted beside the answer. */
function usage(value: Json, out: AnswerEvent[]): void {
  const usage = objectOf(value['usageMetadata'])
  const input = countOf(usage?.['promptTokenCount'])
  if (usage === null || input === null) return
  const reasoning = countOf(usage['thoughtsTokenCount']) ?? 0
  const output = (countOf(usage['candidatesTokenCount']) ?? 0) + reasoning
  const cacheRead = countOf(usage['cachedContentTokenCount']) ?? 0
  out.push({ kind: 'usage', usage: { input, output, cacheRead, cacheWrite: 0, reasoning } })
}
