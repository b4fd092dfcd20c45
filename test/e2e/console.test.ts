import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifies } from '../promises.ts'
import { startConsoleWorld, type ConsoleWorld } from '../world/console-fixtures.ts'
import { launch } from './browser.ts'

const require = createRequire(import.meta.url)
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const root = join(import.meta.dirname, '../..')

let world: ConsoleWorld
let browser: Browser
let page: Page
/** What the browser complained about on the current page. */
let complaints: string[] = []

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/console/index.html'))) {
    const { build } = await import('vite')
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'error' })
  }
  world = await startConsoleWorld()
  browser = await launch()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await world?.close()
})
beforeEach(async () => {
  complaints = []
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') complaints.push(`${m.type()}: ${m.text()}`)
  })
  page.on('pageerror', (e) => complaints.push(`uncaught: ${e.message}`))
})
afterEach(async () => {
  await page.context().close()
})

/** Opens an address and waits until its data stands: a title, and nothing that says it is still reading. */
async function open(path: string): Promise<void> {
  await page.goto(world.url + path)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => document.querySelector('.skel, .progress') === null)
}
type AxeResult = {
  violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[]
}
async function axe(): Promise<string[]> {
  await page.evaluate(axeSource)
  const result = await page.evaluate<AxeResult>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })`,
  )
  return result.violations.map(
    (v) =>
      `${v.id}: ${v.help}: ${v.nodes
        .map((n) => n.target.join(' '))
        .slice(0, 4)
        .join(' | ')}`,
  )
}
const sideways = (): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const pages: readonly (readonly [name: string, path: string])[] = [
  ['Home', '/'],
  ['Set up', '/setup'],
  ['Start', '/start'],
  ['AI systems', '/systems'],
  ['Register a system', '/systems/new'],
  ['AI system, overview', '/systems/support-assistant'],
  ['AI system, history', '/systems/support-assistant?tab=history'],
  ['Models & data', '/models'],
  ['Version', '/models/support@7'],
  ['Requests', '/gateway/requests?q=verdict:masked,blocked%20age:<24h'],
  ['One request', '/gateway/requests/BLOCKED'],
  ['Policies', '/gateway/policies'],
  ['Policy', '/gateway/policies/email-guard'],
  ['Detectors', '/gateway/detectors'],
  ['Keys', '/gateway/keys'],
  ['Issuers', '/gateway/issuers'],
  ['Limits', '/gateway/limits'],
  ['Routes', '/gateway/routes'],
  ['Providers and prices', '/gateway/providers'],
  ['Extraction', '/gateway/extraction'],
  ['Extraction, answered too', '/gateway/extraction?show=all'],
  ['Agents', '/agents'],
  ['Monitoring', '/monitoring'],
  ['Approvals', '/approvals'],
  ['Controls', '/compliance/controls'],
  ['Control', '/compliance/controls/CHG-04'],
  ['Readiness', '/compliance/readiness'],
  ['Audits', '/compliance/audits'],
  ['People', '/settings/people'],
  ['API tokens', '/settings/tokens'],
  ['API', '/settings/api'],
  ['API, one operation', '/settings/api?op=policies.saveDraft'],
  ['Your account', '/settings/account'],
  ['System health', '/settings/health'],
  ['Backups', '/settings/backups'],
  ['Ledger', '/settings/ledger'],
  ['Entry', '/settings/ledger/0192e4b1-7c5d-7aa3-9d20-51f6c80be377'],
  ['Sample company', '/settings/sample'],
  ['No such page', '/nowhere'],
]

describe('every page, in both themes, at four widths: no complaint of the browser, no sideways scrolling, axe clean', () => {
  it.each(pages)('%s', async (_name, path) => {
    await open(path.replace('BLOCKED', world.blockedCall))
    for (const width of [1440, 1024, 390, 320]) {
      await page.setViewportSize({ width, height: width > 700 ? 900 : 844 })
      for (const theme of ['light', 'dark'] as const) {
        await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme)
        // The charts are redrawn for the new width in the next frames.
        await expect
          .poll(sideways, { message: `${width} px, ${theme}: scrolls sideways`, timeout: 3_000 })
          .toBe(0)
        if (width === 1440 || (width === 390 && theme === 'light'))
          expect(await axe(), `${width} px, ${theme}`).toEqual([])
      }
    }
    expect(complaints).toEqual([])
  })
})

describe('the evidence of a request', () => {
  it('verifies in the browser: signature, both entries, and growth against what this browser saw before', async () => {
    await open(`/gateway/requests/${world.blockedCall}`)
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText('Verified in this browser').waitFor()
    const checks = page.locator('table.bleed tr')
    expect(await checks.count()).toBe(6)
    expect(await page.locator('table.bleed [aria-label="fails"]').count()).toBe(0)
    expect(await checks.nth(5).innerText()).toContain('first checkpoint seen here')
    await page.getByRole('button', { name: 'Verify again' }).click()
    await expect.poll(() => checks.nth(5).innerText()).toContain('same root as at size 1,011')
    expect(complaints).toEqual([])
  })
  it('does not verify when one byte of the leaf differs, and says so above everything else', async () => {
    await open(`/gateway/requests/${world.tamperedCall}`)
    await page.getByRole('button', { name: 'Verify' }).click()
    const alert = page.locator('.takeover')
    await alert.waitFor()
    expect(await alert.innerText()).toMatch(/Entry \d+ does not match the ledger/)
    expect(await alert.innerText()).toContain('does not lead to the root')
    expect(await page.getByText('Verified in this browser').count()).toBe(0)
  })
  it('an original opens only for a stated purpose, and the purpose is sent', async () => {
    await open(`/gateway/requests/${world.blockedCall}`)
    await page.getByRole('button', { name: 'Original' }).click()
    const go = page.getByRole('button', { name: 'Open the original' })
    expect(await go.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Purpose').fill('complaint 4711, check of a refusal')
    await go.click()
    await page.getByText('The original is open.').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: `/calls/${world.blockedCall}/open`,
      body: { purpose: 'complaint 4711, check of a refusal' },
    })
    expect(await page.getByText('petra@example.com').count()).toBe(1)
  })
})

describe('the API’s description', () => {
  verifies(
    'UX-4',
    'an operation is found by path and permission, and shows body, answer and a request for this server',
    async () => {
      await open('/settings/api')
      const list = page.getByRole('navigation', { name: 'Operations' })
      expect(await list.getByRole('link').count()).toBeGreaterThan(100)
      await page.getByRole('textbox', { name: 'Search' }).fill('policy.write draft')
      await list.getByRole('link', { name: /PUT \/policies\/\{name\}\/draft/ }).click()
      await page.getByRole('heading', { name: 'Save the draft of a policy' }).waitFor()
      expect(await page.getByLabel('Example request').innerText()).toContain(
        `curl -X PUT '${world.url}/api/v1/policies/<name>/draft'`,
      )
      await page.locator('summary', { hasText: 'PolicySpecInput' }).click()
      await page.locator('summary', { hasText: 'list of GuardRuleInput' }).first().click()
      expect(await page.getByText('at least 0, at most 1, default 0.5').count()).toBe(1)
      // a name of another version says so
      await open('/settings/api?op=keys.invent')
      expect(await page.getByText('No operation keys.invent').count()).toBe(1)
      expect(await axe()).toEqual([])
    },
  )
})

describe('the request log', () => {
  it('holds still while a row is selected; newer requests wait in a bar', async () => {
    await open('/gateway/requests')
    await page.locator('tr[data-row]').first().waitFor()
    const first = await page.locator('tr[data-row]').first().getAttribute('data-row')
    await page.keyboard.press('j')
    await page.locator('tr[aria-selected="true"]').waitFor()
    world.arrive(12)
    await page.getByText('12 newer requests').waitFor()
    expect(await page.locator('tr[data-row]').first().getAttribute('data-row')).toBe(first)
    await page.getByRole('button', { name: 'Show them' }).click()
    await expect.poll(() => page.locator('tr[data-row]').first().getAttribute('data-row')).not.toBe(first)
  })
  it('facets rewrite the filter in the address, and one filter gives chips, count and rows', async () => {
    await open('/gateway/requests')
    await page.getByRole('checkbox', { name: 'Blocked' }).check()
    await page.waitForURL(/q=verdict:blocked/)
    await page.getByRole('button', { name: 'Remove filter verdict: blocked' }).waitFor()
    await expect
      .poll(() =>
        page
          .locator('tr[data-row] td:nth-child(2)')
          .allInnerTexts()
          .then((t) => [...new Set(t)]),
      )
      .toEqual(['Blocked'])
    await page.getByRole('button', { name: 'Remove filter verdict: blocked' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('')
  })
  it('Requests: sealed texts are searched for a stated purpose, within the filter', async () => {
    await open('/gateway/requests?q=verdict:blocked')
    await page.getByRole('button', { name: 'Search sealed texts' }).click()
    const go = page.getByRole('button', { name: 'Search', exact: true })
    await page.getByLabel('Texts to look for').fill('transfer\n\nrefund\n')
    expect(await go.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Purpose').fill('complaint 4711')
    await go.click()
    await page.locator('mark', { hasText: 'transfer' }).waitFor()
    expect(await axe()).toEqual([])
    expect(world.asked.at(-1)).toMatchObject({
      path: '/calls/search',
      body: {
        purpose: 'complaint 4711',
        q: 'verdict:blocked',
        texts: ['transfer', 'refund'],
        original: false,
      },
    })
  })
  it('Requests: a view is saved under a name, shared, found again after a reload, and removed; what others share is there', async () => {
    await open('/gateway/requests?q=verdict:blocked')
    const menu = page.getByRole('button', { name: 'Saved views' })
    await menu.click()
    await page.getByRole('menuitem', { name: 'Failed today (shared)' }).waitFor()
    await page.getByRole('menuitem', { name: 'Save or remove views' }).click()
    await page.getByLabel('Name').fill('Blocked only')
    await page.getByRole('checkbox', { name: /everybody/ }).check()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Save this view' }).click()
    await expect
      .poll(() => world.asked.at(-1))
      .toMatchObject({
        method: 'PUT',
        path: '/gateway/views',
        body: { name: 'Blocked only', q: 'verdict:blocked', shared: true },
      })
    await open('/gateway/requests')
    await menu.click()
    await page.getByRole('menuitem', { name: 'Blocked only' }).click()
    await page.waitForURL(/q=verdict(?::|%3A)blocked/)
    await menu.click()
    await page.getByRole('menuitem', { name: 'Save or remove views' }).click()
    await page.getByRole('button', { name: 'Remove Blocked only' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Remove Blocked only' }).count()).toBe(0)
    expect(await axe()).toEqual([])
  })
  it('Requests: columns are chosen, and kept for the next visit', async () => {
    await open('/gateway/requests')
    await page.getByRole('button', { name: /^Columns 9 of/ }).click()
    await page.getByRole('checkbox', { name: 'Cost, USD' }).check()
    await page.getByRole('checkbox', { name: 'Caller' }).uncheck()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Show 9 columns' }).click()
    await open('/gateway/requests')
    const heads = await page.locator('thead th').allInnerTexts()
    expect(heads).toContain('Cost, USD')
    expect(heads).not.toContain('Caller')
  })
  it('an error in the filter stands under it with its place', async () => {
    await open('/gateway/requests')
    await page.locator('[data-query-box]').fill('verdcit:blocked')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'did you mean' }).waitFor()
    expect(await page.locator('[data-query-box]').inputValue()).toBe('verdcit:blocked')
  })
  it('empty, unreadable and forbidden say what, why and what to do', async () => {
    world.state.empty = true
    await open('/gateway/requests')
    await page.getByRole('heading', { name: 'No requests yet' }).waitFor()
    world.state.empty = false
    world.state.failing.add('controls')
    await open('/compliance/controls')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.innerText()).toContain('database_unavailable')
    world.state.failing.clear()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('CHG-04').first().waitFor()
    const before = world.state.session
    world.state.session = { ...before, may: before.may.filter((a) => a !== 'key.create') }
    await open('/gateway/keys')
    expect(await page.getByRole('button', { name: 'Create a key' }).getAttribute('aria-disabled')).toBe(
      'true',
    )
    world.state.session = before
  })
})

describe('dialogs at 320 px, in both themes: nothing sticks out, axe clean, Escape closes and gives focus back', () => {
  const dialogs: readonly (readonly [path: string, button: string | RegExp])[] = [
    ['/gateway/keys', 'Create a key'],
    ['/gateway/keys', /^Change /],
    ['/gateway/issuers', 'Trust an issuer'],
    ['/gateway/providers', 'Add a provider'],
    ['/gateway/providers', 'Set a price'],
    ['/gateway/detectors', 'Add a detector'],
    ['/gateway/routes', 'New route'],
    ['/gateway/routes', 'Change chat'],
    ['/gateway/routes', 'Options of chat'],
    ['/gateway/requests', /^Columns/],
    ['/gateway/requests', 'Search sealed texts'],
    ['/settings/tokens', 'Create a token'],
  ]
  it.each(dialogs)('%s: %s', async (path, button) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await open(path)
    const opener = page.getByRole('button', { name: button }).first()
    await opener.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme)
      expect(
        await dialog.evaluate((d) => {
          const box = d.getBoundingClientRect()
          return [
            box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight,
            ...[...d.querySelectorAll('*')]
              .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto')
              .map((e) => e.className),
          ]
        }),
        theme,
      ).toEqual([true])
      expect(await axe(), theme).toEqual([])
    }
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    expect(await opener.evaluate((e) => e === document.activeElement)).toBe(true)
    expect(complaints).toEqual([])
  })
})

describe('by keyboard alone', () => {
  it('goes, moves, opens, filters, lists the keys and gives focus back', async () => {
    await open('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.waitForURL(/\/gateway\/requests/)
    await page.locator('tr[data-row]').first().waitFor()
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-query-box'))).toBe(true)
    await page.keyboard.press('Escape')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    const second = await page.locator('tr[data-row]').nth(1).getAttribute('data-row')
    expect(await page.locator('tr[aria-selected="true"]').getAttribute('data-row')).toBe(second)
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/gateway/requests/${second ?? ''}`))
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('claims triage')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/systems\/claims-triage/)
    expect(complaints).toEqual([])
  })
})

