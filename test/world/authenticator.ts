/**
 * A passkey in software, as small as WebAuthn level 2 allows: ES256, attestation `none`. Each of its signed parts can be bent, so that a
 * test sees what the server refuses. Browser tests use Chromium's own virtual authenticator instead.
 */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'

type Options = { readonly challenge: string; readonly rp?: { readonly id?: string }; readonly rpId?: string }

export type Bent = {
  /** The page that asked. */
  readonly origin?: string
  readonly rpId?: string
  readonly verified?: boolean
  readonly counter?: number
  readonly userHandle?: string
  readonly challenge?: string
}

const PRESENT = 0x01
const VERIFIED = 0x04
const ATTESTED = 0x40

export class SoftPasskey {
  readonly id = randomBytes(32)
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  readonly #origin: string
  #counter = 0
  userHandle = ''

  constructor(origin = 'http://localhost:4400') {
    this.#origin = origin
  }

  /** What `navigator.credentials.create()` answers. */
  create(options: Options & { readonly user: { readonly id: string } }, bent: Bent = {}) {
    this.userHandle = options.user.id
    const rpId = bent.rpId ?? options.rp?.id ?? 'localhost'
    const idLength = Buffer.alloc(2)
    idLength.writeUInt16BE(this.id.length)
    const authData = Buffer.concat([
      this.#head(rpId, bent, ATTESTED),
      Buffer.alloc(16),
      idLength,
      this.id,
      coseKey(this.#keys.publicKey.export({ format: 'jwk' })),
    ])
    const attestation = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authData)],
    ])
    return this.#credential({
      clientDataJSON: this.#client('webauthn.create', options, bent).toString('base64url'),
      attestationObject: attestation.toString('base64url'),
      transports: ['internal'],
    })
  }

  /** What `navigator.credentials.get()` answers. */
  get(options: Options, bent: Bent = {}) {
    const client = this.#client('webauthn.get', options, bent)
    const authData = this.#head(bent.rpId ?? options.rpId ?? 'localhost', bent, 0)
    const signature = createSign('sha256')
      .update(Buffer.concat([authData, createHash('sha256').update(client).digest()]))
      .sign(this.#keys.privateKey)
    return this.#credential({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: bent.userHandle ?? this.userHandle,
    })
  }

  #credential<R>(response: R) {
    const id = this.id.toString('base64url')
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} }
  }

  #client(type: string, options: Options, bent: Bent): Buffer {
    return Buffer.from(
      JSON.stringify({
        type,
        challenge: bent.challenge ?? options.challenge,
        origin: bent.origin ?? this.#origin,
        crossOrigin: false,
      }),
    )
  }

  #head(rpId: string, bent: Bent, more: number): Buffer {
    this.#counter += 1
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(bent.counter ?? this.#counter)
    const flags = PRESENT | (bent.verified === false ? 0 : VERIFIED) | more
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(flags), counter])
  }
}

// ---- CBOR (RFC 8949), the few forms that are needed ----

const head = (major: number, n: number): Buffer =>
  n < 24
    ? Buffer.of((major << 5) | n)
    : n < 256
      ? Buffer.of((major << 5) | 24, n)
      : Buffer.of((major << 5) | 25, n >> 8, n & 255)
const cborInt = (n: number): Buffer => (n >= 0 ? head(0, n) : head(1, -1 - n))
const cborBytes = (b: Buffer): Buffer => Buffer.concat([head(2, b.length), b])
const cborText = (t: string): Buffer => Buffer.concat([head(3, t.length), Buffer.from(t)])
const cborMap = (pairs: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, pairs.length), ...pairs.flat()])

/** EC2 key of RFC 9053, 7.1.1: kty 2, alg -7 (ES256), crv 1 (P-256). */
const coseKey = (jwk: { readonly x?: string; readonly y?: string }): Buffer =>
  cborMap([
    [cborInt(1), cborInt(2)],
    [cborInt(3), cborInt(-7)],
    [cborInt(-1), cborInt(1)],
    [cborInt(-2), cborBytes(Buffer.from(jwk.x ?? '', 'base64url'))],
    [cborInt(-3), cborBytes(Buffer.from(jwk.y ?? '', 'base64url'))],
  ])
