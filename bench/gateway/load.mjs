/**
 * Closed-loop generator on raw sockets: `node load.mjs PORT CONNECTIONS SECONDS json|sse KEY MODEL EXTRA-HEADERS-JSON [PROMPT-BYTES]`.
 * Prints requests, errors and latency percentiles in ms: first byte and total. A request counts when its answer is complete.
 */
import { connect } from 'node:net'

const [port, connections, seconds, kind, key, model, extra, promptBytes] = process.argv.slice(2)
const usual =
  'Please read the following note and tell me in two sentences what the main point is. The team met on Tuesday to talk about the new gateway. They agreed that it should be simple to run, that it should not slow anybody down and that it must keep a record of everything it does. Some wondered whether a record of everything would be too much. Others said that a record with gaps is not a record. In the end they decided to measure it and to come back to the question with figures in hand. Thank you very much for your help with this.'
/** Of a wanted length: sentences in an order of their own, so that no two prompts are alike. */
function long(bytes, n) {
  const sentences = usual.split(/(?<=\.) /)
  let text = `Note ${n}.`
  for (let i = n; text.length < bytes; i = (i * 5 + 3) % 8_191)
    text += ` ${sentences[i % sentences.length]} (${i})`
  return text.slice(0, bytes)
}
const size = Number(promptBytes ?? 0)
const prompts = size === 0 ? [usual] : Array.from({ length: 16 }, (_, n) => long(size, n))
const headers = Object.entries(JSON.parse(extra ?? '{}'))
  .map(([k, v]) => `${k}: ${v}\r\n`)
  .join('')
const requests = prompts.map((content) => {
  const body = JSON.stringify({
    model,
    messages: [{ role: 'user', content }],
    ...(kind === 'sse' ? { stream: true } : {}),
  })
  return Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
})
const END = Buffer.from('\r\n0\r\n\r\n')
const first = []
const total = []
let errors = 0
let done = 0
let lastAt = 0
const stopAt = performance.now() + Number(seconds) * 1_000

function run() {
  const socket = connect(Number(port), '127.0.0.1')
  socket.setNoDelay(true)
  let sent = 0
  let firstAt = 0
  let tail = Buffer.alloc(0)
  let need = -1
  const send = () => {
    if (performance.now() >= stopAt) {
      socket.destroy()
      return
    }
    sent = performance.now()
    firstAt = 0
    tail = Buffer.alloc(0)
    need = -1
    socket.write(requests[done % requests.length])
  }
  socket.on('connect', send)
  socket.on('data', (chunk) => {
    if (firstAt === 0) {
      firstAt = performance.now()
      if (chunk.subarray(9, 12).toString() !== '200') errors += 1
    }
    if (need < 0 || tail.length > 0) tail = Buffer.concat([tail, chunk])
    if (need < 0) {
      const head = tail.indexOf('\r\n\r\n')
      if (head < 0) return
      const length = /content-length: (\d+)/i.exec(tail.subarray(0, head).toString('latin1'))
      need = length === null ? 0 : head + 4 + Number(length[1])
    }
    const complete = need > 0 ? tail.length >= need : tail.subarray(-END.length).equals(END)
    if (need === 0 && !complete) tail = tail.subarray(-16)
    if (!complete) return
    const now = performance.now()
    done += 1
    lastAt = now
    first.push(firstAt - sent)
    total.push(now - sent)
    send()
  })
  socket.on('error', () => (errors += 1))
}
const began = performance.now()
for (let i = 0; i < Number(connections); i++) run()
setTimeout(
  () => {
    const at = (list, q) => {
      list.sort((a, b) => a - b)
      return Number((list[Math.min(list.length - 1, Math.floor(list.length * q))] ?? 0).toFixed(2))
    }
    const s = Math.max(1, lastAt - began) / 1_000
    const result = {
      done,
      errors,
      perS: Math.round(done / s),
      firstP50: at(first, 0.5),
      firstP99: at(first, 0.99),
      p50: at(total, 0.5),
      p99: at(total, 0.99),
    }
    console.log(JSON.stringify(result))
    process.exit(0)
  },
  Number(seconds) * 1_000 + 200,
)
