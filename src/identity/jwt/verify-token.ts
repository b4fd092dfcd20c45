import { decodeProtectedHeader, errors, importJWK, jwtVerify, type JWTPayload } from 'jose'
import { err, ok, type Result } from '../../lib/result.ts'
import { SteadyClock, type Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { IssuerRecord, Jwk, TokenAlgorithm } from './issuer-record.ts'
import { JwkSets, type FetchText } from './jwk-set.ts'

export type TokenFault =
  | 'oversize'
  | 'malformed'
  | 'alg_not_allowed'
  | 'crit_not_allowed'
  | 'unknown_issuer'
  | 'wrong_audience'
  | 'unknown_key'
  | 'bad_signature'
  | 'expired'
  | 'not_yet_valid'
  | 'claim_missing'
  | 'wrong_team'
  | 'wrong_system'
  | 'keys_unavailable'

/** `issuer` is set once the signature is proven: only then is it known whose token it was. */
export type TokenError = {
  readonly code: TokenFault
  readonly message: string
  readonly issuer: IssuerRecord | null
}

export type VerifiedCaller = {
  readonly issuer: IssuerRecord
  readonly systemId: string
  readonly user: string
  readonly team: string | null
  readonly expiresMs: number
}

/** Room for a hundred groups in a token; identity providers stay below 8 KB because web servers do. */
export const TOKEN_CHARS_MAX = 8_192
const USER_CHARS_MAX = 256
/** Clocks of two machines under NTP differ by less. */
const CLOCK_TOLERANCE_S = 5

/** Does it look like a JWS in compact form? A virtual key never does. */
export const looksLikeToken = (bearer: string): boolean => /^[\w-]+\.[\w-]*\.[\w-]*$/.test(bearer)

export type TokenVerifier = (
  token: string,
  trusted: (issuer: string) => readonly IssuerRecord[],
) => Promise<Result<VerifiedCaller, TokenError>>

/**
 * Verifies a caller's token: RFC 7519 with the advice of RFC 8725. The algorithm is the issuer record's, never the token's choice; keys come
 * from the record or its URL, never from the token (`jwk`, `jku`, `x5u`, `x5c` are not looked at); any `crit` is refused; `exp` is required.
 */
export function createTokenVerifier(deps: {
  readonly fetchText: FetchText
  readonly clock: Clock
  readonly log: Log
}): TokenVerifier {
  const sets = new JwkSets(deps)
  const steady = new SteadyClock(deps.clock)
  return async (token, trusted) => {
    const read = readUnproven(token)
    if (!read.ok) return read
    const { alg, kid, claimedIssuer, audiences } = read.value
    const candidates = trusted(claimedIssuer)
    if (candidates.length === 0)
      return fault('unknown_issuer', `the token's issuer \`${shown(claimedIssuer)}\` is not trusted here`)
    const fitting = candidates.filter((c) => c.audiences.some((a) => audiences.includes(a)))
    const [issuer] = fitting
    if (issuer === undefined)
      return fault('wrong_audience', 'the token is not meant for this gateway: its `aud` is another')
    // Two organisations that trust one issuer for one audience: whose caller it is cannot be told.
    if (fitting.length > 1)
      return fault(
        'wrong_audience',
        'the token’s `aud` is trusted by more than one issuer record: use another audience',
      )
    const allowed = issuer.algorithms.find((a) => a === alg)
    if (allowed === undefined)
      return fault('alg_not_allowed', `tokens signed with \`${shown(alg)}\` are not accepted`)
    const keys = issuer.keys.from === 'given' ? issuer.keys.jwks : await sets.keysFor(issuer.keys.url, kid)
    if (keys === null) return fault('keys_unavailable', 'the issuer’s keys cannot be fetched now')
    const key = keyFor(keys, kid, allowed)
    if (key === null) return fault('unknown_key', 'no key of the issuer has the token’s `kid` and algorithm')
    const payload = await verified(token, key, allowed, issuer, steady)
    return payload.ok ? callerOf(payload.value, issuer) : payload
  }
}

type Unproven = {
  readonly alg: string
  readonly kid: string | null
  readonly claimedIssuer: string
  readonly audiences: readonly string[]
}

/** What the token says about itself, to find out whose key should prove it. Nothing of it is believed. */
function readUnproven(token: string): Result<Unproven, TokenError> {
  if (token.length > TOKEN_CHARS_MAX)
    return fault('oversize', `the token is longer than ${TOKEN_CHARS_MAX} characters`)
  try {
    const header = decodeProtectedHeader(token)
    if (header.crit !== undefined || 'b64' in header)
      return fault('crit_not_allowed', 'tokens with critical header extensions are not accepted')
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null) return fault('malformed', 'the token has no claims')
    const iss = 'iss' in claims ? claims.iss : undefined
    const aud = 'aud' in claims ? claims.aud : undefined
    if (typeof iss !== 'string') return fault('claim_missing', 'the token has no `iss`')
    const { alg, kid } = header
    if (typeof alg !== 'string') return fault('malformed', 'the token names no algorithm')
    return ok({
      alg,
      kid: typeof kid === 'string' ? kid : null,
      claimedIssuer: iss,
      audiences: (Array.isArray(aud) ? aud : [aud]).filter((a): a is string => typeof a === 'string'),
    })
  } catch {
    return fault('malformed', 'the bearer is no JSON Web Token')
  }
}

