import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export type Ready = {
  readonly ready: true
  readonly pid: number
  readonly url: string
  readonly gateway: string
  readonly setupUrl: string
  readonly key: string
  readonly adminToken: string
}

/** A real server process over its own data directory, as a stranger starts it. */
export class TestServer {
  child: ChildProcess | undefined
  stderr = ''
  stdoutLines: string[] = []
  readonly dataDir: string
  constructor(dataDir = mkdtempSync(join(tmpdir(), 'sealwright-e2e-'))) {
    this.dataDir = dataDir
  }

  /** Resolves with the ready line. Later starts carry no key and no adminToken. */
  async start(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Ready> {
    const child = spawn(
      process.execPath,
      ['dist/app/main.js', 'up', '--port', '0', '--data', this.dataDir, '--output', 'json', ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      },
    )
    this.child = child
    this.stderr = ''
    this.stdoutLines = []
    child.stderr?.on(
      'data',
      (chunk: Buffer) => (this.stderr = (this.stderr + chunk.toString()).slice(-40_000)),
    )
    const lines = createInterface({ input: child.stdout ?? process.stdin })
    return new Promise<Ready>((resolve, reject) => {
      lines.on('line', (line) => {
        this.stdoutLines.push(line)
        if (this.stdoutLines.length === 1) resolve(JSON.parse(line) as Ready)
      })
      child.once('exit', (code, signal) =>
        reject(new Error(`server ended (${code ?? signal}) before it was ready:\n${this.stderr}`)),
      )
    })
  }

  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null> {
    return this.signal('SIGTERM')
  }

  kill9(): Promise<number | null> {
    return this.signal('SIGKILL')
  }

  private signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null)
      return Promise.resolve(child?.exitCode ?? null)
    return new Promise((resolve) => {
      child.once('exit', (code) => resolve(code))
      child.kill(signal)
    })
  }

  async dispose(): Promise<void> {
    await this.stop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** Runs the CLI as its own process. */
export function sealwright(
  args: readonly string[],
  options: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['dist/app/main.js', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (c: Buffer) => (stdout += c.toString()))
    child.stderr.on('data', (c: Buffer) => (stderr += c.toString()))
    child.once('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(options.input ?? '')
  })
}

/** Polls until `look` answers something; the last failure is the error. No fixed sleeps in tests. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined>,
  withinMs = 30_000,
): Promise<T> {
  const until = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error(`did not happen within ${withinMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
