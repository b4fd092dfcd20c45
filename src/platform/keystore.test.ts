import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openFileKeyStore } from './file-keystore.ts'

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sw-keys-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const everyByte = async (under: string): Promise<Buffer> => {
  const files = await readdir(under, { recursive: true, withFileTypes: true })
  return Buffer.concat(
    await Promise.all(files.filter((f) => f.isFile()).map((f) => readFile(join(f.parentPath, f.name)))),
  )
}

describe('key store', () => {
  it('keeps keys over a restart, never overwrites one, and stores no key in the clear', async () => {
    const keys = await openFileKeyStore(dir, null)
    const secret = randomBytes(32)
    await keys.create('segment/org-1/a', secret)
    await expect(keys.create('segment/org-1/a', randomBytes(32))).rejects.toThrow('key_exists')
    const again = await openFileKeyStore(dir, null)
    expect(await again.get('segment/org-1/a')).toEqual(secret)
    expect(await again.list('segment/')).toEqual(['segment/org-1/a'])
    expect((await everyByte(dir)).includes(secret)).toBe(false)
    expect((await stat(join(dir, 'store/segment/org-1/a'))).mode & 0o777).toBe(0o600)
    expect(again.custody.kind).toBe('this-disk')
  })

  it('destroy overwrites the bytes before it unlinks, and is idempotent', async () => {
    const keys = await openFileKeyStore(dir, null)
    await keys.create('segment/x', randomBytes(32))
    const path = join(dir, 'store/segment/x')
    const before = await readFile(path)
    // An open descriptor still sees the file's blocks after unlink.
    const held = await open(path, 'r')
    try {
      await keys.destroy('segment/x')
      const { buffer } = await held.read(Buffer.alloc(before.length), 0, before.length, 0)
      expect(buffer.equals(before)).toBe(false)
    } finally {
      await held.close()
    }
    expect(await keys.get('segment/x')).toBeUndefined()
    await keys.destroy('segment/x')
    expect(await keys.list('')).toEqual([])
  })

  it('a moved, changed or cut key file does not open', async () => {
    const keys = await openFileKeyStore(dir, null)
    await keys.create('a', randomBytes(32))
    const sealed = await readFile(join(dir, 'store/a'))
    await writeFile(join(dir, 'store/b'), sealed)
    await expect(keys.get('b')).rejects.toThrow('secret_unreadable')
    for (const at of [0, 5, 20, sealed.length - 1]) {
      const flipped = Buffer.from(sealed)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      await writeFile(join(dir, 'store/a'), flipped)
      await expect(keys.get('a')).rejects.toThrow('secret_unreadable')
    }
    await writeFile(join(dir, 'store/a'), sealed.subarray(0, 10))
    await expect(keys.get('a')).rejects.toThrow('secret_unreadable')
  })

  it('wrap is bound to its purpose', async () => {
    const keys = await openFileKeyStore(dir, null)
    const sealed = keys.wrap('upstream-key', Buffer.from('sk-live'))
    expect(sealed.includes('sk-live')).toBe(false)
    expect(keys.unwrap('upstream-key', sealed).toString()).toBe('sk-live')
    expect(() => keys.unwrap('totp', sealed)).toThrow('secret_unreadable')
  })

  it('takes a KEK from a file, in three spellings, and tells a wrong or missing one at start', async () => {
    const kek = randomBytes(32)
    const file = join(dir, 'outside')
    const home = join(dir, 'keys')
    for (const text of [kek, kek.toString('hex'), `${kek.toString('base64')}\n`]) {
      await writeFile(file, text)
      const keys = await openFileKeyStore(home, file)
      expect(keys.custody.kind).toBe('file')
      await keys.create(`k${text.length}`, Buffer.from('secret'))
    }
    const last = await openFileKeyStore(home, file)
    expect(await last.list('')).toHaveLength(3)
    expect((await last.get('k32'))?.toString()).toBe('secret')
    expect((await readdir(home)).includes('kek')).toBe(false)
    await expect(openFileKeyStore(home, null)).rejects.toThrow('kek_unreadable')
    await writeFile(file, randomBytes(32))
    await expect(openFileKeyStore(home, file)).rejects.toThrow('kek_mismatch')
    await writeFile(file, 'short')
    await expect(openFileKeyStore(home, file)).rejects.toThrow('must be 32 bytes')
    await expect(openFileKeyStore(home, join(dir, 'nowhere'))).rejects.toThrow('kek_unreadable')
  })
})
