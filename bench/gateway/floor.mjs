/** The floor: a bare node:http + undici dispatch proxy. No authentication, no parsing, no guards, no record. */
import { createServer } from 'node:http'
import { Pool } from 'undici'

const pool = new Pool(`http://127.0.0.1:${process.argv[2]}`, { connections: 4096, pipelining: 1 })
class Handler {
  constructor(res) {
    this.res = res
  }
  onRequestStart() {}
  onResponseStart(_controller, status, headers) {
    this.res.writeHead(status, {
      'content-type': headers['content-type'],
      ...(headers['content-length'] ? { 'content-length': headers['content-length'] } : {}),
    })
  }
  onResponseData(_controller, chunk) {
    this.res.write(chunk)
  }
  onResponseEnd() {
    this.res.end()
  }
  onResponseError(_controller, error) {
    this.res.destroy(error)
  }
}
const server = createServer((req, res) => {
  const chunks = []
  req.on('data', (chunk) => chunks.push(chunk))
  req.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)
    pool.dispatch(
      { path: req.url, method: 'POST', headers: ['content-type', 'application/json'], body },
      new Handler(res),
    )
  })
})
server.keepAliveTimeout = 120_000
server.listen(0, '127.0.0.1', function () {
  console.log(JSON.stringify({ port: this.address().port }))
})
