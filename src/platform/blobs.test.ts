import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { memoryBlobs } from '../../test/world/memory-blobs.ts'
import type { BlobStore } from './blobs.ts'
import { fileBlobs } from './file-blobs.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sw-blobs-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** One suite, every implementation. */
const implementations: Record<string, () => BlobStore> = { files: () => fileBlobs(root), memory: memoryBlobs }

for (const [name, make] of Object.entries(implementations)) {
  describe(`blob store: ${name}`, () => {
    it('gives back what was put, whole or by range, and nothing for what is not there', async () => {
      const blobs = make()
      await blobs.put('payload/a/1', Buffer.from('hello world'))
      expect((await blobs.get('payload/a/1'))?.toString()).toBe('hello world')
      expect((await blobs.get('payload/a/1', { start: 6, end: 11 }))?.toString()).toBe('world')
      expect((await blobs.get('payload/a/1', { start: 6, end: 99 }))?.toString()).toBe('world')
      expect((await blobs.get('payload/a/1', { start: 50, end: 60 }))?.length).toBe(0)
      expect(await blobs.get('payload/a/2')).toBeUndefined()
      expect(await blobs.get('payload/a')).toBeUndefined()
      expect(await blobs.get('payload/a/1/deeper')).toBeUndefined()
    })

    it('replaces whole, keeps empty and binary objects, and deletes idempotently', async () => {
      const blobs = make()
      const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
      await blobs.put('x', Buffer.from('longer than the next'))
      await blobs.put('x', all)
      await blobs.put('empty', new Uint8Array())
      expect(await blobs.get('x')).toEqual(all)
      expect((await blobs.get('empty'))?.length).toBe(0)
      await blobs.delete('x')
      await blobs.delete('x')
      expect(await blobs.get('x')).toBeUndefined()
    })

    it('lists in byte order by prefix and pages with `after` without gaps or repeats', async () => {
      const blobs = make()
      const names = ['a-b/1', 'a/1', 'a/10', 'a/2', 'a/b/c', 'a.b', 'b/1', 'B']
      for (const n of names) await blobs.put(n, Buffer.from(n))
      const sorted = names.toSorted((p, q) => Buffer.compare(Buffer.from(p), Buffer.from(q)))
      expect(await blobs.list('', { limit: 100 })).toEqual(sorted)
      expect(await blobs.list('a/', { limit: 100 })).toEqual(['a/1', 'a/10', 'a/2', 'a/b/c'])
      expect(await blobs.list('a/1', { limit: 100 })).toEqual(['a/1', 'a/10'])
      const paged: string[] = []
      for (;;) {
        const page = await blobs.list('', { limit: 3, after: paged.at(-1) })
        if (page.length === 0) break
        paged.push(...page)
      }
      expect(paged).toEqual(sorted)
    })

    it.each([
      '',
      '/',
      '/etc/passwd',
      'a//b',
      '../x',
      'a/../x',
      'a/./b',
      '.',
      '..',
      'a\0b',
      'a\\b',
      'a b',
      'ä',
      'x'.repeat(501),
    ])('refuses the name %j', async (bad) => {
      const blobs = make()
      await expect(blobs.put(bad, Buffer.from('x'))).rejects.toThrow('not a valid object name')
      await expect(blobs.get(bad)).rejects.toThrow('not a valid object name')
      await expect(blobs.delete(bad)).rejects.toThrow('not a valid object name')
    })

    it('concurrent puts of one name leave one of the whole objects', async () => {
      const blobs = make()
      const versions = Array.from({ length: 8 }, (_, i) => Buffer.alloc(50_000, i))
      await Promise.all(versions.map((v) => blobs.put('same', v)))
      const kept = await blobs.get('same')
      expect(versions.some((v) => kept !== undefined && v.equals(kept))).toBe(true)
    })
  })
}

describe('files only', () => {
  it('an unfinished write of a killed process is never seen', async () => {
    const blobs = fileBlobs(root)
    await blobs.put('tile/0', Buffer.from('whole'))
    await writeFile(join(root, 'tile', '1.99999.0.tmp~'), 'torn')
    expect(await blobs.list('', { limit: 10 })).toEqual(['tile/0'])
  })

  it('a write that cannot take its place says so and leaves no debris', async () => {
    const blobs = fileBlobs(root)
    await blobs.put('d/x/y', Buffer.from('old'))
    await expect(blobs.put('d/x', Buffer.from('new'))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(await readdir(join(root, 'd'))).toEqual(['x'])
    expect((await blobs.get('d/x/y'))?.toString()).toBe('old')
  })
})
