import { beforeAll, describe, expect, it } from 'vitest'
import { syntheticPackage } from '../../../test/world/synthetic-package.ts'
import { openArchive, type Archive } from '../../verify/archive.ts'
import { memorySource, nodeHost } from '../../verify/node-host.ts'
import { trueTypeOf, woffOf } from './report-fonts.ts'
import { deviateWords } from '../../lib/predicate/deviate-words.ts'
import { deviatingOf } from './report-model.ts'

let archive: Archive
const read = async (name: string): Promise<Buffer> => {
  const file = await archive.read(name)
  if (!file.ok) throw new Error(file.error.detail)
  return Buffer.from(file.value)
}

beforeAll(async () => {
  const { bytes } = await syntheticPackage({
    report: true,
    order: { organisation: { id: 'o', name: '<script>alert(1)</script> & "Sons"' } },
  })
  const opened = await openArchive(memorySource(bytes), nodeHost)
  if (!opened.ok) throw new Error(opened.error.detail)
  archive = opened.value
})

describe('the report', () => {
  it('counts items, not rows: a row may stand for thousands', () => {
    const aggregated = {
      status: 'fail',
      checked: 40,
      why: deviateWords(25, 40),
      deviations: [{ key: 'k', what: 'w' }],
    }
    expect(deviatingOf(aggregated)).toBe(25)
    expect(deviatingOf({ ...aggregated, why: 'something else' })).toBe(1)
  })

  it('needs nothing from elsewhere and runs no script, whatever the organisation is called', async () => {
    const html = (await read('report.html')).toString('utf8')
    expect(html).not.toMatch(/<script|\son[a-z]+=|https?:\/\/(?!www\.w3\.org)|javascript:/i)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Sons&quot;')
    expect(html).toContain("default-src 'none'")
  })

  it('gives n of n, names each deviation, the gaps, both statements and the whole root', async () => {
    const html = (await read('report.html')).toString('utf8')
    const root = /[0-9a-f]{64}/.exec(html)?.[0] ?? ''
    expect(html).toContain('No deviation in 20 of 20 items checked.')
    expect(html).toContain('1 item of 2 checked deviate, named in 1 row.')
    expect(html).toContain('1 recorded runs: 1 fail')
    expect(html).toContain('=cmd@example.com has no second factor')
    expect(html).toContain('No control answers CC1.1.')
    expect(html).toContain(
      'No recorded entry was changed or removed, and gaps in sequences are visible. It does not prove that a source told the truth',
    )
    expect(html).toContain('It is not an auditor&#39;s report and states no opinion.')
    expect(html).toContain(
      `${root.slice(0, 8)} ${root.slice(8, 16)} ${root.slice(16, 24)} ${root.slice(24, 32)}`,
    )
  })

  it('never certifies anything and claims no opinion', async () => {
    const html = (await read('report.html')).toString('utf8').replace(/base64,[A-Za-z0-9+/=]+/g, '')
    expect(html).not.toMatch(/certif|AICPA|compliant|independent auditor's|we have examined/i)
  })

  it('is a PDF with its fonts inside, the same bytes each time', async () => {
    const pdf = await read('report.pdf')
    expect(pdf.toString('latin1', 0, 5)).toBe('%PDF-')
    expect(pdf.toString('latin1')).toContain('IBMPlexSerif')
    expect(pdf.length).toBeGreaterThan(20_000)
  })

  it('unpacks a WOFF font into tables that begin where the directory says', () => {
    const font = trueTypeOf(woffOf('mono'))
    expect(font.readUInt32BE(0)).toBe(0x00010000)
    for (let i = 0; i < font.readUInt16BE(4); i++) {
      const at = 12 + 16 * i
      expect(font.readUInt32BE(at + 8) + font.readUInt32BE(at + 12)).toBeLessThanOrEqual(font.length)
    }
    expect(() => trueTypeOf(Buffer.alloc(64))).toThrow('not a WOFF font')
  })
})
