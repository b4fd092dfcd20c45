import { describe, expect, it } from 'vitest'
import { verifies } from '../../../test/promises.ts'
import { loadTest, readTest } from './load.ts'
import { runTest } from './run.ts'
import type { ControlTest, Expr, Fields, Row, Table } from './types.ts'

const FIELDS: Readonly<Record<string, Fields>> = {
  'shop.orders': {
    id: 'string',
    buyer: 'string?',
    amount: 'number',
    tip: 'number?',
    paid: 'boolean',
    at: 'instant',
    sentAt: 'instant?',
    count: 'number',
  },
  'shop.people': { id: 'string', name: 'string', active: 'boolean', since: 'instant', limit: 'number' },
}
const NOW = '2026-11-22T12:00:00.000Z'
const order = (change: Row = {}): Row => ({
  id: 'o1',
  buyer: 'p1',
  amount: 10,
  tip: null,
  paid: true,
  at: '2026-11-22T11:00:00.000Z',
  sentAt: null,
  count: 1,
  ...change,
})
const person = (change: Row = {}): Row => ({
  id: 'p1',
  name: 'Ada',
  active: true,
  since: '2026-01-01T00:00:00.000Z',
  limit: 100,
  ...change,
})
const table = (rows: readonly Row[], complete = true, why = ''): Table => ({ rows, complete, why })

function loaded(value: unknown): ControlTest {
  const test = loadTest(value, FIELDS)
  if (!test.ok) throw new Error(`${test.error.path}: ${test.error.detail}`)
  return test.value
}
const testOf = (each: Expr, more: object = {}): ControlTest =>
  loaded({
    v: 1,
    populations: { orders: 'shop.orders', people: 'shop.people' },
    checks: [
      {
        of: 'orders',
        each,
        key: 'id',
        what: 'order {id} of {buyer}',
        emptyMeans: 'did_not_operate',
        ...more,
      },
    ],
  })
const run = (
  test: ControlTest,
  orders: readonly Row[],
  people: readonly Row[] = [person()],
): ReturnType<typeof runTest> =>
  runTest(test, { 'shop.orders': table(orders), 'shop.people': table(people) }, NOW)
/** Status of one row under one expression: pass = true, fail = false or unknown. */
const holds = (each: Expr, row: Row = order(), people?: readonly Row[]): boolean =>
  run(testOf(each), [row], people).status === 'pass'

describe('expressions', () => {
  const f = (field: string): { field: string } => ({ field })
  it.each<[string, Expr, boolean]>([
    ['eq', { eq: [f('amount'), 10] }, true],
    ['eq null', { eq: [f('tip'), null] }, true],
    ['ne', { ne: [f('buyer'), 'p1'] }, false],
    ['lt', { lt: [f('amount'), 10] }, false],
    ['le', { le: [f('amount'), 10] }, true],
    ['gt', { gt: [f('amount'), 9] }, true],
    ['ge', { ge: [f('amount'), 11] }, false],
    ['in', { in: [f('buyer'), ['p1', 'p2']] }, true],
    ['in, not', { in: [f('buyer'), ['p2', null]] }, false],
    ['present', { present: f('tip') }, false],
    ['absent', { absent: f('tip') }, true],
    ['prefix', { prefix: [f('buyer'), 'p'] }, true],
    ['suffix', { suffix: [f('buyer'), '2'] }, false],
    ['contains', { contains: [f('buyer'), 'p1'] }, true],
    ['before', { before: [f('at'), { at: 'now' }] }, true],
    ['after a duration', { after: [f('at'), { at: 'now - 59m' }] }, false],
    ['after a longer duration', { after: [f('at'), { at: 'now - 61m' }] }, true],
    ['field plus duration', { after: [{ at: 'at + 2h' }, { at: 'now' }] }, true],
    ['and', { and: [{ eq: [f('paid'), true] }, { eq: [f('amount'), 1] }] }, false],
    ['or', { or: [{ eq: [f('paid'), false] }, { eq: [f('amount'), 10] }] }, true],
    ['not', { not: { eq: [f('paid'), false] } }, true],
  ])('%s', (_, expr, expected) => expect(holds(expr)).toBe(expected))

  it('a missing value passes no comparison, not even behind a not', () => {
    for (const expr of [
      { lt: [f('tip'), 5] },
      { ge: [f('tip'), 5] },
      { after: [f('sentAt'), { at: 'now' }] },
      { before: [{ at: 'sentAt + 1h' }, { at: 'now' }] },
    ] satisfies Expr[]) {
      expect(holds(expr)).toBe(false)
      expect(holds({ not: expr })).toBe(false)
      expect(holds({ not: { and: [expr, { eq: [f('paid'), true] }] } })).toBe(false)
      expect(holds({ not: { or: [expr, { eq: [f('paid'), false] }] } })).toBe(false)
      expect(holds({ or: [expr, { eq: [f('paid'), true] }] })).toBe(true)
      expect(holds({ not: { and: [expr, { eq: [f('paid'), false] }] } })).toBe(true)
    }
  })

  it('a value of another type than declared passes nothing either', () => {
    expect(holds({ le: [f('amount'), 10] }, order({ amount: '9' }))).toBe(false)
    expect(holds({ not: { gt: [f('amount'), 10] } }, order({ amount: '9' }))).toBe(false)
    expect(holds({ before: [f('at'), { at: 'now' }] }, order({ at: 'yesterday' }))).toBe(false)
  })
})

