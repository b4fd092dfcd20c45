import { FrameInvalid, type AnswerEvent, type Decoder, type StopReason } from '../wire/answer.ts'
import { argumentsObject } from '../wire/chat-request.ts'
import {
  budgetOf,
  CannotCarry,
  type Dialogue,
  type MediaPiece,
  type Piece,
  type TextPiece,
  type Turn,
} from '../wire/dialogue.ts'
import { compact, countOf, objectOf, objectsOf, textOf, type Json } from '../wire/json.ts'

/** A dialogue as the body of Bedrock's Converse and ConverseStream (API reference, "Converse"). The model stands in the path. */
export function dialogueToConverse(dialogue: Dialogue): Json {
  if (dialogue.format !== null)
    throw new CannotCarry(
      'response_format',
      'Converse has no structured output: ask for it with a tool, or route to a model that has it',
    )
  const choice = dialogue.toolChoice
  // Converse cannot say "none": without the tools a model that was shown them before would fail, so only the choice is refused
  if (choice?.kind === 'none' && dialogue.tools.length > 0)
    throw new CannotCarry(
      'tool_choice',
      'Converse cannot be told to use none of the tools: leave `tools` out',
    )
  const budget = dialogue.reasoning === null ? null : budgetOf(dialogue.reasoning)
  const extra = compact({
    top_k: dialogue.topK,
    reasoning_config:
      budget === null ? undefined : { type: 'enabled', budget_tokens: Math.max(1_024, budget) },
  })
  return compact({
    messages: dialogue.turns.map(turnOut),
    system: dialogue.system.length === 0 ? undefined : dialogue.system.flatMap(textOut),
    inferenceConfig: compact({
      maxTokens: dialogue.maxTokens,
      temperature: dialogue.temperature,
      topP: dialogue.topP,
      stopSequences: dialogue.stop.length === 0 ? undefined : dialogue.stop,
    }),
    toolConfig:
      dialogue.tools.length === 0
        ? undefined
        : compact({
            tools: dialogue.tools.map((tool) => ({
              toolSpec: compact({
                name: tool.name,
                description: tool.description,
                inputSchema: { json: tool.schema },
              }),
            })),
            toolChoice:
              choice === null
                ? undefined
                : choice.kind === 'one'
                  ? { tool: { name: choice.name } }
                  : choice.kind === 'any'
                    ? { any: {} }
                    : { auto: {} },
          }),
    additionalModelRequestFields: Object.keys(extra).length === 0 ? undefined : extra,
  })
}

const textOut = (piece: TextPiece): Json[] => [
  { text: piece.text },
  ...(piece.cache === null ? [] : [{ cachePoint: { type: 'default' } }]),
]

const turnOut = (turn: Turn): Json => ({ role: turn.role, content: turn.parts.flatMap((p) => partOut(p)) })

function partOut(piece: Piece): Json[] {
  switch (piece.kind) {
    case 'text':
      return piece.text === '' ? [] : textOut(piece)
    case 'image':
    case 'document':
      return [mediaOut(piece)]
    case 'call':
      return [{ toolUse: { toolUseId: piece.id, name: piece.name, input: argumentsObject(piece.arguments) } }]
    case 'result':
      return [
        {
          toolResult: {
            toolUseId: piece.id,
            content: piece.parts.map((p) => (p.kind === 'text' ? { text: p.text } : mediaOut(p))),
            ...(piece.failed ? { status: 'error' } : {}),
          },
        },
      ]
    case 'thought':
      if (piece.sealed !== null) return [{ reasoningContent: { redactedContent: piece.sealed } }]
      return piece.signature === null
        ? []
        : [{ reasoningContent: { reasoningText: { text: piece.text, signature: piece.signature } } }]
  }
}

/** Converse names formats, not media types. */
const FORMATS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
}

function mediaOut(piece: MediaPiece): Json {
  const { source } = piece
  if (source.kind === 'url')
    throw new CannotCarry('messages', 'Bedrock takes images and documents inline (base64), not by address')
  const name = (piece.name ?? 'document').replaceAll(/[^A-Za-z0-9 ()[\]-]/g, '-').slice(0, 100)
  if (source.kind === 'text')
    return {
      document: { format: 'txt', name, source: { bytes: Buffer.from(source.text).toString('base64') } },
    }
  const format = FORMATS[source.mediaType]
  if (format === undefined)
    throw new CannotCarry('messages', `Bedrock takes no \`${source.mediaType.slice(0, 60)}\``)
  return piece.kind === 'image'
    ? { image: { format, source: { bytes: source.data } } }
    : { document: { format, name, source: { bytes: source.data } } }
}

