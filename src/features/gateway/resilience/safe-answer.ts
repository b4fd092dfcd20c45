/** The wire shapes in which a safe answer can be given: the client's format, whatever the upstream's would have been. */
export type SafeWire = 'openai-chat' | 'openai-responses' | 'anthropic-messages'

/** By the operation that a client called; absent: an answer of that kind (vectors, a count) cannot be made up. */
const WIRES: Readonly<Record<string, SafeWire>> = {
  'chat.completions': 'openai-chat',
  responses: 'openai-responses',
  messages: 'anthropic-messages',
}
export const safeWireOf = (operation: string): SafeWire | null => WIRES[operation] ?? null

export type SafeAnswer = {
  readonly wire: SafeWire
  readonly stream: boolean
  /** The operator's words. */
  readonly text: string
  readonly id: string
  readonly createdS: number
  /** A stream whose client asked for usage gets it: zero tokens. */
  readonly includeUsage: boolean
}

/** `model` of a safe answer never names a model: none answered. */
export const SAFE_MODEL = 'sealwright-safe-answer'

/** The whole body, JSON or event stream. Shapes: OpenAI's API reference (chat completions, responses), Anthropic's (messages), November 2026. */
export function safeAnswerBody(answer: SafeAnswer): string {
  switch (answer.wire) {
    case 'openai-chat':
      return answer.stream ? chatStream(answer) : chatJson(answer)
    case 'openai-responses':
      return answer.stream ? responsesStream(answer) : JSON.stringify(response(answer, 'completed'))
    case 'anthropic-messages':
      return answer.stream ? messagesStream(answer) : JSON.stringify(message(answer))
  }
}

const NO_TOKENS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

const chatJson = (a: SafeAnswer): string =>
  JSON.stringify({
    id: `chatcmpl-${a.id}`,
    object: 'chat.completion',
    created: a.createdS,
    model: SAFE_MODEL,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: a.text, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: NO_TOKENS,
  })

function chatStream(a: SafeAnswer): string {
  const frame = (choices: readonly object[], usage: object): string =>
    `data: ${JSON.stringify({ id: `chatcmpl-${a.id}`, object: 'chat.completion.chunk', created: a.createdS, model: SAFE_MODEL, choices, ...usage })}\n\n`
  const none = a.includeUsage ? { usage: null } : {}
  const choice = (delta: object, finish_reason: string | null): object => ({
    index: 0,
    delta,
    logprobs: null,
    finish_reason,
  })
  return [
    frame([choice({ role: 'assistant', content: '' }, null)], none),
    frame([choice({ content: a.text }, null)], none),
    frame([choice({}, 'stop')], none),
    ...(a.includeUsage ? [frame([], { usage: NO_TOKENS })] : []),
    'data: [DONE]\n\n',
  ].join('')
}

const messageItem = (a: SafeAnswer, status: 'in_progress' | 'completed'): object => ({
  id: `msg_${a.id}`,
  type: 'message',
  status,
  role: 'assistant',
  content: status === 'completed' ? [outputText(a.text)] : [],
})
const outputText = (text: string): object => ({ type: 'output_text', text, annotations: [] })

const response = (a: SafeAnswer, status: 'in_progress' | 'completed'): object => ({
  id: `resp_${a.id}`,
  object: 'response',
  created_at: a.createdS,
  status,
  error: null,
  incomplete_details: null,
  instructions: null,
  metadata: {},
  model: SAFE_MODEL,
  output: status === 'completed' ? [messageItem(a, 'completed')] : [],
  parallel_tool_calls: false,
  tool_choice: 'none',
  tools: [],
  temperature: null,
  top_p: null,
  usage:
    status === 'completed'
      ? {
          input_tokens: 0,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens: 0,
          output_tokens_details: { reasoning_tokens: 0 },
          total_tokens: 0,
        }
      : null,
})

function responsesStream(a: SafeAnswer): string {
  const at = { output_index: 0, content_index: 0, item_id: `msg_${a.id}` }
  const events: readonly (readonly [string, object])[] = [
    ['response.created', { response: response(a, 'in_progress') }],
    ['response.in_progress', { response: response(a, 'in_progress') }],
    ['response.output_item.added', { output_index: 0, item: messageItem(a, 'in_progress') }],
    ['response.content_part.added', { ...at, part: outputText('') }],
    ['response.output_text.delta', { ...at, delta: a.text, logprobs: [] }],
    ['response.output_text.done', { ...at, text: a.text, logprobs: [] }],
    ['response.content_part.done', { ...at, part: outputText(a.text) }],
    ['response.output_item.done', { output_index: 0, item: messageItem(a, 'completed') }],
    ['response.completed', { response: response(a, 'completed') }],
  ]
  return events
    .map(
      ([type, rest], sequence_number) =>
        `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number, ...rest })}\n\n`,
    )
    .join('')
}

const message = (a: SafeAnswer): object => ({
  id: `msg_${a.id}`,
  type: 'message',
  role: 'assistant',
  model: SAFE_MODEL,
  content: [{ type: 'text', text: a.text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 0, output_tokens: 0 },
})

function messagesStream(a: SafeAnswer): string {
  const events: readonly (readonly [string, object])[] = [
    ['message_start', { message: { ...message(a), content: [], stop_reason: null } }],
    ['content_block_start', { index: 0, content_block: { type: 'text', text: '' } }],
    ['content_block_delta', { index: 0, delta: { type: 'text_delta', text: a.text } }],
    ['content_block_stop', { index: 0 }],
    [
      'message_delta',
      { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 0 } },
    ],
    ['message_stop', {}],
  ]
  return events
    .map(([type, rest]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`)
    .join('')
}
