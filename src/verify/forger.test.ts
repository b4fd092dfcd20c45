/** A company that holds its log's key, or a stranger who can sign beside it: what each could tell an auditor, and which check says otherwise. */
import { describe, expect, it } from 'vitest'
import { verifies } from '../../test/promises.ts'
import { repack, sha256Hex, type Draft, type Files } from '../../test/world/repack.ts'
import type { SyntheticLedger } from '../../test/world/synthetic-ledger.ts'
import { syntheticPackage, type SyntheticOptions } from '../../test/world/synthetic-package.ts'
import { columnsOf, csvTable } from '../lib/csv.ts'
import { controlRows, CONTROLS_TABLE } from '../lib/package-tables.ts'
import { signCheckpoint } from '../ledger/format/checkpoint.ts'
import { noteSigner } from '../ledger/format/note.ts'
import { verifyOnNode } from './command.ts'
import { reportText, type CheckName, type Report } from './report.ts'

const status = (report: Report, name: CheckName): string =>
  report.checks.find((c) => c.name === name)?.status ?? 'absent'
const said = (report: Report): string => report.checks.flatMap((c) => c.findings).join('\n')

type Edit = (files: Files, predicate: Draft, ledger: SyntheticLedger) => void

/** Changed and signed again with the log's own key, the table of controls made to fit. */
async function forged(edit: Edit, options: SyntheticOptions = {}): Promise<Report> {
  const { bytes, ledger } = await syntheticPackage(options)
  return verifyOnNode(
    await repack(bytes, ledger.signer, (files, predicate) => {
      edit(files, predicate, ledger)
      const rows = controlRows(predicate.controls)
      const csv = csvTable(columnsOf(rows), rows)
      files.set(CONTROLS_TABLE, Buffer.from(csv))
      predicate.tables = predicate.tables.map((table) =>
        table.file === CONTROLS_TABLE ? { ...table, rows: rows.length, sha256: sha256Hex(csv) } : table,
      )
    }),
  )
}

const control =
  (id: string, change: Partial<Draft['controls'][number]>): Edit =>
  (_, predicate) => {
    predicate.controls = predicate.controls.map((one) => (one.id === id ? { ...one, ...change } : one))
  }

/** Leaves nothing of a control in the package. */
const without =
  (id: string): Edit =>
  (files, predicate) => {
    predicate.controls = predicate.controls.filter((one) => one.id !== id)
    predicate.samples = predicate.samples.filter((one) => one.control !== id)
    predicate.tables = predicate.tables.filter((one) => !one.file.includes(id))
    for (const name of files.keys()) if (name.includes(id)) files.delete(name)
    const oscal = files.get('oscal/assessment-results.json')
    const parsed: {
      'assessment-results': { results: Record<'observations' | 'findings', object[]>[] }
    } = JSON.parse(oscal?.toString() ?? '')
    for (const result of parsed['assessment-results'].results)
      for (const list of ['observations', 'findings'] as const)
        result[list] = result[list].filter((item) => !JSON.stringify(item).includes(id))
    files.set('oscal/assessment-results.json', Buffer.from(JSON.stringify(parsed)))
    const rows = predicate.controls.flatMap((c) => c.deviations.map((d) => ({ control: c.id, ...d })))
    const csv = csvTable(rows.length === 0 ? [] : ['control', 'key', 'what'], rows)
    files.set('csv/deviations.csv', Buffer.from(csv))
    predicate.tables = predicate.tables.map((table) =>
      table.file === 'csv/deviations.csv' ? { ...table, rows: rows.length, sha256: sha256Hex(csv) } : table,
    )
  }

