import { beforeAll, describe, expect, it } from 'vitest'
import { verifies } from '../../test/promises.ts'
import { repack, sha256Hex, type Draft, type Files } from '../../test/world/repack.ts'
import { SyntheticLedger } from '../../test/world/synthetic-ledger.ts'
import { syntheticPackage, type SyntheticOptions } from '../../test/world/synthetic-package.ts'
import { canonicalize } from '../lib/canonical.ts'
import { columnsOf, csvTable } from '../lib/csv.ts'
import type { JsonObject } from '../lib/json.ts'
import { noteSigner } from '../ledger/format/note.ts'
import { encodeEntryBundle, parseEntryBundle } from '../ledger/format/tile.ts'
import { verifyOnNode } from './command.ts'
import type { Check, CheckName, Report } from './report.ts'

const check = (report: Report, name: CheckName): Check | undefined =>
  report.checks.find((c) => c.name === name)
const status = (report: Report, name: CheckName): string => check(report, name)?.status ?? 'absent'

/** A package that its own operator changed and signed again. */
async function forged(
  edit: (files: Files, predicate: Draft, ledger: SyntheticLedger) => void,
  options: SyntheticOptions = {},
): Promise<Report> {
  const { bytes, ledger } = await syntheticPackage(options)
  return verifyOnNode(
    await repack(bytes, ledger.signer, (files, predicate) => edit(files, predicate, ledger)),
  )
}

const fileLike = (files: Files, pattern: RegExp): string =>
  [...files.keys()].find((name) => pattern.test(name)) ?? 'no such file'
const lines = (bytes: Buffer | undefined): string[] =>
  (bytes?.toString('utf8') ?? '').split('\n').slice(0, -1)
const joined = (all: readonly string[]): Buffer => Buffer.from(all.map((line) => `${line}\n`).join(''))

describe('a package made by the real writer', () => {
  verifies(
    'LED-5',
    'an honest package verifies: signature, consistency, inclusion, openings, completeness, sample re-draw, each named',
    async () => {
      const { bytes } = await syntheticPackage()
      const report = await verifyOnNode(bytes)
      expect(report.checks.map((c) => [c.name, c.status])).toEqual([
        ['archive', 'ok'],
        ['signature', 'ok'],
        ['trust', 'note'],
        ['inclusion', 'ok'],
        ['consistency', 'skipped'],
        ['bodies', 'ok'],
        ['openings', 'skipped'],
        ['completeness', 'ok'],
        ['calls', 'ok'],
        ['populations', 'ok'],
        ['recount', 'ok'],
        ['sample', 'ok'],
        ['controls', 'ok'],
        ['tables', 'ok'],
      ])
      expect([report.verdict, report.exit]).toEqual(['ok', 0])
      expect(report.controls.map((c) => [c.id, c.status, c.reperformed])).toEqual([
        ['GWY-01', 'pass', true],
        ['IAM-02', 'fail', true],
        ['OPS-03', 'inconclusive', true],
      ])
    },
  )

  it('verifies past one full tile and past one file of bodies', async () => {
    const { bytes } = await syntheticPackage({ calls: 2_200 })
    const report = await verifyOnNode(bytes)
    expect(report.exit).toBe(0)
    expect(check(report, 'bodies')?.detail).toBe('4408 bodies opened; 4408 envelopes are in scope')
  })

  it('says what sample mode cannot show, and still proves each leaf, body, root, sample and test', async () => {
    const { bytes } = await syntheticPackage({ mode: 'sample' })
    const report = await verifyOnNode(bytes)
    expect(report.exit).toBe(0)
    for (const name of ['completeness', 'calls', 'recount'] as const)
      expect(status(report, name)).toBe('skipped')
    for (const name of ['inclusion', 'bodies', 'populations', 'sample', 'controls', 'tables'] as const)
      expect(status(report, name)).toBe('ok')
    expect(check(report, 'recount')?.detail).toContain('rest on the operator')
  })

  it('opens only bodies of systems in scope, and all envelopes', async () => {
    const { bytes, ledger } = await syntheticPackage({ systems: ['sys-a'] })
    const report = await verifyOnNode(bytes)
    expect(report.exit).toBe(0)
    expect(check(report, 'bodies')?.detail).toBe(
      `${ledger.entries.length - 20} bodies opened; ${ledger.entries.length - 20} envelopes are in scope`,
    )
  })

  it('gives the same bytes for the same order', async () => {
    const [one, two] = [await syntheticPackage(), await syntheticPackage()]
    expect(sha256Hex(one.bytes)).toBe(sha256Hex(two.bytes))
  })
})