describe('joins', () => {
  const joined = (where?: Expr): { in: string; on: Record<string, string>; where?: Expr } => ({
    in: 'people',
    on: { buyer: 'id' },
    ...(where === undefined ? {} : { where }),
  })
  it('exists and none look at rows whose fields are equal, and at both rows in where', () => {
    expect(holds({ exists: joined() })).toBe(true)
    expect(holds({ none: joined() })).toBe(false)
    expect(holds({ exists: joined() }, order({ buyer: 'p9' }))).toBe(false)
    expect(holds({ none: joined() }, order({ buyer: 'p9' }))).toBe(true)
    const within: Expr = {
      and: [
        { ge: [{ field: 'limit' }, { outer: 'amount' }] },
        { before: [{ field: 'since' }, { outer: 'at' }] },
      ],
    }
    expect(holds({ exists: joined(within) })).toBe(true)
    expect(holds({ exists: joined(within) }, order({ amount: 101 }))).toBe(false)
    expect(holds({ exists: joined(within) }, order({ at: '2025-01-01T00:00:00.000Z' }))).toBe(false)
  })

  it('count counts; a null key joins only null', () => {
    const people = [person(), person({ active: false }), person({ id: 'p2' })]
    expect(holds({ eq: [{ count: joined() }, 2] }, order(), people)).toBe(true)
    expect(holds({ eq: [{ count: joined({ eq: [{ field: 'active' }, true] }) }, 1] }, order(), people)).toBe(
      true,
    )
    expect(holds({ exists: joined() }, order({ buyer: null }), people)).toBe(false)
    expect(holds({ exists: joined() }, order({ buyer: null }), [person({ id: null })])).toBe(true)
    expect(holds({ exists: joined() }, order({ buyer: '1' }), [person({ id: 1 })])).toBe(false)
  })

  it('a match that cannot be told makes exists, none and count unknown', () => {
    const unknown = joined({ gt: [{ field: 'limit' }, 5] })
    const people = [person({ limit: null })]
    expect(holds({ exists: unknown }, order(), people)).toBe(false)
    expect(holds({ none: unknown }, order(), people)).toBe(false)
    expect(holds({ eq: [{ count: unknown }, 0] }, order(), people)).toBe(false)
    expect(holds({ exists: unknown }, order(), [...people, person()])).toBe(true)
  })

  it('two tables of 100,000 rows join in one pass each; one that would be quadratic is inconclusive', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => i)
    const test = testOf({ exists: joined({ ge: [{ field: 'limit' }, 1] }) })
    const people = many.map((i) => person({ id: `p${i}` }))
    expect(
      run(
        test,
        many.map((i) => order({ id: `o${i}`, buyer: `p${i}` })),
        people,
      ),
    ).toMatchObject({ status: 'pass', checked: 100_000 })
    const same = many.map(() => person({ limit: 0 }))
    const result = run(
      test,
      many.map((i) => order({ id: `o${i}` })),
      same,
    )
    expect(result.status).toBe('inconclusive')
    expect(result.why).toContain('more selective field')
  })
})

