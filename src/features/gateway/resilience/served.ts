/** What resilience did for one call: told to the client by headers, and kept in the record. Null on calls for which it did nothing. */
export type Served = {
  /** Sends to an upstream, the first included. */
  attempts: number
  /** Place of the target that answered in the order in which they were tried; 0 = the first. */
  fallback: number
  /** Microseconds of earlier attempts and of the waits before retries. */
  earlierUs: number
  degraded: boolean
  /** `null`: the route has no cache, or the request is not one for it. */
  cache: 'hit' | 'miss' | 'bypass' | null
  /** Code and words of the record where resilience, not a model, decided: `cached`, `degraded`; '' = the answer's own. */
  code: 'cached' | 'degraded' | ''
  decidedBy: string
}

export const newServed = (): Served => ({
  attempts: 0,
  fallback: 0,
  earlierUs: 0,
  degraded: false,
  cache: null,
  code: '',
  decidedBy: '',
})

/** Adds the headers to the flat list that `writeHead` takes. */
export function pushServed(headers: string[], served: Served): void {
  if (served.attempts > 1) headers.push('x-sealwright-attempts', String(served.attempts))
  if (served.degraded) headers.push('x-sealwright-degraded', 'safe-answer')
  if (served.cache !== null) headers.push('x-sealwright-cache', served.cache)
}
