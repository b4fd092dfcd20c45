import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { problem } from '../../lib/problem.ts'
import type { VerifierFiles } from './ports.ts'

/** Where `scripts/build-verifier.mjs` writes, seen from dist/features/audit and from src/features/audit. */
const PLACES = [
  join(import.meta.dirname, '../../verifier'),
  join(import.meta.dirname, '../../../dist/verifier'),
]

/** The verifier that goes into every package: two files made by the build. Without them no package is made, because it could not be checked. */
export function bundledVerifier(places: readonly string[] = PLACES): VerifierFiles {
  return {
    async read() {
      for (const place of places) {
        try {
          const [mjs, html] = await Promise.all([
            readFile(join(place, 'verify.mjs')),
            readFile(join(place, 'verify.html')),
          ])
          return { mjs, html }
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
        }
      }
      throw problem('verifier_not_built', 500, 'the offline verifier is missing from this installation', {
        fix: 'run `npm run build`',
      })
    },
  }
}
