/**
 * `server-timing` (www.w3.org/TR/server-timing) of an answer: the gateway's own share and the upstream's, in ms with two places. For a stream both
 * are up to its first byte: what comes later has no header.
 */
export function serverTiming(totalUs: number, upstreamUs: number): string {
  const own = totalUs > upstreamUs ? totalUs - upstreamUs : 0
  return upstreamUs > 0 ? `gw;dur=${ms(own)}, up;dur=${ms(upstreamUs)}` : `gw;dur=${ms(own)}`
}

/** Cheaper than toFixed: integers only. */
const ms = (us: number): string => {
  const hundredths = Math.round(us / 10)
  const rest = hundredths % 100
  return `${(hundredths - rest) / 100}.${rest < 10 ? '0' : ''}${rest}`
}