describe('a stranger who signs beside the log’s key', () => {
  it.each(['full', 'sample'] as const)(
    'does not sign the manifest for whoever knows the key (%s)',
    async (mode) => {
      for (const fromIndex of [0, 3, 1_000_000]) {
        const { bytes, ledger } = await syntheticPackage({ mode })
        const stranger = noteSigner(ledger.origin, Buffer.alloc(32, 7))
        const changed = await repack(bytes, stranger, (files, predicate) => {
          const frontier = ledger.checkpointAt(ledger.entries.length)
          const size = ledger.entries.length
          const root = Buffer.from(frontier.root, 'hex')
          files.set(
            `log/${ledger.origin}/checkpoint`,
            Buffer.from(signCheckpoint({ origin: ledger.origin, size, root }, [ledger.signer, stranger])),
          )
          const genuine = { fromIndex: 0, vkey: ledger.signer.vkey }
          const other = { fromIndex, vkey: stranger.vkey }
          files.set(
            `keys/${ledger.origin}.json`,
            Buffer.from(JSON.stringify(fromIndex === 0 ? [other, genuine] : [genuine, other])),
          )
          predicate.window = { ...predicate.window, to: '2026-12-30T00:00:00.000Z' }
        })
        const report = await verifyOnNode(changed, { vkeys: [ledger.signer.vkey] })
        expect(report.exit, said(report)).toBe(1)
      }
    },
  )
})

describe('a company that holds the key', () => {
  it('cannot leave a control out that was tested in the window, in either mode', async () => {
    const full = await forged(without('IAM-02'))
    expect([full.exit, status(full, 'populations')]).toEqual([1, 'tampered'])
    expect(said(full)).toContain(
      'IAM-02 was tested 1 times in the window, last `fail`, and is not in this package',
    )
    expect(said(full)).toContain('IAM-02 was frozen for this package and is not in it')
    const sample = await forged(without('IAM-02'), { mode: 'sample' })
    expect([sample.exit, status(sample, 'populations')]).toEqual([1, 'tampered'])
  })

  it('cannot show an older result than the newest', async () => {
    const report = await verifyOnNode(
      (
        await syntheticPackage({
          afterTests: (ledger) => {
            ledger.append('control.tested', {
              control: 'GWY-01',
              status: 'fail',
              checked: 20,
              populations: [],
            })
            ledger.tick(120_000)
          },
        })
      ).bytes,
    )
    expect([report.exit, status(report, 'populations')]).toEqual([3, 'incomplete'])
    expect(said(report)).toMatch(/GWY-01: entry \d+ is a newer result \(`fail`\) than the one shown/)
  })

  it('cannot pass a run off as another than the one that it froze for the package', async () => {
    const report = await forged((_, predicate) => {
      predicate.id = '01930000-0000-7000-8000-00000000ffff'
    })
    expect([report.exit, status(report, 'populations')]).toEqual([3, 'incomplete'])
  })

  verifies('CTRL-2', 'a pass at the end says beside it what failed before in the window', async () => {
    const report = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) =>
            ledger.append('control.tested', {
              control: 'GWY-01',
              status: 'fail',
              checked: 20,
              populations: [],
            }),
        })
      ).bytes,
    )
    expect(report.exit).toBe(0)
    expect(report.controls.find((c) => c.id === 'GWY-01')?.runs).toEqual({ fail: 1, pass: 1 })
    expect(reportText(report)).toMatch(
      /GWY-01 is shown as `pass` .*of 2 recorded runs in the window 1 were `fail`/,
    )
  })

  it.each([
    ['the time of a result', control('GWY-01', { asOf: '2026-11-02T00:00:00.000Z' })],
    ['the reason of a result', control('IAM-02', { why: '0 of 2 deviate' })],
    [
      'how a population was read',
      (_files: Files, predicate: Draft) => {
        predicate.controls = predicate.controls.map((one) => ({
          ...one,
          populations: one.populations.map((p) => ({ ...p, query: 'everything' })),
        }))
      },
    ],
    ['the number of calls', (_files: Files, predicate: Draft) => (predicate.recount = { calls: 19 })],
    [
      'a result in the OSCAL document',
      (files: Files) => {
        const path = 'oscal/assessment-results.json'
        files.set(
          path,
          Buffer.from((files.get(path)?.toString() ?? '').replaceAll('not-satisfied', 'satisfied')),
        )
      },
    ],
  ] satisfies [string, Edit][])('cannot change %s', async (_what, edit) => {
    const report = await forged(edit)
    expect(report.exit, said(report)).toBe(1)
  })

  it('cannot leave out the log that this one follows', async () => {
    const previous = { origin: 'a/b/1', root: Buffer.alloc(32, 1).toString('base64'), size: 40 }
    const report = await verifyOnNode((await syntheticPackage({ previous })).bytes)
    expect([report.exit, status(report, 'completeness')]).toEqual([3, 'incomplete'])
    expect(said(report)).toContain('follows a/b/1 with its 40 entries, which is not in this package')
  })

  it('cannot date an entry back without the verifier saying where', async () => {
    const report = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) => ledger.append('registry.approved', {}, { ts: '2026-10-01T00:00:00.000Z' }),
        })
      ).bytes,
    )
    expect(said(report)).toMatch(
      /1 entries of .* are dated earlier .* the first is entry 42 \(`registry.approved`\)/,
    )
  })

  it('could write the whole log anew: every verdict without a checkpoint from outside says so', async () => {
    const { bytes, ledger } = await syntheticPackage()
    const alone = await verifyOnNode(bytes, { vkeys: [ledger.signer.vkey] })
    expect(alone.exit).toBe(0)
    expect(reportText(alone)).toContain('may have been written anew as a whole before this package was made')
    const held = await verifyOnNode(bytes, { checkpoints: [ledger.checkpointAt(17).note] })
    expect(reportText(held)).toContain('is the one that the given checkpoint saw up to entry 16')
    expect(reportText(held)).toContain('one run, the last in the window')
    expect(reportText(held)).toContain('report.html and report.pdf are signed, not recomputed')
  })
})

