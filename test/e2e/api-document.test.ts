import { Validator } from '@seriousme/openapi-schema-validator'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { verifies } from '../promises.ts'
import { ask } from '../world/ask.ts'
import { documentedBy, type Loose } from '../world/documented-answers.ts'
import { Person } from '../world/people.ts'
import { eventually, TestServer, type Ready } from '../world/server.ts'

const server = new TestServer()
let ready: Ready
let document: Loose

beforeAll(async () => {
  ready = await server.start()
  // Without a token: it is the same for everybody.
  document = (await documentedBy(ready.url)).document
})
afterAll(() => server.dispose())

const operations = (): { readonly method: string; readonly path: string; readonly is: Loose }[] =>
  Object.entries<Loose>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Loose>(methods).map(([method, is]) => ({ method, path, is })),
  )

describe('the API’s document of a running server', () => {
  verifies('UX-4', 'is valid OpenAPI 3.1 with every reference resolved', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version }, servers: [{ url: '/api/v1' }] })
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true })
    const names = Object.keys(document.components.schemas)
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(names).toContain(name)
    const ids = operations().map(({ is }) => is.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z]+\.[a-zA-Z]+$/)
  })

  verifies('UX-4', 'names every route that the sources declare, and no other', () => {
    const declared = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('console/'))
      .flatMap((file) => [
        ...readFileSync(join('src', file), 'utf8').matchAll(
          /^ +(?:routes|router)\.(get|post|put|patch|delete)\(\s*'([^']+)'/gm,
        ),
      ])
      .map(([, method, path = '']) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
    expect(declared.length).toBeGreaterThan(100)
    expect(
      operations()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(declared.toSorted())
  })

  verifies(
    'UX-4',
    'every read of a server with data, and the changes that made the data, answer exactly as the document says',
    async () => {
      // A person of test/world fails on each answer that is not as documented.
      const ana = await Person.claims(ready, 'ana@example.com')
      await ask(ready.gateway, ready.key, 'A call of our own.')
      await ana.post('/trial/calls', {})
      await ana.post('/systems', { name: 'claims', purpose: 'answers claims' })
      await ana.post('/keys', { system: 'claims' })
      await ana.post('/audit/exports', {})
      await ana.post('/controls/test', {})
      await ana.post('/backups', { kind: 'data' })
      const [policy] = (await ana.get<Loose>('/policies')).items
      const at = `/policies/${policy.name}`
      await ana.ok('PUT', `${at}/draft`, { spec: { ...policy.spec, input: [], output: [] } })
      await ana.post(`${at}/activate`, { comment: 'less' })
      await eventually('the calls are in the log and under a checkpoint', async () => {
        const { items, total } = await ana.get<Loose>('/calls')
        return total >= 6 && items[0].ledger.state === 'published' ? true : undefined
      })
      const unread: string[] = []
      for (const { path, is } of operations().filter(({ method }) => method === 'get')) {
        if (is.responses['200']?.content?.['application/json'] === undefined) continue
        const url = await filled(ana, path)
        if (url === undefined) unread.push(path)
        else await ana.get(url)
      }
      expect(unread, 'nothing to read there').toEqual([])
    },
    240_000,
  )
})

/** `/systems/{name}/history` with the first system of `/systems`; undefined where there is none. */
async function filled(person: Person, path: string): Promise<string | undefined> {
  const [, list = '', name = ''] = /^(.*?)\/\{(\w+)\}/.exec(path) ?? []
  const query =
    path === '/policies/{name}/diff'
      ? '?from=1&to=1'
      : path === '/ledger/consistency'
        ? `?from=1&to=2&origin=${encodeURIComponent((await person.get<Loose>('/ledger'))[0].origin)}`
        : ''
  if (name === '') return `${path}${query}`
  const lists: Readonly<Record<string, string>> = {
    '/outcomes': '/controls',
    '/entries': '/calls',
    '/ledger/evidence': '/calls',
  }
  const items: Loose[] = (await person.get<Loose>(lists[list] ?? list)).items
  const value =
    list === '/outcomes' ? items.find((item) => item.latest !== null)?.latest.id : items[0]?.[name]
  return value === undefined
    ? undefined
    : `${path.replace(/\{\w+\}/, encodeURIComponent(String(value)))}${query}`
}
