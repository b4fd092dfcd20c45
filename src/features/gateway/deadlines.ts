import { Chain, type Linked } from '../../lib/chain.ts'

/** One deadline of one call. */
export class Deadline implements Linked<Deadline> {
  before: Deadline | null = null
  after: Deadline | null = null
  constructor(
    readonly atMs: number,
    readonly expired: () => void,
  ) {}
}

/** How late a deadline may be noticed; calls live for seconds, and one timer for all of them costs nothing a call. */
const TICK_MS = 100

/** Deadlines of all calls on one timer: two timers a call are a measurable part of a call that takes 0.2 ms. Monotonic time. */
export class Deadlines {
  readonly #open = new Chain<Deadline>()
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now()
      for (const deadline of this.#open) {
        if (deadline.atMs > now) continue
        this.#open.remove(deadline)
        deadline.expired()
      }
    }, TICK_MS)
    this.#timer.unref()
  }

  after(ms: number, expired: () => void): Deadline {
    const deadline = new Deadline(performance.now() + ms, expired)
    this.#open.add(deadline)
    return deadline
  }
  cancel(deadline: Deadline | null): void {
    if (deadline !== null) this.#open.remove(deadline)
  }
  close(): void {
    clearInterval(this.#timer)
  }
}
