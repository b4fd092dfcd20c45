/** Each program under examples/ runs against a real server. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer, type Ready } from '../world/server.ts'

const folder = join(import.meta.dirname, '../../examples')
const server = new TestServer()
let ready: Ready
beforeAll(async () => {
  ready = await server.start()
})
afterAll(() => server.dispose())

describe('examples', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.mjs')))
    it(name, () => {
      const done = spawnSync(process.execPath, [join(folder, name)], {
        encoding: 'utf8',
        timeout: 60_000,
        env: { ...process.env, SEALWRIGHT_URL: ready.gateway, SEALWRIGHT_KEY: ready.key },
      })
      expect(done.stderr).toBe('')
      expect(done.stdout.trim().split('\n')).toEqual([
        expect.stringMatching(/^answered .*"model":"sealwright-sandbox","evidence":"[0-9a-f-]{36}"/),
        expect.stringMatching(/^streamed \{"chars":[1-9]/),
        expect.stringMatching(/^blocked \{"status":403,"code":"policy_injection","evidence":"[0-9a-f-]{36}"/),
      ])
      expect(done.status).toBe(0)
    })
})
