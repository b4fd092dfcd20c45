import { describe, expect, it } from 'vitest'
import { CannotCarry } from './dialogue.ts'
import { clientSides, upstreamSides, type ClientFormat, type UpstreamFormat } from './formats.ts'
import { isObject, type Json } from './json.ts'

const IMAGE = 'iVBORw0KGgo='
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }

/** One conversation with everything in it, as each client's official library would send it. */
const chat: Json = {
  model: 'chat',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is here?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}`, detail: 'low' } },
      ],
    },
    {
      role: 'assistant',
      content: 'Let me look.',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
        { id: 'call_2', type: 'function', function: { name: 'clock', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '3 degrees' },
    { role: 'tool', tool_call_id: 'call_2', content: '[{"type":"x"}]' },
    { role: 'user', content: 'And now?' },
  ],
  tools: [
    {
      type: 'function',
      function: { name: 'weather', description: 'Tells the weather', parameters: SCHEMA, strict: true },
    },
  ],
  tool_choice: { type: 'function', function: { name: 'weather' } },
  parallel_tool_calls: false,
  max_completion_tokens: 300,
  temperature: 0.2,
  top_p: 0.9,
  stop: ['END'],
  user: 'ana',
}
const messages: Json = {
  model: 'chat',
  max_tokens: 300,
  system: [{ type: 'text', text: 'Be brief.' }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is here?' },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE } },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 'Let me look.' },
        { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
        { type: 'tool_use', id: 'call_2', name: 'clock', input: {} },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'call_1', content: '3 degrees' },
        { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: '[{"type":"x"}]' }] },
        { type: 'text', text: 'And now?' },
      ],
    },
  ],
  tools: [{ name: 'weather', description: 'Tells the weather', input_schema: SCHEMA, strict: true }],
  tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
  temperature: 0.2,
  top_p: 0.9,
  stop_sequences: ['END'],
  metadata: { user_id: 'ana' },
}
const responses: Json = {
  model: 'chat',
  instructions: 'Be brief.',
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is here?' },
        { type: 'input_image', image_url: `data:image/png;base64,${IMAGE}`, detail: 'low' },
      ],
    },
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'abc' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Let me look.' }] },
    { type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Oslo"}' },
    { type: 'function_call', call_id: 'call_2', name: 'clock', arguments: '{}' },
    { type: 'function_call_output', call_id: 'call_1', output: '3 degrees' },
    { type: 'function_call_output', call_id: 'call_2', output: '[{"type":"x"}]' },
    { role: 'user', content: 'And now?' },
  ],
  tools: [
    { type: 'function', name: 'weather', description: 'Tells the weather', parameters: SCHEMA, strict: true },
  ],
  tool_choice: { type: 'function', name: 'weather' },
  parallel_tool_calls: false,
  max_output_tokens: 300,
  temperature: 0.2,
  top_p: 0.9,
  user: 'ana',
}
const asked: Readonly<Record<ClientFormat, Json>> = { 'chat.completions': chat, messages, responses }

const told: Readonly<Record<UpstreamFormat, Json>> = {
  'chat.completions': {
    model: 'm-1',
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is here?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}` } },
        ],
      },
      {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } },
          { id: 'call_2', type: 'function', function: { name: 'clock', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '3 degrees' },
      { role: 'tool', tool_call_id: 'call_2', content: '[{"type":"x"}]' },
      { role: 'user', content: 'And now?' },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'weather', description: 'Tells the weather', parameters: SCHEMA, strict: true },
      },
    ],
    tool_choice: { type: 'function', function: { name: 'weather' } },
    parallel_tool_calls: false,
    max_tokens: 300,
    temperature: 0.2,
    top_p: 0.9,
    stop: ['END'],
    user: 'ana',
  },
  messages: {
    model: 'm-1',
    max_tokens: 300,
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is here?' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE } },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 'call_1', name: 'weather', input: { city: 'Oslo' } },
          { type: 'tool_use', id: 'call_2', name: 'clock', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: '3 degrees' }] },
          { type: 'tool_result', tool_use_id: 'call_2', content: [{ type: 'text', text: '[{"type":"x"}]' }] },
          { type: 'text', text: 'And now?' },
        ],
      },
    ],
    tools: [{ name: 'weather', description: 'Tells the weather', input_schema: SCHEMA, strict: true }],
    tool_choice: { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
    temperature: 0.2,
    top_p: 0.9,
    stop_sequences: ['END'],
    metadata: { user_id: 'ana' },
  },
  converse: {
    system: [{ text: 'Be brief.' }],
    messages: [
      {
        role: 'user',
        content: [{ text: 'What is here?' }, { image: { format: 'png', source: { bytes: IMAGE } } }],
      },
      {
        role: 'assistant',
        content: [
          { text: 'Let me look.' },
          { toolUse: { toolUseId: 'call_1', name: 'weather', input: { city: 'Oslo' } } },
          { toolUse: { toolUseId: 'call_2', name: 'clock', input: {} } },
        ],
      },
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'call_1', content: [{ text: '3 degrees' }] } },
          { toolResult: { toolUseId: 'call_2', content: [{ text: '[{"type":"x"}]' }] } },
          { text: 'And now?' },
        ],
      },
    ],
    inferenceConfig: { maxTokens: 300, temperature: 0.2, topP: 0.9, stopSequences: ['END'] },
    toolConfig: {
      tools: [
        { toolSpec: { name: 'weather', description: 'Tells the weather', inputSchema: { json: SCHEMA } } },
      ],
      toolChoice: { tool: { name: 'weather' } },
    },
  },
  gemini: {
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [{ text: 'What is here?' }, { inlineData: { mimeType: 'image/png', data: IMAGE } }],
      },
      {
        role: 'model',
        parts: [
          { text: 'Let me look.' },
          { functionCall: { id: 'call_1', name: 'weather', args: { city: 'Oslo' } } },
          { functionCall: { id: 'call_2', name: 'clock', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'call_1', name: 'weather', response: { output: '3 degrees' } } },
          { functionResponse: { id: 'call_2', name: 'clock', response: { output: '[{"type":"x"}]' } } },
          { text: 'And now?' },
        ],
      },
    ],
    tools: [
      {
        functionDeclarations: [
          { name: 'weather', description: 'Tells the weather', parametersJsonSchema: SCHEMA },
        ],
      },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['weather'] } },
    generationConfig: { maxOutputTokens: 300, temperature: 0.2, topP: 0.9, stopSequences: ['END'] },
  },
}

