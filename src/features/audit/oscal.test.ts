import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { syntheticPackage } from '../../../test/world/synthetic-package.ts'
import { openArchive } from '../../verify/archive.ts'
import { memorySource, nodeHost } from '../../verify/node-host.ts'
import { uuidv5 } from './oscal.ts'

/** NIST's own schema (CC0), vendored: test/fixtures/oscal/README.md. */
const schema: object = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../../test/fixtures/oscal/oscal_complete_schema_1.2.1.json'),
    'utf8',
  ),
)
const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
const validate = ajv.compile(schema)

// eslint-disable-next-line typescript/no-explicit-any
async function oscalOf(options: Parameters<typeof syntheticPackage>[0]): Promise<Record<string, any>> {
  const archive = await openArchive(memorySource((await syntheticPackage(options)).bytes), nodeHost)
  if (!archive.ok) throw new Error(archive.error.detail)
  const file = await archive.value.read('oscal/assessment-results.json')
  if (!file.ok) throw new Error(file.error.detail)
  return JSON.parse(Buffer.from(file.value).toString('utf8'))
}

describe('OSCAL 1.2.1 assessment results', () => {
  it('validate against NIST’s schema in full and in sample mode, and with no control at all', async () => {
    for (const options of [{}, { mode: 'sample' as const }, { dishonest: () => [] }]) {
      const document = await oscalOf(options)
      expect(validate(document) ? [] : validate.errors).toEqual([])
    }
  })

  it('the schema is a real gate: a broken document does not validate', async () => {
    const document = structuredClone(await oscalOf({}))
    Reflect.deleteProperty(Reflect.get(document, 'assessment-results'), 'import-ap')
    expect(validate(document)).toBe(false)
  })

  it('calls management the assessor, satisfied only what passed, and never certifies', async () => {
    const document = await oscalOf({})
    const text = JSON.stringify(document)
    const [result] = document['assessment-results'].results
    const states = result.findings.map(
      (f: { target: { 'target-id': string; status: { state: string } } }) => [
        f.target['target-id'],
        f.target.status.state,
      ],
    )
    expect(states).toEqual([
      ['GWY-01', 'satisfied'],
      ['IAM-02', 'not-satisfied'],
      ['OPS-03', 'not-satisfied'],
    ])
    expect(text).toContain('management itself, not an independent auditor')
    expect(text).not.toMatch(/certif|compliant/i)
  })

  it('keeps its identifiers from one making to the next', async () => {
    expect(await oscalOf({})).toEqual(await oscalOf({}))
    // RFC 9562 appendix A.4
    expect(uuidv5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    )
  })
})
