import { existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** $CHROMIUM_PATH, else the PATH; else fails with the command that installs one. */
export function browserPath(): string {
  const given = process.env.CHROMIUM_PATH
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given
    throw new Error(`CHROMIUM_PATH names \`${given}\`, which does not exist`)
  }
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name)
      if (existsSync(path) && statSync(path).isFile()) return path
    }
  }
  throw new Error(
    'no browser found: apt-get install -y --no-install-recommends chromium (or set CHROMIUM_PATH)',
  )
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--metrics-recording-only',
    ],
  })
