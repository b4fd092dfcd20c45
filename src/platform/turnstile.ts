/** At most so many inside at once; the others wait in the order in which they came, who goes ahead before the rest. */
export class Turnstile {
  #free: number
  readonly #waiting = new Set<() => void>()
  readonly #ahead = new Set<() => void>()

  constructor(places: number) {
    this.#free = places
  }

  get waiting(): number {
    return this.#waiting.size + this.#ahead.size
  }

  /** True: inside, until `leave`. False: no place came free in time. */
  enter(deadlineMs: number, ahead = false): Promise<boolean> {
    if (this.#free > 0) {
      this.#free -= 1
      return Promise.resolve(true)
    }
    const line = ahead ? this.#ahead : this.#waiting
    return new Promise((resolve) => {
      const turn = (): void => {
        clearTimeout(timer)
        resolve(true)
      }
      const timer = setTimeout(() => {
        line.delete(turn)
        resolve(false)
      }, deadlineMs)
      line.add(turn)
    })
  }

  /** Whoever waits longest takes the place at once, so that nobody who comes now gets before them. */
  leave(): void {
    for (const line of [this.#ahead, this.#waiting])
      for (const turn of line) {
        line.delete(turn)
        turn()
        return
      }
    this.#free += 1
  }
}
