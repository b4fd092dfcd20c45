import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { violationsIn } from './imports.ts'

describe('architecture', () => {
  it('every import points downwards, peers only by the table and through their doors, no cycles', () => {
    expect(violationsIn(join(import.meta.dirname, '../../src'))).toEqual([])
  })

  it('a bad tree goes red: upward import, foreign peer, back door, island, package, cycle, homeless file', () => {
    const rules = violationsIn(join(import.meta.dirname, 'bad-tree')).map((v) => `${v.file}: ${v.rule}`)
    expect(rules).toEqual([
      'features/controls/reads-inventory.ts: controls has no peer inventory',
      'features/gateway/back-door.ts: a peer is entered through index.ts or contract.ts',
      'homeless.ts: a file outside every room: give it a place in src/architecture.ts',
      'ledger/format/reaches-out.ts: ledger/format/ is an island',
      'lib/knows-too-much.ts: ring 0 imports ring 1',
      'lib/knows-too-much.ts: lib/ may use only zod',
      'ledger/a.ts: import cycle',
    ])
  })
})