describe('a waiver in a package from before standing.json', () => {
  const until = '2099-01-01T00:00:00.000Z'
  const body = { approvedBy: 'ines', control: 'IAM-02', requestedBy: 'ana', until, waiver: 'w-1' }
  type Waiver = NonNullable<Draft['controls'][number]['waiver']>
  /** A package whose ledger has this entry, and whose manifest says this of the control. */
  const withWaiver = (entry: JsonObject, claim: Partial<Waiver> = {}): Promise<Report> => {
    let at = { id: '', index: 0 }
    return forged(
      (files, predicate, ledger) => {
        files.delete('standing.json')
        predicate.controls = predicate.controls.map((control) =>
          control.id === 'IAM-02'
            ? {
                ...control,
                waiver: {
                  id: 'w-1',
                  reason: 'Ordered.',
                  compensating: 'A weekly look.',
                  requestedBy: 'ana@example.com',
                  approvedBy: 'ines@example.com',
                  until,
                  entry: { entry: at.id, origin: ledger.origin, index: at.index },
                  ...claim,
                },
              }
            : control,
        )
      },
      { before: (ledger) => void (at = ledger.append('control.waived', entry)) },
    )
  }

  verifies('CTRL-3', 'stands beside the result, which stays what it was and is run again', async () => {
    const report = await withWaiver(body)
    expect(report.exit).toBe(0)
    expect(report.controls.find((c) => c.id === 'IAM-02')).toMatchObject({
      status: 'fail',
      reperformed: true,
      waivedUntil: until,
    })
    expect(check(report, 'controls')?.findings.join()).toContain('IAM-02 is waived until')
  })

  it.each([
    ['approved by whoever asked', body, { approvedBy: 'ana@example.com' }],
    ['over', body, { until: '2020-01-01T00:00:00.000Z' }],
    ['of another control', { ...body, control: 'OPS-03' }, {}],
    ['with another end than in the log', { ...body, until: '2026-12-01T00:00:00.000Z' }, {}],
    ['that one person gave, by the log', { ...body, approvedBy: 'ana' }, {}],
    ['that no entry records', body, { entry: { entry: 'x', origin: 'nowhere', index: 1 } }],
  ])('%s is tampering', async (_what, entry, claim) => {
    const report = await withWaiver(entry, claim)
    expect(report.exit).toBe(1)
    expect(status(report, 'controls')).toBe('tampered')
  })
})

