/** A log is followed by another at the turn of the year while the gateway runs on: its producers count on, and nothing is missing. */
import { expect, it } from 'vitest'
import type { Json } from '../lib/json.ts'
import type { PackageScope } from '../lib/package-scope.ts'
import { checkCompleteness } from './check-completeness.ts'
import type { Context, Log } from './context.ts'
import { EntryTable } from './entries.ts'

const scope: PackageScope = {
  from: '2026-12-01T00:00:00.000Z',
  to: '2027-02-01T00:00:00.000Z',
  systems: new Set(),
}
type Line = { readonly type: string; readonly n?: number; readonly body?: Record<string, Json> }

function log(origin: string, lines: readonly Line[]): Log {
  const entries = new EntryTable(origin, lines.length, 'full')
  const bodies = new Map<number, ReadonlyMap<string, Json>>()
  for (const [i, { type, n, body }] of lines.entries()) {
    const src = n === undefined ? ({ tx: true } as const) : { p: 'gw-1', e: '7', n }
    const id = `01939f2e-7d31-7000-8000-${String(i).padStart(12, '0')}`
    entries.add(i, { v: 1, id, type, src, ts: '2026-12-31T23:59:59.000Z', sys: '', b: '0'.repeat(64) }, scope)
    if (body !== undefined) bodies.set(i, new Map(Object.entries(body)))
  }
  const listed = { origin, size: lines.length, root: '0'.repeat(64), keyid: '' }
  const checkpoint = { origin, size: lines.length, root: new Uint8Array(32) }
  return { listed, checkpoint, signers: [], vkeys: [], entries, bodies, runs: [] }
}

const check = (logs: Log[]) =>
  checkCompleteness({ logs, scope, statement: { predicate: { mode: 'full' } } } as unknown as Context)

const root = Buffer.alloc(32).toString('base64')
const old = (last: number): Line[] => [
  { type: 'log.opened', body: { previous: null } },
  ...Array.from({ length: last + 1 }, (_, n) => ({ type: 'gateway.intent', n })),
]
const next = (first: number, size: number): Line[] => [
  { type: 'log.opened', body: { previous: { origin: 'i/o/1', root, size } } },
  { type: 'gateway.outcome', n: first },
  { type: 'src.mark', n: first + 1, body: { n: first + 1 } },
]

it('a run that goes on in the next log has no gap and needs no end in the old one', () => {
  const done = check([log('i/o/1', old(4)), log('i/o/2', next(5, 6))])
  expect([done.status, done.findings]).toEqual(['ok', []])
})

it('entries that fell between the two logs are missed', () => {
  const done = check([log('i/o/1', old(4)), log('i/o/2', next(8, 6))])
  expect(done.status).toBe('incomplete')
  expect(done.findings.join()).toContain('counters 0 to 7 are not in i/o/2')
})

it('a run that only one log knows still needs its beginning and its end', () => {
  expect(check([log('i/o/1', old(4))]).status).toBe('incomplete')
  expect(check([log('i/o/2', next(5, 6))]).findings.join()).toContain('counters 0 to 4 are not in i/o/2')
})
