/** One deadline of one call. */
export type Deadline = { readonly atMs: number; readonly expired: () => void }

/** How late a deadline may be noticed; calls live for seconds, and one timer for all of them costs nothing a call. */
const TICK_MS = 100

/** Deadlines of all calls on one timer: two timers a call are a measurable part of a call that takes 0.2 ms. Monotonic time. */
export class Deadlines {
  readonly #open = new Set<Deadline>()
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now()
      for (const deadline of this.#open) {
        if (deadline.atMs > now) continue
        this.#open.delete(deadline)
        deadline.expired()
      }
    }, TICK_MS)
    this.#timer.unref()
  }

  after(ms: number, expired: () => void): Deadline {
    const deadline = { atMs: performance.now() + ms, expired }
    this.#open.add(deadline)
    return deadline
  }
  cancel(deadline: Deadline | null): void {
    if (deadline !== null) this.#open.delete(deadline)
  }
  close(): void {
    clearInterval(this.#timer)
  }
}