describe('owners, waivers and readiness of a window that ended', () => {
  const DAY = 86_400_000
  const start = Date.parse('2026-11-01T00:00:00.000Z')
  const day = (n: number): string => new Date(start + n * DAY).toISOString()
  const texts = { reason: 'Ordered.', compensating: 'A weekly look.' }
  const granted = (waiver: string, until: string, control = 'IAM-02'): JsonObject => ({
    approvedBy: 'ines',
    control,
    digest: sha256Hex(canonicalize({ ...texts, control, requestedBy: 'ana', until, waiver })),
    requestedBy: 'ana',
    until,
    waiver,
  })
  /** Days after the first: granted and ended inside, granted inside and withdrawn after, and owners before and after. The window is days 3 to 10. */
  const history = (ledger: SyntheticLedger): void => {
    const at = (n: number, type: string, body: JsonObject): void =>
      void ledger.append(type, body, { ts: day(n) })
    at(1, 'control.owner_set', { control: 'IAM-02', owner: 'ana' })
    at(2, 'control.waived', granted('w-1', day(30)))
    at(5, 'control.waiver_ended', { control: 'IAM-02', waiver: 'w-1' })
    at(6, 'control.waived', granted('w-2', day(20)))
    at(11, 'control.owner_set', { control: 'IAM-02', owner: 'ines' })
    at(12, 'control.waiver_ended', { control: 'IAM-02', waiver: 'w-2' })
    at(13, 'control.waived', granted('w-3', day(40)))
    at(13, 'control.waived', granted('w-4', day(40), 'OPS-03'))
  }
  const past: SyntheticOptions = {
    before: history,
    waivers: new Map(['w-1', 'w-2', 'w-3', 'w-4'].map((id) => [id, texts])),
    order: { from: day(3), to: day(10), madeAt: day(21) },
  }
  const standingOf = (files: Files): StandingFile => JSON.parse(String(files.get('standing.json')))
  type StandingFile = {
    asOf: string
    counts: JsonObject
    entries: Record<string, unknown>[]
    criteria: { id: string; status: string }[]
    controls: {
      control: string
      owner: JsonObject | null
      waivers: Record<string, unknown>[]
      freshForMs: number
    }[]
  }
  const edited = (
    edit: (standing: StandingFile) => void,
    options: SyntheticOptions = past,
  ): Promise<Report> =>
    forged((files) => {
      const standing = standingOf(files)
      edit(standing)
      files.set('standing.json', Buffer.from(canonicalize(standing)))
    }, options)

  verifies(
    'CTRL-3',
    'a package of a past window says who owned and which risk was accepted then, not today, and the verifier derives it again',
    async () => {
      let standing: StandingFile | undefined
      let csv = ''
      for (const mode of ['full', 'sample'] as const) {
        const report = await forged(
          (files) => {
            standing = standingOf(files)
            csv = String(files.get('csv/waivers.csv'))
          },
          { ...past, mode },
        )
        expect([report.exit, check(report, 'controls')?.findings]).toEqual([
          0,
          [
            `note: IAM-02 was waived from ${day(2)} to ${day(5)}`,
            `note: IAM-02 is waived until ${day(20)}: its result stands as \`fail\``,
          ],
        ])
        expect(report.controls.map((c) => [c.id, c.waivedUntil])).toEqual([
          ['GWY-01', null],
          ['IAM-02', day(20)],
          ['OPS-03', null],
        ])
        expect(standing?.asOf).toBe(day(10))
        expect(standing?.controls[1]).toMatchObject({
          owner: { name: 'ana@example.com', since: day(1) },
          waivers: [
            { id: 'w-1', from: day(2), until: day(30), ended: { at: day(5) }, inForce: false },
            { id: 'w-2', from: day(6), until: day(20), ended: null, inForce: true },
          ],
        })
        expect(csv).toContain(`IAM-02,w-1,${day(2)},${day(30)},${day(5)},${day(10)},false,ana@example.com`)
        expect(csv).not.toContain('w-3')
      }
    },
  )

  it('a result that was stale at the end of the window counts as stale, and a waiver changes no criterion', async () => {
    let standing: StandingFile | undefined
    const report = await forged((files) => void (standing = standingOf(files)), past)
    expect(report.exit).toBe(0)
    expect(standing?.criteria.map((c) => [c.id, c.status])).toEqual([
      ['CC6.1', 'stale'],
      ['CC7.2', 'stale'],
      ['A1.2', 'stale'],
      ['CC1.1', 'no_control'],
    ])
    expect(standing?.counts).toEqual({ stale: 2, waived: 1 })
  })

  it('a window that has not ended is as of the making', async () => {
    let standing: StandingFile | undefined
    const report = await forged((files) => void (standing = standingOf(files)), {
      ...past,
      order: { from: day(0), to: day(60), madeAt: day(14) },
    })
    expect([report.exit, standing?.asOf]).toEqual([0, day(14)])
    expect(standing?.controls[1]).toMatchObject({
      owner: { id: 'ines' },
      waivers: [{ id: 'w-1' }, { id: 'w-2', ended: { at: day(12) } }, { id: 'w-3', inForce: true }],
    })
  })

  it('says so where a waiver has no texts any more, and where the file is missing', async () => {
    const without = await forged(() => {}, { ...past, waivers: new Map() })
    expect([without.exit, check(without, 'controls')?.findings.join()]).toEqual([
      0,
      expect.stringContaining('its texts are not kept'),
    ])
    const older = await forged((files) => void files.delete('standing.json'))
    expect([older.exit, check(older, 'controls')?.findings.join()]).toEqual([
      0,
      expect.stringContaining('as of the making'),
    ])
  })

  it.each<[string, number, (standing: StandingFile) => void]>([
    ['another moment', 1, (s) => (s.asOf = day(21))],
    [
      'today’s owner',
      1,
      (s) => Object.assign(s.controls[1]?.owner ?? {}, { id: 'ines', name: 'ines@example.com' }),
    ],
    ['no owner', 1, (s) => s.controls[1] && (s.controls[1].owner = null)],
    ['a waiver left out', 1, (s) => void s.controls[1]?.waivers.shift()],
    [
      'a waiver that goes on',
      1,
      (s) => s.controls[1]?.waivers[0] && (s.controls[1].waivers[0]['ended'] = null),
    ],
    [
      'another reason',
      1,
      (s) =>
        s.controls[1]?.waivers[1] && (s.controls[1].waivers[1]['texts'] = { ...texts, reason: 'Nicer.' }),
    ],
    ['a greener criterion', 1, (s) => s.criteria[0] && (s.criteria[0].status = 'pass')],
    ['other counts', 1, (s) => (s.counts = { pass: 3 })],
    [
      'an entry changed',
      1,
      (s) => s.entries[0] && (s.entries[0]['body'] = { control: 'IAM-02', owner: 'ines' }),
    ],
    ['a control left out', 1, (s) => void s.controls.shift()],
  ])('%s is tampering', async (_what, exit, edit) => {
    expect((await edited(edit)).exit).toBe(exit)
  })

  it('an entry that is left out with all that follows from it is missed, and one person alone is tampering', async () => {
    const left = await edited((s) => {
      s.entries.splice(2, 1)
    })
    expect(left.exit).toBe(1)
    expect(check(left, 'controls')?.findings.join()).toContain('is left out of')
    const alone = await forged(() => {}, {
      ...past,
      before: (ledger) =>
        void ledger.append(
          'control.waived',
          { ...granted('w-1', day(30)), approvedBy: 'ana' },
          { ts: day(4) },
        ),
    })
    expect(alone.exit).toBe(1)
  })

  it('the OSCAL document says the same owner and waivers', async () => {
    const report = await forged((files) => {
      const path = 'oscal/assessment-results.json'
      files.set(path, Buffer.from(String(files.get(path)).replaceAll('ana@example.com', 'ines@example.com')))
    }, past)
    expect([report.exit, status(report, 'tables')]).toEqual([1, 'tampered'])
  })
})