const clients: readonly ClientFormat[] = ['chat.completions', 'responses', 'messages']
const upstreams: readonly UpstreamFormat[] = ['chat.completions', 'messages', 'converse', 'gemini']
const tell = (client: ClientFormat, upstream: UpstreamFormat, value: Json, model = 'm-1'): Json =>
  upstreamSides[upstream].fromDialogue(clientSides[client].toDialogue(value), model)

describe('one conversation with system, image, tools and results', () => {
  for (const client of clients)
    for (const upstream of upstreams)
      it(`a client of ${client} is told to ${upstream} in full`, () => {
        const want = { ...told[upstream] }
        // Responses have no stop sequences
        if (client === 'responses') {
          delete want['stop']
          delete want['stop_sequences']
          for (const name of ['inferenceConfig', 'generationConfig']) {
            const config = want[name]
            if (!isObject(config)) continue
            const { stopSequences: _stop, ...rest } = config
            want[name] = rest
          }
        }
        expect(tell(client, upstream, asked[client])).toEqual(want)
      })
})

describe('structured output, thoughts, streams', () => {
  it('is asked for in the words of each provider', () => {
    const format = { type: 'json_schema', json_schema: { name: 'place', schema: SCHEMA, strict: true } }
    const value = {
      ...chat,
      response_format: format,
      reasoning_effort: 'medium',
      stream: true,
      tools: undefined,
    }
    expect(
      tell('chat.completions', 'messages', { ...value, messages: [{ role: 'user', content: 'x' }] }),
    ).toMatchObject({
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
      thinking: { type: 'enabled', budget_tokens: 8_192 },
      max_tokens: 8_192 + 300,
      stream: true,
    })
    expect(tell('chat.completions', 'gemini', value)).toMatchObject({
      generationConfig: {
        responseMimeType: 'application/json',
        responseJsonSchema: SCHEMA,
        thinkingConfig: { thinkingBudget: 8_192, includeThoughts: true },
      },
    })
    const anthropic = {
      ...messages,
      output_config: { format: { type: 'json_schema', schema: SCHEMA } },
      thinking: { type: 'enabled', budget_tokens: 5_000 },
      stream: true,
    }
    expect(tell('messages', 'chat.completions', anthropic)).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: SCHEMA, strict: true } },
      reasoning_effort: 'medium',
      stream: true,
      stream_options: { include_usage: true },
    })
  })

  it('thoughts come back to Anthropic only with their signature, and are off where a tool call lost them', () => {
    const signed = { type: 'thinking', thinking: 'Hm.', signature: 'abc' }
    const turn = (thoughts: Json[]): Json => ({
      ...chat,
      reasoning_effort: 'low',
      messages: [
        { role: 'user', content: 'x' },
        {
          role: 'assistant',
          content: null,
          thinking_blocks: thoughts,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'weather', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'y' },
      ],
    })
    const kept = tell('chat.completions', 'messages', turn([signed]))
    expect(kept['messages']).toMatchObject([{}, { content: [signed, { type: 'tool_use' }] }, {}])
    expect(kept['thinking']).toEqual({ type: 'enabled', budget_tokens: 2_048 })
    expect(tell('chat.completions', 'messages', turn([]))['thinking']).toBeUndefined()
  })

  it('a cache mark of Anthropic survives to Anthropic and Bedrock', () => {
    const marked = {
      model: 'chat',
      messages: [
        {
          role: 'system',
          content: [{ type: 'text', text: 'Long rules.', cache_control: { type: 'ephemeral' } }],
        },
        { role: 'user', content: 'x' },
      ],
    }
    expect(tell('chat.completions', 'messages', marked)['system']).toEqual([
      { type: 'text', text: 'Long rules.', cache_control: { type: 'ephemeral' } },
    ])
    expect(tell('chat.completions', 'converse', marked)['system']).toEqual([
      { text: 'Long rules.' },
      { cachePoint: { type: 'default' } },
    ])
  })
})

