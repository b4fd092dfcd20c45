import { describe, expect, it } from 'vitest'
import { wholeDocument } from '../world/whole-api.ts'
import {
  apiDocumentSchema,
  bodyOf,
  boundsInWords,
  curlOf,
  fieldsOf,
  groupsOf,
  resolved,
  typeInWords,
} from '../../src/console/pages/api-reference.ts'

const document = apiDocumentSchema.parse(wholeDocument())
const operation = (id: string) => {
  const found = groupsOf(document, '')
    .flatMap((group) => group.operations)
    .find((o) => o.operationId === id)
  if (found === undefined) throw new Error(`no operation ${id}`)
  return found
}

describe('the API’s description as the console reads it', () => {
  it('every operation stands in exactly one group, and every word of a search must match', () => {
    const ids = groupsOf(document, '').flatMap((group) => group.operations.map((o) => o.operationId))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBe(Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length)
    const found = groupsOf(document, 'key.create rotate').flatMap((group) => group.operations)
    expect(found.map((o) => o.operationId)).toEqual(['keys.rotate'])
    expect(groupsOf(document, 'no such thing')).toEqual([])
  })

  it('a body is read through its references, with types, bounds and what may be left out', () => {
    const body = bodyOf(operation('policies.saveDraft')) ?? {}
    const [spec] = fieldsOf(document, body)
    expect(spec).toMatchObject({ name: 'spec', required: true })
    expect(typeInWords(spec?.schema ?? {})).toBe('PolicySpecInput')
    const rules = fieldsOf(document, spec?.schema ?? {}).find((field) => field.name === 'input')
    expect(typeInWords(rules?.schema ?? {})).toBe('list of GuardRuleInput')
    const threshold = fieldsOf(document, rules?.schema ?? {}).find((field) => field.name === 'threshold')
    expect(threshold?.required).toBe(false)
    expect(boundsInWords(threshold?.schema ?? {})).toBe('at least 0, at most 1, default 0.5')
    expect(resolved(document, { $ref: '#/components/schemas/Limits' })).toHaveProperty('properties')
  })

  it('the example is a request for this server with the least that the operation takes', () => {
    expect(curlOf(document, operation('keys.create'), 'https://ai.example')).toBe(
      [
        `curl -X POST 'https://ai.example/api/v1/keys' \\`,
        `  -H "authorization: Bearer $SEALWRIGHT_TOKEN" \\`,
        `  -H 'content-type: application/json' \\`,
        `  -d '{`,
        `  "system": "<system>"`,
        `}'`,
      ].join('\n'),
    )
    expect(curlOf(document, operation('policies.diff'), 'https://ai.example')).toContain(
      `'https://ai.example/api/v1/policies/<name>/diff?from=<from>&to=<to>'`,
    )
    // signing in needs no token, and a person's own things refuse one
    for (const id of ['session.create', 'me.addPasskey'])
      expect(curlOf(document, operation(id), 'https://ai.example')).not.toContain('authorization')
  })
})
