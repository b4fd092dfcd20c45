import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { problem } from '../lib/problem.ts'
import { assertName, isCode, listNames, syncDir, writeDurable } from './durable-file.ts'
import type { KeyStore } from './keystore.ts'

/** Format 1 of a sealed secret: "SW1" | 12-byte nonce | ciphertext | 16-byte tag. Name or purpose is the associated data. */
const MAGIC = Buffer.from('SW1')
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEK_BYTES = 32

/** Inside `keys/`, beside the KEK of "this disk", the passwords of the embedded database and the lock. */
const STORE = 'store'
const CHECK = 'kek-check'

/**
 * Key store in files under `dir` (the data directory's `keys/`), each sealed with AES-256-GCM under keys derived from the KEK by
 * HKDF-SHA256. The KEK is `kekFile` (32 raw bytes, or 64 hex or 44 base64 characters) or, without one, `dir/kek`, made at first use.
 * Throws `kek_unreadable` and `kek_mismatch` (another KEK than the one that sealed this store).
 * LIMIT: on copy-on-write disks and SSDs an overwrite does not reach old blocks; what protects there is the KEK kept elsewhere.
 */
export async function openFileKeyStore(dir: string, kekFile: string | null): Promise<KeyStore> {
  await mkdir(join(dir, STORE), { recursive: true, mode: 0o700 })
  const kek = kekFile === null ? await ownKek(dir) : await readKek(kekFile)
  const root = join(dir, STORE)
  const fileKey = derive(kek, 'sealwright/keystore/v1')
  const purposeKeys = new Map<string, Buffer>()
  const keyFor = (purpose: string): Buffer => {
    const known = purposeKeys.get(purpose)
    if (known !== undefined) return known
    const made = derive(kek, `sealwright/wrap/v1/${purpose}`)
    purposeKeys.set(purpose, made)
    return made
  }
  await checkKek(dir, fileKey, kekFile)

  return {
    custody:
      kekFile === null
        ? {
            kind: 'this-disk',
            text: 'this disk: the key-encryption key lies in the data directory beside what it seals',
          }
        : { kind: 'file', text: 'file outside the data directory' },

    async create(name, key) {
      try {
        await writeDurable(root, name, seal(fileKey, name, key), false)
      } catch (error) {
        if (isCode(error, 'EEXIST'))
          throw problem('key_exists', 409, `a key named \`${name}\` exists and is never overwritten`, {
            where: name,
          })
        throw error
      }
    },

    async get(name) {
      assertName(name)
      try {
        return unseal(fileKey, name, await readFile(join(root, name)))
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined
        throw error
      }
    },

    list: (prefix) => listNames(root, prefix, Number.MAX_SAFE_INTEGER),

    async destroy(name) {
      assertName(name)
      const path = join(root, name)
      try {
        await overwrite(path)
      } catch (error) {
        if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return // already destroyed: a repeat after a crash ends the same
        throw error
      }
      await rm(path)
      await syncDir(dirname(path))
    },

    wrap: (purpose, plain) => seal(keyFor(purpose), purpose, plain),
    unwrap: (purpose, sealed) => unseal(keyFor(purpose), purpose, sealed),
  }
}

const derive = (kek: Uint8Array, info: string): Buffer => Buffer.from(hkdfSync('sha256', kek, '', info, 32))

function seal(key: Uint8Array, name: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(name))
  return Buffer.concat([MAGIC, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws `secret_unreadable` on any change of bytes, name or key. */
function unseal(key: Uint8Array, name: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const start = MAGIC.length + NONCE_BYTES
  if (bytes.length < start + TAG_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw unreadable(name)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(MAGIC.length, start), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(name))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(start, bytes.length - TAG_BYTES)), decipher.final()])
  } catch {
    throw unreadable(name)
  }
}

const unreadable = (name: string): Error =>
  problem(
    'secret_unreadable',
    500,
    `the sealed secret \`${name}\` does not open: it was changed or sealed under another key`,
    {
      where: name,
      fix: 'restore it with `sealwright backup restore`',
    },
  )

async function overwrite(path: string): Promise<void> {
  const { size } = await stat(path)
  const file = await open(path, 'r+')
  try {
    await file.write(randomBytes(size), 0, size, 0)
    await file.sync()
  } finally {
    await file.close()
  }
}

// ---- backup --------------------------------------------------------------------------------------------------------------------------

