/** Upstream of the benchmark: 577-byte JSON, or a stream of 50 chunks, each its own write, without delay. Prints its port. */
import { createServer } from 'node:http'

const usage = { prompt_tokens: 120, completion_tokens: 60, total_tokens: 180 }
const base = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'mock-1' }
const text =
  'The quick answer is that a gateway should add little time of its own. It reads the request, looks for what must not pass, writes down what it did and lets the answer through. Everything else is the work of the model behind it, and that takes far longer than any of this.'
const json = Buffer.from(
  JSON.stringify({
    ...base,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
  }),
)
const words = text.split(/(?<= )/)
const frames = []
for (let i = 0; i < 50; i++) {
  frames.push(
    `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: words[i % words.length] }, finish_reason: i === 49 ? 'stop' : null }] })}\n\n`,
  )
}
frames.push('data: [DONE]\n\n')
const chunks = frames.map((frame) => Buffer.from(frame))

/** One write a frame, each in its own turn of the event loop: on the wire they are apart, as a model's are. */
function send(res, i) {
  if (res.destroyed) return
  if (i === chunks.length - 1) {
    res.end(chunks[i])
    return
  }
  res.write(chunks[i])
  setImmediate(send, res, i + 1)
}

createServer((req, res) => {
  let body = ''
  req.setEncoding('latin1')
  req.on('data', (chunk) => (body += chunk))
  req.on('end', () => {
    if (/"stream":\s*true/.test(body)) {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      send(res, 0)
    } else {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length })
      res.end(json)
    }
  })
}).listen(0, '127.0.0.1', function () {
  console.log(JSON.stringify({ port: this.address().port }))
})