const TYPE: Readonly<Record<TokenAlgorithm, string>> = {
  RS256: 'RSA',
  PS256: 'RSA',
  ES256: 'EC',
  EdDSA: 'OKP',
}
const CURVE: Readonly<Record<TokenAlgorithm, string | undefined>> = {
  RS256: undefined,
  PS256: undefined,
  ES256: 'P-256',
  EdDSA: 'Ed25519',
}

/** The one key that fits; a token without `kid` is accepted only where there is no choice. */
function keyFor(keys: readonly Jwk[], kid: string | null, alg: TokenAlgorithm): Jwk | null {
  const fitting = keys.filter(
    (key) =>
      key.kty === TYPE[alg] &&
      (key['alg'] === undefined || key['alg'] === alg) &&
      (CURVE[alg] === undefined || key['crv'] === CURVE[alg]) &&
      (kid === null || key.kid === kid),
  )
  const [first] = fitting
  return first !== undefined && fitting.length === 1 ? first : null
}

async function verified(
  token: string,
  jwk: Jwk,
  alg: TokenAlgorithm,
  issuer: IssuerRecord,
  clock: SteadyClock,
): Promise<Result<JWTPayload, TokenError>> {
  try {
    const { payload } = await jwtVerify(token, await importJWK({ ...jwk, kty: jwk.kty }, alg), {
      algorithms: [alg],
      issuer: issuer.issuer,
      audience: [...issuer.audiences],
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
      currentDate: new Date(clock.latestMs()),
    })
    return ok(payload)
  } catch (cause) {
    return proven(cause, issuer)
  }
}

/** jose checks the signature before any claim: a fault of a claim is a fault of a real token of this issuer. */
function proven(cause: unknown, issuer: IssuerRecord): Result<never, TokenError> {
  if (cause instanceof errors.JWTExpired)
    return fault('expired', 'the token has expired: get a new one', issuer)
  if (cause instanceof errors.JWTClaimValidationFailed) {
    if (cause.claim === 'nbf') return fault('not_yet_valid', 'the token is not valid yet (`nbf`)', issuer)
    if (cause.claim === 'aud') return fault('wrong_audience', 'the token’s `aud` is another', issuer)
    return fault(
      'claim_missing',
      `the token’s claim \`${shown(cause.claim)}\` is missing or not valid`,
      issuer,
    )
  }
  if (cause instanceof errors.JWSSignatureVerificationFailed)
    return fault('bad_signature', 'the token’s signature is not its issuer’s')
  if (cause instanceof errors.JOSEError) return fault('malformed', 'the token cannot be read')
  // A key that cannot be used (an RSA key under 2,048 bits, a broken one): no token can be proven with it.
  return fault('bad_signature', 'the issuer’s key for this token is not usable')
}

function callerOf(payload: JWTPayload, issuer: IssuerRecord): Result<VerifiedCaller, TokenError> {
  const user = textClaim(payload, issuer.claims.user)
  if (user === null)
    return fault(
      'claim_missing',
      `the token has no \`${issuer.claims.user}\` of 1 to ${USER_CHARS_MAX} characters`,
      issuer,
    )
  const team = issuer.claims.team === null ? null : teamOf(payload, issuer.claims.team, issuer.teams)
  if (issuer.claims.team !== null && team === null)
    return fault('wrong_team', `none of the token’s \`${issuer.claims.team}\` may call here`, issuer)
  const named = issuer.claims.system === null ? null : textClaim(payload, issuer.claims.system)
  const system =
    issuer.claims.system === null ? issuer.systems[0] : issuer.systems.find((s) => s.name === named)
  if (system === undefined)
    return fault(
      'wrong_system',
      `the token’s \`${issuer.claims.system ?? ''}\` names no system of this issuer`,
      issuer,
    )
  return ok({ issuer, systemId: system.id, user, team, expiresMs: (payload.exp ?? 0) * 1_000 })
}

/** A claim by its own name, else by a path with dots (`resource_access.team`); Auth0-style names with dots and slashes come first. */
function claimOf(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name]
  let value: unknown = payload
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = Object.entries(value).find(([key]) => key === step)?.[1]
  }
  return value
}

function textClaim(payload: JWTPayload, name: string): string | null {
  const value = claimOf(payload, name)
  return typeof value === 'string' && value.trim() !== '' && value.length <= USER_CHARS_MAX
    ? value.trim()
    : null
}

function teamOf(payload: JWTPayload, name: string, teams: readonly string[] | null): string | null {
  const value = claimOf(payload, name)
  const held = (Array.isArray(value) ? value : [value]).filter((t): t is string => typeof t === 'string')
  return (teams === null ? held[0] : held.find((t) => teams.includes(t))) ?? null
}

const fault = (
  code: TokenFault,
  message: string,
  issuer: IssuerRecord | null = null,
): Result<never, TokenError> => err({ code, message, issuer })

/** Foreign text in a message: short, and without what could break a line. */
const shown = (text: string): string => text.slice(0, 100).replace(/[^\x20-\x7e]|`/g, '?')
