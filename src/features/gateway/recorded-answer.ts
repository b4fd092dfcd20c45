import { SseOverflow, SseParser } from '../../lib/sse.ts'
import { FrameInvalid, type AnswerEvent, type Decoder } from './wire/answer.ts'
import { ChatDecoder } from './wire/chat-answer.ts'
import { objectOf, parsed, textOf, type Json } from './wire/json.ts'
import { MessagesDecoder } from './wire/messages-answer.ts'
import { ResponsesDecoder } from './wire/responses-decoder.ts'

/** Texts and tool calls of a recorded answer, in order, from JSON or from the frames of a stream, in any client's format; '' when it has none. */
export function answerText(response: Buffer): string {
  const text = response.toString('utf8')
  let out = ''
  let decoder: Decoder | null = null
  const read = (event: string, value: Json, whole: boolean): void => {
    decoder ??= decoderOf(value)
    const events = decoder === null ? [] : eventsOf(decoder, event, value, whole)
    for (const e of events) out += said(e, out)
  }
  if (!/^(?:data|event):/.test(text)) {
    const value = objectOf(parsed(text))
    if (value !== null) read('', value, true)
    return out
  }
  const parser = new SseParser((event) => {
    const value = event.data === '[DONE]' ? null : objectOf(parsed(event.data))
    if (value !== null) read(event.event, value, false)
  })
  try {
    parser.push(response)
    parser.end({ flush: true })
  } catch (cause) {
    if (!(cause instanceof SseOverflow)) throw cause
  }
  return out
}

/** A format is told by what only it has; embeddings and counts have no text. */
function decoderOf(value: Json): Decoder | null {
  if (Array.isArray(value['choices'])) return new ChatDecoder()
  if (value['object'] === 'response' || textOf(value['type'])?.startsWith('response.') === true)
    return new ResponsesDecoder()
  return typeof value['type'] === 'string' ? new MessagesDecoder() : null
}

/** An error event, or bytes of a cut answer, have nothing to show. */
function eventsOf(decoder: Decoder, event: string, value: Json, whole: boolean): AnswerEvent[] {
  try {
    return whole ? decoder.whole(value) : decoder.frame(event, value)
  } catch (cause) {
    if (cause instanceof FrameInvalid) return []
    throw cause
  }
}

function said(event: AnswerEvent, before: string): string {
  if (event.kind === 'tool') return `${before === '' ? '' : '\n'}${event.text} `
  return event.kind === 'text' || event.kind === 'refusal' || event.kind === 'arguments' ? event.text : ''
}
