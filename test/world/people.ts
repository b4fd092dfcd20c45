import { Secret, TOTP } from 'otpauth'
import { documentedBy } from './documented-answers.ts'
import { sealwright, type Ready } from './server.ts'

export type Answer<T> = { readonly status: number; readonly value: T }

/**
 * A person at the HTTP API of a real server: cookie, CSRF header and all, as the console would send them. An answer that is not as the server's
 * own document says fails.
 */
export class Person {
  cookie = ''
  csrf = ''
  private readonly base: string
  private readonly server: string
  constructor(url: string) {
    this.server = url
    this.base = `${url}/api/v1`
  }

  async send<T = unknown>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(this.base + path, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.csrf === '' ? {} : { 'x-sealwright-csrf': this.csrf }),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    })
    for (const set of response.headers.getSetCookie()) this.cookie = set.split(';')[0] ?? ''
    const text = await response.text()
    const value: unknown = text === '' ? null : JSON.parse(text)
    const wrong = (await documentedBy(this.server)).differences(method, path, response.status, value)
    if (wrong.length > 0) throw new Error(`an answer is not as documented: ${wrong.join('; ')}`)
    return { status: response.status, value: value as T }
  }

  /** Fails with the server's own words when the answer is not 2xx. */
  async ok<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    const { status, value } = await this.send<T>(method, path, body)
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(value)}`)
    return value
  }

  get = <T = unknown>(path: string): Promise<T> => this.ok<T>('GET', path)
  post = <T = unknown>(path: string, body?: unknown): Promise<T> => this.ok<T>('POST', path, body)

  private async session(path: string, body: object): Promise<void> {
    const made = await this.post<{ csrf: string }>(path, body)
    this.csrf = made.csrf
  }

  /** Enrols an authenticator app; afterwards this session has a second factor. */
  private async enrol(): Promise<void> {
    const { secret } = await this.post<{ secret: string }>('/me/totp/begin')
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    this.csrf = (await this.post<{ csrf: string }>('/me/totp/confirm', { code })).csrf
  }

  /** Claims the installation with its set-up link, then enrols TOTP. */
  static async claims(ready: Ready, email: string): Promise<Person> {
    const person = new Person(ready.url)
    await person.session('/setup/claim', {
      token: new URL(ready.setupUrl).hash.replace('#setup=', ''),
      email,
      name: nameOf(email),
      password: PASSWORD,
    })
    await person.enrol()
    return person
  }

  /** Invites somebody, who follows the link in a browser of their own and enrols TOTP. */
  async invites(email: string, roles: readonly string[]): Promise<Person> {
    const { inviteUrl } = await this.post<{ inviteUrl: string }>('/users', {
      email,
      name: nameOf(email),
      roles,
    })
    const person = new Person(this.server)
    await person.session('/invite/accept', {
      token: new URL(inviteUrl).hash.replace('#invite=', ''),
      password: PASSWORD,
    })
    await person.enrol()
    return person
  }

  /** An API token of this person's making, and the command line that uses it. */
  async commandLine(roles: readonly string[]): Promise<CommandLine> {
    const { token } = await this.post<{ token: string }>('/tokens', { name: 'command line', roles })
    return commandLine(this.server, token)
  }
}

export type CommandLine = {
  readonly token: string
  run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>
  /** `--output json`, exit 0 or fails with what the command said. */
  json<T>(...args: string[]): Promise<T>
}

export function commandLine(
  url: string,
  token: string,
  env: Readonly<Record<string, string>> = {},
): CommandLine {
  const run = (...args: string[]): ReturnType<typeof sealwright> =>
    sealwright([...args, '--server', url, '--token', token], { env })
  return {
    token,
    run,
    async json<T>(...args: string[]) {
      const done = await run(...args, '--output', 'json')
      if (done.code !== 0) throw new Error(`${args.join(' ')}: exit ${done.code ?? 'none'} ${done.stderr}`)
      return JSON.parse(done.stdout) as T
    },
  }
}

const PASSWORD = 'three lanterns above the quiet harbour 77'
const nameOf = (email: string): string => email.replace(/@.*/, '').replace(/^./, (c) => c.toUpperCase())
