/**
 * Answers as providers send them, written from their public API references: one script, told in each wire format, whole and as a stream.
 * Field names, order of events and odd habits (empty deltas, unknown fields, pings, usage in several places) are the providers'; the content is ours.
 */
export type Script = {
  readonly thought?: string
  readonly text: string
  readonly tools?: readonly { readonly id: string; readonly name: string; readonly args: string }[]
  readonly stop?: 'end' | 'length' | 'tools' | 'sequence' | 'filter'
  /** Tokens: 20 in (5 of them from the cache), 9 out (3 of them thought, where the format tells). */
  readonly pieceChars?: number
}
export type Told = 'chat.completions' | 'responses' | 'messages' | 'converse' | 'gemini'
export type Frame = { readonly event: string; readonly data: unknown }

const pieces = (text: string, size = 6): string[] => {
  const out: string[] = []
  for (let at = 0; at < text.length; at += size) out.push(text.slice(at, at + size))
  return out
}
const stopOf = (script: Script): NonNullable<Script['stop']> =>
  script.stop ?? (script.tools === undefined ? 'end' : 'tools')

export function whole(told: Told, script: Script): unknown {
  return WHOLE[told](script)
}
export function stream(told: Told, script: Script): Frame[] {
  return STREAM[told](script)
}

// ---- OpenAI chat completions

const CHAT_STOP = {
  end: 'stop',
  length: 'length',
  tools: 'tool_calls',
  sequence: 'stop',
  filter: 'content_filter',
}
const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 5, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 3, audio_tokens: 0 },
}
const chatWhole = (s: Script): unknown => ({
  id: 'chatcmpl-Bx1',
  object: 'chat.completion',
  created: 1_764_201_600,
  model: 'gpt-x-2026-01-01',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: s.text === '' ? null : s.text,
        ...(s.thought === undefined ? {} : { reasoning_content: s.thought }),
        refusal: null,
        annotations: [],
        ...(s.tools === undefined
          ? {}
          : {
              tool_calls: s.tools.map((t) => ({
                id: t.id,
                type: 'function',
                function: { name: t.name, arguments: t.args },
              })),
            }),
      },
      logprobs: null,
      finish_reason: CHAT_STOP[stopOf(s)],
    },
  ],
  usage: CHAT_USAGE,
  service_tier: 'default',
  system_fingerprint: 'fp_1',
})

const chatChunk = (choices: unknown[], rest: object = {}): Frame => ({
  event: '',
  data: {
    id: 'chatcmpl-Bx1',
    object: 'chat.completion.chunk',
    created: 1_764_201_600,
    model: 'gpt-x-2026-01-01',
    service_tier: 'default',
    system_fingerprint: 'fp_1',
    choices,
    obfuscation: 'aBcD',
    ...rest,
  },
})
const delta = (d: object, finish: string | null = null): Frame =>
  chatChunk([{ index: 0, delta: d, logprobs: null, finish_reason: finish }])

function chatStream(s: Script): Frame[] {
  const out = [delta({ role: 'assistant', content: '', refusal: null })]
  for (const p of pieces(s.thought ?? '', s.pieceChars)) out.push(delta({ reasoning_content: p }))
  for (const p of pieces(s.text, s.pieceChars)) out.push(delta({ content: p }))
  s.tools?.forEach((t, index) => {
    out.push(
      delta({
        tool_calls: [{ index, id: t.id, type: 'function', function: { name: t.name, arguments: '' } }],
      }),
    )
    for (const p of pieces(t.args, s.pieceChars))
      out.push(delta({ tool_calls: [{ index, function: { arguments: p } }] }))
  })
  out.push(delta({}, CHAT_STOP[stopOf(s)]), chatChunk([], { usage: CHAT_USAGE }), {
    event: '',
    data: '[DONE]',
  })
  return out
}

// ---- Anthropic messages