describe('one changed bit', () => {
  let bytes: Buffer
  beforeAll(async () => {
    ;({ bytes } = await syntheticPackage({ calls: 3, openings: 'sampled' }))
  })

  const exitWith = async (at: number, bit: number): Promise<number> => {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at)
    return (await verifyOnNode(changed)).exit
  }

  verifies(
    'LED-5',
    'a package with one flipped bit anywhere does not verify',
    async () => {
      const survived: number[] = []
      const probe = async (at: number, bit: number): Promise<void> => {
        if ((await exitWith(at, bit)) === 0) survived.push(at)
      }
      // Every byte of the directory, the end record and the first headers; random bits everywhere else.
      const directory = bytes.readUInt32LE(bytes.length - 6)
      for (let at = directory; at < bytes.length; at++) await probe(at, at % 8)
      for (let at = 0; at < 64; at++) await probe(at, (at * 3) % 8)
      let seed = 20261122
      const random = (below: number): number => {
        seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
        return seed % below
      }
      for (let i = 0; i < 700; i++) await probe(random(bytes.length), random(8))
      expect(survived).toEqual([])
    },
    240_000,
  )

  it('is found in the last byte of every deflate stream, where unused bits lie', async () => {
    const survived: string[] = []
    let at = bytes.readUInt32LE(bytes.length - 6)
    while (bytes.readUInt32LE(at) === 0x02014b50) {
      const nameBytes = bytes.readUInt16LE(at + 28)
      const end = bytes.readUInt32LE(at + 42) + 30 + nameBytes + bytes.readUInt32LE(at + 20) - 1
      if ((await exitWith(end, 7)) === 0)
        survived.push(bytes.toString('latin1', at + 46, at + 46 + nameBytes))
      at += 46 + nameBytes
    }
    expect(survived).toEqual([])
  })

  it('cut short is incomplete or tampered, never ok; so is anything added', async () => {
    for (const length of [
      0,
      1,
      21,
      22,
      100,
      Math.floor(bytes.length / 2),
      bytes.length - 22,
      bytes.length - 1,
    ]) {
      expect([1, 3]).toContain((await verifyOnNode(bytes.subarray(0, length))).exit)
    }
    expect((await verifyOnNode(bytes.subarray(0, bytes.length - 1))).exit).toBe(3)
    expect((await verifyOnNode(Buffer.concat([bytes, Buffer.from([0])]))).exit).not.toBe(0)
    expect((await verifyOnNode(Buffer.concat([Buffer.from([0]), bytes]))).exit).not.toBe(0)
  })
})

