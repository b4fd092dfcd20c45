import { createServer } from 'node:http'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { z } from 'zod'
import { verifies } from '../promises.ts'
import { TestServer, type Ready } from '../world/server.ts'
import { launch } from './browser.ts'

/** Passkeys in a real browser (Chromium's virtual authenticator, over CDP) against the real server. Needs `npm run build`. */
const PASSWORD = 'a quiet sentence nobody guesses'
const server = new TestServer()
let ready: Ready
let home: string
let browser: Browser
let page: Page
let devtools: CDPSession
let authenticatorId: string

beforeAll(async () => {
  ready = await server.start()
  // Browsers bind passkeys to a name; 127.0.0.1 is none.
  home = ready.url.replace('127.0.0.1', 'localhost')
  browser = await launch()
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  page = await context.newPage()
  page.setDefaultTimeout(30_000)
  devtools = await context.newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  authenticatorId = (
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
  ).authenticatorId
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await server.dispose()
}, 60_000)

/** Through Settings; waits until it is in force. */
async function addPasskey(name: string): Promise<void> {
  await page.goto(`${home}/settings/account`)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Create the passkey' }).click()
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor()
  await page.getByRole('button', { name: 'I have stored them' }).click()
  await page.getByText('In force').waitFor()
}

const signOut = async (): Promise<void> => {
  await page.context().clearCookies()
  await page.goto(`${home}/`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

verifies(
  'IAM-1',
  'a person adds a passkey in Settings, signs in with it, renames and removes it; one that is not verified or was removed does not get in',
  async () => {
    await page.goto(ready.setupUrl.replace('127.0.0.1', 'localhost'))
    await page.getByLabel('Your name').fill('Ana Keller')
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Become administrator' }).click()
    await page.getByRole('heading', { name: 'You are the first administrator.' }).waitFor()

    await addPasskey('Work laptop')
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
    expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }])

    await signOut()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
    const session = await page.evaluate(async () => (await fetch('/api/v1/whoami')).json())
    expect(session).toMatchObject({ email: 'ana@example.com', mfa: true })

    await page.goto(`${home}/settings/account`)
    await page.getByRole('button', { name: 'Rename Work laptop' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Blue laptop')
    await page.getByRole('button', { name: 'Rename the passkey' }).click()
    await page.getByRole('button', { name: 'Remove Blue laptop' }).waitFor()

    // A browser that says nobody was verified: the page asks for it, so the authenticator itself refuses.
    await signOut()
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('Nothing was changed').waitFor({ timeout: 90_000 })
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })

    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
    await page.goto(`${home}/settings/account`)
    await page.getByRole('button', { name: 'Remove Blue laptop' }).click()
    await page.getByRole('dialog').getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Remove the passkey' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    // The device still has its half.
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.getByText('This passkey is not known here').waitFor()
  },
  300_000,
)

verifies(
  'IAM-1',
  'an answer that the browser gave to a page of another origin is refused, although its signature is right; the same from our own page is not',
  async () => {
    await devtools.send('WebAuthn.clearCredentials', { authenticatorId })
    await page.goto(`${home}/`)
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' })
    await addPasskey('Spare key')

    // Another port of this name: WebAuthn's name ignores ports, so the browser offers the passkey there; its origin tells them apart.
    const elsewhere = createServer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/html' })
      res.end('<!doctype html><title>Elsewhere</title>')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    try {
      const address = elsewhere.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      await page.goto(`http://localhost:${port}/`)
      const refused = await enter(await answerOn())
      expect(refused.status).toBe(401)
      expect(await refused.json()).toMatchObject({ code: 'passkey_refused' })
    } finally {
      await new Promise((resolve) => elsewhere.close(resolve))
    }
    await page.goto(`${home}/`)
    expect((await enter(await answerOn())).status).toBe(201)
  },
  180_000,
)

/** What the browser answers to a fresh challenge of our server on the page that is open. */
async function answerOn(): Promise<unknown> {
  const begun = await fetch(`${ready.url}/api/v1/session/passkey/begin`, { method: 'POST' })
  const options = z.object({ challenge: z.string() }).parse(await begun.json())
  const answer = await page.evaluate(async (challenge) => {
    const bytes = Uint8Array.from(atob(challenge.replace(/-/g, '+').replace(/_/g, '/')), (c) =>
      c.charCodeAt(0),
    )
    const got = await navigator.credentials.get({
      publicKey: { challenge: bytes, rpId: 'localhost', userVerification: 'required' },
    })
    return got !== null && 'toJSON' in got && typeof got.toJSON === 'function' ? got.toJSON() : null
  }, options.challenge)
  expect(answer).toMatchObject({ type: 'public-key' })
  return answer
}

const enter = (response: unknown): Promise<Response> =>
  fetch(`${ready.url}/api/v1/session/passkey`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response }),
  })