const MESSAGES_STOP = {
  end: 'end_turn',
  length: 'max_tokens',
  tools: 'tool_use',
  sequence: 'stop_sequence',
  filter: 'refusal',
}
const MESSAGES_USAGE = {
  input_tokens: 15,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 5,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: 9,
  service_tier: 'standard',
}
const messagesWhole = (s: Script): unknown => ({
  id: 'msg_01X',
  type: 'message',
  role: 'assistant',
  model: 'claude-x-1',
  content: [
    ...(s.thought === undefined
      ? []
      : [{ type: 'thinking', thinking: s.thought, signature: 'c2lnbmF0dXJl' }]),
    ...(s.text === '' ? [] : [{ type: 'text', text: s.text }]),
    ...(s.tools ?? []).map((t) => ({
      type: 'tool_use',
      id: t.id,
      name: t.name,
      input: JSON.parse(t.args) as unknown,
    })),
  ],
  stop_reason: MESSAGES_STOP[stopOf(s)],
  stop_sequence: stopOf(s) === 'sequence' ? 'END' : null,
  usage: MESSAGES_USAGE,
})

function messagesStream(s: Script): Frame[] {
  const out: Frame[] = []
  const put = (type: string, rest: object): void => void out.push({ event: type, data: { type, ...rest } })
  let index = 0
  const block = (content_block: object, deltas: readonly object[]): void => {
    put('content_block_start', { index, content_block })
    for (const d of deltas) put('content_block_delta', { index, delta: d })
    put('content_block_stop', { index })
    index += 1
  }
  put('message_start', {
    message: {
      id: 'msg_01X',
      type: 'message',
      role: 'assistant',
      model: 'claude-x-1',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...MESSAGES_USAGE, output_tokens: 1 },
    },
  })
  if (s.thought !== undefined)
    block({ type: 'thinking', thinking: '', signature: '' }, [
      ...pieces(s.thought, s.pieceChars).map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: 'c2lnbmF0dXJl' },
    ])
  put('ping', {})
  if (s.text !== '')
    block(
      { type: 'text', text: '' },
      pieces(s.text, s.pieceChars).map((text) => ({ type: 'text_delta', text })),
    )
  for (const t of s.tools ?? [])
    block({ type: 'tool_use', id: t.id, name: t.name, input: {} }, [
      { type: 'input_json_delta', partial_json: '' },
      ...pieces(t.args, s.pieceChars).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    ])
  put('message_delta', {
    delta: {
      stop_reason: MESSAGES_STOP[stopOf(s)],
      stop_sequence: stopOf(s) === 'sequence' ? 'END' : null,
    },
    usage: { output_tokens: 9 },
  })
  put('message_stop', {})
  return out
}

// ---- OpenAI responses

const RESPONSES_USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 5 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 3 },
  total_tokens: 29,
}
function responsesItems(s: Script): Record<string, unknown>[] {
  const out: Record<string, unknown>[] = []
  if (s.thought !== undefined)
    out.push({ id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: s.thought }] })
  if (s.text !== '')
    out.push({
      id: 'msg_1',
      type: 'message',
      status: 'completed',
      role: 'assistant',
      content: [{ type: 'output_text', text: s.text, annotations: [], logprobs: [] }],
    })
  for (const t of s.tools ?? [])
    out.push({
      id: `fc_${t.id}`,
      type: 'function_call',
      status: 'completed',
      call_id: t.id,
      name: t.name,
      arguments: t.args,
    })
  return out
}
const cut = (s: Script): string | null =>
  stopOf(s) === 'length' ? 'max_output_tokens' : stopOf(s) === 'filter' ? 'content_filter' : null
