import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestServer, type Ready } from '../world/server.ts'
import { launch } from './browser.ts'

/** The console on the real server, from the one-time link to evidence that verifies in the browser. Needs `npm run build`. */
const server = new TestServer()
let ready: Ready
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  ready = await server.start()
  browser = await launch()
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('console', (m) => {
    if (m.type() === 'error') complaints.push(`${page.url()}: ${m.text()}`)
  })
  page.on('pageerror', (e) => complaints.push(`${page.url()}: ${e.message}`))
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await server.stop()
}, 60_000)

it('a stranger claims the server, sends a request, sees attacks stopped, and verifies the record in the browser', async () => {
  await page.goto(ready.setupUrl)
  await page.getByLabel('Your name').fill('Ana Keller')
  await page.getByLabel('E-mail').fill('ana@example.com')
  await page.getByLabel('Password').fill('a quiet sentence nobody guesses')
  await page.getByRole('button', { name: 'Become administrator' }).click()
  await page.getByRole('heading', { name: 'You are the first administrator.' }).waitFor()
  expect(page.url()).not.toContain('setup=')
  await page.getByRole('button', { name: 'Start empty' }).click()
  await page.getByText('Waiting for the first request').waitFor()

  const answer = await fetch(`${ready.gateway}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ready.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'Where is my claim?' }] }),
  })
  expect(answer.status).toBe(200)
  // The page flips by itself on the real first request.
  await page.getByRole('heading', { name: 'Requests arrive' }).waitFor()

  await page.getByRole('button', { name: 'Send 5 test calls' }).click()
  await page.getByText(/\d refused, \d answered\./).waitFor()
  expect(
    await page
      .locator('section')
      .filter({ hasText: 'Send 5 test calls' })
      .getByText('attack', { exact: true })
      .count(),
  ).toBe(4)

  await page.goto(`${ready.url}/gateway/requests?q=verdict:blocked`)
  await page.locator('tr[data-row] a').first().click()
  await page.getByRole('button', { name: 'Verify' }).click()
  // A second between the call and the checkpoint that covers it: Pending is an answer, then it verifies.
  await expect
    .poll(
      async () => {
        if ((await page.getByText('Verified in this browser').count()) > 0) return 'verified'
        if ((await page.getByText('Pending.').count()) > 0)
          await page.getByRole('button', { name: /^Verify/ }).click()
        return 'waiting'
      },
      { timeout: 30_000, interval: 500 },
    )
    .toBe('verified')
  expect(complaints).toEqual([])
}, 180_000)

it('every page reads what the real server answers', async () => {
  const paths = [
    '/',
    '/setup',
    '/systems',
    '/systems/sandbox-chat',
    '/systems/sandbox-chat?tab=history',
    '/models',
    '/models/sandbox@1',
    '/gateway/requests',
    '/gateway/policies',
    '/gateway/policies/trial-guard',
    '/gateway/detectors',
    '/gateway/keys',
    '/gateway/issuers',
    '/gateway/limits',
    '/gateway/routes',
    '/gateway/providers',
    '/gateway/extraction',
    '/approvals',
    '/compliance/controls',
    '/compliance/controls/AIC-GRD-01?rows=all',
    '/compliance/readiness',
    '/compliance/audits',
    '/settings/people',
    '/settings/tokens',
    '/settings/account',
    '/settings/health',
    '/settings/backups',
    '/settings/ledger',
    '/settings/sample',
  ]
  for (const path of paths) {
    await page.goto(ready.url + path)
    await page.locator('main h1').first().waitFor()
    await page.waitForFunction(() => document.querySelector('.skel') === null)
    const text = await page.locator('main').innerText()
    expect(text, path).not.toMatch(/could not be read|unexpected_answer|You may not see|No such .* here/)
  }
  expect(complaints).toEqual([])
}, 180_000)
