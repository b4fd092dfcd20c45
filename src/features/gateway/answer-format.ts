import { SseParser } from '../../lib/sse.ts'
import type { Detector } from '../guardrails/index.ts'
import type { PolicySpec } from '../policies/contract.ts'
import type { Guarding } from './answer-guards.ts'
import type { Call } from './call.ts'
import type { FramedAnswer, HeldFrame } from './frames.ts'
import { judgeJson, StreamAnswer, type JsonAnswer } from './output.ts'
import { judgePassed, judgeTranslated, PassedStream, TranslatedStream } from './output-wire.ts'
import { EventStreamParser } from './upstreams/event-stream.ts'
import type { Door, Framing, Operation } from './upstreams/kinds.ts'
import { FrameInvalid, type EncoderContext } from './wire/answer.ts'
import { isClientFormat, isUpstreamFormat } from './wire/formats.ts'
import { countOf, objectOf, parsed, type Json } from './wire/json.ts'
import {
  MessagesReader,
  readNumbers,
  ResponsesReader,
  type AnswerReader,
  type TextSink,
} from './wire/texts.ts'
import type { TokenUsage } from './wire/answer.ts'

export type StreamJudge = FramedAnswer<HeldFrame>

/** How an upstream's answer is read and what its client gets of it. */
export type AnswerFormat = {
  readonly framing: Framing
  /** Throws FrameInvalid. */
  judge(bytes: Buffer, policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding): JsonAnswer
  stream(policy: PolicySpec, detectors: readonly Detector[], guards?: Guarding): StreamJudge
}

/** Chat completions for a client of them: most calls. */
const chatFormat: AnswerFormat = {
  framing: 'sse',
  judge: judgeJson,
  stream: (policy, detectors, guards) => new StreamAnswer(policy, detectors, guards),
}

/** The format of one attempt's answer. */
export function formatOf(operation: Operation, door: Door, call: Call): AnswerFormat {
  return operation === door.wire && operation === 'chat.completions'
    ? chatFormat
    : answerFormat(operation, door, {
        id: `sw-${call.id}`,
        model: call.target?.version.modelId ?? '',
        created: Math.floor(call.atMs / 1_000),
        includeUsage: call.request?.includeUsage === true,
      })
}

export function answerFormat(operation: Operation, door: Door, context: EncoderContext): AnswerFormat {
  const { wire, framing } = door
  if (wire === operation) return operation === 'chat.completions' ? chatFormat : passed(operation, framing)
  if (!isClientFormat(operation) || !isUpstreamFormat(wire))
    throw new Error(`no way from ${wire} to ${operation}`)
  return {
    framing,
    judge: (bytes, policy, detectors, guards) =>
      judgeTranslated(bytes, wire, operation, context, policy, detectors, guards),
    stream: (policy, detectors, guards) =>
      new TranslatedStream(wire, operation, context, policy, detectors, guards),
  }
}

function passed(operation: Operation, framing: Framing): AnswerFormat {
  const reader = (): AnswerReader => (operation === 'messages' ? new MessagesReader() : new ResponsesReader())
  const read =
    operation === 'messages' || operation === 'responses'
      ? (value: Json, sink: TextSink) => reader().whole(value, sink)
      : numbersOf
  return {
    framing,
    judge: (bytes, policy, detectors, guards) => judgePassed(bytes, read, policy, detectors, guards),
    stream: (policy, detectors, guards) => new PassedStream(reader(), policy, detectors, guards),
  }
}

/** Embeddings count what they read; moderations and counts of tokens cost nothing. */
function numbersOf(value: Json, sink: TextSink): TokenUsage {
  readNumbers(value, sink)
  const usage = objectOf(value['usage'])
  const input = countOf(usage?.['prompt_tokens']) ?? countOf(usage?.['total_tokens']) ?? 0
  return { input, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 }
}

/** Frames of a stream, whatever carries them. */
export interface FrameParser {
  /** Throws FrameInvalid or SseOverflow. */
  push(chunk: Buffer): void
  end(options: { readonly flush: boolean }): boolean
}

export const streamTypes: Readonly<Record<Framing, string>> = {
  sse: 'text/event-stream',
  aws: 'application/vnd.amazon.eventstream',
  'aws-wrapped': 'application/vnd.amazon.eventstream',
}

export function frameParser(framing: Framing, onFrame: (event: string, data: string) => void): FrameParser {
  if (framing === 'sse') return new SseParser((e) => onFrame(e.event, e.data))
  return new EventStreamParser((message) => {
    const type = message.headers.get(':message-type')
    if (type === 'exception' || type === 'error')
      throw new FrameInvalid('the upstream sent an error within its stream')
    const payload = message.payload.toString('utf8')
    onFrame(message.headers.get(':event-type') ?? '', framing === 'aws' ? payload : unwrapped(payload))
  })
}

/** `{"bytes":"<base64 of one event>","p":"..."}` */
function unwrapped(payload: string): string {
  const bytes = objectOf(parsed(payload))?.['bytes']
  if (typeof bytes !== 'string') throw new FrameInvalid('a message of the stream holds no event')
  return Buffer.from(bytes, 'base64').toString('utf8')
}