describe('an operator who holds the log key', () => {
  it('cannot change a leaf', async () => {
    const report = await forged((files) => {
      const name = fileLike(files, /tile\/entries\//)
      const bundle = files.get(name) ?? Buffer.alloc(0)
      files.set(
        name,
        Buffer.from(bundle.toString('latin1').replace('registry.approved', 'registry.rejected'), 'latin1'),
      )
    })
    expect([report.exit, status(report, 'inclusion')]).toEqual([1, 'tampered'])
  })

  it('cannot take an entry out or change the order', async () => {
    for (const edit of [
      (all: Uint8Array[]) => all.toSpliced(3, 1),
      (all: Uint8Array[]) => [all[0], all[2], all[1], ...all.slice(3)].filter((leaf) => leaf !== undefined),
    ]) {
      const report = await forged((files, _, ledger) => {
        const name = fileLike(files, /tile\/entries\//)
        const leaves = parseEntryBundle(files.get(name) ?? new Uint8Array(), ledger.entries.length)
        if (leaves.ok) files.set(name, Buffer.from(encodeEntryBundle(edit(leaves.value))))
      })
      expect([report.exit, status(report, 'inclusion')]).toEqual([1, 'tampered'])
    }
  })

  it('cannot leave an entry bundle or a tile out', async () => {
    for (const pattern of [/tile\/entries\//, /tile\/0\//]) {
      const report = await forged((files) => files.delete(fileLike(files, pattern)))
      expect([report.exit, status(report, 'inclusion')]).toEqual([3, 'incomplete'])
    }
  })

  it('cannot change a hash tile', async () => {
    const report = await forged((files) => {
      const tile = files.get(fileLike(files, /tile\/0\//))
      tile?.writeUInt8(tile.readUInt8(40) ^ 1, 40)
    })
    expect(check(report, 'inclusion')?.findings[0]).toContain('does not hold the hashes of its leaves')
  })

  it('cannot leave a body out, change one, or slip one in', async () => {
    const dropped = await forged((files) => {
      const name = fileLike(files, /^bodies\//)
      files.set(name, joined(lines(files.get(name)).toSpliced(4, 1)))
    })
    expect([dropped.exit, status(dropped, 'bodies')]).toEqual([3, 'incomplete'])
    const changed = await forged((files) => {
      const name = fileLike(files, /^bodies\//)
      files.set(
        name,
        Buffer.from(
          files.get(name)?.toString().replace('"environment":"production"', '"environment":"staging"') ?? '',
        ),
      )
    })
    expect([changed.exit, status(changed, 'bodies')]).toEqual([1, 'tampered'])
    const extra = await forged(
      (_, predicate) => (predicate.scope = { systems: [{ ref: 'sys-a', name: 'sys-a' }] }),
    )
    expect([extra.exit, status(extra, 'bodies')]).toEqual([1, 'tampered'])
  })

  it('cannot hide a gap in a producer’s counters, a lost spool or unrecorded calls', async () => {
    const gap = await syntheticPackage({
      before: (ledger) => ledger.append('snapshot.active', {}, { src: 'producer', counter: 45 }),
    })
    const report = await verifyOnNode(gap.bytes)
    expect([report.exit, status(report, 'completeness')]).toEqual([3, 'incomplete'])
    expect(check(report, 'completeness')?.findings[0]).toContain('counters 40 to 44 are not in')
    for (const type of ['src.lost', 'evidence.gap']) {
      const lost = await verifyOnNode(
        (await syntheticPackage({ before: (ledger) => ledger.append(type, { count: 3 }) })).bytes,
      )
      expect([lost.exit, status(lost, 'completeness')]).toEqual([3, 'incomplete'])
    }
    const earlier = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) => ledger.append('src.lost', { last: 3 }, { ts: '2020-01-01T00:00:00.000Z' }),
        })
      ).bytes,
    )
    expect(earlier.exit).toBe(0)
    expect(check(earlier, 'completeness')?.findings.join()).toContain('a lost spool before the window')
    const repeated = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) => ledger.append('snapshot.active', {}, { src: 'producer', counter: 7 }),
        })
      ).bytes,
    )
    expect([repeated.exit, status(repeated, 'completeness')]).toEqual([1, 'tampered'])
  })

  it('cannot record a call without its outcome, or twice', async () => {
    const orphan = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) => (
            ledger.append(
              'gateway.intent',
              { call: ledger.uuid('orphan'), payloads: [] },
              { src: 'producer', sys: 'sys-a' },
            ),
            ledger.tick(3_600_000)
          ),
        })
      ).bytes,
    )
    expect([orphan.exit, status(orphan, 'calls')]).toEqual([3, 'incomplete'])
    const twice = await verifyOnNode(
      (
        await syntheticPackage({
          before: (ledger) =>
            ledger.append(
              'gateway.outcome',
              { authorisedTo: 1, call: ledger.call(500, 'sys-a'), payloads: [] },
              { src: 'producer', sys: 'sys-a' },
            ),
        })
      ).bytes,
    )
    expect([twice.exit, status(twice, 'calls')]).toEqual([1, 'tampered'])
  })

  it('cannot leave calls out of the population that the test ran on', async () => {
    const report = await verifyOnNode(
      (await syntheticPackage({ before: (ledger) => void ledger.call(900, 'sys-a') })).bytes,
    )
    expect([report.exit, status(report, 'recount')]).toEqual([3, 'incomplete'])
    expect(check(report, 'recount')?.findings[0]).toContain('some were left out')
  })

  const population = /^populations\/IAM-02/
  it('cannot edit, drop or reorder population rows, even with tables and manifest made to fit', async () => {
    const edits: ((rows: JsonObject[]) => JsonObject[])[] = [
      (rows) => rows.map((row) => ({ ...row, mfa: 'totp' })),
      (rows) => rows.slice(0, 1),
      (rows) => rows.toReversed(),
    ]
    for (const edit of edits) {
      const report = await forged((files, predicate) => {
        const name = fileLike(files, population)
        const rows = edit(lines(files.get(name)).map((line): JsonObject => JSON.parse(line)))
        files.set(name, joined(rows.map((row) => JSON.stringify(row))))
        const csv = csvTable(columnsOf(rows), rows)
        files.set('csv/populations/IAM-02.identity.admins.csv', Buffer.from(csv))
        predicate.tables = predicate.tables.map((t) =>
          t.file === 'csv/populations/IAM-02.identity.admins.csv'
            ? { ...t, rows: rows.length, sha256: sha256Hex(csv) }
            : t,
        )
      })
      expect([report.exit, status(report, 'populations')]).toEqual([1, 'tampered'])
    }
  })

  it('cannot swap the test for a weaker one, even with its digest', async () => {
    const report = await forged((files, predicate) => {
      const weaker =
        files
          .get('tests/IAM-02.json')
          ?.toString()
          .replace('"ne":[{"field":"mfa"},"none"]', '"ne":[{"field":"mfa"},"nobody"]') ?? ''
      files.set('tests/IAM-02.json', Buffer.from(weaker))
      predicate.controls = predicate.controls.map((c) =>
        c.id === 'IAM-02' ? { ...c, testDigest: sha256Hex(weaker) } : c,
      )
    })
    expect(report.exit).toBe(1)
    expect(check(report, 'populations')?.findings.join()).toContain('IAM-02: test differ from what entry')
    const undigested = await forged((files) => files.set('tests/IAM-02.json', Buffer.from('{}')))
    expect(status(undigested, 'controls')).toBe('tampered')
  })

  it('cannot turn a deviation into a pass', async () => {
    const report = await forged((_, predicate) => {
      predicate.controls = predicate.controls.map((c) =>
        c.id === 'IAM-02' ? { ...c, status: 'pass', deviations: [] } : c,
      )
    })
    expect(report.exit).toBe(1)
    expect(status(report, 'controls')).toBe('tampered')
    expect(status(report, 'populations')).toBe('tampered')
  })

  it('cannot record a result that its rows do not give', async () => {
    const { bytes } = await syntheticPackage({
      dishonest: (all) =>
        all.map((e) =>
          e.control.id === 'IAM-02' && e.outcome !== null
            ? { ...e, outcome: { ...e.outcome, status: 'pass', deviations: [] } }
            : e,
        ),
    })
    expect((await verifyOnNode(bytes)).exit).toBe(1)
  })

  it('cannot choose the sample', async () => {
    const report = await forged((_, predicate) => {
      predicate.samples = predicate.samples.map((s) =>
        s.control === 'GWY-01'
          ? { ...s, rows: s.rows.map((row, i) => (i === 0 ? (row === 0 ? 1 : 0) : row)) }
          : s,
      )
    })
    expect([report.exit, status(report, 'sample')]).toEqual([1, 'tampered'])
    const reseeded = await forged((_, predicate) => {
      predicate.samples = predicate.samples.map((s) => ({ ...s, seed: sha256Hex('mine') }))
    })
    expect([reseeded.exit, status(reseeded, 'sample')]).toEqual([1, 'tampered'])
  })

  it('cannot pass its own seed off as the auditor’s; a self-drawn sample is marked', async () => {
    const own = await verifyOnNode((await syntheticPackage({ seedBy: 'self' })).bytes)
    expect([own.exit, status(own, 'sample')]).toEqual([0, 'note'])
    expect(check(own, 'sample')?.findings.join()).toContain('self-drawn')
    const report = await forged(
      (_, predicate) => {
        predicate.samples = predicate.samples.map((s) => ({ ...s, seededBy: 'auditor' }))
      },
      { seedBy: 'self' },
    )
    expect([report.exit, status(report, 'sample')]).toEqual([1, 'tampered'])
  })

  it('cannot edit a table', async () => {
    const report = await forged((files, predicate) => {
      const csv = `${files.get('csv/deviations.csv')?.toString().split('\r\n')[0] ?? ''}\r\n`
      files.set('csv/deviations.csv', Buffer.from(csv))
      predicate.tables = predicate.tables.map((t) =>
        t.file === 'csv/deviations.csv' ? { ...t, rows: 0, sha256: sha256Hex(csv) } : t,
      )
    })
    expect([report.exit, status(report, 'tables')]).toEqual([1, 'tampered'])
  })

  it('cannot add a file that the manifest does not account for', async () => {
    const report = await forged((files) => files.set('populations/NEW-01.extra.jsonl', Buffer.from('{}\n')))
    expect([report.exit, status(report, 'populations')]).toEqual([1, 'tampered'])
  })
})

