import { nameOf, SLOWED_MAX_MS, type Slowdown } from './watch.ts'

/** A caller who was slowed down and did not come back for so long is asked nothing more than others. */
const FORGET_MS = 3_600_000

/** Callers who are slowed down, or were until a while ago: as many as there are profiles, and those of the last hour. */
export class Slowdowns<T extends { untilMs: number }> {
  readonly #by = new Map<string, T>()

  get size(): number {
    return this.#by.size
  }

  get(org: string, keyId: string, user: string | null): T | undefined {
    return this.#by.get(nameOf(org, keyId, user))
  }

  set(of: Pick<Slowdown, 'org' | 'keyId' | 'user'>, value: T): void {
    this.#by.set(nameOf(of.org, of.keyId, of.user), value)
  }

  delete(of: Pick<Slowdown, 'org' | 'keyId' | 'user'>): void {
    this.#by.delete(nameOf(of.org, of.keyId, of.user))
  }

  values(): T[] {
    return [...this.#by.values()]
  }

  forget(nowMs: number): void {
    for (const [name, { untilMs }] of this.#by)
      if (untilMs + FORGET_MS < nowMs || untilMs > nowMs + SLOWED_MAX_MS) this.#by.delete(name)
  }
}
