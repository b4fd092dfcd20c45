import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  scrypt,
  type KeyObject,
} from 'node:crypto'
import { z } from 'zod'
import { problem } from '../../lib/problem.ts'

/**
 * `backup keys`: the key store, sealed to a person. Format 1: the line "SWKEYS1", one line of JSON (the header, which is also the associated
 * data), then AES-256-GCM ciphertext and its 16-byte tag. For an X25519 recipient the key is HKDF-SHA256 over the shared secret of an ephemeral
 * key with both public keys as salt (ECIES as in RFC 9180's DHKEM, without its framing); for a passphrase it is scrypt (RFC 7914).
 * It expires: keys of erased payloads live on in old copies, so old copies must end. `expiresAt` is enforced by restore, not by mathematics.
 */

const MAGIC = 'SWKEYS1'
const INFO = 'sealwright/keys-backup/v1'
/** 128 MiB and about 0.5 s on the machine of bench/: a guess costs an attacker as much. Half is cheap to guess, double may not fit small hosts. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const
const PASSPHRASE_CHARS_MIN = 12

const headerSchema = z.object({
  v: z.literal(1),
  to: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('x25519'), recipient: z.string(), ephemeral: z.string() }),
    z.object({ kind: z.literal('passphrase'), salt: z.string() }),
  ]),
  nonce: z.string(),
  installation: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
})
export type KeysHeader = z.infer<typeof headerSchema>

export type Recipient =
  | { readonly kind: 'x25519'; readonly publicKey: KeyObject }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
export type Opener =
  | { readonly kind: 'x25519'; readonly privateKey: KeyObject }
  | { readonly kind: 'passphrase'; readonly passphrase: string }

/** Names relative to `keys/` and their bytes. */
export type KeyFiles = Readonly<Record<string, Buffer>>

/** `x25519:<base64 of 32 bytes>`, or the PEM of `openssl pkey -pubout`. Throws `recipient_invalid`. */
export function parseRecipient(text: string): Recipient {
  try {
    const raw = /^x25519:([A-Za-z0-9+/_=-]{43,44})$/.exec(text.trim())?.[1]
    const key = raw === undefined ? createPublicKey(text) : fromRaw(Buffer.from(raw, 'base64'))
    if (key.asymmetricKeyType === 'x25519') return { kind: 'x25519', publicKey: key }
  } catch {
    // told below, with what is expected
  }
  throw problem('recipient_invalid', 422, 'the recipient is not an X25519 public key', {
    where: 'recipient',
    fix: '`openssl genpkey -algorithm x25519 -out me.key && openssl pkey -in me.key -pubout`, and give its output',
  })
}

/** The PEM of `openssl genpkey -algorithm x25519`. */
export function parseOpener(pem: string): Opener {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'x25519') return { kind: 'x25519', privateKey: key }
  } catch {
    // told below, with what is expected
  }
  throw problem('recipient_invalid', 422, 'this is not an X25519 private key in PEM', {
    where: 'private key',
  })
}

/** Throws `passphrase_weak`. */
export function passphraseRecipient(passphrase: string): Recipient {
  if ([...passphrase].length < PASSPHRASE_CHARS_MIN)
    throw problem('passphrase_weak', 422, `a passphrase needs ${PASSPHRASE_CHARS_MIN} characters or more`, {
      where: 'passphrase',
      fix: 'five random words are easy to keep',
    })
  return { kind: 'passphrase', passphrase }
}

export async function sealKeys(
  files: KeyFiles,
  to: Recipient,
  about: { readonly installation: string; readonly createdAt: string; readonly expiresAt: string },
): Promise<Buffer> {
  const nonce = randomBytes(12)
  const { key, fields } = await keyFor(to)
  const header: KeysHeader = { v: 1, to: fields, nonce: nonce.toString('base64'), ...about }
  const head = Buffer.from(`${MAGIC}\n${JSON.stringify(header)}\n`)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(head)
  const plain = Buffer.from(
    JSON.stringify(
      Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, bytes.toString('base64')])),
    ),
  )
  return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Who it is for and until when; readable without the key, and covered by the tag. Throws `backup_damaged`. */
export function keysHeader(sealed: Buffer): KeysHeader {
  return split(sealed).header
}

