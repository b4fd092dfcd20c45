import { ConverseDecoder, dialogueToConverse } from '../upstreams/converse.ts'
import { dialogueToGemini, GeminiDecoder } from '../upstreams/gemini.ts'
import type { Operation, Wire } from '../upstreams/kinds.ts'
import type { AnswerEvent, Decoder, Encoder, EncoderContext } from './answer.ts'
import { ChatDecoder, ChatEncoder, chatWhole } from './chat-answer.ts'
import { chatToDialogue, dialogueToChat } from './chat-request.ts'
import type { Dialogue } from './dialogue.ts'
import type { Json } from './json.ts'
import { MessagesDecoder, MessagesEncoder, messagesWhole } from './messages-answer.ts'
import { dialogueToMessages, messagesToDialogue } from './messages-request.ts'
import { ResponsesEncoder, responsesWhole } from './responses-answer.ts'
import { responsesToDialogue } from './responses-request.ts'

/** What a client of a conversation format says and wants to hear. */
export type ClientSide = {
  toDialogue(value: Json): Dialogue
  encoder(context: EncoderContext): Encoder
  whole(events: readonly AnswerEvent[], context: EncoderContext): Json
}

/** The client formats that can be told in another upstream's words. */
export const clientSides = {
  'chat.completions': {
    toDialogue: chatToDialogue,
    encoder: (context) => new ChatEncoder(context),
    whole: chatWhole,
  },
  responses: {
    toDialogue: responsesToDialogue,
    encoder: (context) => new ResponsesEncoder(context),
    whole: responsesWhole,
  },
  messages: {
    toDialogue: messagesToDialogue,
    encoder: (context) => new MessagesEncoder(context),
    whole: messagesWhole,
  },
} as const satisfies Partial<Record<Operation, ClientSide>>

export type ClientFormat = keyof typeof clientSides
export const isClientFormat = (operation: Operation): operation is ClientFormat => operation in clientSides

/** What an upstream of a conversation format is told and answers. */
export type UpstreamSide = {
  fromDialogue(dialogue: Dialogue, model: string): Json
  decoder(): Decoder
}

export const upstreamSides = {
  'chat.completions': { fromDialogue: dialogueToChat, decoder: () => new ChatDecoder() },
  messages: { fromDialogue: dialogueToMessages, decoder: () => new MessagesDecoder() },
  converse: { fromDialogue: dialogueToConverse, decoder: () => new ConverseDecoder() },
  gemini: { fromDialogue: dialogueToGemini, decoder: () => new GeminiDecoder() },
} as const satisfies Partial<Record<Wire, UpstreamSide>>

export type UpstreamFormat = keyof typeof upstreamSides
export const isUpstreamFormat = (wire: Wire): wire is UpstreamFormat => wire in upstreamSides
