import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { asApiError, errorText } from './hooks.ts'

/** Null when this page may make and use passkeys; else why not, for people. `origin` is where the server says that they work. */
export function whyNoPasskey(origin: string | null | undefined): string | null {
  if (origin === undefined) return 'Not known yet'
  if (origin === null)
    return 'This installation has no name to bind passkeys to: an administrator sets publicUrl in sealwright.yaml.'
  if (origin !== window.location.origin) return `Passkeys work on ${origin} only.`
  return browserSupportsWebAuthn() ? null : 'This browser has no passkeys.'
}

/** The browser's own refusals are about its dialog; the server's say what to do. */
export function passkeyText(error: Error): string {
  switch (asApiError(error).problem.extra?.['name']) {
    case 'InvalidStateError':
      return 'This device holds a passkey of yours already.'
    case 'NotAllowedError':
    case 'AbortError':
      return 'The browser’s dialog was closed, or no passkey answered in time. Nothing was changed.'
    default:
      return errorText(error)
  }
}