describe('result words', () => {
  const paid = (more: object = {}): ControlTest => testOf({ eq: [{ field: 'paid' }, true] }, more)

  it('no deviation passes, deviations fail and are named, units are counted', () => {
    expect(run(paid(), [order(), order({ id: 'o2' })])).toEqual({
      status: 'pass',
      checked: 2,
      deviating: 0,
      deviations: [],
      why: 'no deviation in 2 checked',
    })
    expect(run(paid(), [order(), order({ id: 'o2', buyer: null, paid: false })])).toEqual({
      status: 'fail',
      checked: 2,
      deviating: 1,
      deviations: [{ key: 'o2', what: 'order o2 of none' }],
      why: '1 of 2 deviate',
    })
    const counted = run(paid({ units: 'count' }), [
      order({ count: 3200 }),
      order({ id: 'o2', count: 14, paid: false }),
      order({ id: 'o3', count: 0, paid: false }),
    ])
    expect(counted).toMatchObject({
      status: 'fail',
      checked: 3214,
      deviating: 14,
      deviations: [{ key: 'o2' }],
    })
  })

  verifies(
    'CTRL-2',
    'emptiness is never a pass: it did not operate, or is inconclusive where rows are due',
    () => {
      expect(run(paid(), []).status).toBe('did_not_operate')
      expect(run(paid({ emptyMeans: 'inconclusive' }), []).status).toBe('inconclusive')
      expect(run(paid({ where: { gt: [{ field: 'amount' }, 99] } }), [order()]).status).toBe(
        'did_not_operate',
      )
      expect(run(paid({ units: 'count' }), [order({ count: 0 })]).status).toBe('did_not_operate')
      expect(run(paid({ minRows: 3 }), [order(), order()]).status).toBe('inconclusive')
      expect(run(paid({ minRows: 3 }), [order(), order({ paid: false })]).status).toBe('fail')
    },
  )

  it('a row whose filter cannot be told is tested, not left out', () => {
    const where: Expr = { gt: [{ field: 'tip' }, 5] }
    expect(run(paid({ where }), [order({ tip: null, paid: false }), order({ tip: 9 })]).status).toBe('fail')
    expect(run(paid({ where }), [order({ tip: 1, paid: false }), order({ tip: 9 })]).status).toBe('pass')
  })

  it('an incomplete, missing or broken table is inconclusive, whatever the rows say', () => {
    const tables = { 'shop.orders': table([order()]), 'shop.people': table([], false, 'backlog not shipped') }
    expect(runTest(paid(), tables, NOW)).toMatchObject({
      status: 'inconclusive',
      why: '`shop.people` is incomplete: backlog not shipped',
    })
    expect(runTest(paid(), { 'shop.orders': table([order()]) }, NOW)).toMatchObject({
      status: 'inconclusive',
      checked: 0,
    })
    expect(run(paid(), [{ id: 'o1' }]).why).toBe('a row lacks the field `paid`')
    expect(run(paid(), [order({ paid: { yes: true } })]).status).toBe('inconclusive')
    expect(run(paid({ units: 'count' }), [order({ count: -1 })]).status).toBe('inconclusive')
    expect(runTest(paid(), tables, 'noon').status).toBe('inconclusive')
  })

  it('of several checks the worst word wins; a skipped one says nothing; checked counts the first', () => {
    const two = (emptyMeans: string): ControlTest =>
      loaded({
        v: 1,
        populations: { orders: 'shop.orders', people: 'shop.people' },
        checks: [
          {
            of: 'orders',
            each: { eq: [{ field: 'paid' }, true] },
            key: 'id',
            what: 'unpaid',
            emptyMeans: 'did_not_operate',
          },
          {
            of: 'people',
            each: { eq: [{ field: 'active' }, true] },
            key: 'name',
            what: '{name} left',
            emptyMeans,
          },
        ],
      })
    expect(run(two('skip'), [order()], [])).toMatchObject({ status: 'pass', checked: 1 })
    expect(run(two('inconclusive'), [order()], []).status).toBe('inconclusive')
    expect(run(two('skip'), [], [person()]).status).toBe('did_not_operate')
    expect(run(two('skip'), [], [person({ active: false })])).toMatchObject({
      status: 'fail',
      checked: 0,
      deviating: 1,
      deviations: [{ key: 'Ada', what: 'Ada left' }],
    })
    expect(run(two('did_not_operate'), [order({ paid: false })], []).status).toBe('fail')
  })

  it('a total speaks about the population as a whole', () => {
    const total = loaded({
      v: 1,
      populations: { orders: 'shop.orders' },
      checks: [
        {
          of: 'orders',
          total: { exists: { in: 'orders', where: { after: [{ field: 'at' }, { at: 'now - 7d' }] } } },
          key: 'orders',
          what: 'no order in 7 days',
          emptyMeans: 'did_not_operate',
        },
      ],
    })
    expect(run(total, [order()]).status).toBe('pass')
    expect(run(total, [order({ at: '2026-11-01T00:00:00.000Z' })])).toMatchObject({
      status: 'fail',
      deviations: [{ key: 'orders', what: 'no order in 7 days' }],
    })
    expect(run(total, []).status).toBe('did_not_operate')
  })

  it('names at most 1,000 rows and counts them all', () => {
    const result = run(
      paid(),
      Array.from({ length: 1500 }, (_, i) => order({ id: `o${i}`, paid: false })),
    )
    expect([result.deviating, result.deviations.length]).toEqual([1500, 1000])
  })

  it('the same rows give the same result through JSON, as the verifier reads them', () => {
    const test = testOf({ exists: { in: 'people', on: { buyer: 'id' } } })
    const again = readTest(JSON.parse(JSON.stringify(test)))
    const orders = [order(), order({ id: 'o2', buyer: 'x' })]
    expect(again.ok && run(again.value, JSON.parse(JSON.stringify(orders)))).toEqual(run(test, orders))
  })
})

