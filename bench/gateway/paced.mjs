/**
 * Upstream and clients of paced streams in one process, so that one clock tells when a chunk was sent and when its text arrived.
 * Prints the upstream's port; then reads lines `{"port","streams","seconds","paceMs":[min,max],"chunks","key"}` and answers each with figures.
 */
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

const WORDS =
  'the harbour was quiet that morning and the ferries waited for the fog to lift while people read the news talked about the weather and drank their coffee nobody was in a hurry'.split(
    ' ',
  )
const base = {
  id: 'chatcmpl-paced',
  created: 1_700_000_000,
  model: 'mock-1',
  object: 'chat.completion.chunk',
}
const frame = (content, finish = null) =>
  `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`
const frames = WORDS.map((word) => Buffer.from(frame(`${word} `)))
const last = Buffer.from(`${frame('', 'stop')}data: [DONE]\n\n`)

/** Mulberry32. */
const draws = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

let order = { paceMs: [10, 50], chunks: 100 }
/** When the upstream last wrote a chunk, of the only stream: for the measure at one connection. */
let sentAt = 0
let sentChars = 0

const HEAD = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: keep-alive\r\n\r\n',
)
const chunked = (bytes) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
const wire = frames.map(chunked)
const lastWire = Buffer.concat([chunked(last), Buffer.from('0\r\n\r\n')])

/** Streams that run; looked through every two milliseconds, because a timer for each chunk of a thousand streams would be most of the work. */
const running = new Set()
/** How long this process did not run at all: other work, or somebody who stops it. Then nothing below it is a figure of the target. */
let heldUpMs = 0
let lastTurn = performance.now()
setInterval(() => {
  const now = performance.now()
  if (now - lastTurn > 250) heldUpMs += now - lastTurn
  lastTurn = now
  for (const stream of running) {
    while (stream.due <= now && !stream.socket.destroyed) {
      if (stream.i === order.chunks) {
        stream.socket.write(lastWire)
        running.delete(stream)
        break
      }
      const word = stream.i++ % wire.length
      sentAt = performance.now()
      sentChars += WORDS[word].length + 1
      stream.socket.write(wire[word])
      const [min, max] = order.paceMs
      stream.due += min + stream.random() * (max - min)
    }
    if (stream.socket.destroyed) running.delete(stream)
  }
}, 2)

/** Raw sockets: requests of the gateway and the floor have a length, and the next one comes when the answer is over. */
const upstream = createServer((socket) => {
  let got = ''
  socket.setNoDelay(true)
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    got += chunk
    const head = got.indexOf('\r\n\r\n')
    if (head < 0) return
    const length = Number(/content-length: (\d+)/i.exec(got)?.[1] ?? -1)
    const chunkedEnd = length < 0 && got.endsWith('0\r\n\r\n')
    if (length >= 0 ? got.length < head + 4 + length : !chunkedEnd) return
    const n = Number(/stream (\d+)/.exec(got)?.[1] ?? 0)
    got = ''
    sentChars = 0
    socket.write(HEAD)
    running.add({ socket, i: 0, due: performance.now(), random: draws(n) })
  })
})

/** What the pace of stream `n` alone takes. */
function scheduledMs(n) {
  const random = draws(n)
  const [min, max] = order.paceMs
  let ms = 0
  for (let i = 0; i < order.chunks; i++) ms += min + random() * (max - min)
  return ms
}

const END = Buffer.from('\r\n0\r\n\r\n')
const at = (list, q) => {
  list.sort((a, b) => a - b)
  return Number((list[Math.min(list.length - 1, Math.floor(list.length * q))] ?? 0).toFixed(2))
}

/** Holds `streams` open for `seconds`; a stream that ends is followed by another. */
async function hold({ port, streams, seconds, key }) {
  const first = []
  const late = []
  let bytes = 0
  let errors = 0
  let ended = 0
  let open = 0
  let openMax = 0
  let n = 0
  const beyond = []
  const heldChars = []
  const stopAt = performance.now() + seconds * 1_000
  const cpu = process.cpuUsage()
  heldUpMs = 0
  const wallFrom = performance.now()
  await Promise.all(
    Array.from({ length: streams }, async (_, place) => {
      // opened over three seconds at most: a burst of connections is another measure
      await new Promise(
        (resolve) => void setTimeout(resolve, Math.min(3_000, seconds * 100) * (place / streams)),
      )
      await new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1')
        socket.setNoDelay(true)
        let began = 0
        let mine = 0
        let firstAt = 0
        let text = false
        let tail = Buffer.alloc(0)
        const send = () => {
          if (performance.now() >= stopAt) return void socket.destroy()
          mine = n++
          const body = JSON.stringify({
            model: 'chat',
            stream: true,
            messages: [{ role: 'user', content: `Please tell me about the harbour, stream ${mine}.` }],
          })
          firstAt = 0
          text = false
          tail = Buffer.alloc(0)
          open += 1
          openMax = Math.max(openMax, open)
          began = performance.now()
          socket.write(
            `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
          )
        }
        socket.on('connect', send)
        socket.on('data', (chunk) => {
          const now = performance.now()
          bytes += chunk.length
          if (firstAt === 0) {
            firstAt = now
            if (chunk.subarray(9, 12).toString() !== '200') errors += 1
          }
          if (!text && chunk.includes('"content":"')) {
            text = true
            first.push(now - began)
            if (streams === 1) {
              beyond.push(now - sentAt)
              const shown = [...chunk.toString().matchAll(/"content":"([^"]*)"/g)].map((m) => m[1]).join('')
              heldChars.push(sentChars - shown.length)
            }
          }
          if (chunk.length < END.length) tail = Buffer.concat([tail, chunk]).subarray(-16)
          else tail = chunk
          if (tail[tail.length - 1] !== 10 || !tail.subarray(-END.length).equals(END)) return
          open -= 1
          ended += 1
          late.push(now - began - scheduledMs(mine))
          send()
        })
        socket.on('error', () => (errors += 1))
        socket.on('close', resolve)
      })
    }),
  )
  const used = process.cpuUsage(cpu)
  return {
    streams,
    /** Of this process, both ends of it: near 1 it is what is measured. */
    endsShareOfOneCore: Number(
      ((used.user + used.system) / 1_000 / (performance.now() - wallFrom)).toFixed(2),
    ),
    heldUpMs: Math.round(heldUpMs),
    openMax,
    ended,
    errors,
    bytes,
    firstTextP50: at(first, 0.5),
    firstTextP99: at(first, 0.99),
    lateP50: at(late, 0.5),
    lateP99: at(late, 0.99),
    ...(streams === 1
      ? {
          beyondWindowP50: at(beyond, 0.5),
          beyondWindowP99: at(beyond, 0.99),
          heldCharsP50: at(heldChars, 0.5),
        }
      : {}),
  }
}

upstream.listen(0, '127.0.0.1', function () {
  console.log(JSON.stringify({ port: this.address().port }))
})
for await (const line of createInterface({ input: process.stdin })) {
  order = JSON.parse(line)
  console.log(JSON.stringify(await hold(order)))
}
process.exit(0)
