import { fork, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Log } from '../../platform/log.ts'
import { fromWorkerSchema, type Begin, type FromWorker, type Question, type ToWorker } from './protocol.ts'

export type WorkerLoad = Pick<
  Extract<FromWorker, { kind: 'load' }>,
  'open' | 'running' | 'backlogBytes' | 'available'
>

/** A question to a process that ended before it answered: what it had recorded is in its slot. */
export class WorkerEnded extends Error {
  constructor() {
    super('the worker process ended')
    this.name = 'WorkerEnded'
  }
}

type Hears = {
  readonly onReady: () => void
  readonly onCall: (message: Extract<FromWorker, { kind: 'call' }>) => void
  readonly onSeen: (message: Extract<FromWorker, { kind: 'seen' }>) => void
  readonly onEnd: (how: string) => void
  readonly log: Log
}

/** One worker process from its start to its end. */
export class WorkerProcess {
  readonly slot: string
  ready = false
  stopping = false
  load: WorkerLoad = { open: 0, running: 0, backlogBytes: 0, available: true }
  /** Seconds of our own clock (ticks, so that a stopped machine counts none) since it last said anything. */
  silentTicks = 0
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >()
  /** Connections on their way: those that have not arrived when the process ends, end with it like all of its own. */
  readonly #under = new Map<number, Socket>()
  #nextId = 1
  #over = false

  constructor(begin: Begin, hears: Hears) {
    this.slot = begin.slot
    // The same ending as this file: .ts in development (the loader is inherited by execArgv), .js in the build.
    const file = new URL(import.meta.url.replace(/worker-process(\.\w+)$/, 'gateway-worker$1'))
    this.#child = fork(file, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        if (this.#over) return
        this.#over = true
        this.ready = false
        for (const { reject } of this.#waiting.values()) reject(new WorkerEnded())
        this.#waiting.clear()
        for (const id of this.#under.keys()) this.#letGo(id)
        hears.onEnd(how)
        resolve()
      }
      this.#child.once('exit', (code, signal) => end(signal ?? `code ${code ?? 'unknown'}`))
      this.#child.once('error', (error) => end(error.message))
    })
    this.#child.on('message', (message) => {
      this.silentTicks = 0
      const parsed = fromWorkerSchema.safeParse(message)
      if (parsed.success) this.#hear(parsed.data, hears)
      else hears.log.warn({ slot: this.slot }, 'a gateway worker sent a message of an unknown kind')
    })
    this.tell(begin)
  }

  get pid(): number {
    return this.#child.pid ?? -1
  }

  tell(message: ToWorker): void {
    // a failed send is followed by the end of the process, which is heard
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  /** Hands over an accepted connection. False: it could not be sent and is still ours. */
  give(socket: Socket): boolean {
    if (!this.#child.connected) return false
    this.load = { ...this.load, open: this.load.open + 1 }
    const id = this.#nextId++
    this.#under.set(id, socket)
    const message: ToWorker = { kind: 'connection', id }
    // kept open here until the worker says that it has it: node:child_process forgets the one in flight when a process is killed
    this.#child.send(message, socket, { keepOpen: true }, (error) => {
      if (error !== null) this.#letGo(id)
    })
    return true
  }

  ask(question: Question, deadlineMs: number): Promise<unknown> {
    if (this.#over) return Promise.reject(new WorkerEnded())
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error(`a gateway worker did not answer \`${question.what}\` within ${deadlineMs} ms`))
      }, deadlineMs)
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer)
          settle(value)
        }
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) })
      this.tell({ kind: 'ask', id, question })
    })
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Closes our copy of a connection; the worker's, if it has one, lives on. */
  #letGo(id: number): void {
    this.#under.get(id)?.destroy()
    this.#under.delete(id)
  }

  #hear(message: FromWorker, hears: Hears): void {
    switch (message.kind) {
      case 'ready':
        this.ready = true
        hears.onReady()
        return
      case 'load':
        this.load = message
        return
      case 'taken':
        this.#letGo(message.id)
        return
      case 'call':
        hears.onCall(message)
        return
      case 'seen':
        hears.onSeen(message)
        return
      case 'answer':
        this.#waiting.get(message.id)?.resolve(message.value)
        this.#waiting.delete(message.id)
        return
      case 'failed':
        this.#waiting.get(message.id)?.reject(new Error(message.error))
        this.#waiting.delete(message.id)
        return
    }
  }
}