describe('loading', () => {
  const check = {
    of: 'orders',
    each: { eq: [{ field: 'paid' }, true] },
    key: 'id',
    what: '{id}',
    emptyMeans: 'did_not_operate',
  }
  const load = (change: object, populations: object = { orders: 'shop.orders' }): string => {
    const result = loadTest({ v: 1, populations, checks: [{ ...check, ...change }] }, FIELDS)
    return result.ok ? 'ok' : `${result.error.path} ${result.error.detail}`
  }
  it('accepts a good test', () => expect(load({})).toBe('ok'))

  it.each<[string, object, string]>([
    [
      'an unknown field, with the near one',
      { each: { eq: [{ field: 'piad' }, true] } },
      '/checks/0/each/eq/0 no field `piad`, did you mean `paid`',
    ],
    [
      'a field of nothing',
      { each: { eq: [{ field: 'zzzzzzzz' }, true] } },
      '/checks/0/each/eq/0 no field `zzzzzzzz`',
    ],
    [
      'an inherited name',
      { each: { present: { field: 'constructor' } } },
      '/checks/0/each/present no field `constructor`',
    ],
    ['an unknown operator', { each: { equals: [1, 1] } }, '/checks/0/each no operator `equals`'],
    [
      'a mistyped operator',
      { each: { befor: [{ field: 'at' }, { at: 'now' }] } },
      '/checks/0/each no operator `befor`, did you mean `before`',
    ],
    [
      'two operators',
      { each: { eq: [1, 1], ne: [1, 1] } },
      '/checks/0/each an expression has exactly one operator',
    ],
    ['a pair of three', { each: { eq: [1, 1, 1] } }, '/checks/0/each/eq compares exactly two operands'],
    [
      'mixed types',
      { each: { eq: [{ field: 'paid' }, 'yes'] } },
      '/checks/0/each/eq compares boolean with string',
    ],
    [
      'an order of texts',
      { each: { lt: [{ field: 'id' }, 5] } },
      '/checks/0/each/lt/0 `lt` compares numbers, this is string',
    ],
    [
      'an order of times',
      { each: { lt: [{ field: 'at' }, 5] } },
      '/checks/0/each/lt/0 `lt` compares numbers, this is instant',
    ],
    [
      'a bad duration',
      { each: { before: [{ field: 'at' }, { at: 'now - 90 days' }] } },
      '/checks/0/each/before/1 `now - 90 days` does not read as `now - 90d` or `field + 1h`',
    ],
    [
      'a duration on no instant',
      { each: { before: [{ at: 'id + 1h' }, { at: 'now' }] } },
      '/checks/0/each/before/0 `id` is not an instant',
    ],
    ['a float', { each: { ge: [{ field: 'amount' }, 0.5] } }, '/checks/0/each/ge/1 must be an object'],
    ['an unknown population', { of: 'order' }, '/checks/0/of no population `order`, did you mean `orders`'],
    [
      'an unknown field in the message',
      { what: '{idd}' },
      '/checks/0/what no field `idd`, did you mean `id`',
    ],
    ['an unknown key', { emptymeans: 'skip' }, '/checks/0 no key `emptymeans`, did you mean `emptyMeans`'],
    [
      'units that may be null',
      { units: 'tip' },
      '/checks/0/units `tip` is not a number that is always there',
    ],
    [
      'only skipped checks',
      { emptyMeans: 'skip' },
      '/checks every check is skipped when empty, so emptiness would pass',
    ],
    [
      'emptiness as pass',
      { emptyMeans: 'pass' },
      '/checks/0/emptyMeans must be `did_not_operate`, `inconclusive` or `skip`',
    ],
    [
      'outer outside a join',
      { each: { eq: [{ outer: 'id' }, 'x'] } },
      '/checks/0/each/eq/0 `outer` means something only inside a join from a row',
    ],
    [
      'a join without equal fields',
      { each: { exists: { in: 'orders' } } },
      '/checks/0/each/exists/on a join from a row needs at least one pair of equal fields',
    ],
    [
      'a nested join',
      {
        each: {
          exists: { in: 'orders', on: { id: 'id' }, where: { exists: { in: 'orders', on: { id: 'id' } } } },
        },
      },
      '/checks/0/each/exists/where/exists joins do not nest',
    ],
    [
      'a join of types',
      { each: { exists: { in: 'orders', on: { id: 'amount' } } } },
      '/checks/0/each/exists/on/id joins string with number',
    ],
    ['an empty and', { each: { and: [] } }, '/checks/0/each/and needs at least one part'],
    [
      'a deep nest',
      { each: Array.from({ length: 40 }).reduce<object>((inner) => ({ not: inner }), { eq: [1, 1] }) },
      'nested deeper than 32',
    ],
  ])('refuses %s', (_, change, message) => expect(load(change)).toContain(message))

  it('refuses an unknown source, another version and things that are no test', () => {
    expect(load({}, { orders: 'shop.order' })).toBe(
      '/populations/orders no fact source `shop.order`, did you mean `shop.orders`',
    )
    for (const value of [null, [], 'x', {}, { v: 2 }, { v: 1, populations: {}, checks: [] }])
      expect(loadTest(value, FIELDS).ok).toBe(false)
  })

  it('offline, without declarations, checks the shape all the same', () => {
    const value = {
      v: 1,
      populations: { a: 'x.y' },
      checks: [{ ...check, of: 'a', each: { lt: [{ field: 'whatever' }, 1] } }],
    }
    expect(readTest(value).ok).toBe(true)
    expect(readTest({ ...value, checks: [{ ...check, of: 'b' }] }).ok).toBe(false)
    expect(readTest({ ...value, checks: [{ ...check, of: 'a', each: { xx: 1 } }] }).ok).toBe(false)
  })
})
