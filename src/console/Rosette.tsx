import { rosettePath } from '../lib/rosette.ts'
import { SealPrint } from '../design/Seal.tsx'

/** The seal print of a root hash (hex). */
export function Rosette({
  hash,
  size,
  quiet = false,
  opacity,
}: {
  hash: string
  size: number
  quiet?: boolean
  opacity?: number
}) {
  return (
    <SealPrint
      path={rosettePath(hash, size)}
      size={size}
      label={`Seal print of ${hash.slice(0, 8)}`}
      quiet={quiet}
      {...(opacity === undefined ? {} : { opacity })}
    />
  )
}
export const emptyArt = (seed: string) => <Rosette hash={seed.repeat(12)} size={68} opacity={0.55} quiet />
/** Standard base64 to lower-case hex, for roots and hashes. */
export const hexOf = (base64: string): string =>
  Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')