describe('trust', () => {
  it('accepts the key that the reader brings, refuses another, and says when it has none', async () => {
    const { bytes, ledger } = await syntheticPackage()
    const known = await verifyOnNode(bytes, { vkeys: [ledger.signer.vkey] })
    expect([known.exit, status(known, 'trust')]).toEqual([0, 'ok'])
    const stranger = noteSigner(ledger.origin, Buffer.alloc(32, 7))
    const unknown = await verifyOnNode(bytes, { vkeys: [stranger.vkey] })
    expect([unknown.exit, status(unknown, 'trust')]).toEqual([1, 'tampered'])
    const none = await verifyOnNode(bytes)
    expect(check(none, 'trust')?.findings[0]).toContain(
      `the key is the package's own: compare with ${ledger.signer.vkey}`,
    )
  })

  it('refuses a manifest signed by a key that no checkpoint knows', async () => {
    const { bytes } = await syntheticPackage()
    const report = await verifyOnNode(
      await repack(bytes, noteSigner('someone', Buffer.alloc(32, 9)), () => undefined),
    )
    expect([report.exit, status(report, 'signature')]).toEqual([1, 'tampered'])
  })

  it('holds the log to a checkpoint from elsewhere: a beginning of it passes, a fork does not', async () => {
    const { bytes, ledger } = await syntheticPackage()
    const earlier = ledger.checkpointAt(17).note
    const report = await verifyOnNode(bytes, { checkpoints: [earlier] })
    expect([report.exit, status(report, 'consistency')]).toEqual([0, 'ok'])
    const { bytes: rewritten } = await syntheticPackage({
      order: {},
      before: (l) => l.append('registry.approved', { version: 'other@1' }, { sys: 'sys-a' }),
    })
    const late = ledger.checkpointAt(44).note
    const fork = await verifyOnNode(rewritten, { checkpoints: [late] })
    expect([fork.exit, status(fork, 'consistency')]).toEqual([1, 'tampered'])
    expect(check(fork, 'consistency')?.findings[0]).toContain('the log was rewritten')
  })

  it('compares anchors, in sample mode by consistency proof', async () => {
    for (const mode of ['full', 'sample'] as const) {
      const { bytes } = await syntheticPackage({
        mode,
        before: (ledger) =>
          ledger.receipts.push({
            kind: 'git',
            at: '2026-11-01T01:00:00.000Z',
            where: 'git@example.com:anchors',
            checkpoint: ledger.checkpointAt(12).note,
          }),
      })
      const report = await verifyOnNode(bytes)
      expect([report.exit, status(report, 'consistency')]).toEqual([0, 'ok'])
    }
  })
})