/** Throws `backup_expired` (unless `force`), `backup_wrong_key`, `backup_damaged`. */
export async function openKeys(
  sealed: Buffer,
  opener: Opener,
  nowMs: number,
  force: boolean,
): Promise<{ readonly files: KeyFiles; readonly header: KeysHeader }> {
  const { head, header, body } = split(sealed)
  if (!force && nowMs > Date.parse(header.expiresAt))
    throw problem(
      'backup_expired',
      409,
      `this key backup expired at ${header.expiresAt}: it may hold keys of payloads that were erased since`,
      {
        fix: 'use a newer one, or repeat with `--force`; erasures are applied again before the server listens',
      },
    )
  const decipher = createDecipheriv(
    'aes-256-gcm',
    await openingKey(header, opener),
    Buffer.from(header.nonce, 'base64'),
    { authTagLength: 16 },
  )
  decipher.setAAD(head)
  decipher.setAuthTag(body.subarray(body.length - 16))
  let plain: Buffer
  try {
    plain = Buffer.concat([decipher.update(body.subarray(0, body.length - 16)), decipher.final()])
  } catch {
    throw problem(
      'backup_wrong_key',
      403,
      'this key or passphrase does not open the backup, or the file was changed',
    )
  }
  const files = z.record(z.string(), z.string()).parse(JSON.parse(plain.toString('utf8')))
  return {
    header,
    files: Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'base64')]),
    ),
  }
}

function split(sealed: Buffer): {
  readonly head: Buffer
  readonly header: KeysHeader
  readonly body: Buffer
} {
  const first = sealed.indexOf(10)
  const second = sealed.indexOf(10, first + 1)
  if (
    first !== MAGIC.length ||
    second < 0 ||
    second > 10_000 ||
    sealed.toString('latin1', 0, first) !== MAGIC ||
    sealed.length < second + 17
  )
    throw notOurs()
  try {
    const header = headerSchema.parse(JSON.parse(sealed.toString('utf8', first + 1, second)))
    if (!Number.isFinite(Date.parse(header.expiresAt))) throw notOurs()
    return { head: sealed.subarray(0, second + 1), header, body: sealed.subarray(second + 1) }
  } catch {
    throw notOurs()
  }
}

const notOurs = (): Error =>
  problem('backup_damaged', 422, 'this is not a key backup, or its header is damaged')

async function keyFor(to: Recipient): Promise<{ readonly key: Buffer; readonly fields: KeysHeader['to'] }> {
  if (to.kind === 'passphrase') {
    const salt = randomBytes(16)
    return {
      key: await stretched(to.passphrase, salt),
      fields: { kind: 'passphrase', salt: salt.toString('base64') },
    }
  }
  const own = generateKeyPairSync('x25519')
  const [ephemeral, recipient] = [raw(own.publicKey), raw(to.publicKey)]
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey: to.publicKey })
  return {
    key: derive(shared, ephemeral, recipient),
    fields: {
      kind: 'x25519',
      recipient: recipient.toString('base64'),
      ephemeral: ephemeral.toString('base64'),
    },
  }
}

async function openingKey(header: KeysHeader, opener: Opener): Promise<Buffer> {
  if (header.to.kind === 'passphrase') {
    if (opener.kind !== 'passphrase') throw wrongKind('a passphrase')
    return stretched(opener.passphrase, Buffer.from(header.to.salt, 'base64'))
  }
  if (opener.kind !== 'x25519') throw wrongKind('the private key of its recipient')
  const ephemeral = Buffer.from(header.to.ephemeral, 'base64')
  const shared = diffieHellman({ privateKey: opener.privateKey, publicKey: fromRaw(ephemeral) })
  return derive(shared, ephemeral, raw(createPublicKey(opener.privateKey)))
}

/** Off the event loop: the gateway goes on serving. NFKC, so that two keyboards spell one passphrase alike. */
const stretched = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, SCRYPT, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })

const wrongKind = (needed: string): Error =>
  problem('backup_wrong_key', 403, `this backup opens with ${needed}`)

const derive = (shared: Buffer, ephemeral: Buffer, recipient: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, recipient]), INFO, 32))

/** The 32 bytes of RFC 7748 at the end of the DER (RFC 8410: a fixed 12-byte prefix). */
const raw = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(-32)
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex')
const fromRaw = (bytes: Buffer): KeyObject => {
  if (bytes.length !== 32) throw problem('recipient_invalid', 422, 'an X25519 public key has 32 bytes')
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' })
}
