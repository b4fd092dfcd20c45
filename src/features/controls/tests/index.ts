import { canonicalize } from '../../../lib/canonical.ts'
import { loadTest } from '../../../lib/predicate/load.ts'
import type { Fields } from '../../../lib/predicate/types.ts'
import { nearName } from '../../../lib/near.ts'
import type { TestDefinition } from '../model.ts'
import { factFields } from '../fact-fields.ts'
import { gatewayTests } from './gateway.ts'
import { inventoryTests } from './inventory.ts'
import { modelTests } from './models.ts'

export const tests: readonly TestDefinition[] = [...inventoryTests, ...modelTests, ...gatewayTests]

/** Canonical JSON of a test: what its digest is taken of, what the package carries and the verifier runs. */
export const testText = (definition: TestDefinition): string => canonicalize(definition.test)

/**
 * Checks, at start, that every test loads against the declared fields and that every source offers what is declared, with the same types.
 * Throws with all faults: a test that silently lost its field must not start.
 */
export function checkTests(sources: readonly { readonly id: string; readonly fields: Fields }[]): void {
  const faults: string[] = []
  for (const { control, test } of tests) {
    const loaded = loadTest(test, factFields)
    if (!loaded.ok) faults.push(`${control}${loaded.error.path}: ${loaded.error.detail}`)
  }
  for (const [id, fields] of Object.entries<Fields>(factFields)) {
    const source = sources.find((candidate) => candidate.id === id)
    if (source === undefined) {
      const near = nearName(
        id,
        sources.map((candidate) => candidate.id),
      )
      faults.push(`no fact source \`${id}\`${near === undefined ? '' : `, there is \`${near}\``}`)
      continue
    }
    for (const [name, type] of Object.entries(fields)) {
      const offered = source.fields[name]
      if (offered === type) continue
      const near = nearName(name, Object.keys(source.fields))
      faults.push(
        offered === undefined
          ? `fact source \`${id}\` has no field \`${name}\`${near === undefined ? '' : `, there is \`${near}\``}`
          : `fact source \`${id}\`: \`${name}\` is ${offered}, expected ${type}`,
      )
    }
  }
  if (faults.length > 0) throw new Error(`control tests cannot run:\n${faults.join('\n')}`)
}
