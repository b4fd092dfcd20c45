import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** Runs a script of test/world under tsx and gives the first line that it prints, parsed. The process lives until it is killed. */
export async function child(
  script: string,
  args: readonly string[],
): Promise<{ readonly process: ChildProcess; readonly said: unknown }> {
  const started = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let complaint = ''
  started.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  return new Promise((resolve, reject) => {
    started.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${complaint}`)))
    started.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const line = out.split('\n')[0]
      if (out.includes('\n') && line !== undefined) resolve({ process: started, said: JSON.parse(line) })
    })
  })
}

/** kill -9 and wait for the end. */
export async function killed(process: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGKILL')
  await gone
}
