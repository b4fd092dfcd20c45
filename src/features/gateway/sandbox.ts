import { uuidv7 } from '../../lib/ids.ts'
import type { Upstream, UpstreamExchange, UpstreamSink } from './upstream.ts'

/** What the sandbox calls itself in every answer's `model`; the console says the same. */
export const SANDBOX_MODEL = 'sealwright-sandbox'
const LABEL = 'This is the Sealwright sandbox, not a language model'

/** Made up in the form of a cloud key id; in parts, so that no scanner of this source takes it for a real one. */
const FAKE_SECRET = ['AKIA', 'Q7M4T2XW', '5PLK3VDZ'].join('')
const FAKE_EMAIL = 'jordan.miller@example.com'

/**
 * A deterministic stand-in for a model, in this process: no key, no network, nothing random. Same prompt, same answer.
 * Prompts that contain these marks elicit what output guards must catch:
 *   `[sandbox:secret]` a fake cloud key, `[sandbox:email]` an e-mail address, `[sandbox:tool]` a tool call (with the first tool given),
 *   `[sandbox:long]` 200 sentences, `[sandbox:error]` an HTTP 500, `[sandbox:cut]` a stream that ends in the middle.
 * Streams come in several chunks that split words, as real ones do.
 */
export function sandboxUpstream(nowMs: () => number, random: (length: number) => Uint8Array): Upstream {
  return {
    send(request, sink) {
      const run = new Run(sink)
      const id = `chatcmpl-${uuidv7(nowMs(), random(10)).replaceAll('-', '')}`
      setImmediate(() =>
        answer(request.body, request.stream, { id, created: Math.floor(nowMs() / 1_000), run }),
      )
      return run
    },
    close: async () => {},
  }
}

class Run implements UpstreamExchange {
  #sink: UpstreamSink | null
  #paused = false
  #queue: (() => void)[] = []

