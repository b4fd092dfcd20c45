import type { Caller, ExtractionRule } from './watch.ts'

/** One caller for tests, and a rule that acts. */
export const caller = (rest: Partial<Caller> = {}): Caller => ({
  org: 'o',
  keyId: 'k',
  user: null,
  system: 'support',
  environment: 'production',
  routeId: 'r',
  callId: 'c',
  ...rest,
})
export const enforce: ExtractionRule = { mode: 'enforce', threshold: 0.8, retryAfterS: 60 }
