import { isIP } from 'node:net'

/** WebAuthn's name for this installation: passkeys are bound to `id`, and a browser answers only for a page of `origin`. */
export type RelyingParty = { readonly id: string; readonly origin: string }

/**
 * From the public URL. Browsers refuse an IP address as a name (WebAuthn level 2, 5.1.3: "effective domain"), so a loopback address stands for
 * `localhost` with the same port; another address has no passkeys: null.
 */
export function relyingPartyOf(publicUrl: string): RelyingParty | null {
  if (!URL.canParse(publicUrl)) return null
  const url = new URL(publicUrl)
  const bare = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(bare) === 0) return { id: url.hostname, origin: url.origin }
  if (bare !== '::1' && !bare.startsWith('127.')) return null
  url.hostname = 'localhost'
  return { id: 'localhost', origin: url.origin }
}
