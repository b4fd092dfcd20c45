/** kill -9 in the middle of 200 concurrent calls, on a real server with a real database. */
import { request } from 'undici'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect } from 'vitest'
import { verifies } from '../promises.ts'
import { eventually, sealwright, TestServer } from '../world/server.ts'

const server = new TestServer()
afterAll(() => server.dispose())

type Shown = {
  call: string
  intent?: { index: number | null }
  outcome?: { index: number | null; body?: { status?: string } | null }
  state: string
}

describe('a killed server', () => {
  verifies(
    'GW-2',
    'after kill -9 in the middle of 200 concurrent calls no call that a client saw answered is missing, and every intent has its outcome',
    async () => {
      const first = await server.start()
      const answered: string[] = []
      let inFlight = 0
      const life = { stop: false }
      const worker = async (n: number): Promise<void> => {
        while (!life.stop) {
          inFlight++
          try {
            const response = await request(`${first.gateway}/chat/completions`, {
              method: 'POST',
              headers: { authorization: `Bearer ${first.key}`, 'content-type': 'application/json' },
              body: JSON.stringify({
                model: 'chat',
                stream: n % 4 === 0,
                messages: [{ role: 'user', content: `question ${n}` }],
              }),
            })
            const id = String(response.headers['x-sealwright-evidence'])
            const body = await response.body.text()
            // Only a complete answer counts: a stream that was cut has no [DONE].
            if (response.statusCode === 200 && (n % 4 !== 0 || body.includes('[DONE]'))) answered.push(id)
          } catch (error) {
            if (!life.stop) throw error
          } finally {
            inFlight--
          }
        }
      }
      const workers = Array.from({ length: 200 }, (_, n) => worker(n))
      await eventually('600 answered calls', async () => (answered.length >= 600 ? true : undefined))
      expect(inFlight).toBeGreaterThanOrEqual(150)
      life.stop = true
      await server.kill9()
      await Promise.allSettled(workers)
      expect(new Set(answered).size).toBe(answered.length)

      const again = await server.start()
      const flags = ['--server', again.url, '--token', first.adminToken]
      await eventually('nothing pending', async () => {
        const logs = JSON.parse(
          (await sealwright(['ledger', 'status', '--output', 'json', ...flags])).stdout,
        ) as { pending: number; publishedAt: string | null }[]
        return logs.every((l) => l.pending === 0) ? true : undefined
      })
      const get = async <T>(path: string): Promise<{ status: number; value: T }> => {
        const response = await request(`${again.url}/api/v1${path}`, {
          headers: { authorization: `Bearer ${first.adminToken}` },
        })
        return { status: response.statusCode, value: (await response.body.json()) as T }
      }
      const missing: string[] = []
      for (const id of answered) {
        const { status, value } = await get<Shown>(`/ledger/evidence/${id}`)
        if (
          status !== 200 ||
          typeof value.intent?.index !== 'number' ||
          typeof value.outcome?.index !== 'number'
        )
          missing.push(id)
      }
      expect(missing).toEqual([])

      // The package's completeness check pairs every intent with an outcome and finds no gap in any counter.
      const file = join(mkdtempSync(join(tmpdir(), 'sealwright-kill-')), 'after-kill.zip')
      const exported = await sealwright(['audit', 'export', '--out', file, ...flags])
      expect(exported.code, exported.stderr).toBe(0)
      const verified = await sealwright(['verify', file])
      expect(verified.code, verified.stdout).toBe(0)
    },
    240_000,
  )
})