const REASONS: Readonly<Record<string, StopReason>> = {
  end_turn: 'end',
  tool_use: 'tools',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'sequence',
  guardrail_intervened: 'filter',
  content_filtered: 'filter',
}

/** Converse answers, and the events of ConverseStream, to ours. */
export class ConverseDecoder implements Decoder {
  #tools = 0
  readonly #toolOf = new Map<number, number>()

  frame(event: string, value: Json): AnswerEvent[] {
    const out: AnswerEvent[] = []
    const index = countOf(value['contentBlockIndex']) ?? 0
    if (event === 'messageStart') out.push({ kind: 'start', id: '', model: '' })
    else if (event === 'contentBlockStart') {
      const use = objectOf(objectOf(value['start'])?.['toolUse'])
      if (use !== null) this.#tool(use, index, out)
    } else if (event === 'contentBlockDelta') {
      const delta = objectOf(value['delta'])
      if (delta === null) throw new FrameInvalid('a delta of the stream is not an object')
      this.#delta(delta, index, out)
    } else if (event === 'messageStop') stop(value, out)
    else if (event === 'metadata') usage(value, out)
    return out
  }

  whole(value: Json): AnswerEvent[] {
    const message = objectOf(objectOf(value['output'])?.['message'])
    if (message === null) throw new FrameInvalid('the answer has no `output.message`')
    const out: AnswerEvent[] = [{ kind: 'start', id: '', model: '' }]
    objectsOf(message['content']).forEach((block, i) => {
      const use = objectOf(block['toolUse'])
      if (use !== null) {
        const tool = this.#tool(use, i, out)
        out.push({ kind: 'arguments', choice: 0, tool, text: JSON.stringify(use['input'] ?? {}) })
        return
      }
      const reasoning = objectOf(block['reasoningContent'])
      const text = objectOf(reasoning?.['reasoningText'])
      if (text !== null) this.#delta({ reasoningContent: text }, i, out)
      else this.#delta(block, i, out)
    })
    stop(value, out)
    usage(value, out)
    return out
  }

  #tool(use: Json, index: number, out: AnswerEvent[]): number {
    const tool = this.#tools++
    this.#toolOf.set(index, tool)
    out.push({
      kind: 'tool',
      choice: 0,
      tool,
      id: textOf(use['toolUseId']) ?? '',
      text: textOf(use['name']) ?? '',
    })
    return tool
  }

  #delta(delta: Json, index: number, out: AnswerEvent[]): void {
    const text = textOf(delta['text'])
    if (text !== null && text !== '') out.push({ kind: 'text', choice: 0, text })
    const input = textOf(objectOf(delta['toolUse'])?.['input'])
    const tool = this.#toolOf.get(index)
    if (input !== null && input !== '' && tool !== undefined)
      out.push({ kind: 'arguments', choice: 0, tool, text: input })
    const reasoning = objectOf(delta['reasoningContent'])
    if (reasoning === null) return
    const thought = textOf(reasoning['text'])
    if (thought !== null && thought !== '') out.push({ kind: 'thought', choice: 0, text: thought })
    const signature = textOf(reasoning['signature'])
    if (signature !== null && signature !== '') out.push({ kind: 'signature', choice: 0, data: signature })
    const sealed = textOf(reasoning['redactedContent'])
    if (sealed !== null) out.push({ kind: 'sealed', choice: 0, data: sealed })
  }
}

function stop(value: Json, out: AnswerEvent[]): void {
  const reason = textOf(value['stopReason'])
  if (reason !== null) out.push({ kind: 'stop', choice: 0, reason: REASONS[reason] ?? 'end', sequence: null })
}

/** Like Anthropic, Converse counts what came from the cache beside `inputTokens`. */
function usage(value: Json, out: AnswerEvent[]): void {
  const usage = objectOf(value['usage'])
  const fresh = countOf(usage?.['inputTokens'])
  const output = countOf(usage?.['outputTokens'])
  if (usage === null || fresh === null || output === null) return
  const cacheRead = countOf(usage['cacheReadInputTokens']) ?? 0
  const cacheWrite = countOf(usage['cacheWriteInputTokens']) ?? 0
  const input = fresh + cacheRead + cacheWrite
  out.push({ kind: 'usage', usage: { input, output, cacheRead, cacheWrite, reasoning: 0 } })
}
