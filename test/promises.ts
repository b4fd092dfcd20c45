import { it } from 'vitest'

/** Promises that are built, one line each, with the sentence that a test proves. The gate (test/promises.test.ts) fails on an id that is cited but not here, or here but cited by no test. */
export const promises = {
  'SEC-1': 'cross-tenant access answers not-found',
  'LED-5': '`sealwright verify` and a single-file offline verifier: signature, consistency, inclusion, openings, completeness, sample re-draw; exit codes tell tampered from incomplete',
} as const satisfies Record<string, string>

/** A test that proves a promise. Fails like any other test; its citation is what the gate counts. */
export function verifies(
  id: keyof typeof promises,
  guarantee: string,
  run: () => Promise<void> | void,
  timeoutMs?: number,
): void {
  it(`${id}: ${guarantee}`, run, timeoutMs)
}