const response = (s: Script, output: unknown[], status: string, usage: unknown): object => ({
  id: 'resp_01',
  object: 'response',
  created_at: 1_764_201_600,
  status,
  error: null,
  incomplete_details: status === 'incomplete' ? { reason: cut(s) } : null,
  instructions: 'Be brief.',
  max_output_tokens: null,
  model: 'gpt-x-2026-01-01',
  output,
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: 'low', summary: 'auto' },
  store: false,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_p: 1,
  truncation: 'disabled',
  usage,
  user: null,
  metadata: {},
})
const finalOf = (s: Script): string => (cut(s) === null ? 'completed' : 'incomplete')
const responsesWhole = (s: Script): unknown => response(s, responsesItems(s), finalOf(s), RESPONSES_USAGE)

function responsesStream(s: Script): Frame[] {
  const out: Frame[] = []
  let sequence_number = 0
  const put = (type: string, rest: object): void =>
    void out.push({ event: type, data: { type, sequence_number: sequence_number++, ...rest } })
  put('response.created', { response: response(s, [], 'in_progress', null) })
  put('response.in_progress', { response: response(s, [], 'in_progress', null) })
  responsesItems(s).forEach((item, output_index) => {
    const at = { item_id: item['id'], output_index }
    if (item['type'] === 'reasoning') {
      const part = { type: 'summary_text', text: s.thought }
      put('response.output_item.added', { output_index, item: { ...item, summary: [] } })
      put('response.reasoning_summary_part.added', { ...at, summary_index: 0, part: { ...part, text: '' } })
      for (const p of pieces(s.thought ?? '', s.pieceChars))
        put('response.reasoning_summary_text.delta', { ...at, summary_index: 0, delta: p, obfuscation: 'x' })
      put('response.reasoning_summary_text.done', { ...at, summary_index: 0, text: s.thought })
      put('response.reasoning_summary_part.done', { ...at, summary_index: 0, part })
    } else if (item['type'] === 'message') {
      const part = { type: 'output_text', text: s.text, annotations: [], logprobs: [] }
      const c = { ...at, content_index: 0 }
      put('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', content: [] },
      })
      put('response.content_part.added', { ...c, part: { ...part, text: '' } })
      for (const p of pieces(s.text, s.pieceChars))
        put('response.output_text.delta', { ...c, delta: p, logprobs: [], obfuscation: 'x' })
      put('response.output_text.done', { ...c, text: s.text, logprobs: [] })
      put('response.content_part.done', { ...c, part })
    } else {
      const args = String(item['arguments'])
      put('response.output_item.added', {
        output_index,
        item: { ...item, status: 'in_progress', arguments: '' },
      })
      for (const p of pieces(args, s.pieceChars))
        put('response.function_call_arguments.delta', { ...at, delta: p, obfuscation: 'x' })
      put('response.function_call_arguments.done', { ...at, arguments: args })
    }
    put('response.output_item.done', { output_index, item })
  })
  put(`response.${finalOf(s)}`, { response: response(s, responsesItems(s), finalOf(s), RESPONSES_USAGE) })
  return out
}

// ---- Bedrock Converse

const CONVERSE_STOP = {
  end: 'end_turn',
  length: 'max_tokens',
  tools: 'tool_use',
  sequence: 'stop_sequence',
  filter: 'content_filtered',
}
const CONVERSE_USAGE = {
  inputTokens: 15,
  outputTokens: 9,
  totalTokens: 29,
  cacheReadInputTokens: 5,
  cacheWriteInputTokens: 0,
}
const converseWhole = (s: Script): unknown => ({
  output: {
    message: {
      role: 'assistant',
      content: [
        ...(s.thought === undefined
          ? []
          : [{ reasoningContent: { reasoningText: { text: s.thought, signature: 'c2lnbmF0dXJl' } } }]),
        ...(s.text === '' ? [] : [{ text: s.text }]),
        ...(s.tools ?? []).map((t) => ({
          toolUse: { toolUseId: t.id, name: t.name, input: JSON.parse(t.args) as unknown },
        })),
      ],
    },
  },
  stopReason: CONVERSE_STOP[stopOf(s)],
  usage: CONVERSE_USAGE,
  metrics: { latencyMs: 321 },
})