describe('openings', () => {
  it('opens sampled payloads, and finds one that was swapped', async () => {
    const { bytes, ledger } = await syntheticPackage({ openings: 'sampled' })
    const report = await verifyOnNode(bytes)
    expect([report.exit, status(report, 'openings')]).toEqual([0, 'ok'])
    expect(check(report, 'openings')?.detail).toMatch(/^5 opened/)
    const swapped = await verifyOnNode(
      await repack(bytes, ledger.signer, (files) => {
        const name = fileLike(files, /^openings\/[0-9a-f]{64}/)
        files.set(name, Buffer.from('another question'))
      }),
    )
    expect([swapped.exit, status(swapped, 'openings')]).toEqual([1, 'tampered'])
    expect(check(swapped, 'openings')?.findings.join()).toContain('MISMATCH')
  })

  it('tells erased from missing: an erasure needs its entry in the log', async () => {
    const every = new SyntheticLedger()
    const calls = Array.from({ length: 20 }, (_, n) => every.call(n, 'sys-a'))
    const erase = (entry: boolean, calls: readonly string[]) => (ledger: SyntheticLedger) => {
      const erased = entry
        ? ledger.append('privacy.erased', { calls: [...calls], entries: [], request: 'r1' }).index
        : 3
      for (const key of ledger.payloads.keys()) ledger.payloads.set(key, { state: 'ERASED', entry: erased })
    }
    const honest = await verifyOnNode(
      (await syntheticPackage({ openings: 'sampled', before: erase(true, calls) })).bytes,
    )
    expect([honest.exit, check(honest, 'openings')?.detail.includes('5 erased')]).toEqual([0, true])
    const sample = await verifyOnNode(
      (await syntheticPackage({ mode: 'sample', openings: 'sampled', before: erase(true, calls) })).bytes,
    )
    expect([sample.exit, status(sample, 'openings')]).toEqual([0, 'ok'])
    const others = await verifyOnNode(
      (await syntheticPackage({ openings: 'sampled', before: erase(true, ['another call']) })).bytes,
    )
    expect([others.exit, status(others, 'openings')]).toEqual([1, 'tampered'])
    const claimed = await verifyOnNode(
      (await syntheticPackage({ openings: 'sampled', before: erase(false, []) })).bytes,
    )
    expect([claimed.exit, status(claimed, 'openings')]).toEqual([3, 'incomplete'])
    const missing = await verifyOnNode(
      (
        await syntheticPackage({
          openings: 'sampled',
          before: (l) => l.payloads.forEach((_, key) => l.payloads.set(key, { state: 'MISSING' })),
        })
      ).bytes,
    )
    expect([missing.exit, status(missing, 'openings')]).toEqual([3, 'incomplete'])
  })
})