describe('keys that change', () => {
  const rotated = async (still: boolean) => {
    let announced = { index: 0 }
    const made = await syntheticPackage({
      before: (ledger) => {
        const named = noteSigner(ledger.origin, Buffer.alloc(32, 5))
        announced = ledger.append('log.key', { vkey: named.vkey, replaces: [ledger.signer.vkey] })
      },
    })
    const { ledger } = made
    const newer = noteSigner(ledger.origin, Buffer.alloc(32, 5))
    const bytes = await repack(made.bytes, newer, (files) => {
      const size = ledger.entries.length
      const root = Buffer.from(ledger.checkpointAt(size).root, 'hex')
      const note = signCheckpoint(
        { origin: ledger.origin, size, root },
        still ? [ledger.signer, newer] : [newer],
      )
      files.set(`log/${ledger.origin}/checkpoint`, Buffer.from(note))
      const keys = [
        { fromIndex: 0, vkey: ledger.signer.vkey },
        { fromIndex: announced.index, vkey: newer.vkey },
      ]
      files.set(`keys/${ledger.origin}.json`, Buffer.from(JSON.stringify(keys)))
    })
    return { bytes, old: ledger.signer.vkey, newer: newer.vkey }
  }

  it('a newer key is trusted when the log announced it under the key that the reader knows', async () => {
    const { bytes, old, newer } = await rotated(true)
    for (const vkey of [old, newer]) expect((await verifyOnNode(bytes, { vkeys: [vkey] })).exit).toBe(0)
  })

  it('a replaced key that signs no longer is not called tampering', async () => {
    const { bytes, old, newer } = await rotated(false)
    expect((await verifyOnNode(bytes, { vkeys: [newer] })).exit).toBe(0)
    const report = await verifyOnNode(bytes, { vkeys: [old] })
    expect(said(report)).toContain('names the key that you gave as an earlier one')
    expect(report.exit).toBe(3)
  })
})