function converseStream(s: Script): Frame[] {
  const out: Frame[] = [{ event: 'messageStart', data: { role: 'assistant', p: 'abcd' } }]
  let contentBlockIndex = 0
  const block = (start: object | null, deltas: readonly object[]): void => {
    if (start !== null) out.push({ event: 'contentBlockStart', data: { contentBlockIndex, start } })
    for (const d of deltas)
      out.push({ event: 'contentBlockDelta', data: { contentBlockIndex, delta: d, p: 'ab' } })
    out.push({ event: 'contentBlockStop', data: { contentBlockIndex } })
    contentBlockIndex += 1
  }
  if (s.thought !== undefined)
    block(null, [
      ...pieces(s.thought, s.pieceChars).map((text) => ({ reasoningContent: { text } })),
      { reasoningContent: { signature: 'c2lnbmF0dXJl' } },
    ])
  if (s.text !== '')
    block(
      null,
      pieces(s.text, s.pieceChars).map((text) => ({ text })),
    )
  for (const t of s.tools ?? [])
    block(
      { toolUse: { toolUseId: t.id, name: t.name } },
      pieces(t.args, s.pieceChars).map((input) => ({ toolUse: { input } })),
    )
  out.push({ event: 'messageStop', data: { stopReason: CONVERSE_STOP[stopOf(s)] } })
  out.push({ event: 'metadata', data: { usage: CONVERSE_USAGE, metrics: { latencyMs: 321 } } })
  return out
}

// ---- Gemini

const GEMINI_STOP = { end: 'STOP', length: 'MAX_TOKENS', tools: 'STOP', sequence: 'STOP', filter: 'SAFETY' }
const GEMINI_USAGE = {
  promptTokenCount: 20,
  candidatesTokenCount: 6,
  totalTokenCount: 29,
  cachedContentTokenCount: 5,
  thoughtsTokenCount: 3,
  promptTokensDetails: [{ modality: 'TEXT', tokenCount: 20 }],
}
const geminiParts = (s: Script, size: number | undefined): object[] => [
  ...(s.thought === undefined ? [] : pieces(s.thought, size).map((text) => ({ text, thought: true }))),
  ...pieces(s.text, size).map((text) => ({ text })),
  ...(s.tools ?? []).map((t) => ({
    functionCall: { id: t.id, name: t.name, args: JSON.parse(t.args) as unknown },
    thoughtSignature: 'c2lnbmF0dXJl',
  })),
]
const geminiChunk = (parts: object[], finish: string | null): unknown => ({
  candidates: [
    {
      content: { parts, role: 'model' },
      ...(finish === null ? {} : { finishReason: finish }),
      index: 0,
    },
  ],
  usageMetadata: finish === null ? { promptTokenCount: 20, totalTokenCount: 20 } : GEMINI_USAGE,
  modelVersion: 'gemini-x',
  responseId: 'r-1',
})
const geminiWhole = (s: Script): unknown => geminiChunk(geminiParts(s, 1e9), GEMINI_STOP[stopOf(s)])
function geminiStream(s: Script): Frame[] {
  const parts = geminiParts(s, s.pieceChars)
  return parts
    .map((p): Frame => ({ event: '', data: geminiChunk([p], null) }))
    .concat([{ event: '', data: geminiChunk([{ text: '' }], GEMINI_STOP[stopOf(s)]) }])
}

const WHOLE: Readonly<Record<Told, (s: Script) => unknown>> = {
  'chat.completions': chatWhole,
  responses: responsesWhole,
  messages: messagesWhole,
  converse: converseWhole,
  gemini: geminiWhole,
}
const STREAM: Readonly<Record<Told, (s: Script) => Frame[]>> = {
  'chat.completions': chatStream,
  responses: responsesStream,
  messages: messagesStream,
  converse: converseStream,
  gemini: geminiStream,
}