  constructor(sink: UpstreamSink) {
    this.#sink = sink
  }
  start(status: number, type: string): void {
    this.#do((sink) => sink.onStart(status, { get: (name) => (name === 'content-type' ? type : undefined) }))
  }
  data(text: string): void {
    this.#do((sink) => sink.onData(Buffer.from(text)))
  }
  end(): void {
    this.#do((sink) => sink.onEnd())
  }
  cut(): void {
    this.#do((sink) => sink.onFailure('upstream_cut', 'the sandbox was asked to cut its answer'))
  }
  #do(step: (sink: UpstreamSink) => void): void {
    const act = (): void => {
      if (this.#sink !== null) step(this.#sink)
    }
    if (this.#paused) this.#queue.push(act)
    else act()
  }
  abort(): void {
    this.#sink = null
    this.#queue = []
  }
  pause(): void {
    this.#paused = true
  }
  resume(): void {
    this.#paused = false
    for (let act = this.#queue.shift(); act !== undefined; act = this.#queue.shift()) {
      act()
      if (this.#paused) return
    }
  }
}

type Answer = {
  readonly text: string
  readonly tool: { readonly name: string; readonly arguments: string } | null
}

function answer(
  body: Buffer | string,
  stream: boolean,
  to: { readonly id: string; readonly created: number; readonly run: Run },
): void {
  const request: unknown = JSON.parse(typeof body === 'string' ? body : body.toString('utf8'))
  const prompt = lastText(request)
  const { id, created, run } = to
  if (prompt.includes('[sandbox:error]')) {
    run.start(500, 'application/json')
    run.data(
      JSON.stringify({
        error: { message: 'the sandbox was asked to fail', type: 'server_error', code: null, param: null },
      }),
    )
    run.end()
    return
  }
  const { text, tool } = reply(prompt, request)
  const usage = tokens(body.length, text.length + (tool?.arguments.length ?? 0))
  const reason = tool === null ? 'stop' : 'tool_calls'
  if (!stream) {
    const call = tool && [{ id: `call_${id.slice(-12)}`, type: 'function', function: tool }]
    const message = {
      role: 'assistant',
      content: tool === null ? text : null,
      ...(call === null ? {} : { tool_calls: call }),
    }
    run.start(200, 'application/json')
    const choices = [{ index: 0, message, logprobs: null, finish_reason: reason }]
    run.data(JSON.stringify({ id, object: 'chat.completion', created, model: SANDBOX_MODEL, choices, usage }))
    run.end()
    return
  }
  const chunk = (delta: object, finish: string | null): string =>
    `data: ${JSON.stringify({
      id,
      object: 'chat.completion.chunk',
      created,
      model: SANDBOX_MODEL,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
    })}\n\n`
  run.start(200, 'text/event-stream')
  run.data(chunk({ role: 'assistant', content: '' }, null))
  const pieces = split(tool === null ? text : tool.arguments)
  pieces.forEach((piece, i) => {
    if (tool === null) run.data(chunk({ content: piece }, null))
    else {
      const head = i === 0 ? { index: 0, id: `call_${id.slice(-12)}`, type: 'function' } : { index: 0 }
      const name = i === 0 ? { name: tool.name } : {}
      run.data(chunk({ tool_calls: [{ ...head, function: { ...name, arguments: piece } }] }, null))
    }
    if (prompt.includes('[sandbox:cut]') && i === 2) run.cut()
  })
  run.data(chunk({}, reason))
  if (wantsUsage(request)) {
    run.data(
      `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created, model: SANDBOX_MODEL, choices: [], usage })}\n\n`,
    )
  }
  run.data('data: [DONE]\n\n')
  run.end()
}

function reply(prompt: string, request: unknown): Answer {
  if (prompt.includes('[sandbox:secret]')) {
    return {
      text: `${LABEL}. As asked, here is a made-up credential: aws_access_key_id = ${FAKE_SECRET}. Keep it safe.`,
      tool: null,
    }
  }
  if (prompt.includes('[sandbox:email]')) {
    return {
      text: `${LABEL}. The made-up person you asked about can be reached at ${FAKE_EMAIL} on weekdays.`,
      tool: null,
    }
  }
  if (prompt.includes('[sandbox:tool]')) {
    const name = toolName(request)
    if (name !== null)
      return { text: '', tool: { name, arguments: JSON.stringify({ query: 'sandbox', limit: 3 }) } }
  }
  if (prompt.includes('[sandbox:long]'))
    return { text: `${LABEL}. ${'It answers the same every time. '.repeat(200)}`, tool: null }
  const words = prompt.trim() === '' ? 0 : prompt.trim().split(/\s+/).length
  return {
    text: `${LABEL}. It received ${words} ${words === 1 ? 'word' : 'words'} and answers every harmless question with this sentence.`,
    tool: null,
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function lastText(request: unknown): string {
  const messages = isObject(request) ? request['messages'] : undefined
  if (!Array.isArray(messages)) return ''
  const last: unknown =
    messages.findLast((m: unknown) => isObject(m) && m['role'] === 'user') ?? messages.at(-1)
  const content = isObject(last) ? last['content'] : undefined
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: unknown) => (isObject(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join(' ')
}

function toolName(request: unknown): string | null {
  const tools = isObject(request) ? request['tools'] : undefined
  const first: unknown = Array.isArray(tools) ? tools[0] : undefined
  const fn = isObject(first) ? first['function'] : undefined
  return isObject(fn) && typeof fn['name'] === 'string' ? fn['name'] : null
}

function wantsUsage(request: unknown): boolean {
  const options = isObject(request) ? request['stream_options'] : undefined
  return isObject(options) && options['include_usage'] === true
}

/** Pieces of 11 code units, cut without regard to words, so that a guard which looks at single chunks would miss what spans two. */
function split(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += 11) pieces.push(text.slice(at, at + 11))
  return pieces
}

function tokens(promptBytes: number, answerChars: number): object {
  const prompt_tokens = Math.ceil(promptBytes / 4)
  const completion_tokens = Math.ceil(answerChars / 4)
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
}
