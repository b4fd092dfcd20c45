import { problem, type ProblemError } from '../lib/problem.ts'

/** What the database and the canonical JSON of the ledger can hold: no NUL, and no half of a surrogate pair. */
const keepable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text)

/** Deeper bodies would exhaust the stack of whoever walks them; policies and configurations stay below 20. */
const DEPTH_MAX = 64

/** Refuses what could not be kept, by the name of its field. */
export function refuseUnkept(value: unknown, where = '', depth = 0): void {
  if (depth > DEPTH_MAX)
    throw problem('invalid_request', 400, `the body is nested deeper than ${DEPTH_MAX} levels`, {
      where: where.slice(0, 100),
    })
  if (typeof value === 'string') {
    if (!keepable(value)) throw unkept(where)
  } else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) {
      if (!keepable(name)) throw unkept(where)
      refuseUnkept(item, where === '' ? name : `${where}.${name}`, depth + 1)
    }
}

export const unkept = (where: string): ProblemError =>
  problem('invalid_request', 400, 'a text holds a NUL character or half of a surrogate pair: leave it out', {
    where: where === '' ? 'body' : where,
  })
