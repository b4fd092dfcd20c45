import type { BlobStore } from '../../src/platform/blobs.ts'
import { assertName } from '../../src/platform/durable-file.ts'

/** Behaves like the file store (same conformance suite); for suites that need no disk. */
export function memoryBlobs(): BlobStore {
  const objects = new Map<string, Buffer>()
  return {
    async put(name, bytes) {
      assertName(name)
      objects.set(name, Buffer.from(bytes))
    },
    async get(name, range) {
      assertName(name)
      const bytes = objects.get(name)
      return bytes === undefined
        ? undefined
        : Buffer.from(bytes.subarray(range?.start ?? 0, range?.end ?? bytes.length))
    },
    async delete(name) {
      assertName(name)
      objects.delete(name)
    },
    async list(prefix, { limit, after }) {
      return [...objects.keys()]
        .filter(
          (n) =>
            n.startsWith(prefix) &&
            (after === undefined || Buffer.compare(Buffer.from(n), Buffer.from(after)) > 0),
        )
        .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .slice(0, limit)
    },
  }
}
