import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import type { Telemetry } from '../features/gateway/telemetry/telemetry.ts'
import { ProblemError } from '../lib/problem.ts'
import { loadConfig } from '../platform/load-config.ts'
import { silentLog } from '../platform/log.ts'
import { listenForScrapes } from './telemetry.ts'

const telemetry: Telemetry = {
  scrapes: true,
  serverTiming: false,
  onCall: null,
  trace: null,
  expose: async (org) => `# all ${String(org === null)}\n`,
  stats: () => ({ waiting: 0, sent: 0, dropped: 0 }),
  stop: async () => {},
}
const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
const ask = (port: number, path: string, host: string): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (res) => {
      let text = ''
      res.on('data', (chunk: Buffer) => (text += chunk.toString()))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })

it('the scrapers’ listener answers this machine under its own names only, and says when its port is taken', async () => {
  const port = await freePort()
  const config = {
    ...loadConfig({}, {}, '/'),
    telemetry: {
      prometheus: true,
      metricsListen: { host: '127.0.0.1', port },
      serverTiming: false,
      otlp: null,
    },
  }
  const listener = await listenForScrapes(config, silentLog, telemetry)
  try {
    expect(await ask(port, '/metrics', `127.0.0.1:${port}`)).toEqual({ status: 200, text: '# all true\n' })
    expect((await ask(port, '/metrics', 'rebound.example.com')).status).toBe(421)
    expect((await ask(port, '/other', `localhost:${port}`)).status).toBe(404)
    const again = listenForScrapes(config, silentLog, telemetry)
    await expect(again).rejects.toSatisfy(
      (e) => e instanceof ProblemError && e.problem.code === 'port_in_use',
    )
  } finally {
    await listener?.close()
  }
  expect(
    await listenForScrapes(
      { ...config, telemetry: { ...config.telemetry, metricsListen: null } },
      silentLog,
      telemetry,
    ),
  ).toBeUndefined()
})