describe('what cannot be carried is refused by the name of its field', () => {
  const refused = (run: () => unknown): string => {
    try {
      run()
    } catch (cause) {
      if (cause instanceof CannotCarry) return cause.param
      throw cause
    }
    return 'nothing'
  }
  const cases: readonly [ClientFormat, UpstreamFormat, Json, string][] = [
    ['chat.completions', 'messages', { n: 2 }, 'n'],
    ['chat.completions', 'gemini', { logprobs: true }, 'logprobs'],
    ['chat.completions', 'converse', { functions: [{ name: 'f' }] }, 'functions'],
    ['chat.completions', 'messages', { modalities: ['text', 'audio'] }, 'modalities'],
    ['chat.completions', 'messages', { tools: [{ type: 'custom', custom: {} }] }, 'tools[0]'],
    ['chat.completions', 'messages', { response_format: { type: 'json_object' } }, 'response_format'],
    [
      'chat.completions',
      'messages',
      { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] },
      'messages[0].content[0]',
    ],
    ['chat.completions', 'messages', { messages: [{ role: 'wizard', content: 'x' }] }, 'messages[0].role'],
    ['responses', 'messages', { previous_response_id: 'resp_1' }, 'previous_response_id'],
    ['responses', 'chat.completions', { conversation: 'conv_1' }, 'conversation'],
    ['responses', 'gemini', { background: true }, 'background'],
    ['responses', 'gemini', { input: [{ type: 'item_reference', id: 'x' }] }, 'input[0]'],
    ['responses', 'gemini', { tools: [{ type: 'web_search' }] }, 'tools[0]'],
    [
      'messages',
      'chat.completions',
      { tools: [{ type: 'web_search_20250305', name: 'w' }] },
      'tools[0].type',
    ],
    ['messages', 'gemini', { mcp_servers: [{}] }, 'mcp_servers'],
    [
      'messages',
      'chat.completions',
      { messages: [{ role: 'user', content: [{ type: 'container_upload' }] }] },
      'messages[0].content[0]',
    ],
    [
      'messages',
      'converse',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image', source: { type: 'url', url: 'https://a.example/x.png' } }],
          },
        ],
      },
      'messages',
    ],
  ]
  it.each(cases)('%s on %s: %j', (client, upstream, change, param) => {
    expect(refused(() => tell(client, upstream, { ...asked[client], ...change }))).toBe(param)
  })

  it('Gemini 3 gets the documented stand-in for signatures that clients cannot carry; older ones get none', () => {
    expect(JSON.stringify(tell('chat.completions', 'gemini', chat, 'gemini-3-pro'))).toContain(
      'thoughtSignature',
    )
    expect(JSON.stringify(tell('chat.completions', 'gemini', chat, 'gemini-2.5-pro'))).not.toContain(
      'thoughtSignature',
    )
  })
})

describe('what some clients send though the format says otherwise', () => {
  const user = { role: 'user', content: 'And now?' }

  it('arguments of a call as an object are told as they are, not dropped', () => {
    const call = { id: 'c', type: 'function', function: { name: 'weather', arguments: { city: 'Oslo' } } }
    const asked: Json = {
      messages: [
        user,
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c', content: '3' },
      ],
    }
    const dialogue = clientSides['chat.completions'].toDialogue(asked)
    expect(JSON.stringify(upstreamSides.messages.fromDialogue(dialogue, 'm'))).toContain(
      '"input":{"city":"Oslo"}',
    )
  })

  it('a system message among messages stays one; a role that nobody knows is refused by name', () => {
    const { toDialogue } = clientSides.messages
    const asked = (role: string): Json => ({
      max_tokens: 9,
      messages: [{ role, content: 'Be brief.' }, user],
    })
    expect(upstreamSides['chat.completions'].fromDialogue(toDialogue(asked('system')), 'm')).toMatchObject({
      messages: [{ role: 'system', content: 'Be brief.' }, user],
    })
    expect(() => toDialogue(asked('critic'))).toThrow(CannotCarry)
  })
})