/**
 * The store's files as they stand (sealed), with the KEK when it lies beside them and without it when it came from a file: that one is its
 * owner's to keep. Names are relative to `dir`.
 */
export async function readKeyFiles(dir: string): Promise<Record<string, Buffer>> {
  const files: Record<string, Buffer> = {}
  const names = [
    CHECK,
    'kek',
    ...(await listNames(join(dir, STORE), '', Number.MAX_SAFE_INTEGER)).map((n) => `${STORE}/${n}`),
  ]
  for (const name of names) {
    const bytes = await readFile(join(dir, name)).catch(absent)
    if (bytes !== undefined) files[name] = bytes
  }
  return files
}

/** Puts a backup's files into an empty key store. Throws `restore_not_empty`. A crash inside is completed by running it again with `replace`. */
export async function writeKeyFiles(
  dir: string,
  files: Readonly<Record<string, Buffer>>,
  replace = false,
): Promise<void> {
  const known = Object.entries(files).filter(
    ([name]) => name === CHECK || name === 'kek' || name.startsWith(`${STORE}/`),
  )
  for (const [name] of known) assertName(name)
  const existing = await listNames(join(dir, STORE), '', 1)
  if (!replace && (existing.length > 0 || (await stat(join(dir, CHECK)).catch(absent)) !== undefined))
    throw problem('restore_not_empty', 409, 'this data directory has keys already', {
      where: dir,
      fix: 'restore into an empty data directory',
    })
  await mkdir(dir, { recursive: true, mode: 0o700 })
  for (const [name, bytes] of known) await writeDurable(dir, name, bytes, true)
}

// ---- key-encryption key ------------------------------------------------------------------------------------------------------------

async function ownKek(dir: string): Promise<Buffer> {
  const existing = await readFile(join(dir, 'kek')).catch(absent)
  if (existing !== undefined) return parseKek(existing, join(dir, 'kek'))
  if ((await stat(join(dir, CHECK)).catch(absent)) !== undefined)
    throw problem(
      'kek_unreadable',
      500,
      'this installation was sealed with a key-encryption key from a file, and none is configured',
      {
        where: 'SEALWRIGHT_KEK_FILE',
        fix: 'set `SEALWRIGHT_KEK_FILE` to the file that was used before',
      },
    )
  const fresh = randomBytes(KEK_BYTES)
  await writeDurable(dir, 'kek', Buffer.from(`${fresh.toString('base64')}\n`), false)
  return fresh
}

async function readKek(path: string): Promise<Buffer> {
  try {
    return parseKek(await readFile(path), path)
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EACCES') && !isCode(error, 'EISDIR')) throw error
    throw problem('kek_unreadable', 500, 'the key-encryption key cannot be read', {
      where: path,
      fix: 'make one with `openssl rand -base64 32 > FILE`, readable by this user only',
    })
  }
}

function parseKek(bytes: Buffer, path: string): Buffer {
  if (bytes.length === KEK_BYTES) return bytes
  const text = bytes.toString('latin1').trim()
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex')
  const decoded = Buffer.from(text, 'base64')
  if (decoded.length === KEK_BYTES && /^[A-Za-z0-9+/]{43}=$/.test(text)) return decoded
  throw problem(
    'kek_unreadable',
    500,
    'the key-encryption key must be 32 bytes (raw, 64 hex or 44 base64 characters)',
    {
      where: path,
      fix: 'make one with `openssl rand -base64 32`',
    },
  )
}

/** A known value sealed once: a wrong KEK is told at start, not at the first secret that is needed. */
async function checkKek(dir: string, key: Buffer, kekFile: string | null): Promise<void> {
  const known = await readFile(join(dir, CHECK)).catch(absent)
  if (known === undefined) return writeDurable(dir, CHECK, seal(key, CHECK, Buffer.from('sealwright')), false)
  try {
    unseal(key, CHECK, known)
  } catch {
    throw problem(
      'kek_mismatch',
      500,
      'this key-encryption key is not the one that sealed this installation',
      {
        where: kekFile ?? 'keys/kek',
        fix: 'point `SEALWRIGHT_KEK_FILE` at the file that was used before, or restore the keys from their backup',
      },
    )
  }
}

function absent(error: unknown): undefined {
  if (isCode(error, 'ENOENT')) return undefined
  throw error
}