describe('changes', () => {
  it('the first administrator claims with the token of the fragment, which leaves the address', async () => {
    const before = world.state.session
    world.state.session = { ...before, user: null, org: null, csrf: null, claimed: false }
    world.state.claimed = false
    await page.goto(`${world.url}/#setup=one-time-token`)
    await page.getByLabel('Your name').fill('Ana Keller')
    expect(page.url()).not.toContain('one-time-token')
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill('a quiet sentence nobody guesses')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Become administrator' }).click()
    await page.getByRole('heading', { name: 'You are the first administrator.' }).waitFor()
    expect(world.asked.at(-1)?.body).toMatchObject({ token: 'one-time-token', email: 'ana@example.com' })
    world.state.session = before
  })
  it('a signed-out person gets the sign-in form, axe clean in both themes', async () => {
    const before = world.state.session
    world.state.session = { ...before, user: null, org: null, csrf: null }
    await page.goto(world.url)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate((t) => document.documentElement.setAttribute('data-theme', t), theme)
      expect(await axe(), theme).toEqual([])
    }
    world.state.session = before
  })
  it('a new key is shown once', async () => {
    await open('/gateway/keys?new=1')
    await page.getByLabel('AI system', { exact: true }).selectOption('support-assistant')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Create the key' }).click()
    await page.getByText('sw-9f3ac41d7be2085c66d1f0a94e2b7c33').waitFor()
    await page.getByRole('button', { name: 'I have stored it' }).click()
    await expect.poll(() => page.getByText('sw-9f3ac41d7be2085c66d1f0a94e2b7c33').count()).toBe(0)
  })
  it('Keys: what a key may reach and how much is sent as it was chosen', async () => {
    await open('/gateway/keys')
    await page.getByText('2.50 USD a day').waitFor()
    await page.getByRole('button', { name: 'Create a key' }).click()
    await page.getByLabel('AI system', { exact: true }).selectOption('support-assistant')
    await page.getByLabel('Environment').selectOption('production')
    await page.getByRole('checkbox', { name: 'chat', exact: true }).check()
    await page.getByRole('checkbox', { name: 'embeddings' }).check()
    await page.getByLabel('Requests a minute').fill('lots')
    const make = page.getByRole('button', { name: 'Create the key' })
    expect(await make.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Requests a minute').fill('60')
    await page.getByLabel('Cost a month, USD').fill('12.5')
    expect(await axe()).toEqual([])
    await make.click()
    await page.getByText('sw-9f3ac41d7be2085c66d1f0a94e2b7c33').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: '/keys',
      body: {
        system: 'support-assistant',
        environment: 'production',
        expiresInDays: 90,
        limits: { requestsPerMinute: 60, costPerMonthMicroUsd: 12_500_000 },
        scope: { routes: ['chat'], models: null, operations: ['embeddings'] },
      },
    })
  })
  it('Providers: one is asked for what its kind needs, and only that is sent', async () => {
    await open('/gateway/providers')
    await page.getByRole('button', { name: 'Add a provider' }).click()
    await page.getByLabel('Kind').selectOption('bedrock')
    const add = page.getByRole('button', { name: 'Add the provider' })
    await page.getByLabel('Name').fill('bedrock-us')
    expect(await add.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Base address').fill('https://models.example.com')
    await page.getByLabel('Region').fill('us-east-1')
    expect(await axe()).toEqual([])
    await add.click()
    await page.getByText('Provider bedrock-us added').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: '/upstreams',
      body: {
        name: 'bedrock-us',
        kind: 'bedrock',
        baseUrl: 'https://models.example.com',
        options: { region: 'us-east-1' },
      },
    })
  })
  it('Providers: a new key is sent with the particulars that it belongs to, and a price with its source', async () => {
    await open('/gateway/providers')
    await page.getByRole('button', { name: 'Replace key of openai' }).click()
    const replace = page.getByRole('button', { name: 'Replace the key' })
    expect(await replace.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('New key').fill('sk-new')
    await replace.click()
    await page.getByText('The key of openai is replaced').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: '/upstreams',
      body: {
        name: 'openai',
        kind: 'openai',
        options: {},
        baseUrl: 'https://api.openai.com/v1',
        key: 'sk-new',
      },
    })
    await page.getByRole('button', { name: 'Set a price' }).click()
    await page.getByLabel('Provider', { exact: true }).selectOption('openai')
    await page.getByLabel('Model', { exact: true }).fill('gpt-4.1')
    await page.getByLabel('Input, USD a million tokens', { exact: true }).fill('2')
    await page.getByLabel('Output, USD a million tokens').fill('8.25')
    await page.getByLabel('Read on').fill('2026-11-20')
    await page.getByLabel('Source').fill('contract 17')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Set the price' }).click()
    await page.getByText('gpt-4.1 costs this from the next call on').waitFor()
    expect(world.asked.at(-1)?.body).toEqual({
      upstream: 'openai',
      modelId: 'gpt-4.1',
      input: 2_000_000,
      output: 8_250_000,
      source: 'contract 17',
      asOf: '2026-11-20',
    })
  })
  it('Detectors: an external one needs what its kind needs, and says what its failure means', async () => {
    await open('/gateway/detectors')
    await page.getByText('goes on, recorded').waitFor()
    await page.getByRole('button', { name: 'Add a detector' }).click()
    await page.getByLabel('Kind').selectOption('llama-guard')
    await page.getByLabel('Name').fill('llama')
    await page.getByLabel('Address').fill('https://llama.example.com/v1')
    const add = page.getByRole('button', { name: 'Add the detector' })
    expect(await add.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Model').fill('llama-guard-3-8b')
    expect(await axe()).toEqual([])
    await add.click()
    await page.getByText('llama can be named by rules now').waitFor()
    expect(world.asked.at(-1)?.body).toEqual({
      name: 'llama',
      kind: 'llama-guard',
      baseUrl: 'https://llama.example.com/v1',
      options: { onFailure: 'closed', deadlineMs: 2_000, model: 'llama-guard-3-8b' },
    })
  })
  it('Issuers: one is trusted for named systems and claims, and disabled again', async () => {
    await open('/gateway/issuers')
    await page.getByRole('button', { name: 'Trust an issuer' }).click()
    await page.getByLabel('Name', { exact: true }).fill('corp')
    await page.getByLabel('Audiences').fill('sealwright gateway')
    await page.getByLabel('Issuer', { exact: true }).fill('https://id.example.com')
    const trust = page.getByRole('button', { name: 'Trust the issuer' })
    expect(await trust.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Address of its keys').fill('https://id.example.com/keys')
    await page.getByRole('checkbox').first().check()
    await page.getByLabel('Claim of the team').fill('groups')
    await page.getByLabel('Teams that may call').fill('ai-users, claims')
    expect(await axe()).toEqual([])
    await trust.click()
    await page.getByText('corp is trusted').waitFor()
    expect(world.asked.at(-1)).toMatchObject({
      method: 'POST',
      path: '/issuers',
      body: {
        name: 'corp',
        issuer: 'https://id.example.com',
        audiences: ['sealwright', 'gateway'],
        jwksUrl: 'https://id.example.com/keys',
        teamClaim: 'groups',
        teams: ['ai-users', 'claims'],
        systemClaim: null,
      },
    })
    await page.getByRole('button', { name: 'Disable login' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Disable login' }).click()
    await page.getByText('login is disabled').waitFor()
    expect(world.asked.at(-1)?.path).toBe('/issuers/login/disable')
  })
  it('Keys: limits and scope of a key are changed after its creation; what is emptied is sent as none', async () => {
    await open('/gateway/keys')
    await page
      .getByRole('button', { name: /^Change / })
      .first()
      .click()
    await page.getByLabel('Requests a minute').fill('30')
    await page.getByLabel('Cost a day, USD').fill('')
    await page.getByLabel('Reason').fill('quieter nights')
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Save the key' }).click()
    await page.getByText('is changed: the gateway obeys it').waitFor()
    expect(world.asked.at(-1)).toMatchObject({
      method: 'PATCH',
      body: { limits: { requestsPerMinute: 30, costPerDayMicroUsd: null }, reason: 'quieter nights' },
    })
  })
  it('Routes: versions are reordered and the policy is changed; weights stay with their versions', async () => {
    await open('/gateway/routes')
    await page.getByRole('button', { name: 'Change chat' }).click()
    const save = page.getByRole('button', { name: 'Save the route' })
    expect(await save.getAttribute('aria-disabled')).toBe('true')
    await page.getByRole('button', { name: /^support@6 earlier/ }).click()
    expect(await axe()).toEqual([])
    await save.click()
    await page.getByText('Route chat is changed').waitFor()
    expect(world.asked.at(-1)).toMatchObject({
      method: 'PATCH',
      path: '/routes/r0',
      body: {
        targets: ['support@6', 'support@7'],
        options: { balance: { weights: [1, 3], sticky: 'user' } },
      },
    })
  })
  it('Routes: options show what holds, name a wrong field, and are saved whole', async () => {
    await open('/gateway/routes')
    await page.getByText('Tripped, asks again in 12 s').waitFor()
    await page.getByRole('button', { name: 'Options of chat' }).click()
    const save = page.getByRole('button', { name: 'Save the options' })
    await page.getByLabel('Retries on one version').fill('9')
    await page.getByRole('link', { name: /^retries.max/ }).waitFor()
    expect(await save.getAttribute('aria-disabled')).toBe('true')
    expect(await axe()).toEqual([])
    await page.getByLabel('Retries on one version').fill('1')
    await page.getByLabel('Weight of support@6').fill('0')
    await page.getByLabel('Safe answer').fill('We are away.')
    await save.click()
    await page.getByText('Route chat obeys its new options').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'PATCH',
      path: '/routes/r0',
      body: {
        comment: '',
        options: {
          deadlines: { tryMs: 8_000, totalMs: 20_000 },
          retries: { max: 1, budgetPercent: 20, retryAfterMsMax: 5_000 },
          balance: { weights: [3, 0], sticky: 'user' },
          safeAnswer: { text: 'We are away.' },
        },
      },
    })
  })
  it('Extraction: an alert is acknowledged with a note, and whether the caller is harmless', async () => {
    await open('/gateway/extraction')
    await page.getByText('2,410 calls an hour, usually 120 calls an hour').waitFor()
    await page.getByRole('button', { name: /^Acknowledge the alert/ }).click()
    const go = page.getByRole('dialog').getByRole('button', { name: 'Acknowledge', exact: true })
    expect(await go.getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('What you found').fill('our own evaluation run')
    await page.getByRole('checkbox', { name: /harmless/ }).check()
    expect(await axe()).toEqual([])
    await go.click()
    await page.getByText('is answered, and the answer is in the ledger').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: '/gateway/extraction/alert-0/acknowledge',
      body: { note: 'our own evaluation run', harmless: true },
    })
  })
  it('a policy: dry run counts, a YAML error has its line, activation sends the comment', async () => {
    await open('/gateway/policies/email-guard')
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await page.getByText('Would have blocked 14 of 3,201 requests').waitFor()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'YAML', exact: true }).click()
    await page.getByRole('button', { name: 'Edit as text' }).click()
    const box = page.getByLabel('Policy as YAML')
    await box.fill((await box.inputValue()).replace('mode: enforce', 'mode: inforce'))
    expect(await page.locator('#policy-yaml-e').innerText()).toMatch(/^Line \d+: spec\.input\.0\.mode/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByLabel('Comment').fill('tightens after the dry run')
    await page.getByRole('button', { name: 'Activate the draft' }).click()
    await page.getByText('email-guard is active').waitFor()
    expect(world.asked.at(-1)).toEqual({
      method: 'POST',
      path: '/policies/email-guard/activate',
      body: { comment: 'tightens after the dry run' },
    })
  })
  it('a policy: guards of answers with what they need, an exception with its owner, and it is saved as it was typed', async () => {
    await open('/gateway/policies/email-guard')
    await page.getByRole('button', { name: 'System prompt leak' }).click()
    await page.getByLabel('Canaries').fill('blue-heron-71\n')
    await page.getByRole('button', { name: 'Exception', exact: true }).click()
    await page.getByLabel('Owner').fill('ana')
    await page.getByLabel('Only these texts').fill('help@example.org, ')
    await page.getByLabel('Reason').fill('the public address of our desk')
    // what a sticky bar covers is too small a target: judged from the top
    await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded()
    expect(await axe()).toEqual([])
    await page.getByRole('button', { name: 'Save draft' }).click()
    await expect.poll(() => world.asked.at(-1)?.method).toBe('PUT')
    expect(world.asked.at(-1)?.body).toMatchObject({
      spec: {
        options: { canaries: ['blue-heron-71'], allowHosts: [], packages: [] },
        exceptions: [{ owner: 'ana', texts: ['help@example.org'], reason: 'the public address of our desk' }],
      },
    })
  })
  it('a policy: two versions are compared, and the way back asks for a reason', async () => {
    await open('/gateway/policies/email-guard?tab=versions')
    await page.getByText('What lies between two versions').waitFor()
    await page.getByText('input.injection.threshold').waitFor()
    expect(await axe()).toEqual([])
    expect(await page.getByRole('button', { name: /^To version/ }).count()).toBe(1)
  })
  it('a refusal of the server stands under its field, and nothing typed is lost', async () => {
    await open('/systems/new')
    await page.getByLabel('Name', { exact: true }).fill('doc-search')
    await page.getByLabel('Purpose').fill('finds documents')
    await page.getByRole('button', { name: 'Register doc-search' }).click()
    await page.getByText('A system doc-search exists already').first().waitFor()
    expect(await page.getByLabel('Name', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('Purpose').inputValue()).toBe('finds documents')
  })
})
