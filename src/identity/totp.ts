import { Secret, TOTP } from 'otpauth'
import type { Random } from '../platform/random.ts'

const PERIOD_S = 30
/** One step on either side: clocks of phones are up to half a minute off. A wider window only helps guessing. */
const WINDOW_STEPS = 1
/** 160 bits, RFC 4226 section 4 (R6). */
const SEED_BYTES = 20

export const newTotpSeed = (random: Random): Buffer => random.bytes(SEED_BYTES)

const totp = (seed: Uint8Array, label: string): TOTP =>
  new TOTP({
    issuer: 'Sealwright',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret: new Secret({ buffer: new Uint8Array(seed).buffer }),
  })

/** `otpauth://totp/...` for an authenticator app, and the seed in base32 for typing. */
export function totpUri(seed: Uint8Array, email: string): { readonly uri: string; readonly secret: string } {
  const otp = totp(seed, email)
  return { uri: otp.toString(), secret: otp.secret.base32 }
}

/**
 * The time step (RFC 6238) that a code belongs to, or null when it is wrong. The caller stores the step and refuses one that is not newer:
 * a code that someone looked at over a shoulder is used up.
 */
export function totpStep(seed: Uint8Array, code: string, nowMs: number): number | null {
  if (!/^\d{6}$/.test(code)) return null
  const delta = totp(seed, '').validate({ token: code, timestamp: nowMs, window: WINDOW_STEPS })
  return delta === null ? null : Math.floor(nowMs / 1000 / PERIOD_S) + delta
}

/** The code of a moment; for tests and for `doctor`. */
export const totpCode = (seed: Uint8Array, nowMs: number): string =>
  totp(seed, '').generate({ timestamp: nowMs })
