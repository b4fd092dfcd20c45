/** Waits for a condition, asking every 10 ms; fails with `what` after `deadlineMs`. Tests never sleep for a fixed time. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  deadlineMs = 15_000,
): Promise<T> {
  const end = performance.now() + deadlineMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms for: ${what}`)
    await new Promise((resolve) => void setTimeout(resolve, 10))
  }
}
